"""Query: the parameters of the read API, checked, and what they let through."""

import base64
import binascii
from collections.abc import Iterable
from datetime import UTC, date, datetime
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

    def select(self, rows: Iterable[Row]) -> Iterable[Row]:
        """The rows that are let through, in their order; each filter once over what is left."""
        if not self.withdrawn:
            rows = [row for row in rows if not row.withdrawn]
        if self.kind:
            kinds = set(self.kind)
            rows = [row for row in rows if row.kind in kinds]
        if self.status:
            statuses = set(self.status)
            rows = [row for row in rows if row.status in statuses]
        if self.country:
            countries = set(self.country)
            rows = [row for row in rows if not countries.isdisjoint(row.countries)]
        if (first := self.from_) is not None:
            rows = [row for row in rows if row.end is None or row.end > first]
        if (last := self.to) is not None:
            rows = [row for row in rows if row.begin is None or row.begin <= last]
        if self.min_sources:
            rows = [row for row in rows if row.sources >= self.min_sources]
        if self.min_confidence:
            rows = [row for row in rows if row.confidence >= self.min_confidence]
        for word in folded(self.q).split():
            rows = [row for row in rows if word in row.words]
        return rows


class AlertQuery(Filters):
    """Parameters of `/api/alerts`."""

    type: Annotated[tuple[AlertType, ...], BeforeValidator(_split), Field(max_length=32)] = Field(
        default=(), description="Types; several with commas or repeated."
    )
    silenced: bool = Field(default=False, description="Alerts that are for the record only, too.")
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
