"""How long a cluster worker takes to know all stories again: `python -m benchmarks.recovery`.

Starts Apache Kafka (one node, as the tests do), makes stories with the clusterer itself, three to
four claims each, publishes them with a part of their former revisions, and starts a worker: the
seconds until `/readyz` says yes, and its memory, beside those of a worker that has nothing to
remember. Below that what the time goes into: reading the bytes, decoding them, taking them over.
All within one run, so that the rows can be compared; other machines have other seconds.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from schemas.event import EVENT_ADAPTER, Event, Kind
from schemas.story import Story
from schemas.topics import EVENTS, STORIES
from streams.agents.cluster import Cluster
from streams.core.stories.clusterer import Clusterer
from streams.ops.feed import sender
from streams.runtime import guard
from streams.runtime.garbage import building_state
from streams.runtime.metrics import Metrics
from streams.runtime.reader import Partition, Reader
from streams.runtime.settings import Settings
from streams.runtime.wire import Outbound, story_record
from tests.broker import jars
from tests.broker.kafka import KafkaBroker
from tests.broker.stream import Stream, Worker

#: Stories that are really clustered; the others are copies of them under other ids.
_MODELS = 4_000
_DAYS = 365
_FIRST = date(2026, 1, 1)
_KINDS = (Kind.VISIT, Kind.MEETING, Kind.DELIVERY, Kind.EXERCISE, Kind.AGREEMENT)
_ROLES = {kind: EVENTS[kind].record.roles_ for kind in _KINDS}
_SENTENCE = (
    "The minister of defence will travel to the capital on {day}, a spokesman said, to sign an "
    "agreement on the delivery of air defence systems and the training of their crews."
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument(
        "--former", type=float, default=0.5, help="former revisions on the topic for each story"
    )
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="eventwire-recovery-"))
    with (
        KafkaBroker(jars.fetch()) as broker,
        Stream(broker.bootstrap, folder=folder, stall_timeout=300.0) as stream,
    ):
        empty = _start(stream)
        count, size, former = _publish(stream.settings, asked.stories, former=asked.former)
        print(f"{count:,} stories, {former:,} former revisions, {size / 1e6:,.0f} MB of JSON")
        full = _start(stream)
        print(f"{'':34}{'seconds':>9}{'MB':>7}")
        for name, (seconds, megabytes) in {
            "worker ready, nothing to remember": empty,
            "worker ready, all stories known": full,
        }.items():
            print(f"{name:34}{seconds:9.1f}{megabytes:7.0f}")
        steps: dict[str, Callable[[Settings], object]] = {
            "  reading the bytes": _read,
            "  and decoding the records": _decode,
            "  and taking over the stories": _restore,
            "  the same, as Python is by itself": partial(_restore, resting=False),
        }
        for name, step in steps.items():
            begun = time.perf_counter()
            step(stream.settings)
            print(f"{name:34}{time.perf_counter() - begun:9.1f}")


def _start(stream: Stream) -> tuple[float, float]:
    """Seconds until a cluster worker is ready, and its resident memory in MB then."""
    begun = time.perf_counter()
    worker = stream.worker("cluster")
    told = ""
    while not worker.is_ready():
        _, now = worker.page("/readyz")
        if now != told:
            told = now
            print(f"  {time.perf_counter() - begun:5.1f} s  {told.strip()}", file=sys.stderr)
        time.sleep(0.1)
    seconds = time.perf_counter() - begun
    megabytes = _resident(worker)
    worker.stop()
    return seconds, megabytes


def _resident(worker: Worker) -> float:
    status = Path(f"/proc/{worker.process.pid}/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def _publish(settings: Settings, wanted: int, *, former: float) -> tuple[int, int, int]:
    """Stories on the topic, their bytes, and former revisions."""
    chance = random.Random(1)  # noqa: S311 - the same stories each time
    told = list(_revisions(min(wanted, _MODELS), chance))
    last = {story.story_id: story for story in told}
    # Compaction leaves the newest records of a topic as they are.
    share = former * len(last) / max(len(told) - len(last), 1)
    kept = [one for one in told if one is last[one.story_id] or chance.random() < share]
    models = [story_record(story) for story in kept]
    size = stories = 0
    with sender(settings) as send:
        for copy in range(wanted // len(last)):
            stories += len(last)
            for model in models:
                record = _renamed(model, copy)
                size += len(record.value or b"")
                send(record)
    return stories, size, (len(models) - len(last)) * (stories // len(last))


def _renamed(model: Outbound, copy: int) -> Outbound:
    """The same story under other ids: to cluster all of them anew would take minutes."""
    assert model.key is not None
    assert model.value is not None
    key = b"%04x" % copy + model.key[4:]
    value = model.value.replace(model.key, key)
    for name in (b"wire-", b"claim-"):
        value = value.replace(b'"' + name, b'"%d-' % copy + name)
    return replace(model, key=key, value=value)


def _revisions(wanted: int, chance: random.Random) -> Iterator[Story]:
    """What the clusterers answer to the claims of so many occasions, in the order of days."""
    clusterers = {kind: Clusterer.empty() for kind in _KINDS}
    occasions = [
        (chance.randrange(_DAYS), number, chance.choice(_KINDS)) for number in range(wanted)
    ]
    for day, number, kind in sorted(occasions):
        for teller in range(chance.choice((1, 1, 2, 3, 4, 5, 8))):
            yield from clusterers[kind].add(_claim(kind, number, teller=teller, day=day))


def _claim(kind: Kind, number: int, *, teller: int, day: int) -> Event:
    """One teller's claim of an occasion that no other resembles."""
    begin = _FIRST + timedelta(days=day)
    published = datetime(begin.year, begin.month, begin.day, 9, tzinfo=UTC)
    pair = [_state(2 * number), _state(2 * number + 1)]
    names = list(_ROLES[kind])
    roles = {name: [_actor(code)] for name, code in zip(names, pair, strict=False)}
    if len(names) == 1:
        roles = {names[0]: [_actor(code) for code in pair]}
    return EVENT_ADAPTER.validate_python(
        {
            "kind": kind,
            "event_id": f"claim-{kind.value}-{number:x}-{teller:x}".ljust(32, "0"),
            "article_id": f"wire-{number}-{teller}",
            "article_version": 1,
            "published_at": published + timedelta(hours=teller),
            "language": "en",
            "source": f"Source {teller}",
            "url": f"https://news.example/{number}/{teller}",
            "status": "planned",
            "when": {
                "begin": begin,
                "end": begin + timedelta(days=1),
                "granularity": "day",
                "basis": "text",
                "text": "on Monday",
            },
            "items": [],
            "evidence": [
                {
                    "start": 0,
                    "end": 20,
                    "text": _SENTENCE.format(day=begin),
                    "trigger": "travel",
                    "rule": "en.visit.travel",
                }
            ],
            "extractor": "benchmark",
            **roles,
        }
    )


def _state(number: int) -> str:
    """Three letters, the same again only after 17,576 states."""
    letters = []
    for _ in range(3):
        number, letter = divmod(number, 26)
        letters.append(chr(ord("A") + letter))
    return "".join(letters)


def _actor(code: str) -> dict[str, str]:
    return {"text": f"State of {code}", "name": f"State of {code}", "country": code}


def _read(settings: Settings) -> None:
    asyncio.run(_each(settings, lambda message: None))


def _decode(settings: Settings) -> None:
    asyncio.run(_each(settings, guard.story))


async def _each(settings: Settings, act: Callable[..., object]) -> None:
    reader = Reader(settings)
    async for message in reader.to_end([Partition(STORIES.name, 0)]):
        act(message)
    await reader.close()


def _restore(settings: Settings, *, resting: bool = True) -> None:
    """With the search for cycles resting, as in a worker, or not."""

    async def restore() -> None:
        reader = Reader(settings)
        agent = Cluster(clusterer=Clusterer.empty, reader=reader, metrics=Metrics())
        with building_state() if resting else nullcontext():
            await agent.restore([Partition(topic.name, 0) for topic in EVENTS.values()])
        await reader.close()

    asyncio.run(restore())


if __name__ == "__main__":
    main()
