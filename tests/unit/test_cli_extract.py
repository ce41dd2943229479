"""`eventwire extract`: every form of input, and what is wrong with it told in one line."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from schemas.article import Article
from schemas.event import EVENT_ADAPTER
from streams.cli.language import guess
from streams.cli.marked import print_extraction, safe
from tests.unit.cli import Command, Engine, article, environment, lines, names


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    environment(monkeypatch)
    return Command(capsys)


def test_a_text_gives_events_as_json_lines(run: Command, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text(
        "The minister said it. VISIT:RUS:BLR\nVISIT:USA:POL and so on.", encoding="utf-8"
    )
    done = run("extract", file, "--published", "2022-12-20", "--lang", "en")
    events = [EVENT_ADAPTER.validate_json(line) for line in done.out.splitlines()]
    assert done.code == 0
    assert [event.roles()["host"][0].country for event in events] == ["BLR", "POL"]
    assert events[0].published_at.isoformat() == "2022-12-20T12:00:00+00:00"
    assert done.err == ""


def test_a_text_without_a_date_is_of_today_and_says_so(run: Command) -> None:
    done = run("extract", "-", "--lang", "en", stdin=b"VISIT:RUS:BLR")
    assert done.code == 0
    assert "--published" in done.err


def test_the_language_is_told_by_the_words(run: Command) -> None:
    dutch = b"De minister van Defensie heeft het bezoek aan een basis met zijn VISIT:RUS:BLR"
    done = run("extract", "-", "--published", "2022-12-20", stdin=dutch)
    assert done.lines[0]["language"] == "nl"
    done = run("extract", "-", "--published", "2022-12-20", stdin=b"VISIT:RUS:BLR")
    assert (done.code, done.out) == (2, "")
    assert "--lang" in done.err


def test_articles_give_a_line_each_in_their_order(run: Command) -> None:
    given = lines(article("a"), article(7, text="lunch"), article(None))
    done = run("extract", "-", stdin=given)
    assert done.code == 0
    assert names(done.lines) == ["a", 7, None]
    assert [len(line["events"]) for line in done.lines] == [1, 0, 1]
    event = done.lines[0]["events"][0]
    assert event["type"] == "visit"
    assert event["roles"]["visitor"][0]["country"] == "RUS"
    # The text gives no date: the day of publication must not be passed off as one.
    assert event["date"] is None


@pytest.mark.parametrize("count", [3, 60], ids=["in this process", "in all cores"])
def test_what_is_no_article_keeps_none_of_the_others(run: Command, count: int) -> None:
    bad: list[dict[str, Any] | str] = [
        '{"id": "cut", "text": "VIS',
        {"id": "untold", "lang": "en", "published": "2022-12-20"},
        {"id": "foreign", "lang": "fi", "published": "2022-12-20", "text": "Terve."},
        {"id": "blank", "lang": "en", "published": "2022-12-20", "text": "  "},
        {"id": "year 0", "lang": "en", "published": "0000-12-20", "text": "Text."},
        {"id": "undated", "lang": "en", "text": "Text."},
        {"id": "raises", "lang": "en", "published": "2022-12-20", "text": "raise"},
        "[1]",
    ]
    good = [article(f"good-{number}") for number in range(count)]
    middle = count // 2
    given = lines(*good[:middle], *bad, *good[middle:]) + b'{"id": "\xff"}\n'
    done = run("extract", "-", stdin=given)
    assert done.code == 1
    told = {line["id"]: line for line in done.lines}
    assert names(done.lines)[:middle] == [f"good-{number}" for number in range(middle)]
    assert names(done.lines)[-2] == f"good-{count - 1}"
    assert all(len(told[f"good-{number}"]["events"]) == 1 for number in range(count))
    assert len(done.lines) == count + len(bad) + 1
    for name, word in {
        "untold": "text",
        "foreign": "'fi'",
        "blank": "empty",
        "year 0": "published",
        "undated": "--published",
        "raises": "told to raise",
    }.items():
        assert word in told[name]["error"]
    errors = [line["error"] for line in done.lines if line["id"] is None]
    assert any("not UTF-8" in error for error in errors)
    assert any("JSON" in error for error in errors)


def test_options_fill_in_what_articles_do_not_say(run: Command) -> None:
    given = lines({"id": "a", "text": "VISIT:RUS:BLR"})
    done = run(
        "extract", "-", "--lang", "nl", "--published", "2022-12-20T23:30:00-05:00", stdin=given
    )
    assert done.code == 0
    assert len(done.lines[0]["events"]) == 1


def test_names_of_the_wire_contract_do_as_well(run: Command) -> None:
    given = lines(
        {"article_id": "a", "language": "en", "published_at": "2022-12-20", "text": "VISIT:RUS:BLR"}
    )
    assert names(run("extract", "-", stdin=given).lines) == ["a"]


def test_explanations(run: Command) -> None:
    done = run("extract", "-", "--explain", stdin=lines(article("a", text="lunch"), "{"))
    assert done.lines[0]["notes"][0]["notes"] == ["seen lunch"]
    assert "error" in done.lines[1]
    text = run(
        "extract", "-", "--explain", "--lang", "en", "--published", "2022-12-20", stdin=b"lunch"
    )
    assert text.lines[-1]["sentence"] == "lunch"


@pytest.mark.parametrize(
    ("arguments", "stdin", "word"),
    [
        (("extract", "-"), b"one\ntwo \xff\n", "line 2: not UTF-8"),
        (("extract", "/no/such/file"), b"", "No such file"),
        (("extract", "/"), b"", "/"),
        (("extract", "-", "--lang", "en"), b"  \n", "empty"),
        (("extract", "-", "--published", "yesterday"), b"Text.", "yesterday"),
        (("extract", "-", "--lang", "xx"), b"Text.", "'xx'"),
        (("extract",), b"", "file"),
        (("extract", "-", "--nonsense"), b"", "--nonsense"),
        (("nonsense",), b"", "nonsense"),
    ],
)
def test_wrong_use_is_told_in_one_line(
    run: Command, arguments: tuple[str, ...], stdin: bytes, word: str
) -> None:
    done = run(*arguments, stdin=stdin)
    assert done.code == 2
    assert done.out == ""
    told = [line for line in done.err.splitlines() if "taken as published" not in line]
    assert len(told) == 1
    assert word.lower() in told[0].lower()


def test_a_wrong_setting_is_told_in_one_line(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTWIRE_POOL_SIZE", "many")
    done = run("extract", "-", stdin=b"Text.")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "EVENTWIRE_POOL_SIZE" in done.err


def test_an_engine_that_is_not_there(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTWIRE_ENGINE", "no.such:Engine")
    done = run("extract", "-", "--lang", "en", "--published", "2022-12-20", stdin=b"Text.")
    assert done.code == 1
    assert "no.such" in done.err


def test_a_reader_that_leaves_is_no_error() -> None:
    given = lines(*(article(f"a{number}") for number in range(400)))
    process = subprocess.run(
        f"{sys.executable} -m streams extract - | head -n 1",
        shell=True,
        input=given,
        capture_output=True,
        cwd=Path(__file__).parents[2],
        env={"EVENTWIRE_ENGINE": "tests.unit.cli:Engine", "PATH": "/usr/bin:/bin"},
        timeout=120,
        check=True,
    )
    assert json.loads(process.stdout)["id"] == "a0"
    assert process.stderr == b""


def test_a_terminal_shows_the_evidence_and_the_record() -> None:
    text = "First words.\nThen VISIT:RUS:BLR came, \x1b[31m in red."
    told = Article.model_validate(
        {"article_id": "a", "published_at": "2022-12-20T12:00:00Z", "language": "en", "text": text}
    )
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=100, color_system="standard")
    print_extraction(told, events=Engine(("en",)).extract(told), notes=None, console=console)
    shown = out.getvalue()
    start = shown.index("First words.")
    assert "VISIT:RUS:BLR" in shown[start:]
    assert "\x1b[31m in red" not in shown
    for word in ("visit", "occurred", "visitor", "RUS", "no date (published 2022-12-20)"):
        assert word in shown


def test_control_characters_keep_their_place() -> None:
    assert safe("a\x1b[0m\tb\n") == "a\N{REPLACEMENT CHARACTER}[0m\tb\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("De minister heeft het niet met een woord gezegd", "nl"),
        ("The minister has not said this with a word", "en"),
        ("Le ministre est dans la ville avec des amis", None),
        ("Der Minister ist nicht mit dem Zug", None),
        ("1234 5678", None),
        ("", None),
    ],
)
def test_the_language_of_a_text(text: str, expected: str | None) -> None:
    assert guess(text, ("nl", "en")) == expected


def test_version_and_help(run: Command) -> None:
    assert run("--version").out.startswith("eventwire ")
    told = run("--help").out
    for command in (
        "extract", "times", "run", "feed", "watch", "stories", "deadletters", "topics", "schemas",
        "eval", "doctor", "demo",
    ):  # fmt: skip
        assert command in told
