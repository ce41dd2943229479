"""`eventwire times`: expressions with their offsets, values and intervals."""

import pytest

from tests.unit.cli import Command, article, environment, lines, names

TEXT = "De minister kwam maandag aan. Sinds oktober is er overleg. Het duurde drie weken."


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    environment(monkeypatch)
    return Command(capsys)


def test_a_text(run: Command) -> None:
    done = run("times", "-", "--lang", "nl", "--published", "2022-12-20", "--no-parse",
               stdin=TEXT.encode())  # fmt: skip
    assert done.code == 0
    for told in done.lines:
        assert list(told) == ["start", "end", "text", "type", "value", "interval"]
        assert TEXT[told["start"] : told["end"]] == told["text"]
    by_text = {told["text"].removeprefix("Sinds "): told for told in done.lines}
    assert by_text["maandag"]["interval"] == {"begin": "2022-12-19", "end": "2022-12-20"}
    assert by_text["oktober"]["interval"] == {"begin": "2022-10-01", "end": None}
    assert by_text["drie weken"]["interval"] is None
    assert by_text["drie weken"]["type"] == "DURATION"


@pytest.mark.parametrize("count", [3, 150], ids=["in this process", "in all cores"])
def test_articles(run: Command, count: int) -> None:
    given = lines(*(article(number, text=TEXT, lang="nl") for number in range(count)), "{oops}")
    done = run("times", "-", "--no-parse", stdin=given)
    assert done.code == 1
    assert names(done.lines) == [*range(count), None]
    assert all(line["times"] == done.lines[0]["times"] for line in done.lines[:count])
    assert len(done.lines[0]["times"]) == 3
    assert "JSON" in done.lines[count]["error"]


def test_a_line_without_an_id_gives_null(run: Command) -> None:
    done = run("times", "-", "--no-parse", stdin=lines(article(None, text=TEXT, lang="nl")))
    assert names(done.lines) == [None]


def test_the_parser_tells_the_tense_where_the_words_do_not(run: Command) -> None:
    given = lines(
        article("past", lang="nl", text="De koning die woensdag in Parijs sprak, is ziek."),
        article("future", lang="nl", text="De koning zal woensdag in Parijs spreken."),
    )
    done = run("times", "-", stdin=given)
    assert done.code == 0
    past, future = (line["times"][0]["value"] for line in done.lines)
    assert (past, future) == ("2022-12-14", "2022-12-21")
