"""cluster and alert: what is published before a message is settled, and what a failure costs."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from schemas.alert import Alert
from schemas.article import Article
from schemas.deadletter import DeadLetter, DeadReason
from schemas.event import Event, Kind, Retraction
from schemas.rules import Rule, Rulebook
from schemas.story import Change, Story
from schemas.topics import ALERTS, DEADLETTERS, EVENTS, STORIES
from schemas.when import Basis
from streams.agents.alert import Alerter
from streams.agents.cluster import Cluster, Held
from streams.core.stories.clusterer import Clusterer
from streams.core.stories.told import Told
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


class AlertScene:
    """The alert agent behind its stage, over a topic of alerts that fills."""

    def __init__(self, *, told: Sequence[Outbound] = ()) -> None:
        self.broker, self.metrics = fakes.Broker(), fakes.metrics()
        self.broker.sent += told
        self.reader = fakes.Reader(inbound(record, offset=n) for n, record in enumerate(told))
        self.agent = Alerter(
            book=Rulebook(rule=(Rule(name="all"),)),
            reader=self.reader,
            metrics=self.metrics,
            now=lambda: fakes.NOW,
        )
        self.stage = Stage(self.agent, now=lambda: fakes.NOW)
        self.lease: Lease[Told] = Lease(
            Partition(STORIES.name, 0), asyncio.get_running_loop().create_future()
        )
        self.state: Told | None = None

    async def process(self, *values: bytes | None) -> list[Disposition]:
        if self.state is None:
            self.state = (await self.agent.restore([self.lease.partition]))[self.lease.partition]
        return [
            await self.stage.process(
                Inbound(topic=STORIES.name, partition=0, offset=n, value=value),
                self.state,
                Delivery(self.broker.deliver, self.lease),
            )
            for n, value in enumerate(values)
        ]

    def alerts(self) -> list[Alert]:
        return [
            Alert.model_validate_json(record.value or b"") for record in self.broker.on(ALERTS.name)
        ]


def test_an_alert_is_told_once_whatever_is_repeated() -> None:
    async def scenario() -> None:
        clusterer = Clusterer.empty()
        revisions = [
            story.to_bytes()
            for n in (1, 2, 3)
            for story in clusterer.add(visit(n, status="planned" if n < 3 else "occurred"))
        ]
        scene = AlertScene()
        assert await scene.process(*revisions, None) == [Ok()] * 3 + [Skipped("tombstone")]
        assert [alert.type.value for alert in scene.alerts()] == ["new", "escalated"]
        assert all(record.partition == 0 for record in scene.broker.sent)
        # Killed before its commit: the next worker is handed all of it again.
        again = AlertScene(told=scene.broker.on(ALERTS.name))
        assert await again.process(*revisions) == [Ok()] * 3
        assert again.alerts() == scene.alerts()
        # Killed between its alerts: what is not on the topic yet is told now.
        halved = AlertScene(told=scene.broker.on(ALERTS.name)[:1])
        await halved.process(*revisions)
        assert halved.alerts() == scene.alerts()

    fakes.run(scenario())


def test_an_alert_that_cannot_be_read_is_left_out() -> None:
    async def scenario() -> None:
        broken = Outbound(topic=ALERTS.name, key=b"x", value=b"{}", partition=0)
        scene = AlertScene(told=[broken])
        (story,) = Clusterer.empty().add(visit(1))
        assert await scene.process(story.to_bytes()) == [Ok()]
        assert len(scene.broker.on(ALERTS.name)) == 2

    fakes.run(scenario())


def test_claims_in_another_partition_are_told_to_be_lost_there() -> None:
    async def scenario() -> None:
        scene = Scene()
        message = Inbound(topic=VISITS.topic, partition=2, offset=0, value=visit(1).to_bytes())
        done = await scene.stage.process(
            message, scene.held, Delivery(scene.broker.deliver, scene.lease)
        )
        assert done == Dead(DeadReason.INVALID)
        (letter,) = scene.broker.on(DEADLETTERS.name)
        assert "partition 0 alone" in DeadLetter.model_validate_json(letter.value or b"").detail

    fakes.run(scenario())


def test_a_newer_extractor_revises_in_place_and_says_so() -> None:
    async def scenario() -> None:
        scene = Scene()
        told = visit(1)
        newer = told.model_copy(update={"extractor": "eventwire/9"})
        for event in (told, newer):  # it reads the same: nothing to tell
            assert await scene.process(event.to_bytes()) == Ok()
        assert [story.revision for story in scene.stories()] == [1]
        other = newer.model_copy(update={"confidence": 0.5})
        assert await scene.process(other.to_bytes()) == Ok()
        gone = retraction(told).model_copy(
            update={"reason": "extractor", "extractor": "eventwire/10", "article_version": 1}
        )
        record = retraction_record(gone)
        assert await scene.process(record.value or b"", record.headers) == Ok()
        found = scene.stories()
        assert [story.revised_by for story in found] == [None, "eventwire/9", "eventwire/10"]
        assert len({story.story_id for story in found}) == 1
        counted = {
            sample.labels["extractor"]: sample.value
            for family in scene.metrics.revised.collect()
            for sample in family.samples
            if sample.name.endswith("_total")
        }
        assert counted == {"eventwire/9": 1, "eventwire/10": 1}

    fakes.run(scenario())


def test_a_merge_that_was_half_published_is_finished() -> None:
    async def scenario() -> None:
        guest, host = visit(1), visit(2)
        guest = guest.model_copy(update={"host": ()})
        host = host.model_copy(update={"visitor": ()})
        bridge = visit(3).model_copy(update={"status": guest.status})
        dated = {"when": guest.when.model_copy(update={"basis": Basis.TEXT})}
        events = [event.model_copy(update=dated) for event in (guest, host, bridge)]
        whole = Scene()
        for event in events:
            await whole.process(event.to_bytes())
        survivor, merged = whole.stories()[-2:]
        assert (merged.change, merged.merged_into) == (Change.MERGED, survivor.story_id)
        again = Scene()
        published = whole.broker.on(STORIES.name)[:-1]
        again.reader.records = [inbound(record, offset=n) for n, record in enumerate(published)]
        again.held = (await again.agent.restore([VISITS]))[VISITS]
        assert await again.process(events[-1].to_bytes()) == Ok()
        (finished,) = again.stories()
        assert (finished.story_id, finished.merged_into) == (merged.story_id, survivor.story_id)

    fakes.run(scenario())
