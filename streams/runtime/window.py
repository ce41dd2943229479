"""The window: messages under way at once, settled in the order in which they arrived.

A message is settled, that is counted and its offset given free to commit, only after everything
before it is: so a commit never passes a message under way, and a crash repeats at most what the
window held. A lease is the right to one partition from its assignment to its revocation; when it
ends, what has not begun to publish is dropped and what has is waited for, so that two workers
never publish for one partition at once.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from streams.errors import StateLost
from streams.runtime.disposition import Disposition, Skipped
from streams.runtime.metrics import Metrics
from streams.runtime.reader import Partition
from streams.runtime.wire import Inbound, Outbound

S = TypeVar("S")

Deliver = Callable[[tuple[Outbound, ...]], Awaitable[None]]
"""Sends records and returns when the broker has confirmed every one; raises `DeliveryError`."""


@dataclass(slots=True, eq=False)
class Lease(Generic[S]):
    """The right to one partition, with the state that belongs to it."""

    partition: Partition
    ready: "asyncio.Future[S]"
    """The state, once restored; cancelled when the lease ends before."""
    expected: int | None = None
    """Offset of the next message to arrive."""
    settled: int | None = None
    """Offset up to which, exclusive, everything is settled."""
    committed: int | None = None
    begun: bool = False
    """Whether a message has been taken."""
    ended: bool = False
    rewinds: int = 0
    """Times in a row that skipped input was fetched again."""
    rewinding: bool = False

    def end(self) -> None:
        """Nothing may be published for this lease from now on, but what is being delivered."""
        self.ended = True
        if not self.ready.done():
            self.ready.cancel()


class Delivery(Generic[S]):
    """What the handler of one message may send, as long as its lease lasts."""

    def __init__(self, deliver: Deliver, lease: Lease[S]) -> None:
        self._deliver = deliver
        self._lease = lease
        self._holds = 0

    @property
    def under_way(self) -> bool:
        """Whether something is being done that must not be cut short."""
        return self._holds > 0

    @contextmanager
    def hold(self) -> Iterator[None]:
        """What is done inside is waited for when the partition is taken away.

        Raises `StateLost` when it has gone to another worker already.
        """
        if self._lease.ended:
            raise StateLost(f"{self._lease.partition} was revoked")
        self._holds += 1
        try:
            yield
        finally:
            self._holds -= 1

    async def send(self, *records: Outbound) -> None:
        """Send records in order and return when all are confirmed.

        Raises `StateLost` when the partition has gone to another worker, `DeliveryError` when the
        broker does not confirm.
        """
        with self.hold():
            await self._deliver(records)


class Process(Protocol[S]):
    """Turns one message into its disposition."""

    async def __call__(self, message: Inbound, state: S, delivery: Delivery[S]) -> Disposition:
        """Whatever it sends is confirmed when it returns."""
        ...


@dataclass(slots=True, eq=False)
class _Entry(Generic[S]):
    message: Inbound
    lease: Lease[S]
    delivery: Delivery[S]
    task: "asyncio.Task[tuple[Disposition, float]]" = field(init=False)


class Window(Generic[S]):
    """At most `size` messages under way; `run` settles them in order until it fails."""

    def __init__(
        self,
        process: Process[S],
        *,
        stage: str,
        size: int,
        deliver: Deliver,
        metrics: Metrics,
    ) -> None:
        self._process = process
        self._stage = stage
        self._size = size
        self._deliver = deliver
        self._metrics = metrics
        self._entries: deque[_Entry[S]] = deque()
        self._changed = asyncio.Condition()
        self.settled_total = 0

    def __len__(self) -> int:
        return len(self._entries)

    async def admit(self, message: Inbound, lease: Lease[S]) -> bool:
        """Take a message as soon as there is room; False when its lease ended before."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self._entries) < self._size or lease.ended)
        if lease.ended:
            return False
        entry = _Entry(message, lease, Delivery(self._deliver, lease))
        # Tasks start in the order of their creation: handlers that take turns keep that order.
        entry.task = asyncio.create_task(self._timed(entry))
        self._metrics.messages_in.labels(self._stage).inc()
        self._entries.append(entry)
        await self._notify()
        return True

    async def run(self) -> None:
        """Settle messages in order. Raises what a handler raised: nothing after it is settled."""
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: bool(self._entries))
            entry = self._entries[0]
            await asyncio.wait({entry.task})
            self._settle(entry)
            self._entries.popleft()
            await self._notify()

    async def end(self, leases: tuple[Lease[S], ...]) -> None:
        """End `leases`: drop what has not begun to publish, wait for what has."""
        for lease in leases:
            lease.end()
        mine = [entry for entry in self._entries if entry.lease in leases]
        for entry in mine:
            if not entry.delivery.under_way:
                entry.task.cancel()
        await self._notify()
        if mine:
            await asyncio.wait({entry.task for entry in mine})

    async def idle(self) -> None:
        """Return when nothing is under way."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._entries)

    def _settle(self, entry: _Entry[S]) -> None:
        seconds = 0.0
        disposition: Disposition
        try:
            disposition, seconds = entry.task.result()
        except (StateLost, asyncio.CancelledError):
            if not entry.lease.ended:
                raise
            disposition = Skipped("revoked")
        else:
            if not entry.lease.ended:
                entry.lease.settled = entry.message.offset + 1
        self.settled_total += 1
        self._metrics.settle(self._stage, disposition, seconds=seconds)

    async def _timed(self, entry: _Entry[S]) -> tuple[Disposition, float]:
        loop = asyncio.get_running_loop()
        started = loop.time()
        disposition = await self._process(entry.message, entry.lease.ready.result(), entry.delivery)
        return disposition, loop.time() - started

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()
