"""The one place where bytes become records.

Nothing escapes it but a record or `Rejected`, whose reason and one line of detail go to the dead
letter: a malformed message costs one dead letter, never an agent.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from schemas.alert import Alert
from schemas.article import MAX_TEXT_CHARACTERS, Article
from schemas.base import Record
from schemas.deadletter import DeadLetter, DeadReason
from schemas.embargo import EmbargoedItem
from schemas.event import EVENT_ADAPTER, Event, Retraction
from schemas.ledger import LedgerEntry
from schemas.notification import Notification
from schemas.seen import SeenItem
from schemas.story import Story
from schemas.topics import RETRACTION_CE_TYPE
from streams.errors import Rejected
from streams.runtime.wire import Inbound

#: One character takes at most twelve bytes of JSON (an escaped surrogate pair); the other fields
#: of an article stay far below this.
_BYTES_A_CHARACTER = 12
_OTHER_FIELDS_BYTES = 128 * 1024

#: Longest detail of a dead letter in characters: one line that a terminal can show.
MAX_DETAIL = 400

_BOM = b"\xef\xbb\xbf"

_R = TypeVar("_R", bound=Record)


def one_line(text: str) -> str:
    """`text` on one line of bounded length, without control characters."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return flat if len(flat) <= MAX_DETAIL else flat[: MAX_DETAIL - 1] + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Decodes articles; `languages` are those for which there is a pack."""

    languages: tuple[str, ...]
    max_text: int = MAX_TEXT_CHARACTERS

    def article(self, message: Inbound) -> Article:
        """The article in `message`; raises `Rejected`."""
        limit = self.max_text * _BYTES_A_CHARACTER + _OTHER_FIELDS_BYTES
        value = _value(message)
        if len(value) > limit:
            raise Rejected(
                DeadReason.TOO_LARGE, f"{len(value)} bytes, where an article has at most {limit}"
            )
        article = _record(Article, value)
        if len(article.text) > self.max_text:
            raise Rejected(
                DeadReason.TOO_LARGE,
                f"text: {len(article.text)} characters, at most {self.max_text} are read",
            )
        if article.language.partition("-")[0] not in self.languages:
            raise Rejected(
                DeadReason.UNSUPPORTED_LANGUAGE,
                f"language: no pack for {article.language!r} (there are: "
                f"{', '.join(self.languages)})",
            )
        return article


def claim(message: Inbound) -> Event | Retraction:
    """The event or retraction in `message`, by its CloudEvents type, else by its shape."""
    value = _value(message)
    ce_type = message.ce_type
    retracted = _looks_retracted(value) if ce_type is None else ce_type == RETRACTION_CE_TYPE
    return _record(Retraction, value) if retracted else _adapted(EVENT_ADAPTER, value)


def story(message: Inbound) -> Story:
    """The story in `message`; raises `Rejected`."""
    return _record(Story, _value(message))


def alert(message: Inbound) -> Alert:
    """The alert in `message`; raises `Rejected`."""
    return _record(Alert, _value(message))


def notification(message: Inbound) -> Notification:
    """The notification in `message`; raises `Rejected`."""
    return _record(Notification, _value(message))


def ledger_entry(message: Inbound) -> LedgerEntry:
    """The ledger entry in `message`; raises `Rejected`."""
    return _record(LedgerEntry, _value(message))


def seen_item(message: Inbound) -> SeenItem:
    """The note on an item in `message`; raises `Rejected`."""
    return _record(SeenItem, _value(message))


def embargoed_item(message: Inbound) -> EmbargoedItem:
    """The item under embargo in `message`; raises `Rejected`."""
    return _record(EmbargoedItem, _value(message))


def dead_letter(message: Inbound) -> DeadLetter:
    """The dead letter in `message`; raises `Rejected`."""
    return _record(DeadLetter, _value(message))


def _value(message: Inbound) -> bytes:
    if message.value is None:
        raise Rejected(DeadReason.MALFORMED, "no value: a tombstone means nothing on this topic")
    return message.value.removeprefix(_BOM)


def _looks_retracted(value: bytes) -> bool:
    try:
        shape = json.loads(value)
    except (ValueError, RecursionError):
        return False  # the record's own decoding tells what is wrong with it
    return isinstance(shape, dict) and "retracted_at" in shape


def _record(model: type[_R], value: bytes) -> _R:
    _check_utf8(value)
    try:
        return model.model_validate_json(value)
    except ValidationError as error:
        raise _rejected(error.errors(include_url=False)) from None


def _adapted(adapter: TypeAdapter[Event], value: bytes) -> Event:
    _check_utf8(value)
    try:
        return adapter.validate_json(value)
    except ValidationError as error:
        raise _rejected(error.errors(include_url=False)) from None


def _check_utf8(value: bytes) -> None:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Rejected(
            DeadReason.MALFORMED,
            f"not UTF-8: byte 0x{value[error.start]:02x} at offset {error.start}",
        ) from None


def _rejected(errors: Sequence[ErrorDetails]) -> Rejected:
    if any(error["type"] == "json_invalid" for error in errors):
        return Rejected(DeadReason.MALFORMED, one_line(errors[0]["msg"]))
    if any(error["type"] == "string_too_long" and error["loc"] == ("text",) for error in errors):
        return Rejected(DeadReason.TOO_LARGE, _told(errors))
    return Rejected(DeadReason.INVALID, _told(errors))


def _told(errors: Sequence[ErrorDetails]) -> str:
    """Every complaint with its field, and the offending value where it is short."""
    return one_line("; ".join(_complaint(error) for error in errors[:5]))


def _complaint(error: ErrorDetails) -> str:
    field = ".".join(str(part) for part in error["loc"])
    message = error["msg"].removeprefix("Value error, ")
    value = error["input"]
    # A missing field's input is the whole record, and a long text would drown the complaint.
    shown = isinstance(value, str | int | float | bool | None) and len(repr(value)) <= 60
    told = f"{message} (got {value!r})" if shown and error["type"] != "missing" else message
    return f"{field}: {told}" if field else told
