"""All three stages on a real broker: typed records with CloudEvents headers, restarts, topics."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from kafka.admin import ConfigResource, ConfigResourceType

from schemas.alert import Alert, AlertType
from schemas.event import EVENT_ADAPTER, Kind
from schemas.ledger import LedgerEntry
from schemas.story import Story
from schemas.topics import ALERTS, ARTICLES, EVENTS, LEDGER, STORIES, TOPICS
from streams.errors import TopicsError
from streams.ops import doctor, feed, topics
from streams.ops.admin import admin
from streams.ops.lag import lag
from streams.runtime.settings import Settings
from tests.broker.fixtures import SharedBroker
from tests.broker.stream import Stream, until
from tests.broker.test_stream import article


@pytest.fixture
def stream(kafka: str, tmp_path: Path) -> Iterator[Stream]:
    with Stream(kafka, folder=tmp_path) as running:
        yield running


def test_an_article_becomes_an_event_a_story_and_an_alert(stream: Stream) -> None:
    workers = [stream.worker(role) for role in ("extract", "cluster", "alert")]
    for worker in workers:
        until(worker.is_ready)
    feed.publish(
        [
            article(1, "VISIT:RUS:BLR:planned", source="one"),
            article(2, "VISIT:RUS:BLR:planned", source="two"),
        ],
        stream.settings,
    )
    until(lambda: len(stream.records(STORIES.name)) == 2)
    until(lambda: workers[2].balance()[0] == 2)
    event, _ = stream.records(EVENTS[Kind.VISIT].name)
    story, newest = stream.records(STORIES.name)
    entry, _ = stream.records(LEDGER.name)
    alerts = stream.records(ALERTS.name)

    decoded = EVENT_ADAPTER.validate_json(event.value)
    assert event.key == decoded.event_id.encode()
    assert dict(event.headers) == {
        "ce_specversion": b"1.0",
        "ce_id": f"{decoded.event_id}/1".encode(),
        "ce_type": b"org.eventwire.event.visit.v1",
        "ce_source": b"/eventwire/extract",
        "ce_time": b"2022-12-20T10:00:00+01:00",
        "ce_subject": decoded.article_id.encode(),
        "content-type": b"application/json",
    }
    first, second = (Story.model_validate_json(one.value) for one in (story, newest))
    assert (first.story_id, first.revision, second.revision) == (second.story_id, 1, 2)
    assert second.sources == 2
    assert story.key == newest.key == first.story_id.encode()
    assert dict(story.headers)["ce_type"] == STORIES.ce_type.encode()
    assert entry.key == LedgerEntry.model_validate_json(entry.value).article_id.encode()
    for one in alerts:
        assert one.key == Alert.model_validate_json(one.value).alert_id.encode()
        assert dict(one.headers)["ce_type"] == ALERTS.ce_type.encode()
    # Every group has worked its input off, and says so; nobody notifies here.
    until(lambda: all(one.messages == 0 for one in lag(stream.settings) if one.role != "notify"))
    for worker in workers:
        taken, settled = worker.balance()
        assert taken == settled["ok", ""] == 2
        assert worker.page("/healthz") == (200, "ok\n")
        assert worker.page("/table/")[0] == 404
        assert worker.stop() == 0


def test_stories_survive_a_cluster_worker_killed_in_between(stream: Stream) -> None:
    feed.publish(
        [article(n, f"VISIT:{a}:{b}:planned") for n, (a, b) in enumerate(_pairs(400))],
        stream.settings,
    )
    stream.worker("extract")
    first = stream.worker("cluster")
    until(lambda: len(stream.records(STORIES.name)) >= 50)
    first.kill()
    stream.worker("cluster")

    def claims() -> set[str]:
        newest = {
            record.key: Story.model_validate_json(record.value)
            for record in stream.records(STORIES.name)
        }
        return {claim.event_id for story in newest.values() for claim in story.claims}

    until(lambda: len(claims()) == 400)
    assert claims() == {event.event_id for event in stream.events()}
    # No revision was told twice with different content, and none was left out.
    by_story: dict[str, dict[int, bytes]] = {}
    for record in stream.records(STORIES.name):
        story = Story.model_validate_json(record.value)
        held = by_story.setdefault(story.story_id, {}).setdefault(story.revision, record.value)
        assert held == record.value
    for revisions in by_story.values():
        assert sorted(revisions) == list(range(1, len(revisions) + 1))


def _pairs(count: int) -> Iterator[tuple[str, str]]:
    """Visitor and host, and no two the other way round: that would be one visit told wrongly."""
    states = ("RUS", "BLR", "CHN", "IRN", "PRK", "NLD", "BEL", "FRA", "DEU", "POL")
    pairs = list(combinations(states, 2))
    return (pairs[n % len(pairs)] for n in range(count))


def test_topics_are_made_once_and_compared(broker: SharedBroker, stream: Stream) -> None:
    settings = stream.settings
    assert topics.ensure(settings) == ()
    assert topics.diff(settings) == ()
    topics.require(settings, role="extract")
    with admin(settings) as client:
        found = {one["name"]: len(one["partitions"]) for one in client.describe_topics()}
        assert {topic.name: topic.partitions for topic in TOPICS}.items() <= found.items()
        client.delete_topics([LEDGER.name])
    until(lambda: any(one.topic == LEDGER.name for one in topics.diff(settings)))
    with pytest.raises(TopicsError, match="eventwire topics ensure"):
        topics.require(settings, role="extract")
    assert stream.worker("extract").process.wait(timeout=30) == 1
    until(lambda: _ensured(stream))
    if not broker.is_kafka:
        return  # the embedded broker keeps no settings
    with admin(settings) as client:
        client.alter_configs(
            [
                ConfigResource(
                    ConfigResourceType.TOPIC,
                    ARTICLES.name,
                    configs={"retention.ms": "1000000", "max.message.bytes": "1000"},
                )
            ]
        )

    def differences() -> list[tuple[str, str]]:
        return [(one.what, one.mend) for one in topics.diff(settings)]

    # A broker tells of a change a moment after it has taken it.
    until(lambda: differences() == [("max.message.bytes", "set"), ("retention.ms", "leave")])
    (done,) = topics.ensure(settings)
    assert "max.message.bytes set to 8388608, was 1000" in done
    until(lambda: differences() == [("retention.ms", "leave")])
    with admin(settings) as client:
        client.create_partitions({LEDGER.name: ARTICLES.partitions + 1})
    until(lambda: any(one.what == "partitions" for one in topics.diff(settings)))
    with pytest.raises(TopicsError, match=r"partitions is 13, the table says 12"):
        topics.ensure(settings)


@pytest.mark.parametrize("partitions", [1, 3, 12])
def test_partitions_change_no_story(broker: SharedBroker, stream: Stream, partitions: int) -> None:
    """Topics that an operator gave more partitions tell the same stories and alerts."""
    if partitions > 1 and not broker.is_kafka:
        pytest.skip("the embedded broker adds no partitions")
    settings = stream.settings
    shared = [*(topic.name for topic in EVENTS.values()), STORIES.name, ALERTS.name]
    if partitions > 1:
        with admin(settings) as client:
            client.create_partitions(dict.fromkeys(shared, partitions))
        until(lambda: _partitions(settings, shared) == {partitions})
    topics.require(settings, role="cluster")
    feed.publish(
        [
            article(n, f"VISIT:{a}:{b}:{'occurred' if n >= 20 else 'planned'}", source=f"s{n}")
            for n, (a, b) in enumerate([*_pairs(20), *_pairs(20)])
        ],
        settings,
    )
    for role in ("extract", "cluster", "cluster", "alert"):
        stream.worker(role)

    def newest() -> list[Story]:
        found = {
            record.key: Story.model_validate_json(record.value)
            for record in stream.records(STORIES.name)
        }
        return list(found.values())

    until(lambda: sum(len(story.claims) for story in newest()) == 40)
    assert [len(story.claims) for story in newest()] == [2] * 20
    until(lambda: all(one.messages == 0 for one in lag(settings) if one.role != "notify"))
    alerts = [Alert.model_validate_json(record.value) for record in stream.records(ALERTS.name)]
    assert len({alert.story_id for alert in alerts if alert.type is AlertType.NEW}) == 20
    for name in shared:
        assert {record.partition for record in stream.records(name)} <= {0}


def _partitions(settings: Settings, names: list[str]) -> set[int]:
    with admin(settings) as client:
        return {len(one["partitions"]) for one in client.describe_topics(names)}


def _ensured(stream: Stream) -> bool:
    try:
        topics.ensure(stream.settings)
    except TopicsError:
        return False  # the name is taken until the topic is gone
    return not topics.diff(stream.settings)


def test_doctor_finds_a_running_broker_and_a_missing_one(stream: Stream) -> None:
    found = {one.name: one for one in doctor.check(stream.settings)}
    assert found["broker"].result == "ok"
    assert found["models"].result == "ok"
    assert found["topics"].result == "ok"
    away = stream.settings.model_copy(update={"broker": "127.0.0.1:1"})
    last = doctor.check(away)[-1]
    assert (last.name, last.result) == ("broker", "fail")
    assert "127.0.0.1:1" in last.detail


def test_doctor_sees_a_clock_that_is_behind_the_news(stream: Stream) -> None:
    """An article from the future is how a late clock shows; its alerts would be taken for old."""

    async def send(at: datetime) -> None:
        producer = AIOKafkaProducer(bootstrap_servers=stream.settings.bootstrap)
        await producer.start()
        try:
            stamp = int(at.timestamp() * 1000)
            await producer.send_and_wait(ARTICLES.name, b"{}", timestamp_ms=stamp)
        finally:
            await producer.stop()

    def clock() -> doctor.Check:
        return next(one for one in doctor.check(stream.settings) if one.name == "clock")

    asyncio.run(send(datetime.now(UTC)))
    assert clock().result == "ok"
    asyncio.run(send(datetime.now(UTC) + timedelta(minutes=30)))
    assert clock().result == "warn"
    assert "behind by 1" in clock().detail


def test_doctor_reads_the_files_that_the_workers_would(stream: Stream, tmp_path: Path) -> None:
    rules, targets = tmp_path / "rules.toml", tmp_path / "targets.toml"
    rules.write_text("[[rule]]\ncolour = 'red'\n")
    targets.write_text("[[target]]\nname = 'desk'\ntype = 'webhook'\n")
    settings = stream.settings.model_copy(
        update={"alert_rules": rules, "notify_targets": targets, "broker": "127.0.0.1:1"}
    )
    found = {one.name: one for one in doctor.check(settings) if one.result == "fail"}
    assert "colour" in found["alert rules"].detail
    assert "target desk" in found["files"].detail


def test_a_worker_without_its_engine_says_so_and_is_not_started_again(stream: Stream) -> None:
    worker = stream.worker("extract", engine="tests.agents.fake_engine:BrokenEngine")
    assert worker.process.wait(timeout=30) == 78
    assert "no model anywhere" in worker.log.read_text()


def test_logs_are_json_where_wanted(stream: Stream) -> None:
    feed.publish([article(1, "raise")], stream.settings)
    worker = stream.worker("extract", log_format="json")
    until(lambda: worker.balance()[0] == 1)
    until(lambda: "dead letter" in worker.log.read_text())
    lines = [json.loads(line) for line in worker.log.read_text().splitlines()]
    (told,) = [line for line in lines if line["event"] == "dead letter"]
    assert (told["topic"], told["reason"], told["role"]) == (ARTICLES.name, "failed", "extract")
