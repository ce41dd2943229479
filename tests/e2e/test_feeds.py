"""Feeds end to end: a local server, a folder, a request and a topic, into events on a broker."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaAdminClient, KafkaProducer
from kafka.admin import NewTopic

from schemas.article import Article, ArticleStatus
from schemas.deadletter import DeadLetter
from schemas.event import Kind
from schemas.topics import ARTICLES, DEADLETTERS
from streams.ops import deadletters, topics
from streams.ops.embedded import EmbeddedBroker
from streams.runtime import outbox
from streams.runtime.wire import retrial_record
from tests.broker.kafka import free_ports
from tests.broker.stream import Stream, Worker, until
from tests.connectors.documents import ninjs1
from tests.connectors.server import Server, served

VISITS = (
    "<rss version='2.0'><channel><title>Kustbericht</title><language>nl</language>"
    "<item><guid>k1</guid><title>Minister naar Kiev</title>"
    "<pubDate>Tue, 20 Dec 2022 08:00:00 +0100</pubDate>"
    "<description>Minister Kajsa Ollongren van Defensie bezoekt morgen Oekraïne, meldt het "
    "ministerie van Defensie dinsdag.</description></item>{more}</channel></rss>"
)
KILL = (
    "<feed xmlns='http://www.w3.org/2005/Atom' "
    "xmlns:at='http://purl.org/atompub/tombstones/1.0'><id>urn:k</id><title>k</title>"
    "<at:deleted-entry ref='k1' when='2022-12-21T08:00:00Z'/></feed>"
)


def line(name: str, text: str, **told: Any) -> str:
    return json.dumps({"id": name, "language": "en", "title": "T", "text": text, **told})


@pytest.fixture(scope="module")
def bootstrap() -> Iterator[str]:
    """A broker of these tests' own."""
    with EmbeddedBroker() as address:
        yield address


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of one's own on loopback."""
    with served() as running:
        yield running


def post(port: int, body: str, *, token: str = "t0ken") -> tuple[int, Any]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/articles",
        data=body.encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def articles(stream: Stream) -> list[Article]:
    return [Article.model_validate_json(record.value) for record in stream.records(ARTICLES.name)]


def polls(worker: Worker) -> float:
    """How often the feed was read."""
    return worker.metrics().get("eventwire_feed_fetches_total", {}).get(("kust", "ok"), 0.0)


def test_a_story_told_killed_and_remembered(bootstrap: str, server: Server, tmp_path: Path) -> None:
    """Feed to event with the real engine; a kill takes it back; a restart sends nothing again."""
    url = server.page("/rss", VISITS.format(more=""), content_type="application/rss+xml")
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(
        f'[[feed]]\nname = "kust"\nurl = "{url}"\nsource = "Kustbericht"\ninterval = "1s"\n'
        'allow_networks = ["127.0.0.1"]\n'
    )
    told = {"engine": "streams.runtime.engine:Engine", "languages": ("nl",), "pool_size": 1}
    patient = {"article_deadline": 30.0, "stall_timeout": 120.0}
    with Stream(bootstrap, folder=tmp_path, feeds=feeds, **told, **patient) as stream:
        extract, worker = stream.worker("extract"), stream.worker("feeds")
        until(lambda: extract.is_ready() and worker.is_ready(), seconds=180)
        (event,) = until(lambda: stream.events(Kind.VISIT), seconds=120)
        assert event.article_id == "Kustbericht:k1"
        assert event.source == "Kustbericht"
        assert str(event.when.begin) == "2022-12-21"
        assert event.roles()["visitor"][0].country == "NLD"
        assert event.roles()["host"][0].country == "UKR"
        until(lambda: polls(worker) > 2)

        worker.kill()
        again = stream.worker("feeds")
        until(again.is_ready, seconds=60)
        until(lambda: polls(again) > 1)
        assert [one.version for one in articles(stream)] == [1]

        server.page("/rss", KILL, content_type="application/atom+xml")
        until(lambda: len(articles(stream)) == 2)
        assert articles(stream)[-1].status is ArticleStatus.WITHDRAWN
        until(lambda: stream.ledger()["Kustbericht:k1"].version == 2)
        assert stream.ledger()["Kustbericht:k1"].claims == ()
        assert again.stop() == 0
        assert extract.stop() == 0


