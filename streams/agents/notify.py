"""notify: alerts in, notifications to people and programs out.

An attempt is noted on a compacted topic before it is made and after it ended. After a crash the
notes tell what is known: what was sent is not sent again; what failed is; and what was under way
is sent again only to a receiver that recognises the repeat by its id. For any other it is set
aside, for a second call in the night is worse than one that an operator must look up, and a
replay of the dead letter sends it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from schemas.alert import Alert
from schemas.deadletter import DeadReason
from schemas.notification import Notification, NotificationState
from schemas.topics import ALERTS, NOTIFICATIONS
from streams.core.identity import notification_id
from streams.errors import Rejected, Undelivered
from streams.runtime import guard
from streams.runtime.disposition import Disposition, Ok, Skipped
from streams.runtime.metrics import Metrics
from streams.runtime.reader import Partition
from streams.runtime.stage import StateReader, remembered
from streams.runtime.turns import Turns
from streams.runtime.window import Delivery
from streams.runtime.wire import Inbound, notification_record

#: Seconds before the second attempt; doubled for each further one.
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0

#: Attempts under way at once: so many may be in doubt after a crash.
_LINES = 8


class Notifier(Protocol):
    """What the agent needs of a target."""

    @property
    def name(self) -> str:
        """The target's name in the file of targets."""
        ...

    @property
    def recognises(self) -> bool:
        """Whether it takes a repeat with the same id for what it is."""
        ...

    def wants(self, alert: Alert) -> bool:
        """Whether it is to be told of such an alert."""
        ...

    async def send(self, alert: Alert, *, notification: str) -> None:
        """One attempt; returns when the target has confirmed. Raises `Undelivered`."""
        ...


@dataclass(slots=True)
class Sent:
    """The last note on each notification of one partition."""

    notes: dict[str, NotificationState] = field(default_factory=dict)

    def sent(self, alert: Alert, target: Notifier) -> bool:
        """Whether the target has confirmed the alert."""
        known = self.notes.get(notification_id(alert.alert_id, target=target.name))
        return known is NotificationState.SENT


