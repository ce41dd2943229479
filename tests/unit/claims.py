"""Events for tests, built from few words."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from schemas.event import (
    EVENT_ADAPTER,
    Actor,
    ActorType,
    Event,
    Evidence,
    Item,
    Kind,
    Retraction,
    Status,
)
from schemas.when import Basis, Granularity, When
from streams.core.identity import event_id

STATES = {
    "RUS": "Russia",
    "BLR": "Belarus",
    "UKR": "Ukraine",
    "USA": "United States",
    "CHN": "China",
    "NLD": "Netherlands",
    "POL": "Poland",
}


def state(code: str) -> Actor:
    return Actor(text=STATES[code], name=STATES[code], country=code)


def person(name: str, code: str | None) -> Actor:
    return Actor(text=name, name=name, country=code, type=ActorType.PERSON)


def day(month_day: str | None, *, days: int = 1, published: datetime | None = None) -> When:
    """A date in 2022 told in the text, or the day of publication."""
    if month_day is None:
        assert published is not None
        begin = published.date()
        basis = Basis.PUBLICATION
    else:
        begin = date.fromisoformat(f"2022-{month_day}")
        basis = Basis.TEXT
    granularity = {1: Granularity.DAY, 7: Granularity.WEEK}.get(days, Granularity.MONTH)
    return When(begin=begin, end=begin + timedelta(days=days), granularity=granularity, basis=basis)


def event(
    kind: Kind = Kind.VISIT,
    *,
    article: str = "a",
    published: str = "12-19",
    when: str | None = None,
    days: int = 1,
    status: Status = Status.OCCURRED,
    items: tuple[str, ...] = (),
    source: str | None = None,
    version: int = 1,
    name: str | None = None,
    fields: dict[str, Any] | None = None,
    **roles: tuple[Actor, ...],
) -> Event:
    at = datetime.fromisoformat(f"2022-{published}T12:00:00").replace(tzinfo=UTC)
    told = day(when, days=days, published=at)
    things = tuple(Item(text=item, name=item) for item in items)
    return EVENT_ADAPTER.validate_python(
        {
            "kind": kind,
            "event_id": name or event_id(article, kind=kind, roles=roles, when=told, items=things),
            "article_id": article,
            "article_version": version,
            "published_at": at,
            "language": "en",
            "source": article if source is None else source,
            "status": status,
            "when": told,
            "items": things,
            "evidence": [Evidence(start=0, end=5, text="Words", trigger="words", rule="en.test.1")],
            "extractor": "test",
            **roles,
            **(fields or {}),
        }
    )


def retraction(of: Event, *, version: int = 2) -> Retraction:
    return Retraction(
        event_id=of.event_id,
        kind=of.kind,
        article_id=of.article_id,
        article_version=version,
        reason="withdrawn",
        retracted_at=of.published_at + timedelta(hours=2),
    )
