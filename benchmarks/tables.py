"""State in Faust's tables, measured: `python -m benchmarks.tables [--entries 100000]`.

Starts Apache Kafka, fills the changelog of a table, lets 2,000 messages wait on the input, and
starts a Faust app that notes the number of each message it takes, with the table and without. What
it never took although its group has committed past it is lost. Several starts each, because what is
lost is a matter of chance. eventwire keeps its state otherwise: see `benchmarks.recovery`, and
deploy/README.md for why.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import suppress
from pathlib import Path

import faust
from kafka import KafkaAdminClient, KafkaProducer, TopicPartition
from kafka.admin import NewTopic
from kafka.errors import KafkaError

from tests.broker import jars
from tests.broker.kafka import KafkaBroker

_WAITING = 2_000
_VALUE = b"x" * 2_000
_PATIENCE = 300.0


def main() -> None:
    """Print a row a start."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--app", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.app:
        _app(*asked.app)
        return
    print(f"{'':16}{'entries':>9}{'seconds':>9}{'taken':>7}{'lost':>6}")
    with KafkaBroker(jars.fetch()) as broker:
        for _ in range(asked.starts):
            for table, entries in ((True, asked.entries), (False, 0)):
                seconds, taken = _start(broker.bootstrap, table=table, entries=entries)
                name = "with a table" if table else "without"
                lost = _WAITING - taken
                print(f"{name:16}{entries:9,}{seconds:9.1f}{taken:7}{lost:6}", flush=True)


def _start(bootstrap: str, *, table: bool, entries: int) -> tuple[float, int]:
    """Seconds from the start until the group is at the end, and messages that were taken."""
    name = f"t{uuid.uuid4().hex[:8]}"
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    admin.create_topics(
        [
            NewTopic(f"{name}-in", num_partitions=1, replication_factor=1),
            NewTopic(
                f"{name}-known-changelog",
                num_partitions=1,
                replication_factor=1,
                topic_configs={"cleanup.policy": "compact"},
            ),
        ]
    )
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks=1, linger_ms=20)
    for number in range(entries):
        producer.send(f"{name}-known-changelog", key=b"k%d" % number, value=_VALUE)
    for number in range(_WAITING):
        producer.send(f"{name}-in", key=b"m", value=b"%d" % number)
    producer.flush()
    producer.close()
    notes = Path(tempfile.mkdtemp(prefix="eventwire-tables-")) / "taken"
    begun = time.perf_counter()
    with notes.with_suffix(".log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "benchmarks.tables", "--app"),
                *(bootstrap, name, str(notes), "table" if table else "none"),
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
            env=os.environ,
        )
        end = TopicPartition(f"{name}-in", 0)
        committed = 0
        while committed < _WAITING and time.perf_counter() - begun < _PATIENCE:
            time.sleep(0.2)
            with suppress(KafkaError):  # a new broker has no coordinator yet
                marks = admin.list_group_offsets({name: [end]}).get(name, {})
                committed = max((mark.offset for mark in marks.values()), default=0)
        seconds = time.perf_counter() - begun
        process.kill()
        process.wait()
    admin.close()
    return seconds, len(set(notes.read_text().split())) if notes.exists() else 0


def _app(bootstrap: str, name: str, notes: str, kind: str) -> None:
    """The Faust app, as its manual shows it."""
    app = faust.App(
        name,
        broker=f"kafka://{bootstrap}",
        store="memory://",
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        datadir=tempfile.mkdtemp(prefix="eventwire-faust-"),
        broker_commit_interval=0.5,
    )
    topic = app.topic(f"{name}-in", key_type=bytes, value_type=bytes, value_serializer="raw")
    known = None
    if kind == "table":
        changelog = app.topic(
            f"{name}-known-changelog",
            key_type=bytes,
            value_type=bytes,
            key_serializer="raw",
            value_serializer="raw",
            compacting=True,
        )
        known = app.Table("known", default=bytes, partitions=1, changelog_topic=changelog)
    out = Path(notes).open("a", buffering=1, encoding="ascii")  # noqa: SIM115 - for good

    async def take(stream: faust.Stream[bytes]) -> None:
        async for value in stream:
            if known is not None:
                known.get(b"k" + value)
            out.write(value.decode() + "\n")

    app.agent(topic)(take)
    worker = faust.Worker(app, loglevel="INFO")
    worker.execute_from_commandline()


if __name__ == "__main__":
    main()
