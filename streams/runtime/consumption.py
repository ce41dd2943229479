"""Consumption: leases, what arrives for them, and what may be committed.

It trusts the client below with nothing but delivery. A message is taken only if it is the very
next one of its partition: after a gap the broker is asked whether anything lies in it, and if so
the partition is fetched again from there, because clients have been seen to drop what they had
buffered when the group changed, and to commit past it. What is committed is what the window has
settled, and nothing else.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

import structlog

from streams.errors import BrokerError
from streams.runtime import garbage
from streams.runtime.metrics import Metrics
from streams.runtime.reader import Partition
from streams.runtime.stage import Stage
from streams.runtime.window import Deliver, Lease, Window
from streams.runtime.wire import Inbound

S = TypeVar("S")

#: Times in a row that one partition is fetched again without getting any further.
_MAX_REWINDS = 5


class Client(Protocol):
    """What is needed of the client that takes part in the group."""

    async def committed(self, partition: Partition) -> int | None:
        """The committed offset, None if there is none."""
        ...

    async def commit(self, offsets: Mapping[Partition, int]) -> bool:
        """Commit; False when the group has changed meanwhile."""
        ...

    async def seek(self, partition: Partition, offset: int) -> None:
        """Fetch again from `offset`."""
        ...


class SideReader(Protocol):
    """What is needed of a reader outside the group."""

    async def begins(self, partitions: Iterable[Partition]) -> dict[Partition, int]:
        """First offsets."""
        ...

    async def first_from(self, partition: Partition, offset: int, *, before: int) -> int | None:
        """Offset of the first record in a range, None if it is empty."""
        ...


class Consumption(Generic[S]):
    """One stage's input: from the messages of the client to commits."""

    def __init__(
        self,
        stage: Stage[S],
        *,
        client: Client,
        reader: SideReader,
        deliver: Deliver,
        metrics: Metrics,
        window: int,
    ) -> None:
        self._stage = stage
        self._client = client
        self._reader = reader
        self._metrics = metrics
        self._leases: dict[Partition, Lease[S]] = {}
        self._restoring: set[asyncio.Task[None]] = set()
        self._committing = asyncio.Lock()
        self.window: Window[S] = Window(
            stage.process,
            stage=stage.agent.stage,
            size=window,
            deliver=deliver,
            metrics=metrics,
        )
        self.failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Fails with whatever must stop the worker."""
        self.assigned = False
        """Whether the group has given this worker its share, be it empty."""
        self._log = structlog.get_logger(f"eventwire.{stage.agent.stage}")

    @property
    def ready(self) -> bool:
        """Whether the group has assigned partitions and their state is restored."""
        return self.assigned and all(
            lease.ready.done() and not lease.ready.cancelled() for lease in self._leases.values()
        )

    @property
    def leases(self) -> tuple[Lease[S], ...]:
        """The leases that last."""
        return tuple(self._leases.values())

    def begin(self, partitions: Iterable[Partition]) -> None:
        """Take up the partitions that the group has assigned; their state is read meanwhile."""
        loop = asyncio.get_running_loop()
        fresh = {one: Lease[S](one, loop.create_future()) for one in sorted(partitions)}
        self._leases = fresh
        self.assigned = True
        if fresh:
            task = loop.create_task(self._restore(fresh))
            self._restoring.add(task)
            task.add_done_callback(self._restoring.discard)

    async def end(self) -> None:
        """Give up all partitions: nothing is published for them when this returns."""
        leases = self.leases
        self._leases = {}
        self.assigned = False
        for task in self._restoring:
            task.cancel()
        await self.window.end(leases)

    async def arrive(self, message: Inbound) -> None:
        """Take one message into the window, waiting for its partition's state and for room."""
        partition = Partition(message.topic, message.partition)
        lease = self._leases.get(partition)
        if lease is None:
            return  # from before a rebalance; whoever has the partition now fetches it
        try:
            await asyncio.shield(lease.ready)
        except asyncio.CancelledError:
            if not lease.ended:
                raise
            return
        if not await self._is_next(message, lease) or lease.ended:
            return
        lease.expected = message.offset + 1
        lease.begun = True
        lease.rewinds = 0
        lease.rewinding = False
        if not await self.window.admit(message, lease):
            lease.expected = message.offset

    async def commit(self) -> None:
        """Commit what is settled and not committed yet."""
        async with self._committing:
            due = {
                lease.partition: lease.settled
                for lease in self._leases.values()
                if lease.settled is not None and lease.settled != lease.committed
            }
            if due and await self._client.commit(due):
                for partition, offset in due.items():
                    if partition in self._leases:
                        self._leases[partition].committed = offset

    def fail(self, error: BaseException) -> None:
        """Stop the worker for this reason."""
        if not self.failure.done():
            self.failure.set_exception(error)

    async def _is_next(self, message: Inbound, lease: Lease[S]) -> bool:
        assert lease.expected is not None
        if message.offset == lease.expected:
            return True
        if message.offset < lease.expected:
            if lease.begun:
                return False  # taken already
            # The client starts at what was committed unless the broker no longer knows such an
            # offset: the topic was made anew. What is there is all there is.
            self._log.warning(
                "the committed offset is out of range",
                topic=message.topic,
                partition=message.partition,
                committed=lease.committed,
                arrived=message.offset,
            )
            return True
        if lease.rewinding:
            return False  # fetched before the rewind took effect
        found = await self._reader.first_from(
            lease.partition, lease.expected, before=message.offset
        )
        if lease.ended:
            return False
        if found is None:
            return True  # compaction, retention or a transaction's marker left the gap
        lease.rewinds += 1
        if lease.rewinds > _MAX_REWINDS:
            raise BrokerError(f"{lease.partition} cannot be read from offset {lease.expected} on")
        lease.rewinding = True
        self._metrics.rewinds.labels(message.topic).inc()
        self._log.warning(
            "input was skipped: fetched again",
            topic=message.topic,
            partition=message.partition,
            expected=lease.expected,
            arrived=message.offset,
        )
        await self._client.seek(lease.partition, lease.expected)
        return False

    async def _restore(self, leases: Mapping[Partition, Lease[S]]) -> None:
        try:
            begins = await self._reader.begins(leases)
            for partition, lease in leases.items():
                committed = await self._client.committed(partition)
                lease.expected = max(committed or 0, begins.get(partition, 0))
                lease.committed = committed
            partitions: Sequence[Partition] = tuple(leases)
            with garbage.building_state():
                states = await self._stage.agent.restore(partitions)
        except Exception as error:  # noqa: BLE001 - whatever it is, it stops the worker
            if not all(lease.ended for lease in leases.values()):
                self.fail(error)
            return
        for partition, lease in leases.items():
            if not lease.ready.done():
                lease.ready.set_result(states[partition])
        self._log.info("ready", partitions=len(leases))
