"""Chaos: workers and brokers fail at random moments under load, and in the end the books must
balance.

    python -m tests.broker.chaos --kills 100 [--seed N]

Three brokers on the loopback address, replication 3, two of them in sync for every write. Workers
are killed with -9, join and leave; brokers are killed, restarted, all away for a minute, one on a
disk that is full; every topic gets messages that nobody can process. What ends by itself is
started again, as a process manager would. The seed decides what happens and when, as far as
the machine lets it.
"""

import argparse
import contextlib
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kafka.admin import ConfigResource, ConfigResourceType

from schemas.topics import ALERTS, STORIES
from streams.errors import BrokerError
from streams.ops.admin import admin
from streams.runtime.settings import Role, Settings
from tests.broker import jars
from tests.broker.audit import Audit, audit, is_settled
from tests.broker.kafka import KafkaCluster
from tests.broker.load import Corpus, Load, Occasions, Script
from tests.broker.stream import Stream, Worker, until

#: What always runs; more join and leave.
CREW: tuple[Role, ...] = ("extract", "extract", "cluster", "alert")

#: Every occasion of the load is an alert; none is held back.
RULES = """
[[rule]]
name = "all"
"""

_TICK = 0.1


@dataclass(slots=True)
class Plan:
    """How often what happens; the order is the seed's."""

    kills: int
    broker_kills: int = 0
    broker_restarts: int = 0
    joins: int = 0
    poisonings: int = 1
    outages: int = 0
    full_disks: int = 0
    outage_seconds: float = 60.0
    rate: float = 25.0
    """Articles a second."""

    @classmethod
    def long(cls, kills: int) -> "Plan":
        """Everything, in proportion to the kills."""
        tenth = max(kills // 10, 1)
        return cls(
            kills,
            broker_kills=tenth // 2 or 1,
            broker_restarts=tenth // 2 or 1,
            joins=tenth,
            poisonings=tenth,
            outages=1,
            full_disks=1,
        )


@dataclass(slots=True)
class Report:
    """What happened, and what the audit found."""

    seed: int
    happened: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    drained: float = 0.0
    """Seconds from the last fault until every group was at the end of its input."""
    result: Audit = field(default_factory=Audit)

    def table(self) -> str:
        """Everything in three columns of Markdown."""
        rows = [("seed", self.seed), ("seconds", round(self.seconds))]
        rows += sorted(self.happened.items())
        rows += [("seconds until lag was back to zero", round(self.drained))]
        rows += list(self.result.counts.items())
        rows += [(f"**{name}**", count) for name, count in self.result.faults.items()]
        lines = ["| | |", "|---|---|", *(f"| {name} | {count:,} |" for name, count in rows)]
        return "\n".join([*lines, *self.result.examples])


class Chaos:
    """One run on a cluster and a stream."""

    def __init__(
        self, cluster: KafkaCluster, stream: Stream, script: Script, *, plan: Plan, seed: int
    ) -> None:
        self.report = Report(seed)
        self._cluster = cluster
        self._stream = stream
        self._plan = plan
        self._random = random.Random(seed)
        self._load = Load(script, stream.settings, rate=plan.rate)
        self._crew: list[Worker] = []
        self._guests: list[Worker] = []
        self._due: list[tuple[float, Callable[[], object]]] = []

    def run(self) -> Report:
        """The whole run; the report says how it went."""
        started = time.monotonic()
        self._crew = [self._stream.worker(role) for role in CREW]
        for worker in self._crew:
            until(worker.is_ready, seconds=180)
        self._load.start()
        for fault in self._schedule():
            fault()
        while self._due:
            self._tick()
        self._when_in_sync()
        self._load.finish()
        last = time.monotonic()
        self._come_to_rest()
        self.report.drained = time.monotonic() - last
        self.report.happened["batches that the feed sent again"] = self._load.fed_again
        self.report.result = audit(self._load, self._stream.settings)
        unbalanced = [one.role for one in self._crew if not _is_balanced(one)]
        self.report.result.found("workers whose books do not balance", unbalanced)
        stuck = [one.role for one in (*self._crew, *self._guests) if one.stop() != 0]
        self.report.result.found("workers that do not stop in order", stuck)
        self.report.seconds = time.monotonic() - started
        return self.report

    def _schedule(self) -> list[Callable[[], None]]:
        plan = self._plan
        faults: list[Callable[[], None]] = [self._kill_worker] * plan.kills
        faults += [self._kill_broker] * plan.broker_kills
        faults += [self._restart_broker] * plan.broker_restarts
        faults += [self._change_the_group] * 2 * plan.joins
        faults += [self._load_poison] * plan.poisonings
        faults += [self._take_brokers_away] * plan.outages
        faults += [self._fill_disk] * plan.full_disks
        self._random.shuffle(faults)
        return faults

    def _kill_worker(self) -> None:
        worker = self._random.choice([*self._crew, *self._guests])
        if self._random.random() < 0.7:
            # Otherwise it may be killed while it starts, or restores its state.
            self._wait(lambda: _answers(worker), at_most=20)
        self._pass(self._random.uniform(0.1, 2.5))
        if worker.process.poll() is None:
            worker.kill()
        self._count(f"kill -9 of a worker: {worker.role}")
        self._replace()

    def _change_the_group(self) -> None:
        """A worker more, or one that leaves in order: as often the one as the other."""
        if not self._guests or (len(self._guests) < 2 and self._random.random() < 0.5):
            self._guests.append(self._stream.worker(self._random.choice(CREW)))
            self._count("workers that joined")
            self._pass(self._random.uniform(0.5, 3))
            return
        worker = self._guests.pop(self._random.randrange(len(self._guests)))
        self._wait(lambda: worker.process.poll() is not None or _answers(worker), at_most=60)
        if worker.process.poll() is None and worker.stop() != 0:
            raise AssertionError(f"a worker that leaves: {worker.log}")
        self._count("workers that left")

    def _load_poison(self) -> None:
        self._when_in_sync()
        self._load.poison()
        self._count("poisonings of every topic")

    def _kill_broker(self) -> None:
        self._when_in_sync()
        node = self._random.choice(self._cluster.nodes)
        node.kill()
        self._later(self._random.uniform(1, 8), lambda: node.start(wait=False))
        self._count("kill -9 of a broker of three")

    def _restart_broker(self) -> None:
        self._when_in_sync()
        node = self._random.choice(self._cluster.nodes)
        node.stop()
        self._later(self._random.uniform(0, 3), lambda: node.start(wait=False))
        self._count("broker restarted in order")

    def _take_brokers_away(self) -> None:
        self._when_in_sync()
        for node in self._cluster.nodes:
            node.kill()
        self._pass(self._plan.outage_seconds)
        for node in self._cluster.nodes:
            node.start(wait=False)
        self._count(f"all brokers away for {self._plan.outage_seconds:g} s")

    def _fill_disk(self) -> None:
        """The last node's disk; see `small_disk`."""
        node = self._cluster.nodes[-1]
        junk = node.folder / "junk"
        if not node.folder.parent.is_mount():
            self._count("full disk: left out, for it needs a mount")
            return
        self._when_in_sync()
        # Unbuffered: what a full disk does not take would else be refused once more at the close.
        with contextlib.suppress(OSError), junk.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(64 * 1024))
        self._wait(lambda: not node.is_running, at_most=120)
        if node.is_running:
            raise AssertionError("the broker whose disk is full goes on")
        self._pass(3)
        junk.unlink()
        node.start(wait=False)
        self._count("broker whose disk was full")

    def _come_to_rest(self) -> None:
        def rests() -> bool:
            self._replace()
            with contextlib.suppress(BrokerError):
                return all(_answers(one) for one in self._crew) and is_settled(
                    self._stream.settings
                )
            return False

        until(rests, seconds=600, every=1.0)

    def _when_in_sync(self) -> None:
        self._wait(lambda: not self._due and self._is_in_sync(), at_most=180)
        if not self._is_in_sync():
            raise AssertionError("the brokers do not get in sync again")

    def _is_in_sync(self) -> bool:
        if not all(node.is_running for node in self._cluster.nodes):
            return False
        try:
            with admin(self._stream.settings) as client:
                return all(
                    len(partition["isr_nodes"]) == len(self._cluster.nodes)
                    for topic in client.describe_topics()
                    for partition in topic["partitions"]
                )
        except BrokerError:
            return False

    def _replace(self) -> None:
        """Start again whatever has ended, as a process manager does."""
        for workers in (self._crew, self._guests):
            for index, worker in enumerate(workers):
                code = worker.process.poll()
                if code is None:
                    continue
                if code > 0:
                    self._count(f"workers that gave up, status {code}, and were started again")
                workers[index] = self._stream.worker(worker.role)

    def _pass(self, seconds: float) -> None:
        self._wait(lambda: False, at_most=seconds)

    def _wait(self, condition: Callable[[], bool], *, at_most: float) -> None:
        deadline = time.monotonic() + at_most
        while time.monotonic() < deadline and not condition():
            self._tick()

    def _tick(self) -> None:
        if not self._load.is_alive():
            raise AssertionError(f"the load ended: {self._load.error!r}")
        now = time.monotonic()
        for one in [one for one in self._due if one[0] <= now]:
            self._due.remove(one)
            one[1]()
        self._replace()
        time.sleep(_TICK)

    def _later(self, seconds: float, action: Callable[[], object]) -> None:
        self._due.append((time.monotonic() + seconds, action))

    def _count(self, what: str) -> None:
        self.report.happened[what] += 1
        print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def _answers(worker: Worker) -> bool:
    return worker.page("/readyz")[0] == 200


