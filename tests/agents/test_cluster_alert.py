"""cluster and alert: what is published before a message is settled, and what a failure costs."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from schemas.alert import Alert
from schemas.article import Article
from schemas.deadletter import DeadReason
from schemas.event import EVENT_ADAPTER, Event, Kind, Retraction
from schemas.story import Story
from schemas.topics import ALERTS, DEADLETTERS, EVENTS, STORIES
from streams.agents.alert import Alerter
from streams.agents.cluster import Cluster, Held
from streams.core.alerting import Rule, decide
from streams.core.stories import Clusterer
from streams.errors import DeliveryError
from streams.runtime.disposition import Dead, Disposition, Ok, Skipped
from streams.runtime.reader import Partition
from streams.runtime.stage import Stage
from streams.runtime.window import Delivery, Lease
from streams.runtime.wire import Inbound, Outbound, retraction_record
from tests.agents import fakes
from tests.agents.fake_engine import Engine

VISITS = Partition(EVENTS[Kind.VISIT].name, 0)
DELIVERIES = Partition(EVENTS[Kind.DELIVERY].name, 0)


def visit(number: int, *, status: str = "planned") -> Event:
    article = Article(
        article_id=f"a{number}",
        published_at=datetime(2022, 12, 20, number, tzinfo=UTC),
        language="nl",
        source=f"s{number}",
        text=f"VISIT:RUS:BLR:{status}",
    )
    (event,) = Engine(("nl",)).extract(article)
    return event


def retraction(event: Event) -> Retraction:
    return Retraction(
        event_id=event.event_id,
        kind=event.kind,
        article_id=event.article_id,
        article_version=event.article_version,
        reason="withdrawn",
        retracted_at=event.published_at + timedelta(hours=1),
    )


def inbound(record: Outbound, *, offset: int = 0) -> Inbound:
    return Inbound(
        topic=record.topic,
        partition=0,
        offset=offset,
        key=record.key,
        value=record.value,
        headers=record.headers,
    )


class Scene:
    """The cluster agent behind its stage, over a topic of stories that fills."""

    def __init__(self) -> None:
        self.broker, self.metrics, self.reader = fakes.Broker(), fakes.metrics(), fakes.Reader()
        self.agent = Cluster(clusterer=Clusterer.empty, reader=self.reader, metrics=self.metrics)
        self.stage = Stage(self.agent, now=lambda: fakes.NOW)
        self.held = Held(Clusterer.empty())
        self.lease: Lease[Held] = Lease(VISITS, asyncio.get_running_loop().create_future())

    async def process(
        self, value: bytes, headers: "tuple[tuple[str, bytes | None], ...]" = ()
    ) -> Disposition:
        message = Inbound(topic=VISITS.topic, partition=0, offset=0, value=value, headers=headers)
        return await self.stage.process(
            message, self.held, Delivery(self.broker.deliver, self.lease)
        )

    def stories(self) -> list[Story]:
        return [
            Story.model_validate_json(record.value or b"")
            for record in self.broker.on(STORIES.name)
        ]


def test_claims_become_revisions_and_a_repeat_none() -> None:
    async def scenario() -> None:
        scene = Scene()
        one, two = visit(1), visit(2)
        for event in (one, two, two):
            assert await scene.process(event.to_bytes()) == Ok()
        record = retraction_record(retraction(one))
        assert await scene.process(record.value or b"", record.headers) == Ok()
        found = scene.stories()
        assert [(story.revision, len(story.claims)) for story in found] == [(1, 1), (2, 2), (3, 1)]
        assert len({story.story_id for story in found}) == 1

    fakes.run(scenario())


def test_a_restart_in_the_middle_ends_in_the_same_stories() -> None:
    async def scenario() -> None:
        through, halved = Scene(), Scene()
        events = [visit(n) for n in range(1, 6)]
        for event in events:
            await through.process(event.to_bytes())
        for event in events[:3]:
            await halved.process(event.to_bytes())
        again = Scene()
        again.reader.records = [
            inbound(record, offset=n) for n, record in enumerate(halved.broker.sent)
        ]
        states = await again.agent.restore([VISITS, DELIVERIES])
        again.held = states[VISITS]
        # The last one before the restart is repeated: it was not committed.
        for event in events[2:]:
            await again.process(event.to_bytes())
        assert again.stories()[-1] == through.stories()[-1]
        assert len(again.stories()) == 2

    fakes.run(scenario())


def test_a_revision_that_was_not_confirmed_is_published_after_all() -> None:
    async def scenario() -> None:
        scene = Scene()
        scene.broker.refuse = fakes.refused
        with pytest.raises(DeliveryError):
            await scene.process(visit(1).to_bytes())
        scene.broker.refuse = lambda record: None
        # The state is read again before the next message: what failed is not taken for known.
        assert await scene.process(visit(1).to_bytes()) == Ok()
        assert [story.revision for story in scene.stories()] == [1]
        assert scene.reader.reads == 1

    fakes.run(scenario())


def test_what_is_no_event_is_a_dead_letter() -> None:
    async def scenario() -> None:
        scene = Scene()
        assert await scene.process(b"{}") == Dead(DeadReason.INVALID)
        assert await scene.process(b"{") == Dead(DeadReason.MALFORMED)
        assert len(scene.broker.on(DEADLETTERS.name)) == 2

    fakes.run(scenario())


def test_alerts_are_confirmed_and_the_same_on_a_repeat() -> None:
    async def scenario() -> None:
        broker, counted = fakes.Broker(), fakes.metrics()
        rules = (Rule(name="all"),)
        agent = Alerter(
            decide=lambda story: decide(story, rules), metrics=counted, now=lambda: fakes.NOW
        )
        stage = Stage(agent, now=lambda: fakes.NOW)
        lease: Lease[None] = Lease(
            Partition(STORIES.name, 0), asyncio.get_running_loop().create_future()
        )
        (story,) = Clusterer.empty().add(EVENT_ADAPTER.validate_json(visit(1).to_bytes()))

        async def process(value: bytes | None) -> Disposition:
            message = Inbound(topic=STORIES.name, partition=0, offset=0, value=value)
            return await stage.process(message, None, Delivery(broker.deliver, lease))

        assert await process(story.to_bytes()) == Ok()
        assert await process(story.to_bytes()) == Ok()
        assert await process(None) == Skipped("tombstone")
        first, second = (
            Alert.model_validate_json(record.value or b"") for record in broker.on(ALERTS.name)
        )
        assert first == second
        assert {record.key for record in broker.on(ALERTS.name)} == {first.alert_id.encode()}

    fakes.run(scenario())
