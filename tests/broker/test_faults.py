"""Faults of the broker and of the client, provoked."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.topics import ARTICLE_PARTITIONS, ARTICLES
from streams.ops import deadletters, feed
from streams.ops.lag import lag
from streams.runtime import outbox
from streams.runtime.app import StageApp
from streams.runtime.disposition import Disposition, Ok
from streams.runtime.reader import Partition, Reader
from streams.runtime.settings import Settings
from streams.runtime.stage import Stage
from streams.runtime.window import Delivery
from streams.runtime.wire import Inbound, article_record
from tests.agents import fakes
from tests.broker.kafka import KafkaBroker
from tests.broker.stream import ROOT, Stream, Worker, until
from tests.broker.test_stream import article
from tests.unit.test_runtime_pool import alive


class Recording:
    """Notes what it handles, slowly enough for a fault in between."""

    stage = "extract"
    topics: tuple[str, ...] = (ARTICLES.name,)

    def __init__(self) -> None:
        self.handled: list[tuple[int, int]] = []

    async def restore(self, partitions: Sequence[Partition]) -> Mapping[Partition, None]:
        return dict.fromkeys(partitions)

    async def handle(self, message: Inbound, state: None, delivery: Delivery[None]) -> Disposition:
        await asyncio.sleep(0.002)
        self.handled.append((message.partition, message.offset))
        return Ok()


@pytest.fixture
def stream(kafka: str, tmp_path: Path) -> Iterator[Stream]:
    with Stream(kafka, folder=tmp_path) as running:
        yield running


def test_what_the_client_skips_is_fetched_again(stream: Stream) -> None:
    """Faust has dropped what it had buffered when the group changed, and committed past it."""
    feed.publish([article(n, "nothing") for n in range(1200)], stream.settings)
    ends: dict[int, int] = {}
    for record in stream.records(ARTICLES.name):
        ends[record.partition] = record.offset + 1

    async def scenario(settings: Settings) -> tuple[Recording, float, dict[Partition, int]]:
        agent, counted, reader = Recording(), fakes.metrics(), Reader(settings)
        app: StageApp[None] = StageApp(
            Stage(agent, now=lambda: datetime.now(UTC)),
            settings=settings,
            reader=reader,
            metrics=counted,
            window=16,
        )
        running = asyncio.create_task(app.run())
        async with asyncio.timeout(60):
            while len(agent.handled) < 100:  # noqa: ASYNC110 - the agent below knows no event
                await asyncio.sleep(0.01)
            for number, end in ends.items():
                # As if what lies between had been fetched and forgotten.
                await app.seek(Partition(ARTICLES.name, number), end - 2)
            while len(set(agent.handled)) < 1200:
                assert not running.done()
                await asyncio.sleep(0.05)
        await app.consumption.window.idle()
        positions = app.positions()
        app.stop()
        await running
        committed = await asyncio.to_thread(_committed, settings)
        await reader.close()
        rewinds = sum(
            sample.value
            for family in counted.rewinds.collect()
            for sample in family.samples
            if sample.name.endswith("_total")
        )
        assert positions == committed
        return agent, rewinds, committed

    agent, rewinds, committed = asyncio.run(scenario(stream.settings))
    assert rewinds >= 1
    # Each message once, each partition in order, and all of it committed.
    assert len(agent.handled) == 1200
    for number, end in ends.items():
        offsets = [offset for partition, offset in agent.handled if partition == number]
        assert sorted(offsets) == list(range(end))
    assert {one.number: offset for one, offset in committed.items()} == ends


def _committed(settings: Settings) -> dict[Partition, int]:
    return {
        Partition(one.topic, one.partition): one.committed
        for one in lag(settings)
        if one.role == "extract" and one.committed is not None
    }


def test_a_broker_that_dies_and_comes_back(kafka_home: Path, tmp_path: Path) -> None:
    """The supervisor starts workers again until the broker is back; nothing is lost."""
    broker = KafkaBroker(kafka_home)
    with broker, Stream(broker.bootstrap, folder=tmp_path, session_timeout=6.0) as stream:
        variables = {
            "EVENTWIRE_BROKER": broker.bootstrap,
            "EVENTWIRE_ENGINE": stream.settings.engine,
            "EVENTWIRE_GROUP_PREFIX": stream.settings.group_prefix,
            "EVENTWIRE_REQUEST_TIMEOUT": "6",
            "EVENTWIRE_HTTP_PORT": "0",
        }
        code = (
            "import sys; from streams.worker import run; "
            "from streams.runtime.settings import Settings; "
            "sys.exit(run(('extract', 'cluster'), Settings()))"
        )
        log = tmp_path / "supervised.log"
        with log.open("wb") as output:
            supervisor = subprocess.Popen(
                [sys.executable, "-c", code],
                cwd=ROOT,
                env={**os.environ, **variables},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            feed.publish(
                [article(n, f"VISIT:RUS:BLR:planned slow:0.01 {n}") for n in range(800)],
                stream.settings,
            )
            until(lambda: len(stream.ledger()) >= 100)
            broker.kill()
            assert supervisor.poll() is None
            broker.restart()
            until(lambda: len(stream.ledger()) == 800, seconds=90)
            assert len({event.event_id for event in stream.events()}) == 800
            assert not list(deadletters.list_(stream.settings))
            supervisor.terminate()
            assert supervisor.wait(timeout=30) == 0
        finally:
            supervisor.kill()
            supervisor.wait()


def test_kill_9_leaves_no_process_behind(stream: Stream) -> None:
    feed.publish([article(n, "slow:30") for n in range(4)], stream.settings)
    worker = stream.worker("extract", article_deadline=60.0, stall_timeout=120.0)
    until(lambda: worker.balance()[0] == 4)
    children = _children(worker.process.pid)
    assert len(children) >= stream.settings.pool_size
    worker.kill()
    until(lambda: not any(alive(pid) for pid in children), seconds=10)


def _children(pid: int) -> set[int]:
    """Process ids of all descendants."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def test_sigterm_while_everything_is_busy_takes_seconds(stream: Stream) -> None:
    feed.publish([article(n, "slow:1 VISIT:RUS:BLR") for n in range(60)], stream.settings)
    worker = stream.worker("extract")
    until(lambda: worker.balance()[0] >= 40)
    started = datetime.now(UTC)
    assert worker.stop() == 0
    assert (datetime.now(UTC) - started).total_seconds() < 8


