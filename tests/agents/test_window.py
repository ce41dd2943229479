"""The window: order, room, leases, and one disposition for each message."""

import asyncio
from contextlib import suppress

import pytest

from streams.errors import BrokerError, StateLost
from streams.runtime.disposition import Disposition, Ok, Skipped
from streams.runtime.metrics import Metrics
from streams.runtime.reader import Partition
from streams.runtime.window import Delivery, Window
from streams.runtime.wire import Inbound, Outbound
from tests.agents import fakes

RECORD = Outbound(topic="out", key=None, value=b"")


class Gated:
    """Handles a message when it is let."""

    def __init__(self) -> None:
        self.gates: dict[int, asyncio.Event] = {}
        self.started: list[int] = []

    def gate(self, offset: int) -> asyncio.Event:
        return self.gates.setdefault(offset, asyncio.Event())

    async def __call__(
        self, message: Inbound, state: object, delivery: Delivery[object]
    ) -> Disposition:
        self.started.append(message.offset)
        await self.gate(message.offset).wait()
        await delivery.send(RECORD)
        return Ok()


def made(process: Gated, *, size: int = 4) -> "tuple[Window[object], fakes.Broker, Metrics]":
    broker, counted = fakes.Broker(), fakes.metrics()
    window: Window[object] = Window(
        process, stage="extract", size=size, deliver=broker.deliver, metrics=counted
    )
    return window, broker, counted


def test_settled_in_order_of_arrival_whatever_finishes_first() -> None:
    async def scenario() -> None:
        gated = Gated()
        window, _, counted = made(gated)
        lease = fakes.lease()
        settling = asyncio.create_task(window.run())
        for offset in range(4):
            assert await window.admit(fakes.message(offset), lease)
        for offset in (3, 1, 2):
            gated.gate(offset).set()
        await fakes.soon(lambda: len(gated.started) == 4)
        await asyncio.sleep(0.01)
        assert [lease.settled] == [None]
        assert fakes.settled(counted) == {}
        gated.gate(0).set()
        await window.idle()
        assert lease.settled == 4
        assert fakes.settled(counted) == {("ok", ""): 4}
        assert fakes.taken(counted) == 4
        settling.cancel()

    fakes.run(scenario())


def test_no_more_than_its_size_is_under_way() -> None:
    async def scenario() -> None:
        gated = Gated()
        window, _, _ = made(gated, size=2)
        lease = fakes.lease()
        settling = asyncio.create_task(window.run())
        admitted = [await window.admit(fakes.message(offset), lease) for offset in range(2)]
        third = asyncio.create_task(window.admit(fakes.message(2), lease))
        await asyncio.sleep(0.01)
        assert not third.done()
        assert len(window) == 2
        gated.gate(0).set()
        assert [*admitted, await third] == [True] * 3
        settling.cancel()

    fakes.run(scenario())


def test_a_lease_that_ends_drops_what_has_not_begun_to_publish_and_waits_for_what_has() -> None:
    async def scenario() -> None:
        gated = Gated()
        window, broker, counted = made(gated)
        lease, other = fakes.lease(), fakes.lease(partition=Partition("t", 1))
        settling = asyncio.create_task(window.run())
        broker.gate.clear()
        for offset in range(3):
            await window.admit(fakes.message(offset), lease)
        await window.admit(fakes.message(0, partition=other.partition), other)
        gated.gate(1).set()  # it publishes; 0 and 2 still work
        await fakes.soon(lambda: len(gated.started) == 4)
        await asyncio.sleep(0.01)
        ending = asyncio.create_task(window.end((lease,)))
        await asyncio.sleep(0.01)
        assert not ending.done()
        broker.gate.set()
        await ending
        assert len(broker.sent) == 1
        gated.gate(0).set()
        await window.idle()
        assert lease.settled is None
        # The one that was published counts as what it was; offset 0 of the other lease went on.
        assert fakes.settled(counted) == {("ok", ""): 2, ("skipped", "revoked"): 2}
        assert fakes.taken(counted) == 4
        assert other.settled == 1
        settling.cancel()

    fakes.run(scenario())


def test_nothing_is_published_for_a_lease_that_has_ended() -> None:
    async def scenario() -> None:
        broker = fakes.Broker()
        lease = fakes.lease()
        delivery: Delivery[object] = Delivery(broker.deliver, lease)
        await delivery.send(RECORD)
        lease.end()
        with pytest.raises(StateLost):
            await delivery.send(RECORD)
        assert len(broker.sent) == 1

    fakes.run(scenario())


def test_admitting_gives_up_when_the_lease_ends() -> None:
    async def scenario() -> None:
        gated = Gated()
        window, _, counted = made(gated, size=1)
        lease = fakes.lease()
        settling = asyncio.create_task(window.run())
        await window.admit(fakes.message(0), lease)
        waiting = asyncio.create_task(window.admit(fakes.message(1), lease))
        await asyncio.sleep(0.01)
        await window.end((lease,))
        assert await waiting is False
        await window.idle()
        assert fakes.settled(counted) == {("skipped", "revoked"): 1}
        assert fakes.taken(counted) == 1
        settling.cancel()

    fakes.run(scenario())


def test_a_failure_stops_the_window_and_settles_nothing_after_it() -> None:
    async def scenario() -> None:
        async def process(
            message: Inbound, state: object, delivery: Delivery[object]
        ) -> Disposition:
            if message.offset == 1:
                raise BrokerError("gone")
            return Skipped("duplicate")

        window: Window[object] = Window(
            process,
            stage="extract",
            size=4,
            deliver=fakes.Broker().deliver,
            metrics=fakes.metrics(),
        )
        lease = fakes.lease()
        for offset in range(3):
            await window.admit(fakes.message(offset), lease)
        with pytest.raises(BrokerError):
            await window.run()
        assert lease.settled == 1
        with suppress(asyncio.CancelledError):
            await window.end((lease,))

    fakes.run(scenario())
