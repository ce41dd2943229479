"""Query: the parameters of the read API, checked, and what they let through."""

import base64
import binascii
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic.fields import FieldInfo

from schemas.alert import AlertType
from schemas.article import Language
from schemas.event import Country, Event, Kind, Status
from streams.gateway.row import Row, folded

MAX_PAGE = 5_000
"""Stories on one page at most: 2 MB of JSON, a tenth of a second of work."""


def _split(value: object) -> object:
    """`kind=visit,meeting` and `kind=visit&kind=meeting` are the same."""
    if isinstance(value, list):
        return [part.strip() for one in value for part in str(one).split(",") if part.strip()]
    return value


def _upper(value: object) -> object:
    parts = _split(value)
    return [str(part).upper() for part in parts] if isinstance(parts, list) else parts


def _is_day(value: object) -> object:
    if isinstance(value, str) and not (value.isascii() and len(value) == 10 and value[4] == "-"):
        raise ValueError("a day is written 2024-05-31")
    return value


Kinds = Annotated[tuple[Kind, ...], BeforeValidator(_split), Field(max_length=32)]
Countries = Annotated[tuple[Country, ...], BeforeValidator(_upper), Field(max_length=64)]
Statuses = Annotated[tuple[Status, ...], BeforeValidator(_split), Field(max_length=32)]
Day = Annotated[date, BeforeValidator(_is_day)]


class Parameters(BaseModel):
    """Parameters of one address; an unknown one is refused, so that a typing error is seen."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @classmethod
    def read(cls, pairs: Iterable[tuple[str, str]]) -> Self:
        """The parameters of a query string. Raises `pydantic.ValidationError`."""
        many = {_name(name, field) for name, field in cls.model_fields.items() if _many(field)}
        given: dict[str, list[str]] = {}
        for name, value in pairs:
            given.setdefault(name, []).append(value)
        # Twice what may be there once is a mistake; the list is refused by its type.
        values = {
            name: told if name in many or len(told) > 1 else told[0] for name, told in given.items()
        }
        return cls.model_validate(values)


class Filters(Parameters):
    """What stories, alerts and events have in common."""

    kind: Kinds = Field(default=(), description="Kinds; several with commas or repeated.")
    country: Countries = Field(
        default=(), description="ISO 3166-1 alpha-3 codes, of which one at least takes part."
    )
    status: Statuses = Field(default=(), description="Statuses; several with commas or repeated.")

    def takes(self, *, kind: Kind, status: Status, countries: tuple[str, ...]) -> bool:
        """Whether these three are let through."""
        return (
            (not self.kind or kind in self.kind)
            and (not self.status or status in self.status)
            and (not self.country or not set(self.country).isdisjoint(countries))
        )


class StoryQuery(Filters):
    """Parameters of `/api/stories`."""

    from_: Day | None = Field(
        default=None,
        alias="from",
        description="Stories of which a day lies on this one or after it.",
    )
    to: Day | None = Field(
        default=None, description="Stories of which a day lies on this one or before it."
    )
    q: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="",
        description="Words that all occur in names, places, items, headline or sources; case and "
        "accents do not count.",
    )
    min_sources: int = Field(default=0, ge=0, le=1_000_000, description="Sources at least.")
    min_confidence: float = Field(default=0.0, ge=0, le=1, description="Confidence at least.")
    withdrawn: bool = Field(default=False, description="Withdrawn stories too.")
    limit: int = Field(default=100, ge=1, le=MAX_PAGE, description="Stories on a page.")
    cursor: Annotated[str, StringConstraints(max_length=1000)] | None = Field(
        default=None, description="`next_cursor` of the page before."
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.from_ and self.to and self.from_ > self.to:
            raise ValueError("from must not lie after to")
        if self.cursor is not None:
            read_cursor(self.cursor)
        return self

    def after(self) -> tuple[datetime, str] | None:
        """The order of the last story of the page before."""
        return None if self.cursor is None else read_cursor(self.cursor)

    def matcher(self) -> Callable[[Row], bool]:
        """What tells whether a row is let through; made once for many rows."""
        kinds, statuses, countries = set(self.kind), set(self.status), set(self.country)
        words = folded(self.q).split()
        first, last = self.from_, self.to
        # `end` is exclusive: a story of the day before must not pass.
        beyond = None if last is None or last == date.max else last + timedelta(days=1)
        sources, confidence, withdrawn = self.min_sources, self.min_confidence, self.withdrawn

        def matches(row: Row) -> bool:
            return (
                (withdrawn or not row.withdrawn)
                and (not kinds or row.kind in kinds)
                and (not statuses or row.status in statuses)
                and (not countries or not countries.isdisjoint(row.countries))
                and (first is None or row.end is None or row.end > first)
                and (beyond is None or row.begin is None or row.begin < beyond)
                and row.sources >= sources
                and row.confidence >= confidence
                and all(word in row.words for word in words)
            )

        return matches


class AlertQuery(Filters):
    """Parameters of `/api/alerts`."""

    type: Annotated[tuple[AlertType, ...], BeforeValidator(_split), Field(max_length=32)] = Field(
        default=(), description="Types; several with commas or repeated."
    )
    limit: int = Field(default=100, ge=1, le=1_000, description="Alerts at most.")


class EventQuery(Filters):
    """Parameters of `/api/events`."""

    language: Annotated[tuple[Language, ...], BeforeValidator(_split), Field(max_length=32)] = (
        Field(default=(), description="Languages of the articles.")
    )
    limit: int = Field(default=100, ge=1, le=1_000, description="Events at most.")

    def lets_through(self, event: Event) -> bool:
        """Whether the event is let through."""
        countries = {actor.country for actors in event.roles().values() for actor in actors}
        return self.takes(
            kind=event.kind,
            status=event.status,
            countries=tuple(code for code in countries if code),
        ) and (not self.language or event.language in self.language)


class StreamQuery(Filters):
    """Parameters of `/api/stream`."""

    last_event_id: Annotated[str, StringConstraints(max_length=100)] | None = Field(
        default=None,
        description="Go on after this id or `position`; the header Last-Event-ID comes first.",
    )


class Nothing(Parameters):
    """No parameters."""


def write_cursor(order: tuple[datetime, str]) -> str:
    """The cursor of a page that ends with a story of this order."""
    moment, story_id = order
    text = f"{moment.astimezone(UTC).isoformat()} {story_id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[datetime, str]:
    """The reverse of `write_cursor`. Raises ValueError."""
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        moment, _, story_id = base64.b64decode(padded, b"-_", validate=True).decode().partition(" ")
        found = datetime.fromisoformat(moment)
    except (binascii.Error, ValueError):
        raise ValueError("the cursor is not one of ours") from None
    if found.tzinfo is None or not story_id:
        raise ValueError("the cursor is not one of ours")
    return found, story_id


def _name(name: str, field: FieldInfo) -> str:
    return field.alias or name


def _many(field: FieldInfo) -> bool:
    return isinstance(field.default, tuple)