def test_a_static_member_is_back_without_a_rebalance(
    kafka_home: Path, kafka: str, tmp_path: Path
) -> None:
    """Its partitions wait for it while it restarts: the other worker keeps its own share."""
    with Stream(kafka, folder=tmp_path, session_timeout=30.0) as stream:
        stays = stream.worker("extract", group_instance_id="extract-0")
        leaves = stream.worker("extract", group_instance_id="extract-1")

        def held(worker: Worker) -> set[tuple[str, ...]]:
            return set(worker.metrics().get("eventwire_lag", {}))

        until(lambda: len(held(stays)) == len(held(leaves)) == ARTICLE_PARTITIONS // 2)
        before, readied = (held(stays), held(leaves)), stays.log.read_text().count(" ready ")
        leaves.kill()
        articles = [article(n, "VISIT:RUS:BLR") for n in range(60)]
        outbox.send(map(article_record, articles), stream.settings)
        again = stream.worker("extract", group_instance_id="extract-1")
        until(lambda: len({event.article_id for event in stream.events()}) == len(articles))
        until(lambda: (held(stays), held(again)) == before)
        # Nothing was taken from the one that stayed, not even for a moment.
        assert ("skipped", "revoked") not in stays.balance()[1]
        assert stays.log.read_text().count(" ready ") == readied


def test_a_worker_whose_log_lies_on_a_full_disk_works_on(stream: Stream) -> None:
    """It keeps nothing else on a disk: its state is on topics."""
    worker = Worker(stream.settings, "extract", log=Path("/dev/full"))
    try:
        texts = ["VISIT:RUS:BLR", "raise", "VISIT:FRA:DEU"]
        feed.publish([article(n, text) for n, text in enumerate(texts)], stream.settings)
        until(lambda: len(stream.ledger()) == 2)
        until(lambda: len(list(deadletters.list_(stream.settings))) == 1)
        assert worker.page("/healthz")[0] == 200
        worker.process.terminate()
        worker.process.wait(timeout=30)
    finally:
        worker.kill()
