"""A newcomer's first ten minutes: a feed server on his machine, one command, events."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.broker.kafka import free_ports
from tests.broker.stream import until
from tests.e2e.left import marked, none_left

ROOT = Path(__file__).parents[2]

RSS = """<rss version="2.0"><channel><title>Northwire</title>
<item>
  <guid isPermaLink="false">nw-1</guid>
  <title>Norway to send six Leopard tanks to Ukraine</title>
  <pubDate>Mon, 02 Mar 2026 09:00:00 +0100</pubDate>
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


def test_a_feed_server_one_command_and_events(tmp_path: Path) -> None:
    broker, server = free_ports(2)
    environment = marked() | {
        "EVENTWIRE_BROKER": f"127.0.0.1:{broker}",
        "EVENTWIRE_HTTP_PORT": "0",
        "EVENTWIRE_GATEWAY_PORT": "0",
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
            told = subprocess.run(
                [sys.executable, "-m", "streams", "watch", "--from-start", "--count", "1"],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                timeout=240,
                check=True,
            )
            event = json.loads(told.stdout)
        assert process.returncode == 0, log.read_text()[-4000:]
    assert (event["kind"], event["status"]) == ("delivery", "planned")
    assert event["article_id"] == "northwire:nw-1"
    assert event["items"][0]["quantity"]["minimum"] == 6
    assert event["when"]["value"] == "2026-05"
    assert none_left(environment, within=30) == []


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
