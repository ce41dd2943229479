"""Consumption: gaps, repeats, rebalances and commits, with a client that misbehaves."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from streams.errors import BrokerError
from streams.runtime.consumption import Consumption
from streams.runtime.disposition import Disposition, Ok
from streams.runtime.reader import Partition
from streams.runtime.stage import Stage
from streams.runtime.window import Delivery
from streams.runtime.wire import Inbound
from tests.agents import fakes
from tests.agents.fakes import PARTITION, message


class Recording:
    """Notes what it handles."""

    stage = "extract"
    topics: tuple[str, ...] = (PARTITION.topic,)

    def __init__(self) -> None:
        self.handled: list[int] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.restored = 0
        self.broken = False

    async def restore(self, partitions: Sequence[Partition]) -> Mapping[Partition, int]:
        await self.gate.wait()
        if self.broken:
            raise BrokerError("no state")
        self.restored += 1
        return dict.fromkeys(partitions, self.restored)

    async def handle(self, message: Inbound, state: int, delivery: Delivery[int]) -> Disposition:
        self.handled.append(message.offset)
        return Ok()


class Scene:
    """One consumption, settling."""

    def __init__(self, *, committed: int | None = None, there: Sequence[int] = ()) -> None:
        self.agent = Recording()
        self.client = fakes.Client({} if committed is None else {PARTITION: committed})
        self.reader = fakes.Reader(message(offset) for offset in there)
        self.metrics = fakes.metrics()
        self.consumption: Consumption[int] = Consumption(
            Stage(self.agent, now=lambda: fakes.NOW),
            client=self.client,
            reader=self.reader,
            deliver=fakes.Broker().deliver,
            metrics=self.metrics,
            window=8,
        )
        self.settling = asyncio.create_task(self.consumption.window.run())

    async def arrive(self, *offsets: int) -> None:
        for offset in offsets:
            await self.consumption.arrive(message(offset))
        await self.consumption.window.idle()


def test_what_is_settled_is_committed_and_nothing_else() -> None:
    async def scenario() -> None:
        scene = Scene()
        scene.consumption.begin([PARTITION])
        await scene.arrive(0, 1, 2)
        assert scene.client.offsets == {}
        await scene.consumption.commit()
        assert scene.client.offsets == {PARTITION: 3}
        assert fakes.settled(scene.metrics) == {("ok", ""): 3}

    fakes.run(scenario())


def test_a_message_waits_for_the_state_of_its_partition() -> None:
    async def scenario() -> None:
        scene = Scene()
        scene.agent.gate.clear()
        scene.consumption.begin([PARTITION])
        arriving = asyncio.create_task(scene.arrive(0))
        await asyncio.sleep(0.01)
        assert scene.agent.handled == []
        assert not scene.consumption.ready
        scene.agent.gate.set()
        await arriving
        assert scene.agent.handled == [0]
        assert scene.consumption.ready

    fakes.run(scenario())


def test_a_gap_with_records_in_it_is_fetched_again() -> None:
    async def scenario() -> None:
        scene = Scene(committed=5, there=range(20))
        scene.consumption.begin([PARTITION])
        await scene.arrive(5, 9, 10)  # the client lost 6, 7 and 8
        assert scene.client.sought == [(PARTITION, 6)]
        assert scene.agent.handled == [5]
        await scene.arrive(6, 7, 8, 9, 10)
        await scene.consumption.commit()
        assert scene.agent.handled == [5, 6, 7, 8, 9, 10]
        assert scene.client.offsets == {PARTITION: 11}

    fakes.run(scenario())


def test_the_very_first_message_may_be_lost_too() -> None:
    async def scenario() -> None:
        scene = Scene(there=range(10))
        scene.consumption.begin([PARTITION])
        await scene.arrive(4)
        assert scene.client.sought == [(PARTITION, 0)]
        assert scene.agent.handled == []

    fakes.run(scenario())


def test_a_gap_without_records_is_none() -> None:
    async def scenario() -> None:
        scene = Scene(committed=5, there=[5, 9])
        scene.consumption.begin([PARTITION])
        await scene.arrive(5, 9)
        await scene.consumption.commit()
        assert scene.agent.handled == [5, 9]
        assert scene.client.sought == []
        assert scene.client.offsets == {PARTITION: 10}

    fakes.run(scenario())


def test_a_partition_that_cannot_be_read_on_stops_the_worker() -> None:
    async def scenario() -> None:
        scene = Scene(there=range(10))
        scene.consumption.begin([PARTITION])
        for _ in range(5):
            await scene.arrive(4)
            scene.consumption.leases[0].rewinding = False
        with pytest.raises(BrokerError, match="cannot be read from offset 0"):
            await scene.arrive(4)

    fakes.run(scenario())


def test_what_was_taken_is_not_taken_again() -> None:
    async def scenario() -> None:
        scene = Scene()
        scene.consumption.begin([PARTITION])
        await scene.arrive(0, 1, 0, 1, 2)
        assert scene.agent.handled == [0, 1, 2]
        assert fakes.taken(scene.metrics) == 3

    fakes.run(scenario())


def test_a_committed_offset_that_the_broker_no_longer_knows_starts_anew() -> None:
    async def scenario() -> None:
        scene = Scene(committed=1000, there=range(3))
        scene.consumption.begin([PARTITION])
        await scene.arrive(0, 1, 2)
        assert scene.agent.handled == [0, 1, 2]

    fakes.run(scenario())


def test_after_a_rebalance_the_new_state_counts_and_stale_messages_do_not() -> None:
    async def scenario() -> None:
        scene = Scene()
        scene.consumption.begin([PARTITION])
        await scene.arrive(0, 1)
        await scene.consumption.end()
        assert not scene.consumption.ready
        await scene.arrive(2)  # from the client's buffer: nobody's any more
        assert scene.agent.handled == [0, 1]
        await scene.consumption.commit()
        assert scene.client.offsets == {}
        scene.consumption.begin([PARTITION])
        await scene.arrive(0, 1, 2)
        assert scene.agent.handled == [0, 1, 0, 1, 2]
        assert scene.agent.restored == 2

    fakes.run(scenario())


def test_a_lease_that_ends_while_a_message_waits_for_its_state() -> None:
    async def scenario() -> None:
        scene = Scene()
        scene.agent.gate.clear()
        scene.consumption.begin([PARTITION])
        arriving = asyncio.create_task(scene.arrive(0))
        await asyncio.sleep(0.01)
        await scene.consumption.end()
        await arriving
        assert scene.agent.handled == []
        assert fakes.taken(scene.metrics) == 0
        assert not scene.consumption.failure.done()

    fakes.run(scenario())


def test_a_commit_of_a_former_member_is_tried_again() -> None:
    async def scenario() -> None:
        scene = Scene()
        scene.consumption.begin([PARTITION])
        scene.client.member = False
        await scene.arrive(0)
        await scene.consumption.commit()
        assert scene.client.offsets == {}
        scene.client.member = True
        await scene.consumption.commit()
        assert scene.client.offsets == {PARTITION: 1}

    fakes.run(scenario())


def test_no_state_no_worker() -> None:
    async def scenario() -> None:
        scene = Scene()
        scene.agent.broken = True
        scene.consumption.begin([PARTITION])
        with pytest.raises(BrokerError, match="no state"):
            await scene.consumption.failure

    fakes.run(scenario())


def test_an_empty_share_is_ready() -> None:
    async def scenario() -> None:
        scene = Scene()
        assert not scene.consumption.ready
        scene.consumption.begin([])
        assert scene.consumption.ready

    fakes.run(scenario())
