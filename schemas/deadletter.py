"""DeadLetter: a message that could not be processed, whole, with its reason."""

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Base64Bytes, Field

from schemas.base import Record


class DeadReason(StrEnum):
    """Why a message was set aside."""

    MALFORMED = "malformed"
    """Not JSON, or not UTF-8."""
    INVALID = "invalid"
    """JSON that does not fit the schema."""
    TOO_LARGE = "too_large"
    UNSUPPORTED_LANGUAGE = "unsupported_language"
    TIMEOUT = "timeout"
    """The deadline of one article passed."""
    CRASHED = "crashed"
    """The process that parsed it died."""
    UNDELIVERED = "undelivered"
    """A target of notifications did not take it, or may have: the detail tells which."""
    FAILED = "failed"
    """The program failed on it: a defect of ours."""


class Header(Record):
    """One Kafka header of the original message."""

    key: str
    value: Base64Bytes | None


class DeadLetter(Record):
    """The original message byte for byte (base64 in JSON), where it came from, and why it is here.

    It can be listed, shown and replayed: `eventwire deadletters`.
    """

    stage: str
    reason: DeadReason
    detail: str
    topic: str
    partition: Annotated[int, Field(ge=0)]
    offset: Annotated[int, Field(ge=0)]
    timestamp: AwareDatetime | None
    key: Base64Bytes | None
    value: Base64Bytes | None
    headers: tuple[Header, ...] = ()
    failed_at: AwareDatetime
    attempts: Annotated[int, Field(ge=1)] = 1
    version: str
    """Version of eventwire that gave up."""
