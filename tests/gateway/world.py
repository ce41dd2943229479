"""Stories, alerts and messages for the tests of the gateway: the same ones on every run."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from schemas.alert import Alert, AlertType
from schemas.event import EVENT_TYPES, Actor, ActorType, Item, Kind, Place, Quantity, Status
from schemas.story import Change, Claim, StatusChange, Story
from schemas.topics import ALERTS, STORIES
from schemas.when import Basis, Granularity, When
from streams.gateway.intake import Intake
from streams.runtime.wire import Inbound, alert_record, story_record

NOW = datetime(2024, 6, 14, 9, 30, tzinfo=UTC)
COUNTRIES = {
    "NLD": "Netherlands",
    "DEU": "Germany",
    "FRA": "France",
    "GBR": "United Kingdom",
    "USA": "United States",
    "UKR": "Ukraine",
    "POL": "Poland",
    "LTU": "Lithuania",
    "EST": "Estonia",
    "FIN": "Finland",
    "SWE": "Sweden",
    "NOR": "Norway",
    "TUR": "Turkey",
    "AZE": "Azerbaijan",
    "BLR": "Belarus",
    "RUS": "Russia",
    "CHN": "China",
    "JPN": "Japan",
    "KOR": "South Korea",
    "PHL": "Philippines",
    "AUS": "Australia",
    "IND": "India",
    "EGY": "Egypt",
    "ISR": "Israel",
    "SAU": "Saudi Arabia",
    "BRA": "Brazil",
    "MLT": "Malta",
    "SGP": "Singapore",
}
SOURCES = ("Northwire", "Kustbericht", "Baltic Desk", "De Haven", "Harbour Times", "Ostpost")
ITEMS = ("Leopard 2", "Patriot", "155mm ammunition", "soldier", "S-400", "CV90", "F-16")


def actor(code: str) -> Actor:
    """A state."""
    return Actor(text=COUNTRIES[code], name=COUNTRIES[code], country=code, type=ActorType.STATE)


def when(day: date, *, days: int = 1, basis: Basis = Basis.TEXT) -> When:
    """An interval that begins on `day`."""
    return When(
        begin=day,
        end=day + timedelta(days=days),
        granularity=Granularity.DAY if days == 1 else Granularity.INTERVAL,
        basis=basis,
        text=None if basis is Basis.PUBLICATION else day.strftime("%A"),
        value=None if basis is Basis.PUBLICATION else day.isoformat(),
    )


def story(number: int = 0, **changes: Any) -> Story:
    """A story; `number` makes it another one, `changes` replace fields."""
    chance = random.Random(number)
    kind = changes.pop("kind", None) or chance.choice(list(Kind))
    status = changes.pop("status", None) or chance.choice(list(Status))
    roles_ = EVENT_TYPES[kind].roles_
    codes = chance.sample(list(COUNTRIES), k=max(2, len(roles_)))
    roles = changes.pop("roles", None)
    if roles is None:
        if len(roles_) == 1:
            roles = {roles_[0]: tuple(actor(code) for code in codes)}
        else:
            roles = {role: (actor(code),) for role, code in zip(roles_, codes, strict=False)}
    last_seen = changes.pop("last_seen", None) or NOW - timedelta(minutes=7 * number)
    told = when((last_seen + timedelta(days=chance.randint(-20, 40))).date())
    told = changes.pop("when", None) or told
    has_items = kind in {Kind.DELIVERY, Kind.DEPLOYMENT}
    items = (
        (Item(text="x", name=chance.choice(ITEMS), quantity=Quantity(minimum=12, maximum=12)),)
        if has_items
        else ()
    )
    items = changes.pop("items", items)
    evidence = changes.pop("evidence", f"Evidence of story {number}.")
    url = changes.pop("url", f"https://news.example/{number}")
    count = chance.randint(1, 3)
    claims = tuple(
        Claim(
            event_id=f"event-{number}-{index}",
            article_id=f"article-{number}-{index}",
            article_version=1,
            source=SOURCES[(number + index) % len(SOURCES)],
            url=url,
            language="nl" if index % 2 else "en",
            published_at=last_seen - timedelta(hours=count - 1 - index),
            status=status,
            when=told,
            roles=roles,
            place=None,
            items=items,
            military=True,
            confidence=0.8,
            evidence=evidence,
        )
        for index in range(count)
    )
    fields: dict[str, Any] = {
        "story_id": f"story-{number:06}",
        "kind": kind,
        "revision": 1,
        "change": Change.CREATED,
        "status": status,
        "when": told,
        "roles": roles,
        "place": Place(text="Ankara", name="Ankara", country="TUR") if number % 5 == 0 else None,
        "items": items,
        "countries": tuple(
            sorted({one.country for who in roles.values() for one in who if one.country})
        ),
        "sources": len({claim.source for claim in claims}),
        "first_seen": claims[0].published_at,
        "last_seen": last_seen,
        "history": (
            StatusChange(at=claims[0].published_at, status=status, event_id=claims[0].event_id),
        ),
        "claims": claims,
        "confidence": 0.8,
    }
    return Story.model_validate(fields | changes)


def alert(of: Story, number: int = 0, type_: AlertType = AlertType.NEW) -> Alert:
    """An alert for a story."""
    return Alert(
        alert_id=f"alert-{of.story_id}-{number}",
        rule="everything",
        type=type_,
        story_id=of.story_id,
        story_revision=of.revision,
        kind=of.kind,
        status=of.status,
        when=of.when,
        roles=of.roles,
        place=of.place,
        items=of.items,
        headline=f"Headline of {of.story_id}",
        reason="told by one source",
        raised_at=of.last_seen,
    )


def story_message(of: Story, offset: int) -> Inbound:
    """The story as it comes from its topic."""
    record = story_record(of)
    return Inbound(
        topic=STORIES.name,
        partition=0,
        offset=offset,
        key=record.key,
        value=record.value,
        headers=record.headers,
    )


def alert_message(of: Alert, offset: int) -> Inbound:
    """The alert as it comes from its topic."""
    record = alert_record(of)
    return Inbound(
        topic=ALERTS.name,
        partition=0,
        offset=offset,
        key=record.key,
        value=record.value,
        headers=record.headers,
    )


def fill(intake: Intake, count: int, *, first: int = 0) -> None:
    """Put `count` stories in, and an alert for every tenth; then it is ready."""
    for number in range(first, first + count):
        one = story(number)
        intake.put(story_message(one, number))
        if number % 10 == 0 and number < 500:
            intake.put(alert_message(alert(one), number // 10))
    intake.ready = True
