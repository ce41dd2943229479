"""The gateway beside a running pipeline: what it shows, after what, and over a restart."""

import contextlib
import json
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streams.ops import feed
from streams.runtime import outbox
from streams.runtime.wire import story_record
from tests.broker.kafka import KafkaBroker
from tests.broker.stream import Stream, Worker, until
from tests.broker.test_stream import article
from tests.gateway.world import story

PATIENCE = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def asked(port: int, path: str) -> Any:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return json.load(answer)


@contextlib.contextmanager
def listening(port: int, since: str) -> Iterator[Iterator[tuple[str, str, Any]]]:
    """Notices of the stream: name, id and data."""
    url = f"http://127.0.0.1:{port}/api/stream?last_event_id={since}"
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:

        def notices() -> Iterator[tuple[str, str, Any]]:
            fields: dict[str, str] = {}
            for line in answer:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name:
                    fields[name] = value
                elif "event" in fields:
                    yield fields["event"], fields.get("id", ""), json.loads(fields["data"])
                    fields = {}

        yield notices()


def ready(worker: Worker) -> bool:
    return worker.is_ready()


def waiting(port: int) -> int | None:
    """Messages that wait before all stages; None until the broker was asked."""
    lag = asked(port, "/api/meta")["lag"]
    return None if lag is None else sum(one["messages"] for one in lag)


def test_stories_reach_the_page_and_a_restart_loses_none(kafka: str, tmp_path: Path) -> None:
    port = free_port()
    with Stream(kafka, folder=tmp_path) as stream:
        workers = [stream.worker(role) for role in ("extract", "cluster", "alert")]
        gateway = stream.worker("gateway", gateway_port=port)
        until(lambda: all(map(ready, [*workers, gateway])))
        start = asked(port, "/api/meta")
        assert (start["ready"], start["stories"]) == (True, 0)

        feed.publish([article(1, "VISIT:RUS:BLR:planned")], stream.settings)
        until(lambda: asked(port, "/api/stories")["total"] == 1)
        until(lambda: asked(port, "/api/meta")["alerts"] == 1)
        until(lambda: asked(port, "/api/meta")["events"] == 1)
        position = asked(port, "/api/meta")["position"]
        (row,) = asked(port, "/api/stories?country=BLR&kind=visit&status=planned")["stories"]
        story = asked(port, f"/api/stories/{row['story_id']}")
        assert story["story"]["claims"][0]["article_id"] == "article-1"
        assert [one["type"] for one in story["alerts"]] == ["new"]

        with listening(port, position) as heard:
            feed.publish([article(2, "VISIT:FRA:EGY:planned")], stream.settings)
            name, first, told = next(one for one in heard if one[0] == "story")
            assert set(told["countries"]) == {"EGY", "FRA"}

        # While it is away the stream goes on; whoever comes back with the last id misses nothing,
        # because ids are places on the topics.
        gateway.kill()
        feed.publish([article(3, "VISIT:USA:JPN:planned")], stream.settings)
        again = stream.worker("gateway", gateway_port=port)
        until(again.is_ready)
        until(lambda: asked(port, "/api/stories")["total"] == 3)
        with listening(port, first) as heard:
            name, _, told = next(one for one in heard if one[0] in ("story", "gap"))
            assert name == "story"
            assert set(told["countries"]) == {"JPN", "USA"}

        until(lambda: waiting(port) == 0)
        assert {one["stage"] for one in asked(port, "/api/meta")["lag"]} == {
            "extract",
            "cluster",
            "alert",
        }
        assert again.stop() == 0
        for worker in workers:
            assert worker.stop() == 0


def test_while_the_broker_is_away_what_is_known_is_shown(kafka_home: Path, tmp_path: Path) -> None:
    port = free_port()
    with (
        KafkaBroker(kafka_home) as broker,
        Stream(broker.bootstrap, folder=tmp_path, request_timeout=10.0) as stream,
    ):
        gateway = stream.worker("gateway", gateway_port=port)
        until(gateway.is_ready)
        outbox.send([story_record(story(1))], stream.settings)
        until(lambda: asked(port, "/api/stories?withdrawn=true")["total"] == 1)
        until(lambda: asked(port, "/api/meta")["lag"] is not None)
        broker.kill()
        until(lambda: asked(port, "/api/meta")["lag"] is None)
        assert asked(port, "/api/stories/story-000001")["story"]["story_id"] == "story-000001"
        broker.restart()
        outbox.send([story_record(story(2))], stream.settings)
        until(lambda: asked(port, "/api/stories?withdrawn=true")["total"] == 2)
        until(lambda: asked(port, "/api/meta")["lag"] is not None)
        assert gateway.stop() == 0
