"""What is laid on disk to save memory is there when it is asked for, whatever the disk does."""

import sqlite3
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.core.stories.clusterer import Clusterer
from streams.errors import ScratchLost
from streams.runtime import drawer
from streams.runtime.drawer import DiskDrawer
from tests.unit.claims import event, person, retraction, state

KEYS = st.sampled_from("abcdefgh")


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is written goes to the file soon."""
    monkeypatch.setattr(drawer, "_AT_ONCE", 3)


@given(changes=st.lists(st.tuples(KEYS, st.none() | st.binary(max_size=20)), max_size=40))
@settings(max_examples=50, deadline=None)
def test_it_holds_what_a_dictionary_would(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, bytes | None]]
) -> None:
    disk, memory = DiskDrawer(tmp_path_factory.getbasetemp()), dict[str, bytes]()
    for key, value in changes:
        for one in (disk, memory):
            if value is None:
                one.pop(key, None)
            else:
                one[key] = value
        assert disk.get(key) == memory.get(key)
    assert dict(disk) == memory
    assert len(disk) == len(memory)
    disk.close()


def test_a_drawer_that_holds_little_opens_no_file(tmp_path: Path) -> None:
    disk = DiskDrawer(tmp_path)
    disk["a"] = b"x"
    assert disk["a"] == b"x"
    assert disk._file is None


def test_nothing_is_left_in_the_folder(tmp_path: Path) -> None:
    disk = DiskDrawer(tmp_path)
    disk.update({str(number): b"x" for number in range(100)})
    assert disk["7"] == b"x"
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_costs_memory_and_nothing_else(tmp_path: Path) -> None:
    disk = DiskDrawer(tmp_path)
    disk.update({"a": b"", "b": b"", "c": b""})
    assert disk._file is not None
    del disk["a"], disk["b"], disk["c"]
    disk._file.execute("PRAGMA max_page_count = 16")
    written = {str(number): bytes([number % 256]) * 1000 for number in range(400)}
    disk.update(written)
    del disk["0"], disk["399"]
    assert dict(disk) == {k: v for k, v in written.items() if k not in {"0", "399"}}
    # And there is room again.
    disk._file.execute("PRAGMA max_page_count = 100000")
    disk.update({f"later {number}": b"" for number in range(1000)})
    assert disk["398"] == written["398"]
    assert len(disk._fresh) < 3
    assert "399" not in disk


def test_a_folder_that_takes_no_file_leaves_all_in_memory(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"")
    disk = DiskDrawer(tmp_path / "taken")
    disk.update({str(number): b"x" for number in range(100)})
    assert len(disk) == 100


def test_a_file_that_cannot_be_read_is_said_to_be(tmp_path: Path) -> None:
    disk = DiskDrawer(tmp_path)
    disk.update({"a": b"", "b": b"", "c": b"", "d": b""})
    assert disk._file is not None
    disk._file.execute("DROP TABLE entry")
    with pytest.raises(ScratchLost, match="no such table"):
        disk["a"]
    with pytest.raises(sqlite3.OperationalError):
        disk._file.execute("SELECT * FROM entry")


def test_stories_on_disk_take_their_claims(tmp_path: Path) -> None:
    """One story in memory, all others on disk: news, repeats and retractions reach them."""
    clusterer = Clusterer(
        horizon=timedelta(days=30), keep=0, warm=1, drawer=partial(DiskDrawer, tmp_path)
    )
    shoigu, hosts = person("Sergei Shoigu", "RUS"), [state("BLR"), state("CHN"), state("POL")]
    first = [
        event(article=f"a{n}", published="01-05", when="01-04", visitor=(shoigu,), host=(host,))
        for n, host in enumerate(hosts)
    ]
    for one in first:
        clusterer.add(one)
    for n, host in enumerate(hosts):
        (story,) = clusterer.add(
            event(article=f"b{n}", published="01-06", when="01-04", visitor=(shoigu,), host=(host,))
        )
        assert len(story.claims) == 2
    # A season later all of them are over.
    clusterer.add(event(article="c", published="06-01", when="06-01", visitor=(state("USA"),)))
    assert len(clusterer._outlines) == 1
    assert all(clusterer.add(one) == () for one in first)
    (story,) = clusterer.retract(retraction(first[2]))
    assert (len(story.claims), story.revision) == (1, 3)
    assert len(clusterer) == 4
