"""A broker, a client and a pool in memory, for agents on a plain event loop."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry

from schemas.article import Article
from schemas.event import Kind
from streams.errors import DeliveryError
from streams.runtime.metrics import Metrics
from streams.runtime.parser import EncodedEvent
from streams.runtime.pool import Outcome, Parsed
from streams.runtime.reader import Partition
from streams.runtime.window import Lease
from streams.runtime.wire import Inbound, Outbound

NOW = datetime(2022, 12, 20, 9, 30, tzinfo=UTC)
PARTITION = Partition("eventwire.articles.v1", 0)


class Broker:
    """Takes records; may be slow, and may refuse."""

    def __init__(self) -> None:
        self.sent: list[Outbound] = []
        self.refuse: Callable[[Outbound], BaseException | None] = lambda record: None
        self.gate = asyncio.Event()
        self.gate.set()

    async def deliver(self, records: tuple[Outbound, ...]) -> None:
        await self.gate.wait()
        for record in records:
            error = self.refuse(record)
            if error is not None:
                raise error
            self.sent.append(record)

    def on(self, topic: str) -> list[Outbound]:
        return [record for record in self.sent if record.topic == topic]


class Reader:
    """What lies on topics, by partition."""

    def __init__(self, records: Iterable[Inbound] = ()) -> None:
        self.records = list(records)
        self.reads = 0

    async def to_end(self, partitions: Sequence[Partition]) -> AsyncIterator[Inbound]:
        self.reads += 1
        for record in self.records:
            if Partition(record.topic, record.partition) in partitions:
                yield record

    async def begins(self, partitions: Iterable[Partition]) -> dict[Partition, int]:
        return dict.fromkeys(partitions, 0)

    async def first_from(self, partition: Partition, offset: int, *, before: int) -> int | None:
        there = [
            record.offset
            for record in self.records
            if (record.topic, record.partition) == partition and offset <= record.offset < before
        ]
        return min(there, default=None)


class Client:
    """The group member: what was committed and sought."""

    def __init__(self, committed: Mapping[Partition, int] | None = None) -> None:
        self.offsets: dict[Partition, int] = dict(committed or {})
        self.sought: list[tuple[Partition, int]] = []
        self.member = True

    async def committed(self, partition: Partition) -> int | None:
        return self.offsets.get(partition)

    async def commit(self, offsets: Mapping[Partition, int]) -> bool:
        if self.member:
            self.offsets.update(offsets)
        return self.member

    async def seek(self, partition: Partition, offset: int) -> None:
        self.sought.append((partition, offset))


class Parser:
    """One event for each word of the text; waits where it is told to."""

    extractor = "fake-1"

    def __init__(self) -> None:
        self.gates: dict[str, asyncio.Event] = {}
        self.outcomes: dict[str, Outcome | BaseException] = {}
        self.parsed: list[str] = []

    def hold(self, text: str) -> asyncio.Event:
        return self.gates.setdefault(text, asyncio.Event())

    async def parse(self, article: Article) -> Outcome:
        if article.text in self.gates:
            await self.gates[article.text].wait()
        self.parsed.append(article.text)
        outcome = self.outcomes.get(article.text)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome or Parsed(
            tuple(
                EncodedEvent(
                    kind=Kind.VISIT,
                    event_id=f"{article.article_id}:{word}",
                    status="occurred",
                    value=json.dumps({"article": article.article_id, "word": word}).encode(),
                )
                for word in article.text.split()
                if word != "nothing"
            ),
            0.001,
        )


def metrics() -> Metrics:
    return Metrics(CollectorRegistry())


def settled(counted: Metrics) -> dict[tuple[str, str], int]:
    """Messages by disposition and reason."""
    return {
        (sample.labels["disposition"], sample.labels["reason"]): int(sample.value)
        for family in counted.messages.collect()
        for sample in family.samples
        if sample.name.endswith("_total")
    }


def taken(counted: Metrics) -> int:
    return sum(
        int(sample.value)
        for family in counted.messages_in.collect()
        for sample in family.samples
        if sample.name.endswith("_total")
    )


def message(
    offset: int, value: bytes | None = b"x", *, partition: Partition = PARTITION
) -> Inbound:
    return Inbound(topic=partition.topic, partition=partition.number, offset=offset, value=value)


def lease(state: object = None, *, partition: Partition = PARTITION) -> "Lease[object]":
    made: Lease[object] = Lease(partition, asyncio.get_running_loop().create_future())
    made.ready.set_result(state)
    return made


async def soon(condition: Callable[[], object]) -> None:
    """Let the loop turn until `condition`; on a loaded machine that may take its time."""
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - any condition, of any object
            await asyncio.sleep(0)


def refused(record: Outbound) -> BaseException:
    return DeliveryError(f"no answer for {record.topic}")


def run(work: Awaitable[None]) -> None:
    async def limited() -> None:
        async with asyncio.timeout(60):
            await work

    asyncio.run(limited())
