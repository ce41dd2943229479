"""notify: nobody is told twice, nobody is forgotten, and what is not known is said."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from schemas.alert import Alert, Silence
from schemas.deadletter import DeadLetter, DeadReason
from schemas.notification import Notification, NotificationState
from schemas.topics import ALERTS, DEADLETTERS, NOTIFICATIONS
from streams.agents.notify import Notify, Sent
from streams.errors import DeliveryError, StateLost, Undelivered
from streams.runtime.disposition import Dead, Disposition, Ok, Skipped
from streams.runtime.reader import Partition
from streams.runtime.stage import Stage
from streams.runtime.window import Delivery, Lease
from streams.runtime.wire import REPLAY_HEADER, Inbound, Outbound
from tests.agents import fakes
from tests.notify.alerts import RAISED, alert

PARTITION = Partition(ALERTS.name, 0)


class Target:
    """Takes notifications, or fails as it is told to."""

    def __init__(self, name: str = "desk", *, recognises: bool = False) -> None:
        self.name, self.recognises = name, recognises
        self.got: list[str] = []
        self.failures: list[BaseException] = []
        self.wanted = True

    def wants(self, alert: Alert) -> bool:
        return self.wanted

    async def send(self, alert: Alert, *, notification: str) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.got.append(notification)


class Scene:
    """The agent behind its stage, over a topic of notifications that fills."""

    def __init__(self, *targets: Target, age: timedelta = timedelta(hours=1)) -> None:
        self.broker, self.metrics, self.reader = fakes.Broker(), fakes.metrics(), fakes.Reader()
        self.clock, self.slept = RAISED + age, list[float]()
        agent = Notify(
            targets=targets,
            reader=self.reader,
            metrics=self.metrics,
            now=lambda: self.clock,
            patience=10.0,
            max_age=timedelta(days=1),
            sleep=self.sleep,
        )
        self.agent, self.stage = agent, Stage(agent, now=lambda: fakes.NOW)
        self.state = Sent()
        self.lease: Lease[Sent] = Lease(PARTITION, asyncio.get_running_loop().create_future())

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock += timedelta(seconds=seconds)

    async def process(self, value: bytes | None = None, *, replayed: bool = False) -> Disposition:
        message = Inbound(
            topic=ALERTS.name,
            partition=0,
            offset=0,
            value=alert().to_bytes() if value is None else value,
            headers=((REPLAY_HEADER, b"1"),) if replayed else (),
        )
        delivery = Delivery(self.broker.deliver, self.lease)
        return await self.stage.process(message, self.state, delivery)

    async def restarted(self) -> None:
        """A new worker that knows what lies on the topic, and nothing else."""
        self.reader.records = [
            Inbound(topic=one.topic, partition=0, offset=n, key=one.key, value=one.value)
            for n, one in enumerate(self.broker.on(NOTIFICATIONS.name))
        ]
        self.state = (await self.agent.restore([PARTITION]))[PARTITION]

    def notes(self) -> list[NotificationState]:
        return [
            Notification.model_validate_json(record.value or b"").state
            for record in self.broker.on(NOTIFICATIONS.name)
        ]

    def letters(self) -> list[DeadLetter]:
        return [
            DeadLetter.model_validate_json(record.value or b"")
            for record in self.broker.on(DEADLETTERS.name)
        ]


def refuse(topic: str, *, after: int) -> "Sequence[object]":
    """A broker's answer that fails for the records of `topic` after the first few."""
    seen: list[Outbound] = []

    def answer(record: Outbound) -> BaseException | None:
        if record.topic != topic:
            return None
        seen.append(record)
        return fakes.refused(record) if len(seen) > after else None

    return [answer]


def test_an_alert_is_told_once_however_often_it_comes() -> None:
    async def scenario() -> None:
        one, two = Target("one"), Target("two")
        scene = Scene(one, two)
        assert await scene.process() == Ok()
        assert await scene.process() == Skipped("duplicate")
        await scene.restarted()
        assert await scene.process() == Skipped("duplicate")
        assert (len(one.got), len(two.got)) == (1, 1)
        assert one.got != two.got
        assert sorted(scene.notes()) == ["sending", "sending", "sent", "sent"]

    fakes.run(scenario())


def test_two_copies_under_way_at_once_are_told_once() -> None:
    async def scenario() -> None:
        desk = Target()
        scene = Scene(desk)
        first, second = await asyncio.gather(scene.process(), scene.process())
        assert first == Ok()
        assert second == Skipped("duplicate")
        assert len(desk.got) == 1

    fakes.run(scenario())


def test_what_was_under_way_at_a_crash_is_not_repeated_where_it_would_be_seen_twice() -> None:
    async def scenario() -> None:
        desk = Target()
        scene = Scene(desk)
        (scene.broker.refuse,) = refuse(NOTIFICATIONS.name, after=1)  # type: ignore[assignment]
        with pytest.raises(DeliveryError):
            await scene.process()  # it was sent, and the note of that was not
        scene.broker.refuse = lambda record: None
        await scene.restarted()
        assert await scene.process() == Dead(DeadReason.UNDELIVERED)
        assert len(desk.got) == 1
        (letter,) = scene.letters()
        assert letter.value == alert().to_bytes()
        assert "may have arrived" in letter.detail
        # The operator found that it did not.
        assert await scene.process(replayed=True) == Ok()
        assert len(desk.got) == 2

    fakes.run(scenario())


