"""Sections on a broker: through Kafka and Faust against the pool alone, workers, latency, start.

On Apache Kafka itself where Maven and Java are there, as the tests have it, else on the embedded
broker; the report says which. Broker, worker and this process share the machine's cores. The first
of alternating rounds is not counted: in it a broker just started compiles its own code.
"""

import statistics
import tempfile
import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kafka import KafkaConsumer

from benchmarks.throughput.machine import Usage
from benchmarks.throughput.news import News
from benchmarks.throughput.runners import Ours
from schemas.article import Article
from schemas.ledger import LedgerEntry
from schemas.topics import EVENTS, LEDGER
from streams.ops import feed
from streams.ops.admin import secured
from streams.ops.embedded import EmbeddedBroker
from streams.runtime.wire import article_record
from tests.broker import jars
from tests.broker.kafka import KafkaBroker
from tests.broker.stream import Stream, Worker, until

Report = dict[str, Any]

_ENGINE = "streams.runtime.engine:Engine"
_PATIENCE = 900.0
#: Seconds between looks at a worker's counters: fifty a second took a third of its event loop.
_LOOK = 0.5
#: Articles after which a worker counts as warm.
_WARM = 32
#: Articles sent at the rate that is measured before any is: a broker just started compiles its own
#: code for some seconds, beside the worker and on the same cores.
_RAMP = 300
#: Articles of each worker after which a rate is counted: what it meets for the first time costs
#: half as much again, and one worker would be cold for longer than each of two.
_AT_WORK = 128
#: Fewer articles than this measure little but the first and the last of them.
_LEAST = 4 * _AT_WORK


@contextmanager
def broker() -> Iterator[tuple[str, str]]:
    """The bootstrap address of a broker for the run, and what it is."""
    try:
        home = jars.fetch()
    except jars.NoKafka:
        with EmbeddedBroker() as bootstrap:
            yield bootstrap, "embedded broker (in memory)"
        return
    with KafkaBroker(home) as node:
        yield node.bootstrap, "Apache Kafka, one node"


@contextmanager
def _stream(bootstrap: str, languages: Sequence[str], **settings: Any) -> Iterator[Stream]:
    with (
        tempfile.TemporaryDirectory() as folder,
        Stream(
            bootstrap,
            folder=Path(folder),
            engine=_ENGINE,
            languages=tuple(languages),
            article_deadline=60.0,
            stall_timeout=300.0,
            **settings,
        ) as stream,
    ):
        yield stream


def _settled(*workers: Worker) -> int:
    return sum(sum(worker.balance()[1].values()) for worker in workers)


def _rate(stream: Stream, articles: Sequence[Article], *, workers: int = 1) -> float:
    """Articles a second that fresh workers settle of `articles`, all waiting when they start.

    Counted from when every worker is at work to when nine tenths are settled: at the end a worker
    whose partitions are done stands idle. By the clocks of the ledger's records, which cost the
    workers nothing: asked for their metrics often enough to time by, they would answer that.
    """
    feed.publish(articles, stream.settings)
    running = [stream.worker("extract") for _ in range(workers)]
    try:
        until(
            lambda: all(_settled(one) >= _AT_WORK for one in running),
            seconds=_PATIENCE,
            every=_LOOK,
        )
        begin = time.time()
        until(lambda: _settled(*running) >= len(articles), seconds=_PATIENCE, every=_LOOK)
    finally:
        for one in running:
            one.stop()
    return _rate_since(begin, _settled_at(stream, articles))


def _settled_at(stream: Stream, articles: Sequence[Article]) -> list[float]:
    """When each of `articles` was noted as done, in seconds since the epoch, in order."""
    wanted = {article.article_id for article in articles}
    times: dict[str, float] = {}
    for record in stream.records(LEDGER.name):
        entry = LedgerEntry.model_validate_json(record.value)
        if entry.article_id in wanted:
            times.setdefault(entry.article_id, record.timestamp / 1000)
    return sorted(times.values())


def _rate_since(begin: float, times: Sequence[float]) -> float:
    """Of sorted `times`, how many a second fall between `begin` and nine tenths of them."""
    ready, wanted = bisect_right(times, begin), len(times) * 9 // 10
    if wanted <= ready:
        raise RuntimeError("too few articles: they were done before the clock started")
    return (wanted - ready) / (times[wanted - 1] - begin)


