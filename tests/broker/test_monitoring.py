"""Prometheus and Alertmanager themselves, on a pipeline that runs: what an operator hears of.

The files are those of deploy/, but for addresses and for intervals, which are a second here.
"""

import json
import subprocess
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.article import Article
from schemas.topics import ARTICLES
from streams.runtime import outbox
from streams.runtime.settings import ROLES
from streams.runtime.wire import Outbound, article_record
from tests.broker.kafka import free_ports
from tests.broker.stream import Stream, Worker, until
from tests.broker.test_stream import article
from tests.contract.programs import program

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


@contextmanager
def receiver() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A webhook of Alertmanager's: its address, and the alerts that came with their receiver."""
    told: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            told.extend({**one, "receiver": body["receiver"]} for one in body["alerts"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Not on the test's output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", told
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def running(command: Sequence[str], *, log: Path) -> Iterator[None]:
    """A program that runs in the background until the end of the block."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)


def asked(url: str) -> Any:
    """The JSON at `url`, None while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return json.load(answer)
    except OSError:
        return None


def alertmanager_config(hook: str) -> str:
    """The routes of deploy/, with a webhook for every receiver and without the long waits."""
    config = yaml.safe_load((DEPLOY / "alertmanager" / "alertmanager.yml").read_text())
    for one in (config["route"], *config["route"]["routes"]):
        if "group_wait" in one:
            one["group_wait"] = "0s"
        if "group_interval" in one:
            one["group_interval"] = "1s"
    for one in config["receivers"]:
        one["webhook_configs"] = [{"url": f"{hook}/{one['name']}"}]
    return str(yaml.safe_dump(config))


def prometheus_config(workers: Sequence[Worker], *, alertmanager: int) -> str:
    """The configuration of deploy/, which finds the workers by name, with their addresses."""
    config = yaml.safe_load((DEPLOY / "prometheus.yml").read_text())
    config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    config["rule_files"] = [str(DEPLOY / "prometheus" / "rules.yml")]
    config["alerting"]["alertmanagers"][0]["static_configs"][0]["targets"] = [
        f"127.0.0.1:{alertmanager}"
    ]
    (job,) = config["scrape_configs"]
    del job["dns_sd_configs"], job["relabel_configs"]
    job["static_configs"] = [
        {"targets": [f"127.0.0.1:{worker.port}"], "labels": {"role": worker.role}}
        for worker in workers
    ]
    return str(yaml.safe_dump(config))


@pytest.fixture
def programs() -> tuple[str, str]:
    return (
        program("prometheus", package="prometheus"),
        program("prometheus-alertmanager", "alertmanager", package="prometheus-alertmanager"),
    )


def test_a_story_and_a_fault_reach_those_whom_they_concern(
    kafka: str, tmp_path: Path, programs: tuple[str, str]
) -> None:
    prometheus, alertmanager = programs
    scrape, push, gossip = free_ports(3)
    with ExitStack() as stack:
        hook, told = stack.enter_context(receiver())
        (tmp_path / "alertmanager.yml").write_text(alertmanager_config(hook))
        stack.enter_context(
            running(
                [
                    alertmanager,
                    f"--config.file={tmp_path / 'alertmanager.yml'}",
                    f"--storage.path={tmp_path / 'am'}",
                    f"--web.listen-address=127.0.0.1:{push}",
                    f"--cluster.listen-address=127.0.0.1:{gossip}",
                ],
                log=tmp_path / "alertmanager.log",
            )
        )
        targets = tmp_path / "notify.toml"
        targets.write_text(
            (DEPLOY / "notify.toml").read_text().replace("alertmanager:9093", f"127.0.0.1:{push}")
        )
        stream = stack.enter_context(Stream(kafka, folder=tmp_path, notify_targets=targets))
        feeds = tmp_path / "feeds.toml"
        feeds.write_text('[[feed]]\nname = "box"\nfolder = "in"\n')
        (tmp_path / "in").mkdir()
        workers = [stream.worker(role, feeds=feeds) for role in ROLES]
        (tmp_path / "prometheus.yml").write_text(prometheus_config(workers, alertmanager=push))
        stack.enter_context(
            running(
                [
                    prometheus,
                    f"--config.file={tmp_path / 'prometheus.yml'}",
                    f"--storage.tsdb.path={tmp_path / 'tsdb'}",
                    f"--web.listen-address=127.0.0.1:{scrape}",
                ],
                log=tmp_path / "prometheus.log",
            )
        )
        api = f"http://127.0.0.1:{scrape}/api/v1"

        def up() -> list[str]:
            answer = asked(f"{api}/targets?state=active")
            active = answer["data"]["activeTargets"] if answer else []
            return sorted(one["labels"]["role"] for one in active if one["health"] == "up")

        until(lambda: up() == sorted(ROLES))
        groups = asked(f"{api}/rules")["data"]["groups"]
        rules = [rule for group in groups for rule in group["rules"]]
        written = yaml.safe_load((DEPLOY / "prometheus" / "rules.yml").read_text())["groups"][0]
        assert {rule["name"] for rule in rules} == {rule["alert"] for rule in written["rules"]}

        good: Article = article(
            "told", "VISIT:RUS:BLR:planned", published_at=datetime.now(UTC).isoformat()
        )
        bad = Outbound(topic=ARTICLES.name, key=b"bad", value=b"no json")
        outbox.send([article_record(good), bad], stream.settings)

        def heard(name: str) -> dict[str, Any] | None:
            return next((one for one in told if one["labels"]["alertname"] == name), None)

        fault = until(lambda: heard("EventwireDeadLetters"))
        assert fault["receiver"] == "operators"
        assert fault["labels"]["reason"] == "malformed"
        story = until(lambda: heard("EventwireStory"))
        assert story["receiver"] == "desk"
        assert story["labels"]["kind"] == "visit"
        assert "Russia" in story["annotations"]["summary"]
        # Every rule can be evaluated on what a running pipeline exports.
        groups = asked(f"{api}/rules")["data"]["groups"]
        assert {rule["health"] for group in groups for rule in group["rules"]} == {"ok"}