def test_what_was_under_way_at_a_crash_is_repeated_to_whom_recognises_it() -> None:
    async def scenario() -> None:
        desk = Target(recognises=True)
        scene = Scene(desk)
        (scene.broker.refuse,) = refuse(NOTIFICATIONS.name, after=1)  # type: ignore[assignment]
        with pytest.raises(DeliveryError):
            await scene.process()
        scene.broker.refuse = lambda record: None
        await scene.restarted()
        assert await scene.process() == Ok()
        assert len(desk.got) == 2
        assert len(set(desk.got)) == 1, "under one id"

    fakes.run(scenario())


def test_a_target_that_is_away_is_tried_again_ever_more_slowly() -> None:
    async def scenario() -> None:
        desk = Target()
        desk.failures = [Undelivered("away"), Undelivered("busy", retry_after=4.0)]
        scene = Scene(desk)
        assert await scene.process() == Ok()
        assert scene.slept == [1.0, 4.0]
        assert scene.notes() == ["sending", "failed", "sending", "failed", "sending", "sent"]

    fakes.run(scenario())


def test_a_failed_attempt_is_repeated_after_a_restart() -> None:
    async def scenario() -> None:
        desk = Target()
        desk.failures = [Undelivered("away")] * 50
        scene = Scene(desk)
        assert await scene.process() == Dead(DeadReason.UNDELIVERED)
        desk.failures = []
        await scene.restarted()
        assert await scene.process() == Ok()

    fakes.run(scenario())


def test_patience_ends_in_a_dead_letter_and_the_other_target_is_told_all_the_same() -> None:
    async def scenario() -> None:
        gone, desk = Target("gone"), Target("desk")
        gone.failures = [Undelivered("away")] * 50
        scene = Scene(gone, desk)
        assert await scene.process() == Dead(DeadReason.UNDELIVERED)
        assert scene.letters()[0].detail == "gone: away"
        assert len(desk.got) == 1
        gone.failures = []
        assert await scene.process(replayed=True) == Ok()
        assert (len(gone.got), len(desk.got)) == (1, 1)

    fakes.run(scenario())


def test_what_would_be_refused_again_is_not_tried_again() -> None:
    async def scenario() -> None:
        desk = Target()
        desk.failures = [Undelivered("HTTP 404", hopeless=True)]
        scene = Scene(desk)
        assert await scene.process() == Dead(DeadReason.UNDELIVERED)
        assert scene.slept == []

    fakes.run(scenario())


def test_old_news_wakes_nobody_unless_it_is_replayed() -> None:
    async def scenario() -> None:
        desk = Target()
        scene = Scene(desk, age=timedelta(days=30))
        assert await scene.process() == Skipped("old")
        assert await scene.process(replayed=True) == Ok()
        assert len(desk.got) == 1

    fakes.run(scenario())


def test_what_is_no_alert_or_nobodys_is_told_to_nobody() -> None:
    async def scenario() -> None:
        desk = Target()
        scene = Scene(desk)
        assert await scene.process(b"{}") == Dead(DeadReason.INVALID)
        desk.wanted = False
        assert await scene.process() == Skipped("unwanted")
        assert desk.got == []

    fakes.run(scenario())


def test_nothing_is_sent_for_a_partition_that_has_gone() -> None:
    async def scenario() -> None:
        desk = Target()
        scene = Scene(desk)
        scene.lease.ended = True
        with pytest.raises(StateLost):
            await scene.process()
        assert desk.got == []

    fakes.run(scenario())


def test_what_is_silenced_is_told_to_nobody() -> None:
    async def scenario() -> None:
        desk = Target()
        scene = Scene(desk)
        assert await scene.process(alert(silenced=Silence.CAP).to_bytes()) == Skipped("silenced")
        assert desk.got == []

    fakes.run(scenario())


def test_what_is_due_later_waits() -> None:
    async def scenario() -> None:
        desk = Target()
        scene = Scene(desk)
        due = scene.clock + timedelta(minutes=5)
        assert await scene.process(alert(due_at=due).to_bytes()) == Ok()
        assert scene.slept == [300.0]
        assert scene.clock == due

    fakes.run(scenario())


@pytest.mark.parametrize("silenced", [None, Silence.CAP])
def test_a_newer_form_takes_the_place_of_one_that_waits(silenced: Silence | None) -> None:
    async def scenario() -> None:
        desk = Target()
        scene = Scene(desk)

        async def sleep(seconds: float) -> None:
            await asyncio.Event().wait()

        scene.agent._sleep = sleep
        due = scene.clock + timedelta(minutes=5)
        first = asyncio.create_task(scene.process(alert(due_at=due).to_bytes()))
        await fakes.soon(lambda: scene.agent._waiting)
        await scene.process(alert(reason="newer", silenced=silenced).to_bytes())
        assert await first == Skipped("stale")
        assert len(desk.got) == (1 if silenced is None else 0)

    fakes.run(scenario())