def through_kafka(
    news: News,
    bootstrap: str,
    *,
    languages: Sequence[str],
    processes: int,
    number: int,
    rounds: int,
) -> Report:
    """A worker on the broker against the pool in this process, the same articles in turn."""
    report: Report = {}
    with _stream(bootstrap, languages, pool_size=processes) as stream:
        pool = Ours("pool", languages=languages, processes=processes)
        try:
            pool.run(list(news.stream(64, share=1.0)))
            for share, size in ((1.0, max(number // 4, _LEAST)), (0.05, max(2 * number, _LEAST))):
                rates: list[tuple[float, float]] = []
                for turn in range(rounds + 1):
                    articles = list(news.stream(size, share=share, run=f"k{share}-{turn}"))
                    rates.append((size / pool.run(articles).wall, _rate(stream, articles)))
                report[f"{share:g}"] = {
                    "in_process_per_second": round(statistics.median(a for a, _ in rates[1:]), 1),
                    "kafka_per_second": round(statistics.median(k for _, k in rates[1:]), 1),
                    "ratio": round(statistics.median(k / a for a, k in rates[1:]), 3),
                }
        finally:
            pool.close()
    return report


def workers(
    news: News, bootstrap: str, *, languages: Sequence[str], number: int, rounds: int
) -> Report:
    """Two workers of one process each against one, on the same topic."""
    number = max(number, _LEAST)
    rates: list[tuple[float, float]] = []
    with _stream(bootstrap, languages, pool_size=1) as stream:
        for turn in range(rounds + 1):
            single, double = (
                list(news.stream(size, share=1.0, run=f"{size}-{turn}"))
                for size in (number, 2 * number)
            )
            rates.append((_rate(stream, single), _rate(stream, double, workers=2)))
    return {
        "one_per_second": round(statistics.median(a for a, _ in rates[1:]), 1),
        "two_per_second": round(statistics.median(b for _, b in rates[1:]), 1),
        "ratio": round(statistics.median(b / a for a, b in rates[1:]), 2),
    }


def capacity(
    news: News, bootstrap: str, *, languages: Sequence[str], processes: int, number: int
) -> float:
    """Articles a second that a worker settles of a mix of 20 %, all of them waiting."""
    with _stream(bootstrap, languages, pool_size=processes) as stream:
        return _rate(stream, list(news.stream(number, share=0.2, run="capacity")))


def latency(
    news: News,
    bootstrap: str,
    *,
    languages: Sequence[str],
    processes: int,
    number: int,
    rate: float,
) -> Report:
    """From an article's sending to its first event on a topic, in milliseconds, at `rate` a second.

    The first `_RAMP` are not counted. The clock of an event is that of its record (CreateTime), the
    same machine's.
    """
    with _stream(bootstrap, languages, pool_size=processes) as stream:
        worker = stream.worker("extract")
        until(worker.is_ready, seconds=_PATIENCE)
        feed.publish(news.stream(_WARM, share=1.0, run="warm"), stream.settings)
        until(lambda: _settled(worker) >= _WARM, seconds=_PATIENCE)
        sent: dict[str, float] = {}
        articles = list(news.stream(_RAMP + number, share=0.2, run="latency"))
        begin = time.time()
        with feed.sender(stream.settings) as send:
            for index, article in enumerate(articles):
                pause = begin + index / rate - time.time()
                if pause > 0:
                    time.sleep(pause)
                if index >= _RAMP:
                    sent[article.article_id] = time.time()
                send(article_record(article))
        until(lambda: _settled(worker) >= _WARM + len(articles), seconds=_PATIENCE)
        waits = sorted(_first_events(stream, sent).values())
        used = Usage.of(worker.process.pid)
    return {
        "articles_per_second": round(rate, 1),
        "articles_with_events": len(waits),
        **{f"p{q:g}": round(_percentile(waits, q), 1) for q in (50, 90, 99)},
        "p99_over_p50": round(_percentile(waits, 99) / _percentile(waits, 50), 2),
        "worker_rss_mib": round(used.rss),
    }


def _first_events(stream: Stream, sent: dict[str, float]) -> dict[str, float]:
    consumer = KafkaConsumer(
        *(topic.name for topic in EVENTS.values()),
        bootstrap_servers=stream.settings.bootstrap,
        auto_offset_reset="earliest",
        group_id=None,
        consumer_timeout_ms=4000,
        **secured(stream.settings),
    )
    first: dict[str, float] = {}
    try:
        for record in consumer:
            subject = dict(record.headers).get("ce_subject", b"").decode()
            if subject in sent:
                wait = record.timestamp - sent[subject] * 1000
                first[subject] = min(wait, first.get(subject, wait))
    finally:
        consumer.close()
    return first


def _percentile(ordered: Sequence[float], share: float) -> float:
    """Nearest rank."""
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * int(share) // 100) - 1))]


def startup(news: News, bootstrap: str, *, languages: Sequence[str]) -> Report:
    """Seconds from the command to readiness and first event; warm, from an article to its event."""
    relevant = list(news.stream(16, share=1.0, run="start"))
    with _stream(bootstrap, languages, pool_size=1) as stream:
        feed.publish(relevant[:4], stream.settings)
        begin = time.perf_counter()
        worker = stream.worker("extract")
        until(worker.is_ready, seconds=_PATIENCE, every=_LOOK)
        ready = time.perf_counter() - begin
        until(lambda: _events(worker) > 0, seconds=_PATIENCE, every=_LOOK)
        first = time.perf_counter() - begin
        until(lambda: _settled(worker) >= 4, seconds=_PATIENCE)
        waits = _one_by_one(stream, worker, relevant[4:])
    return {
        "command_to_ready": round(ready, 2),
        "command_to_first_event": round(first, 2),
        "warm_article_to_event": round(statistics.median(waits) / 1000, 3),
    }


def _one_by_one(stream: Stream, worker: Worker, articles: Sequence[Article]) -> list[float]:
    """Milliseconds from each article to its first event, each sent to an idle worker."""
    sent: dict[str, float] = {}
    with feed.sender(stream.settings) as send:
        for article in articles:
            due = _settled(worker) + 1
            sent[article.article_id] = time.time()
            send(article_record(article))
            until(lambda due=due: _settled(worker) >= due, seconds=_PATIENCE)  # type: ignore[misc]
    return list(_first_events(stream, sent).values())


def _events(worker: Worker) -> float:
    return sum(worker.metrics().get("eventwire_events_total", {}).values())