def test_folder_push_and_topic(kafka: str, tmp_path: Path) -> None:
    """Three doors of one worker; what is bad has a status, a place or a dead letter."""
    (port,) = free_ports(1)
    inbox = tmp_path / "in"
    inbox.mkdir()
    (tmp_path / "token").write_text("t0ken\n")
    source = f"wire-{port}"
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(
        f'[push]\nport = {port}\n[[feed]]\nname = "desk"\npush = true\ntoken_file = "token"\n'
        '[[feed]]\nname = "box"\nfolder = "in"\ninterval = "1s"\n'
        f'[[feed]]\nname = "wire"\ntopic = "{source}"\n'
    )
    admin = KafkaAdminClient(bootstrap_servers=kafka)
    producer = KafkaProducer(bootstrap_servers=kafka)
    text = "The ministry said on Monday that crews would train in Denmark during the summer."
    with Stream(kafka, folder=tmp_path, feeds=feeds) as stream:
        admin.create_topics([NewTopic(source, num_partitions=1, replication_factor=1)])
        producer.send(source, key=b"m1", value=line("t1", text).encode()).get(timeout=30)
        producer.send(source, value=b"\xff\xfe broken").get(timeout=30)
        worker = stream.worker("feeds")
        until(worker.is_ready, seconds=60)

        assert post(port, line("p1", text)) == (
            202, {"id": "desk:p1", "version": 1, "outcome": "new"},
        )  # fmt: skip
        assert post(port, line("p1", text))[1]["outcome"] == "unchanged"
        assert post(port, line("p1", text), token="wrong")[0] == 401
        assert post(port, "{")[0] == 422

        unfinished = inbox / ".a.json"
        unfinished.write_text(line("f1", text))
        unfinished.rename(inbox / "a.json")
        until((inbox / "done" / "a.json").exists)

        until(
            lambda: {"desk:p1", "box:f1", "wire:t1"} == {one.article_id for one in articles(stream)}
        )
        (record,) = until(lambda: stream.records(DEADLETTERS.name))
        letter = DeadLetter.model_validate_json(record.value)
        assert (letter.topic, letter.stage, letter.value) == (source, "feeds", b"\xff\xfe broken")
        assert worker.stop() == 0


def test_without_a_broker_push_says_503_and_nothing_is_lost(tmp_path: Path, server: Server) -> None:
    """The broker goes away under a running worker: no crash, no 202, and it recovers."""
    (broker_port, port) = free_ports(2)
    (tmp_path / "token").write_text("t0ken\n")
    url = server.page("/rss", VISITS.format(more=""), content_type="application/rss+xml")
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(
        f'[push]\nport = {port}\n[[feed]]\nname = "desk"\npush = true\ntoken_file = "token"\n'
        f'[[feed]]\nname = "kust"\nurl = "{url}"\ninterval = "1s"\nlanguage = "nl"\n'
        'allow_networks = ["127.0.0.1"]\n'
    )
    broker = EmbeddedBroker(port=broker_port)
    bootstrap = broker.start()
    text = "The ministry said on Monday that crews would train in Denmark during the summer."
    try:
        with Stream(bootstrap, folder=tmp_path, feeds=feeds) as stream:
            worker = stream.worker("feeds")
            until(worker.is_ready, seconds=60)
            assert post(port, line("p1", text))[0] == 202
            broker.stop()
            status, told = post(port, line("p2", text))
            assert (status, "broker" in told["error"]) == (503, True)
            assert worker.process.poll() is None
            assert worker.page("/healthz")[0] == 200

            broker = EmbeddedBroker(port=broker_port)
            broker.start()
            topics.ensure(stream.settings)
            assert until(lambda: post(port, line("p2", text))[0] == 202)
            assert "desk:p2" in {one.article_id for one in articles(stream)}

            broker.stop()
            assert worker.stop() == 0
    finally:
        broker.stop()


