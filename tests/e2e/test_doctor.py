"""Doctor: what stands in the way is said, each thing on one line."""

from pathlib import Path

import pytest

from streams.ops import topics
from streams.ops.embedded import EmbeddedBroker
from streams.runtime.settings import Settings
from tests.connectors.server import served
from tests.unit.cli import Command, environment

RSS = (
    "<rss version='2.0'><channel><title>N</title><item><guid>1</guid><title>A title</title>"
    "</item></channel></rss>"
)


def test_each_thing_that_is_wrong_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Command(capsys)

    def told() -> tuple[int, dict[str, list[str]]]:
        done = run("doctor")
        found: dict[str, list[str]] = {}
        for line in done.out.splitlines():
            found.setdefault(line[5:21].strip(), []).append(line[:5] + line[21:])
        return done.code, found

    feeds = tmp_path / "feeds.toml"
    with EmbeddedBroker() as broker, served() as server:
        address = server.page("/news.rss", RSS)
        gone = server.page("/gone.rss", status=410)
        feeds.write_text(
            "".join(
                f'[[feed]]\nname = "{name}"\nurl = "{url}"\nallow_networks = ["127.0.0.1"]\n'
                for name, url in (("sound", address), ("gone", gone))
            )
        )
        environment(
            monkeypatch,
            BROKER=broker,
            FEEDS=str(feeds),
            GATEWAY_CERTIFICATE=str(tmp_path / "none.crt"),
            HTTP_PORT="0",
            GATEWAY_PORT="0",
        )
        code, found = told()
        assert code == 1
        assert found["topics"] == ["fail missing: all - run `eventwire topics ensure`"]
        assert found["certificate"][0].startswith("fail certificate ")
        assert "No such file" in found["certificate"][0]
        assert found["clock"] == ["ok   not compared"]
        assert found["lag"] == ["warn have never run here: extract, cluster, alert, feeds"]
        assert found["feeds"] == [
            f"warn gone: 410, {gone}: 410 Gone",
            f"ok   1 of 2 in {feeds} can be read",
        ]
        monkeypatch.delenv("EVENTWIRE_GATEWAY_CERTIFICATE")
        topics.ensure(Settings(broker=broker))
        code, found = told()
        assert code == 0
        assert found["topics"] == ["ok   as the table says"]
        assert found["clock"] == ["ok   not compared"]
