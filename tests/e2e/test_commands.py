"""The commands that speak to a broker, one after another as an operator would use them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streams.ops.embedded import EmbeddedBroker
from tests.e2e.left import marked
from tests.unit.cli import article, lines

ROOT = Path(__file__).parents[2]


class Operator:
    """Runs commands against one broker, with the engine that needs no model."""

    def __init__(self, broker: str, folder: Path) -> None:
        self.environment = marked() | {
            "EVENTWIRE_BROKER": broker,
            "EVENTWIRE_ENGINE": "tests.agents.fake_engine:Engine",
            "EVENTWIRE_HTTP_PORT": "0",
            "EVENTWIRE_POOL_SIZE": "1",
            "EVENTWIRE_DATA_DIR": str(folder),
        }

    def __call__(
        self, *arguments: str, stdin: bytes = b"", code: int = 0
    ) -> subprocess.CompletedProcess[bytes]:
        done = subprocess.run(
            [sys.executable, "-m", "streams", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=stdin,
            capture_output=True,
            timeout=90,
            check=False,
        )
        told = done.stdout.decode() + done.stderr.decode()
        assert done.returncode == code, told
        assert "Traceback" not in told
        return done

    def lines(self, *arguments: str, **more: Any) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self(*arguments, **more).stdout.splitlines()]


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    folder = tmp_path_factory.mktemp("var")
    with EmbeddedBroker(log=folder / "broker.log") as address:
        yield Operator(address, folder)


@pytest.fixture(scope="module")
def processed(operator: Operator) -> Iterator[Operator]:
    """A broker that holds what workers made of some articles."""
    operator("topics", "ensure")
    given = lines(
        article("a", text="VISIT:RUS:BLR", source="one"),
        article("b", text="VISIT:RUS:BLR", source="two"),
        article("c", text="VISIT:USA:POL:planned", source="one"),
        article("d", text="lunch"),
    )
    operator("feed", "-", stdin=given)
    operator("feed", "-", "--raw", stdin=b'{"article_id": "cut of\n')
    with subprocess.Popen(
        [sys.executable, "-m", "streams", "run"],
        cwd=ROOT,
        env=operator.environment,
        stderr=(Path(operator.environment["EVENTWIRE_DATA_DIR"]) / "run.log").open("wb"),
    ) as workers:
        try:
            operator("watch", "--from-start", "--count", "3")
            operator("watch", "--stories", "--from-start", "--count", "3")
            operator("watch", "--alerts", "--from-start", "--count", "2")
            yield operator
        finally:
            workers.terminate()
            assert workers.wait(timeout=40) == 0


def test_topics_are_told_before_and_after(tmp_path: Path) -> None:
    with EmbeddedBroker(log=tmp_path / "broker.log") as address:
        operator = Operator(address, tmp_path)
        assert b"is missing" in operator("topics", "diff", code=1).stdout
        assert operator("stories", code=1).stderr.count(b"\n") == 1
        assert b"created" in operator("topics", "ensure").stdout
        assert b"nothing to do" in operator("topics", "ensure").stdout
        operator("topics", "diff")


def test_events_are_watched_by_kind(processed: Operator) -> None:
    told = processed.lines("watch", "--kind", "visit", "--from-start", "--count", "3")
    assert sorted(event["article_id"] for event in told) == ["a", "b", "c"]
    wrong = processed("watch", "--kind", "picnic", code=2)
    assert b"picnic" in wrong.stderr


def test_stories_are_the_state_of_the_world(processed: Operator) -> None:
    told = processed.lines("stories")
    assert sorted(tuple(story["countries"]) for story in told) == [("BLR", "RUS"), ("POL", "USA")]
    both = next(story for story in told if "RUS" in story["countries"])
    assert (both["revision"], both["sources"], len(both["claims"])) == (2, 2, 2)
    assert [story["status"] for story in processed.lines("stories", "--country", "pol")] == [
        "planned"
    ]
    assert processed.lines("stories", "--kind", "delivery") == []
    assert b"picnic" in processed("stories", "--kind", "picnic", code=2).stderr


def test_each_story_gave_one_alert(processed: Operator) -> None:
    told = processed.lines("watch", "--alerts", "--from-start", "--count", "2")
    assert {alert["type"] for alert in told} == {"new"}
    assert len({alert["story_id"] for alert in told}) == 2


def test_dead_letters_are_listed_shown_and_replayed(processed: Operator) -> None:
    (letter,) = processed.lines("deadletters", "list", "--reason", "malformed")
    assert letter["stage"] == "extract"
    number = str(letter["number"])
    assert b'{"article_id": "cut of' in processed("deadletters", "show", number).stdout
    raw = processed("deadletters", "show", number, "--raw").stdout
    assert raw == b'{"article_id": "cut of'
    assert processed.lines("deadletters", "list", "--reason", "timeout") == []
    assert b"picnic" in processed("deadletters", "list", "--reason", "picnic", code=2).stderr
    processed("deadletters", "show", "999", code=1)
    processed("deadletters", "replay", code=2)
    assert b"messages put back: 1" in processed("deadletters", "replay", number).stdout


def test_a_folder_of_texts_is_fed(processed: Operator, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("The first one.", encoding="utf-8")
    (tmp_path / "two.txt").write_text("The second one.", encoding="utf-8")
    told = processed("feed", str(tmp_path), "--lang", "en", "--published", "2022-12-20")
    assert b"2 articles published" in told.stdout
    empty = tmp_path / "empty"
    empty.mkdir()
    assert b"no *.txt" in processed("feed", str(empty), code=2).stderr


def test_what_is_no_article_is_left_out_and_told(processed: Operator) -> None:
    given = lines(article("good", text="lunch"), {"id": "bad", "lang": "en"})
    done = processed("feed", "-", stdin=given, code=1)
    assert b"1 articles published" in done.stdout
    assert b"line 2" in done.stderr


def test_the_doctor_finds_a_sound_house(processed: Operator) -> None:
    told = processed("doctor").stdout.decode()
    for name in ("versions", "models", "broker", "topics", "lag"):
        assert name in told
    assert "fail" not in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("stories",),
        ("watch",),
        ("topics", "ensure"),
        ("deadletters", "list"),
        ("feed", "-", "--lang", "en", "--published", "2022-12-20"),
    ],
)
def test_a_broker_that_is_not_there(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    operator = Operator("127.0.0.1:9", tmp_path)
    done = operator(*arguments, stdin=b"Text.", code=1)
    assert done.stdout == b""
    assert done.stderr.count(b"\n") == 1
    assert b"127.0.0.1:9" in done.stderr