class Notify:
    """The agent of the stage `notify`."""

    stage = "notify"
    topics: tuple[str, ...] = (ALERTS.name,)

    def __init__(
        self,
        *,
        targets: Sequence[Notifier],
        reader: StateReader,
        metrics: Metrics,
        now: Callable[[], datetime],
        patience: float,
        max_age: timedelta,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._targets = tuple(targets)
        self._reader = reader
        self._metrics = metrics
        self._now = now
        self._patience = timedelta(seconds=patience)
        self._max_age = max_age
        self._sleep = sleep
        self._turns = Turns()
        self._lines = asyncio.Semaphore(_LINES)
        self._waiting: dict[str, asyncio.Event] = {}
        self._log = structlog.get_logger("eventwire.notify")

    async def restore(self, partitions: Sequence[Partition]) -> Mapping[Partition, Sent]:
        """What was sent, from the topic of notifications."""
        held = {partition.number: Sent() for partition in partitions}
        twins = [Partition(NOTIFICATIONS.name, number) for number in held]
        notes = remembered(self._reader, twins, guard.notification, log=self._log)
        async for message, note in notes:
            held[message.partition].notes[note.notification_id] = note.state
        return {partition: held[partition.number] for partition in partitions}

    async def handle(self, message: Inbound, state: Sent, delivery: Delivery[Sent]) -> Disposition:
        """Tell every target that wants it; raises `Rejected` where one did not take it."""
        if message.value is None:
            return Skipped("tombstone")
        alert = guard.alert(message)
        if alert.silenced is not None:
            self._newer(alert)
            return Skipped("silenced")
        wanting = [target for target in self._targets if target.wants(alert)]
        if not wanting:
            return Skipped("unwanted")
        replayed = message.attempts > 1
        if not replayed and self._now() - alert.raised_at > self._max_age:
            return Skipped("old")
        if not await self._due(alert):
            return Skipped("stale")
        async with self._turns.of(alert.alert_id):
            due = [target for target in wanting if not state.sent(alert, target)]
            if not due:
                return Skipped("duplicate")
            letters = (_Letter(alert, target, state, delivery, message.partition) for target in due)
            told = await asyncio.gather(
                *(self._tell(letter, replayed=replayed) for letter in letters)
            )
        if failures := [why for why in told if why is not None]:
            raise Rejected(DeadReason.UNDELIVERED, "; ".join(failures))
        return Ok()

    async def _due(self, alert: Alert) -> bool:
        """Wait until it is to be sent; False as soon as a newer form took its place."""
        self._newer(alert)
        if alert.due_at is None:
            return True
        replaced = self._waiting[alert.alert_id] = asyncio.Event()
        try:
            while (wait := (alert.due_at - self._now()).total_seconds()) > 0:
                sleeping = asyncio.ensure_future(self._sleep(wait))
                newer = asyncio.ensure_future(replaced.wait())
                try:
                    await asyncio.wait({sleeping, newer}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    sleeping.cancel()
                    newer.cancel()
                if replaced.is_set():
                    return False
            return True
        finally:
            if self._waiting.get(alert.alert_id) is replaced:
                del self._waiting[alert.alert_id]

    def _newer(self, alert: Alert) -> None:
        """Let go of the form of this alert that still waits."""
        if (waiting := self._waiting.pop(alert.alert_id, None)) is not None:
            waiting.set()

    async def _tell(self, letter: "_Letter", *, replayed: bool) -> str | None:
        """Why a target did not take an alert for as long as our patience lasts, None if it did."""
        name = letter.target.name
        if letter.unknown and not letter.target.recognises and not replayed:
            self._metrics.notifications.labels(name, "unknown").inc()
            return f"{name}: a worker ended while it was being sent; it may have arrived"
        until, pause = self._now() + self._patience, _FIRST_PAUSE
        while True:
            try:
                async with self._lines:
                    await letter.attempt(now=self._now)
            except Undelivered as error:
                self._log.warning("not delivered", target=name, why=str(error))
                wait = max(pause, error.retry_after or 0.0)
                late = self._now() + timedelta(seconds=wait) > until
                if error.hopeless or late:
                    self._metrics.notifications.labels(name, "failed").inc()
                    return f"{name}: {error}"
                self._metrics.notifications.labels(name, "retried").inc()
                await self._sleep(wait)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                self._metrics.notifications.labels(name, "sent").inc()
                return None


class _Letter:
    """One alert to one target, each step of its way noted before the next."""

    def __init__(
        self,
        alert: Alert,
        target: Notifier,
        state: Sent,
        delivery: Delivery[Sent],
        partition: int,
    ) -> None:
        self._alert = alert
        self.target = target
        self._state = state
        self._delivery = delivery
        self._partition = partition
        self._id = notification_id(alert.alert_id, target=target.name)
        self._attempts = 0

    @property
    def unknown(self) -> bool:
        """Whether somebody began to send it and did not live to tell what came of it."""
        return self._state.notes.get(self._id) is NotificationState.SENDING

    async def attempt(self, *, now: Callable[[], datetime]) -> None:
        """Send it once; raises `Undelivered`."""
        self._attempts += 1
        await self._note(NotificationState.SENDING, at=now())
        try:
            # Whoever takes the partition over would not know what came of an attempt cut short.
            with self._delivery.hold():
                await self.target.send(self._alert, notification=self._id)
        except Undelivered as error:
            await self._note(NotificationState.FAILED, at=now(), detail=guard.one_line(str(error)))
            raise
        await self._note(NotificationState.SENT, at=now())

    async def _note(self, state: NotificationState, *, at: datetime, detail: str = "") -> None:
        note = Notification(
            notification_id=self._id,
            alert_id=self._alert.alert_id,
            target=self.target.name,
            state=state,
            attempts=self._attempts,
            at=at,
            detail=detail,
        )
        await self._delivery.send(notification_record(note, partition=self._partition))
        self._state.notes[self._id] = state
