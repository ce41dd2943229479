"""Sharing: many records in memory that say the same thing in part, held once where they do.

A hundred thousand stories name the same few thousand parties and days over and over, and pydantic
keeps a set of the fields that were given beside every record, often as large as the record. Held
once, they leave less than half of the memory.
"""

from typing import Any, TypeVar

from pydantic import BaseModel

R = TypeVar("R", bound=BaseModel)


class Sharing:
    """Shares the parts of the records that pass through one of it, as long as it lives."""

    def __init__(self) -> None:
        self._parts: dict[BaseModel, BaseModel] = {}
        self._fields: dict[frozenset[str], set[str]] = {}

    def __call__(self, record: R) -> R:
        """The same record, its parts shared with those before it; equal to what it was.

        Only for one that has just been decoded and that nobody else holds yet.
        """
        for name, value in record.__dict__.items():
            record.__dict__[name] = self._shared(value)
        given = record.__pydantic_fields_set__
        # Records are frozen: nobody will add to the set.
        common = self._fields.setdefault(frozenset(given), given)
        object.__setattr__(record, "__pydantic_fields_set__", common)
        return record

    def _shared(self, value: Any) -> Any:
        if isinstance(value, BaseModel):
            self(value)
            try:
                return self._parts.setdefault(value, value)
            except TypeError:
                return value  # it holds a mapping: as good as never the same twice
        if isinstance(value, tuple):
            return tuple([self._shared(one) for one in value]) if value else value
        if isinstance(value, dict):
            return {key: self._shared(one) for key, one in value.items()}
        return value
