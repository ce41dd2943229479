"""A watched folder: whole files only, each once, put aside with the reason."""

import asyncio
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from streams.connectors.folder import FolderWatch, ready
from tests.connectors.documents import RSS, dumped, ninjs1
from tests.connectors.wire import ENGLISH, World, feed


def watch(world: World, folder: Path, **told: object) -> int:
    one = feed(folder=folder, **told)
    watching = FolderWatch(
        one,
        sandbox=world.sandbox,
        intake=world.intake,
        metrics=world.metrics,
        now=lambda: datetime.now(UTC),
        settled=0.0,
    )
    return asyncio.run(watching.once())


def line(number: int, **told: object) -> str:
    return json.dumps({"id": f"n{number}", "lang": "en", "text": f"{ENGLISH} {number}", **told})


def test_files_of_every_format_are_read_and_moved(tmp_path: Path) -> None:
    world = World()
    (tmp_path / "a.jsonl").write_text(line(1) + "\n" + line(2))
    (tmp_path / "b.xml").write_text(RSS)
    (tmp_path / "c.json").write_bytes(dumped(ninjs1()))
    (tmp_path / "d.txt").write_text(ENGLISH)
    assert watch(world, tmp_path) == 4
    assert len(world.outbox.articles()) == 6
    assert sorted(one.name for one in (tmp_path / "done").iterdir()) == [
        "a.jsonl", "b.xml", "c.json", "d.txt",
    ]  # fmt: skip
    assert watch(world, tmp_path) == 0
    names = {one.article_id for one in world.outbox.articles()}
    assert "northwire:d.txt" in names
    assert world.count("fetches_total", feed="northwire", outcome="ok") == 4


def test_unfinished_files_links_and_pipes_are_left_alone(tmp_path: Path) -> None:
    for name in (".hidden.json", "a.json.tmp", "b.json.part", "c.json~"):
        (tmp_path / name).write_text(line(1))
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "target").mkdir()
    (tmp_path / "link.json").symlink_to("/etc/hostname")
    assert ready(tmp_path, now=datetime.now(UTC), settled=0.0) == ()
    (tmp_path / "fresh.json").write_text(line(1))
    assert ready(tmp_path, now=datetime.now(UTC), settled=60.0) == ()


def test_what_cannot_be_read_goes_aside_with_its_reason(tmp_path: Path) -> None:
    world = World()
    (tmp_path / "bad.bin").write_bytes(b"\x00\xff\x00")
    (tmp_path / "mixed.jsonl").write_text(line(1) + "\n{broken\n" + line(2) + "\n")
    assert watch(world, tmp_path) == 2
    failed = tmp_path / "failed"
    assert (failed / "bad.bin").read_bytes() == b"\x00\xff\x00"
    assert "neither XML nor JSON" in (failed / "bad.bin.reason").read_text()
    assert (failed / "mixed.jsonl.reason").read_text().startswith("item 2:")
    # The good lines of a mixed file are not lost, the bad one is kept twice.
    assert len(world.outbox.articles()) == 2
    (letter,) = world.outbox.dead()
    assert letter.value == b"{broken"


def test_a_name_that_comes_again_overwrites_nothing(tmp_path: Path) -> None:
    world = World()
    for number in range(3):
        (tmp_path / "wire.json").write_text(line(number))
        watch(world, tmp_path)
    assert sorted(one.name for one in (tmp_path / "done").iterdir()) == [
        "wire.2.json", "wire.3.json", "wire.json",
    ]  # fmt: skip
    assert len(world.outbox.articles()) == 3


def test_while_the_broker_is_away_the_file_stays(tmp_path: Path) -> None:
    world = World()
    (tmp_path / "a.json").write_text(line(1))
    world.outbox.away = True
    assert watch(world, tmp_path) == 0
    assert (tmp_path / "a.json").exists()
    world.outbox.away = False
    assert watch(world, tmp_path) == 1
    assert [one.version for one in world.outbox.articles()] == [1]


def test_a_folder_that_is_away_is_told(tmp_path: Path) -> None:
    world = World()
    assert watch(world, tmp_path / "none") == 0
    assert world.count("fetches_total", feed="northwire", outcome="folder") == 1


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    monkeypatch.setattr("streams.connectors.folder._MAX_BYTES", 10)
    (tmp_path / "a.json").write_text(line(1))
    watch(world, tmp_path)
    assert "at most 10" in (tmp_path / "failed" / "a.json.reason").read_text()
