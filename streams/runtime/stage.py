"""A stage: one agent behind the guard, with a dead letter for whatever it rejects or breaks on."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Generic, Protocol, TypeVar

import structlog

from schemas.deadletter import DeadReason
from streams.errors import BrokerError, PoolError, Rejected, ScratchLost, StateLost, Undeliverable
from streams.runtime.disposition import Dead, Disposition
from streams.runtime.guard import one_line
from streams.runtime.reader import Partition
from streams.runtime.window import Delivery
from streams.runtime.wire import Inbound, dead_letter_record

R = TypeVar("R")
S = TypeVar("S")


class StateReader(Protocol):
    """What an agent needs to restore its state."""

    def to_end(self, partitions: Sequence[Partition]) -> AsyncIterator[Inbound]:
        """Every record of the partitions, up to their ends."""
        ...


async def remembered(
    reader: StateReader,
    partitions: Sequence[Partition],
    decode: Callable[[Inbound], R],
    *,
    log: structlog.stdlib.BoundLogger,
) -> AsyncIterator[tuple[Inbound, R]]:
    """Every record of a state topic with what `decode` reads in it.

    Tombstones are passed over: for topics on which eventwire writes none, though an operator may.
    What `decode` rejects is left out, with a word in the log: whoever restores does without it,
    and what it told is repeated rather than lost.
    """
    async for message in reader.to_end(partitions):
        if message.value is None:
            continue
        try:
            told = decode(message)
        except Rejected as rejected:
            log.warning("left out of the state", at=message.origin, why=str(rejected))
            continue
        yield message, told


class Agent(Protocol[S]):
    """What happens to the messages of one stage. `S` is the state of one partition."""

    stage: str
    topics: tuple[str, ...]

    async def restore(self, partitions: Sequence[Partition]) -> Mapping[Partition, S]:
        """The state of each partition, before its first message is handled."""
        ...

    async def handle(self, message: Inbound, state: S, delivery: Delivery[S]) -> Disposition:
        """Process one message; raises `Rejected` for what can never succeed."""
        ...


class Stage(Generic[S]):
    """Runs an agent so that every message ends in one disposition.

    `Rejected`, and any exception of ours, becomes a dead letter with the original bytes. What says
    that the broker, the pool, the disk or the partition is gone is no message's fault and passes
    on.
    """

    def __init__(self, agent: Agent[S], *, now: Callable[[], datetime]) -> None:
        self.agent = agent
        self._now = now
        self._log = structlog.get_logger(f"eventwire.{agent.stage}")

    async def process(self, message: Inbound, state: S, delivery: Delivery[S]) -> Disposition:
        """The disposition of one message, everything it sent confirmed."""
        log = self._log.bind(
            topic=message.topic, partition=message.partition, offset=message.offset
        )
        try:
            return await self.agent.handle(message, state, delivery)
        except Rejected as rejected:
            reason, detail = rejected.reason, rejected.detail
            log.warning("dead letter", reason=reason.value, detail=detail)
        except Undeliverable as error:
            reason, detail = DeadReason.FAILED, one_line(str(error))
            log.warning("dead letter", reason=reason.value, detail=detail)
        except (BrokerError, PoolError, ScratchLost, StateLost):
            raise
        except Exception as error:
            reason, detail = DeadReason.FAILED, one_line(f"{type(error).__name__}: {error}")
            log.exception("dead letter", reason=reason.value)
        letter = partial(
            dead_letter_record,
            message,
            stage=self.agent.stage,
            reason=reason,
            detail=detail,
            failed_at=self._now(),
        )
        try:
            await delivery.send(letter())
        except Undeliverable:
            # A broker with a lower limit than the table's: better without its value than a worker
            # that stumbles over this message for ever.
            await delivery.send(letter(whole=False))
        return Dead(reason)
