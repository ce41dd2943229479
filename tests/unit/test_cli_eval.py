"""`eventwire eval`: a corpus against the engine, or against lines that were written before."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli import Command, article, environment, lines

VISIT: dict[str, Any] = {
    "type": "visit",
    "roles": {"visitor": [{"name": "Russia", "country": "RUS"}],
              "host": [{"name": "Belarus", "country": "BLR"}]},
    "place": None,
    "items": [],
    "date": None,
    "status": "occurred",
    "evidence": "VISIT:RUS:BLR",
}  # fmt: skip


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    environment(monkeypatch)
    return Command(capsys)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus" / "dev"
    folder.mkdir(parents=True)
    (folder / "en.jsonl").write_bytes(
        lines(
            article("right", events=[VISIT]),
            article("missed", text="lunch", events=[VISIT]),
            article("alarm", events=[]),
            article("broken", text="raise", events=[]),
        )
    )
    return folder.parent


def test_the_engine_is_scored(run: Command, corpus: Path) -> None:
    done = run("eval", corpus, "--json")
    assert done.code == 0
    figures = json.loads(done.out)
    assert figures["events"] | {"f1": 0.5} == figures["events"]
    assert (figures["events"]["gold"], figures["events"]["matched"]) == (2, 1)
    assert figures["empty_articles"]["false_alarms"] == 1
    assert figures["failed"] == 1
    assert "told to raise" in done.err


def test_errors_are_told_with_their_words(run: Command, corpus: Path) -> None:
    told = run("eval", corpus, "--errors").out
    assert "missed miss" in told
    assert "alarm false alarm" in told
    assert "VISIT:RUS:BLR" in told


def test_predictions_may_be_given(run: Command, corpus: Path, tmp_path: Path) -> None:
    file = tmp_path / "told.jsonl"
    file.write_bytes(
        lines(
            {"id": "right", "events": [VISIT]},
            {"id": "missed", "events": [VISIT | {"status": "planned"}]},
            {"id": "alarm", "events": []},
            {"id": "broken", "error": "failed"},
        )
    )
    figures = json.loads(run("eval", corpus, "--predictions", file, "--json").out)
    assert figures["events"]["f1"] == 1.0
    assert figures["events"]["records"] == 1
    assert figures["failed"] == 1
    assert figures["status_confusion"] == {"occurred": {"occurred": 1, "planned": 1}}


def test_a_second_annotation_is_scored_on_its_own_articles(
    run: Command, corpus: Path, tmp_path: Path
) -> None:
    """Only articles annotated twice count, and the engine, which would fail one, is not asked."""
    second = tmp_path / "agreement"
    second.mkdir()
    (second / "en.jsonl").write_bytes(
        lines(
            {"id": "right", "events": [VISIT | {"status": "planned"}]},
            {"id": "broken", "events": []},
        )
    )
    figures = json.loads(run("eval", corpus, "--agreement", second, "--json").out)
    assert figures["articles"] == 2
    assert (figures["events"]["f1"], figures["events"]["record_f1"]) == (1.0, 0.0)
    assert figures["by_lang"]["en"]["gold"] == 1
    assert figures["failed"] == 0
    told = run("eval", corpus, "--agreement", second).out
    assert "2 articles annotated twice" in told
    assert "false alarms" not in told


def test_a_second_annotation_of_other_articles_is_refused(
    run: Command, corpus: Path, tmp_path: Path
) -> None:
    second = tmp_path / "agreement.jsonl"
    second.write_bytes(lines({"id": "elsewhere", "events": []}))
    done = run("eval", corpus, "--agreement", second)
    assert done.code == 2
    assert "no article of the corpus was annotated" in done.err
    both = run("eval", corpus, "--agreement", second, "--predictions", second)
    assert "not both" in both.err


def test_splits_are_folders_or_fields(run: Command, corpus: Path) -> None:
    (corpus / "test").mkdir()
    (corpus / "test" / "en.jsonl").write_bytes(
        lines(article("t", events=[]), article("d", split="dev", events=[VISIT]))
    )
    assert json.loads(run("eval", corpus, "--split", "test", "--json").out)["articles"] == 1
    assert json.loads(run("eval", corpus, "--split", "dev", "--json").out)["articles"] == 5
    assert run("eval", corpus, "--split", "other").code == 2


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"{}\n", "line 1"),
        (b"\xff", "not UTF-8"),
        (b"", "no articles"),
        (b"oops\n", "JSON"),
    ],
)
def test_a_corpus_that_is_none(run: Command, tmp_path: Path, content: bytes, word: str) -> None:
    file = tmp_path / "corpus.jsonl"
    file.write_bytes(content)
    done = run("eval", file)
    assert done.code == 2
    assert word in done.err
    assert done.err.count("\n") == 1


def test_a_corpus_that_is_not_there(run: Command) -> None:
    assert run("eval", "/no/such/corpus").code == 2


def test_stories_are_scored_from_claims_and_from_text(run: Command, tmp_path: Path) -> None:
    def told(name: str, occasion: str, day: str) -> dict[str, Any]:
        gold = VISIT | {"occasion": occasion}
        return article(name, published=day, events=[gold])

    path = tmp_path / "stories.jsonl"
    path.write_bytes(
        lines(
            told("a", "first", "2022-03-01"),
            told("b", "first", "2022-03-01"),
            told("c", "second", "2022-06-01"),
        )
    )
    done = run("eval", "--stories", path, "--json")
    assert done.code == 0, done.err
    figures = json.loads(done.out)
    for level in ("annotated claims", "from text"):
        assert figures[level]["bcubed"] | {"f1": 1.0, "gold": 3} == figures[level]["bcubed"]
        assert figures[level]["alerts_per_occasion"] == 1.0
    assert run("eval").code == 2
    assert run("eval", path, "--stories", path).code == 2


def test_alert_rules_are_checked(run: Command, tmp_path: Path) -> None:
    assert "2 rules" in run("alerts", "check").out
    wrong = tmp_path / "rules.toml"
    wrong.write_text('[[rule]]\nname = "x"\nkinds = ["party"]\n')
    done = run("alerts", "check", wrong)
    assert done.code == 1
    assert "rule 1 ('x'): kinds.0" in done.err
