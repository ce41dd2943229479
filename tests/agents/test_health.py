"""The watchdog, and the three pages."""

import asyncio
from collections.abc import Iterable, Mapping

import aiohttp
import pytest

from streams.errors import BrokerError
from streams.runtime import health
from streams.runtime.health import HealthServer, Watch
from streams.runtime.metrics import Metrics
from streams.runtime.reader import Partition
from tests.agents import fakes
from tests.agents.fakes import PARTITION


class Progress:
    """A stage that settles when it is told to."""

    def __init__(self) -> None:
        self.held: dict[Partition, int] = {PARTITION: 10}
        self.settled = 0
        self.heard = 0

    def positions(self) -> Mapping[Partition, int]:
        return self.held

    def settled_total(self) -> int:
        return self.settled

    def high_water(self, partition: Partition) -> int:
        return self.heard


class Ends:
    """The broker's own word on the ends."""

    def __init__(self) -> None:
        self.end = 10
        self.left = 0
        self.read_total = 0

    async def ends(self, partitions: Iterable[Partition]) -> dict[Partition, int]:
        return dict.fromkeys(partitions, self.end)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_INTERVAL", 0.005)


def lag(counted: Metrics) -> dict[str, float]:
    return {
        sample.labels["partition"]: sample.value
        for family in counted.lag.collect()
        for sample in family.samples
    }


def test_lag_without_progress_is_seen_and_then_ends_the_worker() -> None:
    async def scenario() -> None:
        progress, ends, counted = Progress(), Ends(), fakes.metrics()
        watch = Watch(progress, ends, counted, patience=0.2)
        loop = asyncio.get_running_loop()
        watching = asyncio.create_task(watch.run())
        await asyncio.sleep(0.05)
        assert not watch.stalled(loop.time())
        ends.end = 17
        await asyncio.sleep(0.15)
        assert watch.stalled(loop.time())
        assert lag(counted) == {"0": 7}
        with pytest.raises(BrokerError, match="7 messages wait"):
            await watching

    fakes.run(scenario())


def test_slow_is_not_stuck() -> None:
    async def scenario() -> None:
        progress, ends = Progress(), Ends()
        watch = Watch(progress, ends, fakes.metrics(), patience=0.1)
        watching = asyncio.create_task(watch.run())
        ends.end = 1000
        for _ in range(8):
            await asyncio.sleep(0.04)
            progress.settled += 1
            assert not watching.done()
        watching.cancel()

    fakes.run(scenario())


def test_a_worker_that_restores_its_state_is_not_stuck() -> None:
    async def scenario() -> None:
        ends, counted = Ends(), fakes.metrics()
        watch = Watch(Progress(), ends, counted, patience=0.1)
        watching = asyncio.create_task(watch.run())
        ends.end = 1000
        for left in range(8, 0, -1):
            ends.left = left
            await asyncio.sleep(0.04)
            ends.read_total += 1
            assert not watching.done()
        (sample,) = (one for family in counted.restoring.collect() for one in family.samples)
        assert 1 <= sample.value <= 3
        with pytest.raises(BrokerError, match="messages wait"):
            await watching  # and nothing is read any more

    fakes.run(scenario())


def test_lag_is_the_greater_of_what_broker_and_client_tell_and_goes_with_the_partition() -> None:
    async def scenario() -> None:
        progress, ends, counted = Progress(), Ends(), fakes.metrics()
        progress.heard = 12  # the embedded broker's own answer lags behind
        watch = Watch(progress, ends, counted, patience=10)
        watching = asyncio.create_task(watch.run())
        await asyncio.sleep(0.05)
        assert lag(counted) == {"0": 2}
        progress.held = {}
        await asyncio.sleep(0.05)
        assert lag(counted) == {}
        watching.cancel()

    fakes.run(scenario())


def test_pages() -> None:
    async def scenario() -> None:
        counted = fakes.metrics()
        counted.messages_in.labels("extract").inc()
        stalled = [False]
        reasons: list[tuple[str, ...]] = [("models are being loaded",)]
        server = HealthServer(
            registry=counted.registry,
            stalled=lambda: stalled[0],
            reasons=lambda: reasons[0],
        )
        await server.start(host="127.0.0.1", port=0)
        base = f"http://127.0.0.1:{server.port}"

        async def page(session: aiohttp.ClientSession, path: str) -> tuple[int, str]:
            async with session.get(base + path) as answer:
                return answer.status, await answer.text()

        async with aiohttp.ClientSession() as session:
            status, metrics = await page(session, "/metrics")
            assert status == 200
            assert 'eventwire_messages_in_total{stage="extract"} 1.0' in metrics
            assert await page(session, "/healthz") == (200, "ok\n")
            assert await page(session, "/readyz") == (503, "models are being loaded\n")
            stalled[0], reasons[0] = True, ()
            assert (await page(session, "/healthz"))[0] == 503
            assert await page(session, "/readyz") == (200, "ok\n")
            assert (await page(session, "/table/"))[0] == 404
        await server.stop()

    fakes.run(scenario())
