"""A newcomer's first ten minutes: a feed server on his machine, one command, and the story is on
the page and told to a webhook."""

import json
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from tests.broker.kafka import free_ports
from tests.broker.stream import until
from tests.e2e.left import marked, none_left

ROOT = Path(__file__).parents[2]

RSS = """<rss version="2.0"><channel><title>Northwire</title>
<item>
  <guid isPermaLink="false">nw-1</guid>
  <title>Norway to send six Leopard tanks to Ukraine</title>
  <description>Norway will deliver six Leopard 2 tanks to Ukraine in May, Defence Minister
    Tore Sandvik said in Oslo on Monday.</description>
</item>
</channel></rss>
"""


@contextmanager
def running(
    *command: str, cwd: Path, env: dict[str, str], log: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    """A program in the background; ended as Ctrl-C would, with time to finish."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=cwd,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=60)
        finally:
            process.kill()


class Desk:
    """A webhook on this machine, and what it was told."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        desk = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                desk.told.append(json.loads(body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def test_a_feed_server_one_command_and_the_story_is_told(tmp_path: Path) -> None:
    with Desk() as desk:
        _told(tmp_path, desk)


def _told(tmp_path: Path, desk: Desk) -> None:
    broker, server, page = free_ports(3)
    targets = tmp_path / "notify.toml"
    targets.write_text(
        f'[[target]]\nname = "desk"\ntype = "webhook"\nurl = "{desk.url}"\nlanguage = "nl"\n'
    )
    environment = marked() | {
        "EVENTWIRE_BROKER": f"127.0.0.1:{broker}",
        "EVENTWIRE_HTTP_PORT": "0",
        "EVENTWIRE_GATEWAY_PORT": str(page),
        "EVENTWIRE_NOTIFY_TARGETS": str(targets),
        "EVENTWIRE_LANGUAGES": "en",
        "EVENTWIRE_POOL_SIZE": "1",
        "PYTHONPATH": str(ROOT),
    }
    (tmp_path / "news.rss").write_text(RSS)
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(
        f'[[feed]]\nname = "northwire"\nurl = "http://127.0.0.1:{server}/news.rss"\n'
        'interval = "2s"\nallow_networks = ["127.0.0.1"]\n'
    )
    web = ("http.server", str(server), "--bind", "127.0.0.1")
    run = ("streams", "run", "--embedded", "--feeds", str(feeds))
    log = tmp_path / "run.log"
    with running(*web, cwd=tmp_path, env=environment, log=tmp_path / "web.log"):
        until(
            lambda: "Serving" in (tmp_path / "web.log").read_text() or _checked(feeds, environment)
        )
        with running(*run, cwd=tmp_path, env=environment, log=log) as process:
            until(lambda: "feeds=1" in log.read_text() or process.poll() is not None)
            assert process.poll() is None, log.read_text()[-4000:]
            until(lambda: bool(_stories(page)) or process.poll() is not None)
            assert process.poll() is None, log.read_text()[-4000:]
            told = subprocess.run(
                [sys.executable, "-m", "streams", "watch", "--from-start", "--count", "1"],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                timeout=240,
                check=True,
            )
            event = json.loads(told.stdout)
            until(lambda: bool(desk.told))
            (story,) = _stories(page)
        assert process.returncode == 0, log.read_text()[-4000:]
    assert (event["kind"], event["status"]) == ("delivery", "planned")
    assert event["article_id"] == "northwire:nw-1"
    assert event["items"][0]["quantity"]["minimum"] == 6
    assert event["when"]["value"].endswith("-05")
    assert story["headline"] == "Norway to deliver 6 Leopard 2 to Ukraine"
    (notice,) = desk.told
    assert notice["data"]["story_id"] == story["story_id"]
    assert notice["title"] == "Nieuw: levering, gepland – Noorwegen, Oekraïne"
    assert notice["text"].startswith("Noorwegen gaat 6 Leopard 2 leveren aan Oekraïne\n")
    assert none_left(environment, within=30) == []


def _stories(page: int) -> list[dict[str, Any]]:
    """What the page shows."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{page}/api/stories", timeout=10) as answer:
            found: list[dict[str, Any]] = json.load(answer)["stories"]
            return found
    except OSError:
        return []  # it is starting


def _checked(feeds: Path, environment: dict[str, str]) -> bool:
    """`eventwire feed check` sees the server."""
    done = subprocess.run(
        [sys.executable, "-m", "streams", "feed", "check", str(feeds)],
        env=environment,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return done.returncode == 0
