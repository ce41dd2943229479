"""Reads partitions from the side: state to its end, ends of partitions, what lies in a gap.

Consumers of their own, without a group, so that reading state neither waits for nor disturbs the
group that takes the input.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from streams.errors import BrokerError
from streams.runtime import headers
from streams.runtime.settings import Settings
from streams.runtime.wire import Inbound, timestamp

#: Seconds without a single record until reading a state is given up.
_NO_PROGRESS_SECONDS = 60.0

_BATCH = 2_000


class Partition(NamedTuple):
    """One partition of a topic."""

    topic: str
    number: int


class Batch(NamedTuple):
    """What one look at the followed partitions brought."""

    records: tuple[Inbound, ...]
    behind: int
    """Partitions not yet read to the ends that they had when following began."""


class Reader:
    """Side reads from the broker of `settings`. Every method raises `BrokerError`."""

    def __init__(self, settings: Settings) -> None:
        headers.accept_any_key()
        self._settings = settings
        self._ends: AIOKafkaConsumer | None = None
        self.left = 0
        """Records of a state that `to_end` has still to read; 0 when it reads none."""
        self.read_total = 0
        """Records that `to_end` has read since the start."""
        self._lock = asyncio.Lock()

    async def to_end(self, partitions: Sequence[Partition]) -> AsyncIterator[Inbound]:
        """Every record of `partitions` up to their ends, those at the time of the call at least."""
        async with self._consumer() as consumer:
            wanted = [TopicPartition(*partition) for partition in partitions]
            consumer.assign(wanted)
            begins = await consumer.beginning_offsets(wanted)
            ends = await consumer.end_offsets(wanted)
            await consumer.seek_to_beginning(*wanted)
            open_ = {tp for tp in wanted if ends[tp] > begins[tp]}
            consumer.pause(*(tp for tp in wanted if tp not in open_))
            loop = asyncio.get_running_loop()
            patience = loop.time() + _NO_PROGRESS_SECONDS
            while open_:
                self.left = sum([ends[tp] - await consumer.position(tp) for tp in open_])
                batch = await consumer.getmany(timeout_ms=500, max_records=_BATCH)
                for records in batch.values():
                    for record in records:
                        self.read_total += 1
                        yield inbound(record)
                for tp in tuple(open_):
                    # The embedded broker answers the question for the end with the start of the
                    # last batch, but tells the high-water mark rightly with what it delivers.
                    end = max(ends[tp], consumer.highwater(tp) or 0)
                    if await consumer.position(tp) >= end:
                        open_.discard(tp)
                        consumer.pause(tp)
                if batch:
                    patience = loop.time() + _NO_PROGRESS_SECONDS
                elif loop.time() > patience:
                    raise TimeoutError
            self.left = 0

    async def follow(self, starts: Mapping[Partition, int | None]) -> AsyncIterator[Batch]:
        """What the partitions bring, for ever: each from its start, or so many records before its
        end. While the broker is away nothing comes; then it goes on."""
        async with self._consumer() as consumer:
            wanted = {TopicPartition(*one): back for one, back in starts.items()}
            consumer.assign(list(wanted))
            begins = await consumer.beginning_offsets(list(wanted))
            ends = await consumer.end_offsets(list(wanted))
            for tp, back in wanted.items():
                start = begins[tp] if back is None else max(begins[tp], ends[tp] - back)
                consumer.seek(tp, start)
            behind = {tp for tp in wanted if ends[tp] > begins[tp]}
            while True:
                batch = await consumer.getmany(timeout_ms=500, max_records=_BATCH)
                for tp in tuple(behind):
                    if await consumer.position(tp) >= max(ends[tp], consumer.highwater(tp) or 0):
                        behind.discard(tp)
                records = tuple(inbound(one) for part in batch.values() for one in part)
                yield Batch(records, len(behind))

    async def first_from(self, partition: Partition, offset: int, *, before: int) -> int | None:
        """Offset of the first record at or after `offset` and before `before`, None if none."""
        async with self._consumer() as consumer:
            tp = TopicPartition(*partition)
            consumer.assign([tp])
            begins = await consumer.beginning_offsets([tp])
            consumer.seek(tp, max(offset, begins[tp]))
            async with asyncio.timeout(_NO_PROGRESS_SECONDS):
                while True:
                    batch = await consumer.getmany(timeout_ms=500, max_records=1)
                    for records in batch.values():
                        found: int = records[0].offset
                        return found if found < before else None
                    if await consumer.position(tp) >= before:
                        return None

    async def ends(self, partitions: Iterable[Partition]) -> dict[Partition, int]:
        """The offset after the last record of each partition, asked of the broker now."""
        wanted = [TopicPartition(*partition) for partition in partitions]
        if not wanted:
            return {}
        async with self._lock:
            try:
                if self._ends is None:
                    self._ends = self._new()
                    await self._ends.start()
                ends = await self._ends.end_offsets(wanted)
            except (KafkaError, TimeoutError, OSError) as error:
                raise BrokerError(f"ends of partitions: {error!r}") from error
        return {Partition(tp.topic, tp.partition): end for tp, end in ends.items()}

    async def begins(self, partitions: Iterable[Partition]) -> dict[Partition, int]:
        """The offset of the first record that each partition still holds."""
        wanted = [TopicPartition(*partition) for partition in partitions]
        async with self._consumer() as consumer:
            begins = await consumer.beginning_offsets(wanted)
        return {Partition(tp.topic, tp.partition): begin for tp, begin in begins.items()}

    async def close(self) -> None:
        """Close the connections."""
        if self._ends is not None:
            await self._ends.stop()
            self._ends = None

    def _new(self) -> AIOKafkaConsumer:
        return AIOKafkaConsumer(
            bootstrap_servers=self._settings.bootstrap,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            client_id="eventwire-reader",
            request_timeout_ms=int(self._settings.request_timeout * 1000),
            fetch_max_wait_ms=100,
            **self._settings.security.options(),
        )

    @asynccontextmanager
    async def _consumer(self) -> AsyncIterator[AIOKafkaConsumer]:
        consumer = self._new()
        try:
            await consumer.start()
            yield consumer
        except TimeoutError as error:
            raise BrokerError("reading from the side: no progress") from error
        except (KafkaError, OSError) as error:
            raise BrokerError(f"reading from the side: {error!r}") from error
        finally:
            await consumer.stop()


def inbound(record: ConsumerRecord) -> Inbound:
    """A record as the broker handed it over."""
    return Inbound(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=record.key,
        value=record.value,
        headers=tuple(record.headers),
        timestamp=timestamp(record.timestamp),
    )
