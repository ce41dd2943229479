"""The base of every record on the wire."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A frozen record; unknown fields are refused, so that a typing error is seen at once."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")

    def to_bytes(self) -> bytes:
        """The record as UTF-8 JSON: what a Kafka message value holds."""
        return self.model_dump_json().encode("utf-8")
