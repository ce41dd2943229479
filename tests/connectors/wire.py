"""What the doors need of the world, without a broker: an outbox that keeps what it is given."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from schemas.article import Article
from schemas.deadletter import DeadLetter
from schemas.embargo import EmbargoedItem
from schemas.seen import SeenItem
from schemas.topics import ARTICLES, DEADLETTERS, EMBARGOED, SEEN
from streams.connectors.embargo import Embargoes
from streams.connectors.feeds import Feed
from streams.connectors.intake import Intake
from streams.connectors.item import Item
from streams.connectors.seen import Seen
from streams.errors import DeliveryError
from streams.runtime.metrics import FeedMetrics
from streams.runtime.sandbox import Sandbox
from streams.runtime.wire import Outbound

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class FakeOutbox:
    """Confirms everything, unless `away`."""

    records: list[Outbound] = field(default_factory=list)
    away: bool = False

    async def send(self, records: Iterable[Outbound]) -> int:
        told = list(records)
        if self.away and told:
            raise DeliveryError("the broker is away")
        self.records += told
        return len(told)

    def articles(self) -> list[Article]:
        return [
            Article.model_validate_json(one.value or b"")
            for one in self.records
            if one.topic == ARTICLES.name
        ]

    def notes(self) -> list[SeenItem]:
        return [
            SeenItem.model_validate_json(one.value or b"")
            for one in self.records
            if one.topic == SEEN.name
        ]

    def kept(self) -> list[tuple[str, EmbargoedItem | None]]:
        """What was kept under embargo, and let go, in its order."""
        return [
            (
                (one.key or b"").decode(),
                None if one.value is None else EmbargoedItem.model_validate_json(one.value),
            )
            for one in self.records
            if one.topic == EMBARGOED.name
        ]

    def dead(self) -> list[DeadLetter]:
        return [
            DeadLetter.model_validate_json(one.value or b"")
            for one in self.records
            if one.topic == DEADLETTERS.name
        ]


class InProcess(Sandbox):
    """Runs the calls here: the child itself has its own tests."""

    async def run(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Any:
        return function(*arguments, **named)


@dataclass
class World:
    """An intake and what it stands on."""

    clock: Clock = field(default_factory=Clock)
    outbox: FakeOutbox = field(default_factory=FakeOutbox)
    seen: Seen = field(default_factory=Seen)
    embargoes: Embargoes = field(default_factory=Embargoes)
    metrics: FeedMetrics = field(default_factory=FeedMetrics)
    sandbox: Sandbox = field(default_factory=InProcess)
    languages: tuple[str, ...] = ("nl", "en", "fr")

    @property
    def intake(self) -> Intake:
        if not hasattr(self, "_intake"):
            self._intake = Intake(
                seen=self.seen,
                embargoes=self.embargoes,
                outbox=self.outbox,
                sandbox=self.sandbox,
                metrics=self.metrics,
                languages=self.languages,
                now=self.clock,
            )
        return self._intake

    def restarted(self) -> "World":
        """Another worker that has read what this one wrote."""
        seen = Seen()
        for note in self.outbox.notes():
            seen.restore(note)
        embargoes = Embargoes()
        for key, kept in self.outbox.kept():
            embargoes.drop(key) if kept is None else embargoes.restore(kept)
        return World(clock=self.clock, outbox=self.outbox, seen=seen, embargoes=embargoes)

    def count(self, name: str, **labels: str) -> float:
        """The value of a series."""
        value = self.metrics.registry.get_sample_value(f"eventwire_feed_{name}", labels)
        return value or 0.0


def feed(**told: Any) -> Feed:
    """A feed with what matters to a test."""
    where = {"folder", "topic", "push", "url"} & told.keys()
    return Feed.model_validate(
        {"name": "northwire", **({} if where else {"url": "https://news.example/rss"}), **told}
    )


ENGLISH = (
    "The defence ministry said on Monday that Denmark would send nineteen howitzers to Ukraine "
    "before the summer, and that the first of them had crossed the border already."
)
DUTCH = (
    "Het ministerie van Defensie liet maandag weten dat Nederland vóór de zomer achttien "
    "houwitsers aan Oekraïne levert, en dat de eerste de grens al over is."
)
GERMAN = (
    "Das Verteidigungsministerium teilte am Montag mit, dass Deutschland der Ukraine noch vor dem "
    "Sommer achtzehn Panzerhaubitzen liefern werde und die ersten schon unterwegs seien."
)


def item(guid: str = "a1", **told: Any) -> Item:
    """An English item."""
    return Item(**{"guid": guid, "title": "Howitzers for Ukraine", "text": ENGLISH, **told})
