"""The seed article, where it lies beside the repository: its ten events, and nothing else.

The article is not ours to publish, so that the test reads it from ../shared/seed and is skipped
where there is none.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from schemas.article import Article
from schemas.event import EVENT_TYPES, Event, Kind, Status
from schemas.when import Basis
from tests import reading

#: Tests that fail for a known reason, by a part of their id. Strict.
KNOWN_FAILURES: dict[str, str] = {
    "borne_out_by_its_sentence[10-deployment-possible]": "found in another sentence only",
    "that_has_a_place_tells_it[8-basing-occurred]": "the host's territory is not told as the place",
}
known_failures = reading.known(KNOWN_FAILURES)

SEED = Path(__file__).parents[3] / "shared" / "seed"
if not (SEED / "article.txt").is_file():
    pytest.skip("no seed article beside the repository", allow_module_level=True)

EXPECTED: Mapping[str, Any] = json.loads((SEED / "expected.json").read_text(encoding="utf-8"))
#: What a reader of the stream takes for fact or plan; of these there must be none but the ten.
FIRM = {Status.OCCURRED, Status.ONGOING, Status.PLANNED}


@pytest.fixture(scope="module")
def article() -> Article:
    noon = datetime.combine(date.fromisoformat(EXPECTED["published"]), datetime.min.time())
    return Article(
        article_id="seed",
        published_at=noon.replace(hour=12, tzinfo=ZoneInfo("Europe/Amsterdam")),
        language=EXPECTED["lang"],
        text=(SEED / "article.txt").read_text(encoding="utf-8"),
    )


@pytest.fixture(scope="module")
def events(article: Article) -> tuple[Event, ...]:
    return reading.engine().extract(article)


def _stands(actual: Any, role: Mapping[str, Any]) -> bool:
    """Whether a filler stands for the expected one: by its state, or by its name without one."""
    known = {role["country"]} if role["country"] else {role["name"], *role.get("aka", ())}
    return actual.country in known if role["country"] else actual.name in known


def _roles(event: Event, expected: Mapping[str, Any]) -> bool:
    told = event.roles()
    return all(
        any(_stands(actual, role) for actual in told[name])
        for name, roles in expected["roles"].items()
        for role in roles
    )


def _days(event: Event) -> dict[str, str] | None:
    when = event.when
    if when.basis is Basis.PUBLICATION:
        return None
    assert when.begin is not None
    assert when.end is not None
    return {"start": str(when.begin), "end": str(when.end - timedelta(1))}


def _items(event: Event) -> list[tuple[str, int | None, int | None]]:
    return [(i.name, i.quantity.minimum, i.quantity.maximum) for i in event.items]


def _fits(event: Event, expected: Mapping[str, Any]) -> bool:
    return (
        type(event) is EVENT_TYPES[Kind(expected["type"])]
        and event.status == expected["status"]
        and _roles(event, expected)
        and _days(event) == expected["date"]
        and {(i["name"], i["min"], i["max"]) for i in expected["items"]} <= set(_items(event))
    )


def _shown(event: Event) -> str:
    roles = {role: [(a.name, a.country) for a in actors] for role, actors in event.roles().items()}
    return f"{event.kind} {event.status} {roles} {_days(event)} {_items(event)}"


def _ten(*, placed: bool = False) -> list[Any]:
    return [
        pytest.param(event, id=f"{number}-{event['type']}-{event['status']}")
        for number, event in enumerate(EXPECTED["events"], 1)
        if event["place"] is not None or not placed
    ]


@pytest.mark.parametrize("expected", _ten())
def test_each_event_comes_out(events: tuple[Event, ...], expected: Mapping[str, Any]) -> None:
    found = [event for event in events if _fits(event, expected)]
    assert len(found) == 1, [_shown(e) for e in events if e.kind == expected["type"]]


@pytest.mark.parametrize("expected", _ten())
def test_each_event_is_borne_out_by_its_sentence(
    events: tuple[Event, ...], expected: Mapping[str, Any]
) -> None:
    told = [e for e in events if e.kind == expected["type"] and e.status == expected["status"]]
    texts = [evidence.text for event in told for evidence in event.evidence]
    assert any(expected["evidence"] in text for text in texts), texts


@pytest.mark.parametrize("expected", _ten(placed=True))
def test_each_event_that_has_a_place_tells_it(
    events: tuple[Event, ...], expected: Mapping[str, Any]
) -> None:
    told = [e for e in events if e.kind == expected["type"] and _roles(e, expected)]
    places = {e.place.country for e in told if e.place is not None}
    assert expected["place"]["country"] in places


def test_nothing_else_comes_out_as_fact_or_plan(events: tuple[Event, ...]) -> None:
    others = [
        event
        for event in events
        if event.status in FIRM and not any(_fits(event, e) for e in EXPECTED["events"])
    ]
    assert [_shown(event) for event in others] == []


def test_persons_have_their_canonical_names(events: tuple[Event, ...]) -> None:
    visits = {
        actor.name
        for event in events
        if event.kind is Kind.VISIT
        for actors in event.roles().values()
        for actor in actors
    }
    told = {
        role["name"]
        for event in EXPECTED["events"]
        if event["type"] == "visit"
        for roles in event["roles"].values()
        for role in roles
    }
    assert told <= visits


def test_evidence_can_be_looked_up(article: Article, events: tuple[Event, ...]) -> None:
    for event in events:
        for evidence in event.evidence:
            assert article.text[evidence.start : evidence.end] == evidence.text


def test_reading_it_again_gives_the_same_events(
    article: Article, events: tuple[Event, ...]
) -> None:
    assert reading.engine().extract(article) == events
