"""Corpus: the annotated form of articles and events, one article a line of JSON.

`date` is an interval of days with both ends in it; it is null where the text gives none, however
the wire contract fills that gap for sorting.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field

from schemas.article import Article, Language
from schemas.base import Record
from schemas.event import Event, Kind, Status
from schemas.when import Basis, When


class _Lenient(Record):
    """A record of the corpus; what else stands in the line is passed over."""

    model_config = ConfigDict(extra="ignore")


class Filler(_Lenient):
    """Who fills a role, or where."""

    text: str = ""
    name: str = ""
    country: str | None = None


class CountedItem(_Lenient):
    """A thing and the bounds of its number."""

    text: str = ""
    name: str = ""
    min: int | None = None
    max: int | None = None


class DateRange(_Lenient):
    """Days from `start` to `end`, both in it; None is open."""

    start: date | None = None
    end: date | None = None


class CorpusEvent(_Lenient):
    """One event as an annotator, or the program, wrote it down."""

    type: Kind
    roles: dict[str, tuple[Filler, ...]] = Field(default_factory=dict)
    place: Filler | None = None
    items: tuple[CountedItem, ...] = ()
    date: DateRange | None = None
    status: Status
    evidence: str = ""
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    """How sure the program is; annotators give none."""


def at_noon(value: Any) -> Any:
    """A day told without a time, as noon of that day in UTC; anything else as it stands.

    Noon keeps the day the newsroom's own: midnight would slip to the day before at the first
    conversion to a zone west of Greenwich.
    """
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value.strip())
        except ValueError:
            return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(12), tzinfo=UTC)
    return value


def in_utc(value: Any) -> Any:
    """As `at_noon`; and a time without a zone is taken to be in UTC."""
    value = at_noon(value)
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            return value
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


class CorpusArticle(_Lenient):
    """An article with the events that it tells."""

    id: Annotated[str, BeforeValidator(str), Field(min_length=1)]
    lang: Language
    published: Annotated[AwareDatetime, BeforeValidator(in_utc)]
    title: str = ""
    text: str
    split: str | None = None
    events: tuple[CorpusEvent, ...] = ()

    def article(self) -> Article:
        """The article as it would come from a feed; raises `pydantic.ValidationError`."""
        return Article(
            article_id=self.id,
            published_at=self.published,
            language=self.lang,
            title=self.title,
            text=self.text,
        )


class StoryEvent(CorpusEvent):
    """An event with the real-world occasion that it tells of."""

    occasion: Annotated[str, Field(min_length=1)]
    military: bool = True


class StoryArticle(CorpusArticle):
    """An article of a corpus of stories; articles of one occasion share its name."""

    source: str = ""
    events: tuple[StoryEvent, ...] = ()

    def article(self) -> Article:
        """The article as it would come from a feed; raises `pydantic.ValidationError`."""
        return super().article().model_copy(update={"source": self.source})


def to_corpus(event: Event) -> dict[str, Any]:
    """The event in the corpus's form, with `confidence` and `military` besides."""
    return {
        "type": event.kind.value,
        "roles": {
            role: [
                {"text": actor.text, "name": actor.name, "country": actor.country}
                for actor in actors
            ]
            for role, actors in event.roles().items()
            if actors
        },
        "place": event.place.model_dump(include={"text", "name", "country"})
        if event.place
        else None,
        "items": [
            {
                "text": item.text,
                "name": item.name,
                "min": item.quantity.minimum,
                "max": item.quantity.maximum,
            }
            for item in event.items
        ],
        "date": inclusive(event.when),
        "status": event.status.value,
        "evidence": event.evidence[0].text,
        "military": event.military,
        "confidence": event.confidence,
    }


def inclusive(when: When) -> dict[str, str | None] | None:
    """The days of `when` with the last one in it; None where the text gives no date."""
    if when.basis is Basis.PUBLICATION or (when.begin is None and when.end is None):
        return None
    last = when.end - timedelta(days=1) if when.end else None
    return {
        "start": when.begin.isoformat() if when.begin else None,
        "end": last.isoformat() if last else None,
    }
