"""cluster: events and retractions in, revisions of stories out.

Each kind has a topic, a partition of it and a clusterer of its own, restored from the topic of
stories, for stories never cross kinds. Claims of one kind are taken one at a time: one that is
decided on sees all that were decided on before it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from schemas.deadletter import DeadReason
from schemas.event import Event, Kind, Retraction
from schemas.story import Story
from schemas.topics import EVENTS, ONE_PARTITION, STORIES
from streams.errors import Rejected
from streams.runtime import guard
from streams.runtime.disposition import Disposition, Ok
from streams.runtime.metrics import Metrics
from streams.runtime.reader import Partition
from streams.runtime.sharing import Sharing
from streams.runtime.stage import StateReader, remembered
from streams.runtime.window import Delivery
from streams.runtime.wire import Inbound, story_record

KIND_OF_TOPIC: dict[str, Kind] = {topic.name: kind for kind, topic in EVENTS.items()}


class Clusterer(Protocol):
    """What the agent needs of the core."""

    def restore(self, story: Story) -> None:
        """Take over a story as published."""
        ...

    def repair(self) -> tuple[Story, ...]:
        """The revisions that a worker which broke off did not publish."""
        ...

    def add(self, event: Event) -> tuple[Story, ...]:
        """The new revisions that a claim brings about."""
        ...

    def retract(self, retraction: Retraction) -> tuple[Story, ...]:
        """The new revisions that a retraction brings about."""
        ...


@dataclass(slots=True)
class Held:
    """The clusterer of one kind; `spoiled` when it knows more than the topic does, `restored` until
    what its predecessor left half published is whole again."""

    clusterer: Clusterer
    spoiled: bool = False
    restored: bool = False


class Cluster:
    """The agent of the stage `cluster`; `clusterer` makes an empty one."""

    stage = "cluster"
    topics: tuple[str, ...] = tuple(KIND_OF_TOPIC)

    def __init__(
        self, *, clusterer: Callable[[], Clusterer], reader: StateReader, metrics: Metrics
    ) -> None:
        self._clusterer = clusterer
        self._reader = reader
        self._metrics = metrics
        self._log = structlog.get_logger("eventwire.cluster")

    async def restore(self, partitions: Sequence[Partition]) -> Mapping[Partition, Held]:
        """The stories of each kind, from the compacted topic of stories."""
        held = {partition: Held(self._clusterer(), restored=True) for partition in partitions}
        by_kind = {
            KIND_OF_TOPIC[partition.topic]: one
            for partition, one in held.items()
            if partition.number == ONE_PARTITION
        }
        share = Sharing()
        stories = [Partition(STORIES.name, ONE_PARTITION)]
        async for _, story in remembered(self._reader, stories, guard.story, log=self._log):
            if story.kind in by_kind:
                by_kind[story.kind].clusterer.restore(share(story))
        return held

    async def handle(self, message: Inbound, state: Held, delivery: Delivery[Held]) -> Disposition:
        """Publish the revisions that one claim or retraction brings about."""
        claim = guard.claim(message)
        if message.partition != ONE_PARTITION:
            told = f"claims are taken from partition {ONE_PARTITION} alone: replay puts it there"
            raise Rejected(DeadReason.INVALID, told)
        if state.spoiled:
            partition = Partition(message.topic, message.partition)
            fresh = await self.restore([partition])
            state.clusterer, state.restored = fresh[partition].clusterer, True
        # Until the revisions are confirmed the state runs ahead of the topic: after a failure in
        # between it is read anew, or the stories that failed would be taken for published.
        state.spoiled = True
        stories = state.clusterer.repair() if state.restored else ()
        if isinstance(claim, Retraction):
            stories += state.clusterer.retract(claim)
        else:
            stories += state.clusterer.add(claim)
        if stories:
            await delivery.send(*map(story_record, stories))
        state.spoiled = state.restored = False
        self._count(stories)
        return Ok()

    def _count(self, stories: Sequence[Story]) -> None:
        for story in stories:
            self._metrics.stories.labels(story.change.value).inc()
            if story.revised_by is not None:
                self._metrics.revised.labels(story.revised_by).inc()
                self._log.info(
                    "story revised by a newer extractor",
                    story=story.story_id,
                    revision=story.revision,
                    extractor=story.revised_by,
                )