def _is_balanced(worker: Worker) -> bool:
    taken, settled = worker.balance()
    return taken == sum(settled.values())


@contextlib.contextmanager
def small_disk(folder: Path, *, megabytes: int = 512) -> Iterator[Path | None]:
    """A file system of its own, where this machine lets us mount one; else None."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], capture_output=True, check=False)


def run(
    home: Path,
    folder: Path,
    *,
    plan: Plan,
    seed: int,
    script: Callable[[random.Random], Script] = Occasions,
    deadline: float = 20.0,
) -> Report:
    """A run on a cluster of its own; logs of the workers stay in `folder`. No article may take
    longer to read than `deadline` seconds."""
    told = script(random.Random(seed))
    rules = folder / "rules.toml"
    rules.write_text(RULES)
    with contextlib.ExitStack() as stack:
        disks = {}
        if plan.full_disks:
            disk = stack.enter_context(small_disk(folder / "disk"))
            disks = {3: disk} if disk else {}
        cluster = stack.enter_context(KafkaCluster(home, disks=disks))
        stream = stack.enter_context(
            Stream(
                cluster.bootstrap,
                folder=folder,
                replication_factor=3,
                pool_size=1,
                stall_timeout=max(90.0, 2 * deadline),
                alert_rules=rules,
                engine=told.engine,
                article_deadline=deadline,
            )
        )
        _keep_every_revision(stream.settings)
        return Chaos(cluster, stream, told, plan=plan, seed=seed).run()


def _keep_every_revision(settings: Settings) -> None:
    """The audit counts them: no segment is closed, so that none is compacted."""
    with admin(settings) as client:
        client.alter_configs(
            [
                ConfigResource(
                    ConfigResourceType.TOPIC, topic.name, configs={"segment.bytes": str(2**30)}
                )
                for topic in (STORIES, ALERTS)
            ]
        )


def main() -> int:
    """Exit status 0 when nothing was lost and nothing doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--real", action="store_true", help="the real engine reads the corpus")
    parser.add_argument("--rate", type=float, help="articles a second")
    asked = parser.parse_args()
    print(f"seed {asked.seed}", file=sys.stderr)
    folder = Path(tempfile.mkdtemp(prefix="eventwire-chaos-"))
    plan = Plan.long(asked.kills)
    script: Callable[[random.Random], Script] = Occasions
    deadline = 20.0
    if asked.real:
        # A busy machine makes the parser slow, and none of these articles may end in a dead letter.
        plan.rate, script, deadline = 2.0, Corpus, 120.0
    plan.rate = asked.rate or plan.rate
    report = run(jars.fetch(), folder, plan=plan, seed=asked.seed, script=script, deadline=deadline)
    print(report.table())
    if not report.result.is_clean:
        print(f"the logs of the workers: {folder}", file=sys.stderr)
    return 0 if report.result.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
