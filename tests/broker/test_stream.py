"""The extract stage on a real broker: nothing lost, each message settled once, workers killed."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from schemas.article import Article
from schemas.deadletter import DeadReason
from schemas.event import Kind
from schemas.topics import ARTICLES, EVENTS
from streams.ops import deadletters, feed
from streams.runtime import outbox
from streams.runtime.wire import Outbound, article_record
from tests.broker.stream import Stream, Worker, until

PUBLISHED = "2022-12-20T10:00:00+01:00"


def article(number: int | str, text: str, **fields: object) -> Article:
    return Article.model_validate(
        {
            "article_id": f"article-{number}",
            "published_at": PUBLISHED,
            "language": "nl",
            "source": "test",
            "text": text,
            **fields,
        }
    )


def bad_messages() -> Iterator[tuple[DeadReason, bytes | None]]:
    """A hundred messages that can never succeed, of every kind, each different."""
    good = json.loads(article("bad", "VISIT:RUS:BLR").to_bytes())

    def with_(number: int, **fields: object) -> bytes:
        return json.dumps({**good, "article_id": f"bad-{number}", **fields}).encode()

    def without(number: int, field: str) -> bytes:
        record = {**good, "article_id": f"bad-{number}"}
        del record[field]
        return json.dumps(record).encode()

    kinds = 12
    for n in range(96):
        match n % kinds:
            case 0:
                yield DeadReason.MALFORMED, b'{"article_id": "bad-%d", ' % n
            case 1:
                yield DeadReason.MALFORMED, b"\xff\xfe not text %d" % n
            case 2:
                yield DeadReason.MALFORMED, None if n == 2 else with_(n)[:-1] + b"\x80}"
            case 3:
                yield DeadReason.INVALID, without(n, "published_at")
            case 4:
                yield DeadReason.INVALID, without(n, "text")
            case 5:
                yield DeadReason.INVALID, with_(n, text=["no", "text", n])
            case 6:
                yield DeadReason.INVALID, with_(n, text="  ")
            case 7:
                yield DeadReason.INVALID, with_(n, published_at="0000-12-20T10:00:00Z")
            case 8:
                yield DeadReason.INVALID, with_(n, published_at="2022-12-20T10:00:00")
            case 9:
                yield DeadReason.INVALID, with_(n, version="two")
            case 10:
                yield DeadReason.UNSUPPORTED_LANGUAGE, with_(n, language="xx")
            case 11:
                yield DeadReason.FAILED, with_(n, text=f"raise {n}")
    yield DeadReason.TOO_LARGE, with_(96, text="x" * 600_000)
    yield DeadReason.TIMEOUT, with_(97, text="hang")
    yield DeadReason.CRASHED, with_(98, text="crash")
    yield DeadReason.INVALID, b"[]"


def mixed(good: list[Article], bad: list[bytes | None]) -> Iterator[Outbound]:
    """A bad message, with a key and headers of its own, after every tenth good one."""
    for n, one in enumerate(good):
        yield Outbound(topic=ARTICLES.name, key=one.article_id.encode(), value=one.to_bytes())
        if n % 10 == 0:
            yield Outbound(
                topic=ARTICLES.name,
                key=b"\xffkey-%d" % n,
                value=bad[n // 10],
                headers=(("trace", b"\x00\xff%d" % n), ("empty", None)),
            )


@pytest.fixture
def stream(kafka: str, tmp_path: Path) -> Iterator[Stream]:
    with Stream(kafka, folder=tmp_path) as running:
        yield running


def test_a_thousand_good_and_a_hundred_bad_with_a_worker_killed_in_between(
    stream: Stream,
) -> None:
    bad = list(bad_messages())
    good = [article(n, f"VISIT:RUS:BLR slow:0.002 {n}") for n in range(1000)]
    outbox.send(mixed(good, [value for _, value in bad]), stream.settings)
    first = stream.worker("extract")
    until(lambda: len(stream.ledger()) >= 250)
    first.kill()
    assert len(stream.ledger()) < 1000
    second = stream.worker("extract")
    until(lambda: len(stream.ledger()) == 1000, seconds=90)
    until(lambda: len(list(deadletters.list_(stream.settings))) == 100)

    def balance() -> tuple[int, dict[tuple[str, str], int]] | None:
        taken, settled = second.balance()
        return (taken, settled) if taken == sum(settled.values()) else None

    taken, settled = until(balance)
    assert sum(settled.values()) == taken
    assert settled["ok", ""] >= 1

    # Every good article's event is there, under one id however often it was sent.
    assert {event.article_id for event in stream.events()} == {one.article_id for one in good}
    assert len({event.event_id for event in stream.events()}) == 1000

    # Every bad message is there once by origin, for the right reason, byte for byte.
    filed = list(deadletters.list_(stream.settings))
    assert len({one.origin for one in filed}) == 100
    assert Counter(one.letter.reason for one in filed) == Counter(reason for reason, _ in bad)
    by_value = {one.letter.value: one.letter for one in filed}
    for n, (reason, value) in enumerate(bad):
        letter = by_value[value]
        assert letter.reason is reason, letter.detail
        assert letter.key == b"\xffkey-%d" % (n * 10)
        assert [(h.key, h.value) for h in letter.headers] == [
            ("trace", b"\x00\xff%d" % (n * 10)),
            ("empty", None),
        ]
        assert letter.detail
        assert "\n" not in letter.detail

    # Started a third time nothing is left to do, and SIGTERM ends it in seconds.
    assert second.stop() == 0
    third = stream.worker("extract")
    until(third.is_ready)
    until(lambda: "eventwire_lag" in third.metrics())
    assert third.balance()[0] == 0
    assert third.stop() == 0


def test_repeats_are_skipped_and_newer_versions_take_back(stream: Stream) -> None:
    feed.publish(
        [
            article(1, "VISIT:RUS:BLR and VISIT:CHN:RUS"),
            article(1, "VISIT:RUS:BLR and VISIT:CHN:RUS"),
            article(1, "VISIT:RUS:BLR and VISIT:USA:UKR", version=3),
            article(1, "VISIT:RUS:BLR", version=2),
            article(2, "VISIT:FRA:DEU"),
            article(2, "", version=2, status="withdrawn"),
            article(2, "VISIT:FRA:DEU", version=1),
            article(3, "VISIT:NLD:BEL"),
            article(3, "VISIT:NLD:BEL VISIT:BEL:NLD"),
            article(4, "", version=2, status="withdrawn"),
            article(4, "VISIT:RUS:BLR"),
        ],
        stream.settings,
    )
    worker = stream.worker("extract")
    until(lambda: worker.balance()[0] == 11 and sum(worker.balance()[1].values()) == 11)
    assert worker.balance()[1] == {
        ("ok", ""): 7,
        ("skipped", "duplicate"): 1,
        ("skipped", "stale"): 3,
    }
    retracted = [
        json.loads(record.value)
        for record in stream.records(EVENTS[Kind.VISIT].name)
        if dict(record.headers)["ce_type"] == b"org.eventwire.event.retracted.v1"
    ]
    assert {(one["article_id"], one["reason"]) for one in retracted} == {
        ("article-1", "corrected"),
        ("article-2", "withdrawn"),
    }
    assert len(retracted) == 2
    ledger = stream.ledger()
    assert {name: (e.version, len(e.claims)) for name, e in ledger.items()} == {
        "article-1": (3, 2),
        "article-2": (2, 0),
        "article-3": (1, 2),
        "article-4": (2, 0),
    }
    # The newsroom's own zone survives the way through the child and back.
    assert json.loads(stream.records(EVENTS[Kind.VISIT].name)[0].value)["published_at"] == PUBLISHED
    # What another worker knows, read from the ledger.
    assert worker.stop() == 0
    feed.publish([article(1, "VISIT:RUS:BLR", version=2)], stream.settings)
    again = stream.worker("extract")
    until(lambda: again.balance()[1] == {("skipped", "stale"): 1})


def test_five_megabytes_arrive_and_are_set_aside_whole(stream: Stream) -> None:
    record = json.loads(article("large", "x").to_bytes())
    value = json.dumps({**record, "text": "Vijf megabyte. " * 350_000}).encode()
    assert len(value) > 5_000_000
    outbox.send(
        [Outbound(topic=ARTICLES.name, key=b"large", value=value + b" " * n) for n in range(3)],
        stream.settings,
    )
    feed.publish([article("after", "VISIT:RUS:BLR")], stream.settings)
    stream.worker("extract")
    until(lambda: len(list(deadletters.list_(stream.settings))) == 3)
    until(lambda: "article-after" in stream.ledger())
    filed = list(deadletters.list_(stream.settings))
    assert sorted(one.letter.value or b"" for one in filed) == [value, value + b" ", value + b"  "]
    assert {one.letter.reason for one in filed} == {DeadReason.TOO_LARGE}


def test_a_dead_letter_is_replayed_and_counted(stream: Stream) -> None:
    lost = article("de", "VISIT:FRA:DEU", language="de")
    original = Outbound(
        topic=ARTICLES.name,
        key=lost.article_id.encode(),
        value=lost.to_bytes(),
        headers=(("trace", b"\x01"),),
    )
    outbox.send([original], stream.settings)
    worker = stream.worker("extract")

    def letters() -> list[deadletters.Filed]:
        return list(deadletters.list_(stream.settings))

    until(lambda: len(letters()) == 1)
    assert letters()[0].letter.reason is DeadReason.UNSUPPORTED_LANGUAGE
    assert deadletters.replay(stream.settings, letters()) == 1
    until(lambda: len(letters()) == 2)
    assert [one.letter.attempts for one in letters()] == [1, 2]
    assert worker.stop() == 0

    # With the language supported, the replay succeeds; the original is unchanged but for a count.
    stream.worker("extract", languages=("nl", "de"))
    assert deadletters.replay(stream.settings, [deadletters.show(stream.settings, 1)]) == 1
    until(lambda: "article-de" in stream.ledger())
    sent = stream.records(ARTICLES.name)
    assert [record.value for record in sent] == [lost.to_bytes()] * 3
    assert [record.key for record in sent] == [b"article-de"] * 3
    assert len({record.partition for record in sent}) == 1
    assert [list(record.headers) for record in sent] == [
        [("trace", b"\x01")],
        [("trace", b"\x01"), ("eventwire-replay", b"1")],
        [("trace", b"\x01"), ("eventwire-replay", b"2")],
    ]


def test_workers_join_leave_and_die_and_nothing_is_lost(kafka: str, tmp_path: Path) -> None:
    with Stream(kafka, folder=tmp_path, pool_size=1) as stream:
        fed = 0

        def taken(worker: Worker, count: int) -> bool:
            """Whether the worker has taken so many, with work for all of them meanwhile."""
            nonlocal fed
            if len(stream.ledger()) > fed - 200:
                more = [article(n, f"VISIT:RUS:BLR slow:0.01 {n}") for n in range(fed, fed + 300)]
                fed += feed.publish(more, stream.settings)
            return worker.balance()[0] >= count

        first = stream.worker("extract")
        until(lambda: taken(first, 50))
        second = stream.worker("extract")
        until(lambda: taken(second, 30))
        third = stream.worker("extract")
        until(lambda: taken(third, 10))
        first.kill()
        before = third.balance()[0]
        until(lambda: taken(third, before + 50))
        assert second.stop() == 0
        until(lambda: len(stream.ledger()) == fed)
        assert len({event.article_id for event in stream.events()}) == fed

        def settled() -> dict[tuple[str, str], int] | None:
            taken, counts = third.balance()
            return counts if taken == sum(counts.values()) else None

        assert set(until(settled)) <= {
            ("ok", ""),
            ("skipped", "duplicate"),
            ("skipped", "revoked"),
        }
        # Nobody's message was set aside on the way.
        assert not list(deadletters.list_(stream.settings))


def test_a_worker_that_starts_first_and_one_that_starts_with_it(stream: Stream) -> None:
    """A group that has never committed, and changes while the first messages are under way."""
    feed.publish([article(n, f"VISIT:RUS:BLR {n}") for n in range(600)], stream.settings)
    first = stream.worker("extract")
    second = stream.worker("extract")
    until(lambda: first.balance()[0] > 0 or second.balance()[0] > 0)
    third = stream.worker("extract")
    until(lambda: third.balance()[0] > 0 or len(stream.ledger()) == 600)
    for worker in (first, second):
        worker.kill()
    until(lambda: len(stream.ledger()) == 600)
    assert len({event.event_id for event in stream.events()}) == 600


def test_compressed_input_is_read(stream: Stream) -> None:
    """Feeds compress as they like, and a broker keeps it so."""
    pytest.importorskip("cramjam", reason="lz4, snappy and zstd need cramjam")
    for codec in ("gzip", "lz4", "snappy", "zstd"):
        record = article_record(article(codec, "VISIT:RUS:BLR " * 20))
        asyncio.run(_send_compressed(record, codec, stream.settings.bootstrap))
    stream.worker("extract")
    until(lambda: len(stream.ledger()) == 4)


async def _send_compressed(record: Outbound, codec: str, bootstrap: list[str]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, compression_type=codec)
    await producer.start()
    try:
        await producer.send_and_wait(record.topic, key=record.key, value=record.value)
    finally:
        await producer.stop()