def test_an_embargo_outlives_a_kill_and_a_dead_letter_is_tried_again(
    bootstrap: str, tmp_path: Path
) -> None:
    """What is kept goes out when its moment has come; what was refused comes to the feeds anew."""
    (port,) = free_ports(1)
    (tmp_path / "token").write_text("t0ken\n")
    inbox = tmp_path / "in"
    inbox.mkdir()
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(
        f'[push]\nport = {port}\n[[feed]]\nname = "desk"\npush = true\ntoken_file = "token"\n'
        'format = "ninjs"\n[[feed]]\nname = "box"\nfolder = "in"\ninterval = "1s"\n'
    )
    text = "The ministry said on Monday that crews would train in Denmark during the summer."
    with Stream(bootstrap, folder=tmp_path, feeds=feeds) as stream:
        worker = stream.worker("feeds")
        until(worker.is_ready, seconds=60)
        until_ = datetime.now(UTC) + timedelta(seconds=20)
        kept = ninjs1(language="en", body_text=text, body_xhtml="", embargoed=until_.isoformat())
        status, told = post(port, json.dumps(kept))
        assert (status, told["outcome"]) == (202, "embargoed")
        assert datetime.fromisoformat(told["until"]) == until_
        worker.kill()
        again = stream.worker("feeds")
        until(again.is_ready, seconds=60)
        (article,) = until(lambda: articles(stream), seconds=90)
        assert datetime.now(UTC) >= until_
        assert (article.article_id, article.text) == (f"desk:{kept['uri']}", text)

        (inbox / ".a.json").write_text(line("f1", ""))
        (inbox / ".a.json").rename(inbox / "a.json")
        (letter,) = until(lambda: list(deadletters.list_(stream.settings)))
        assert letter.letter.topic == "feed:box"
        assert deadletters.replay(stream.settings, [letter]) == 1
        found = until(lambda: list(deadletters.list_(stream.settings))[1:])
        assert [one.letter.attempts for one in found] == [2]
        assert found[0].letter.value == letter.letter.value
        # Of the feed that is mended now it becomes an article.
        mended = letter.letter.model_copy(update={"value": line("f1", text).encode()})
        outbox.send([retrial_record(DeadLetter.model_validate(_told(mended)))], stream.settings)
        until(lambda: {one.article_id for one in articles(stream)} >= {"box:f1"})
        assert again.stop() == 0


def _told(letter: DeadLetter) -> dict[str, Any]:
    """A letter with its bytes in base64, as they travel."""
    found: dict[str, Any] = json.loads(letter.to_bytes())
    return found


def sent(worker: Worker) -> float:
    """How many versions of articles a worker has sent."""
    return sum(worker.metrics().get("eventwire_feed_articles_total", {}).values())


def test_kill_9_in_the_middle_of_a_file_loses_and_doubles_nothing(
    bootstrap: str, tmp_path: Path
) -> None:
    """Ten thousand lines, a worker killed twice: each article arrives, each as version 1."""
    inbox = tmp_path / "in"
    inbox.mkdir()
    text = "The ministry said on Monday that crews would train in Denmark during the summer."
    feeds = tmp_path / "feeds.toml"
    feeds.write_text('[[feed]]\nname = "box"\nfolder = "in"\ninterval = "1s"\nlanguage = "en"\n')
    wanted = {f"box:f{number}" for number in range(10_000)}
    with Stream(bootstrap, folder=tmp_path, feeds=feeds) as stream:
        unfinished = inbox / ".wire.jsonl"
        unfinished.write_text("\n".join(line(f"f{number}", text) for number in range(10_000)))
        unfinished.rename(inbox / "wire.jsonl")
        for _ in range(2):
            worker = stream.worker("feeds")
            until(partial(sent, worker), every=0.02)
            worker.kill()
            assert len({one.article_id for one in articles(stream)}) < len(wanted)
        worker = stream.worker("feeds")
        until((inbox / "done" / "wire.jsonl").exists)
        told = articles(stream)
        assert {one.article_id for one in told} == wanted
        assert {one.version for one in told} == {1}
        # What was under way when it was killed is repeated, not all that went before.
        assert len(told) - len(wanted) <= 2 * 100
        assert worker.stop() == 0
