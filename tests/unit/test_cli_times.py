"""`eventwire times`: expressions with their offsets, values and intervals."""

import pytest

from streams.cli.timing import _holding
from tests.unit.cli import Command, article, environment, lines, names

TEXT = "De minister kwam maandag aan. Sinds oktober is er overleg. Het duurde drie weken."


FIELDS = ["start", "end", "text", "type", "value", "interval", "own", "granularity", "relation",
          "approximate", "edtf", "anchored", "confidence"]  # fmt: skip


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    environment(monkeypatch)
    return Command(capsys)


def test_a_text(run: Command) -> None:
    done = run("times", "-", "--lang", "nl", "--published", "2022-12-20", "--no-parse",
               stdin=TEXT.encode())  # fmt: skip
    assert done.code == 0
    for told in done.lines:
        assert list(told) == FIELDS
        assert TEXT[told["start"] : told["end"]] == told["text"]
    by_text = {told["text"].removeprefix("Sinds "): told for told in done.lines}
    assert by_text["maandag"]["interval"] == {"begin": "2022-12-19", "end": "2022-12-20"}
    assert by_text["oktober"]["interval"] == {"begin": "2022-10-01", "end": None}
    assert by_text["oktober"]["own"] == {"begin": "2022-10-01", "end": "2022-11-01"}
    assert by_text["oktober"]["relation"] == "since"
    assert by_text["oktober"]["edtf"] == "2022-10-01/.."
    assert by_text["oktober"]["granularity"] == "month"
    assert by_text["drie weken"]["interval"] is None
    assert by_text["drie weken"]["own"] is None
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


@pytest.mark.parametrize(
    ("published", "yesterday"),
    [
        ("2022-12-20T00:30:00+01:00", "2022-12-19"),
        ("2022-12-19T23:30:00Z", "2022-12-18"),
        ("2022-12-20T23:30:00-05:00", "2022-12-19"),
        ("2022-12-20", "2022-12-19"),
        # The night in which the clock goes back, and the one in which it goes on.
        ("2022-10-30T02:30:00+02:00", "2022-10-29"),
        ("2022-10-30T02:30:00+01:00", "2022-10-29"),
        ("2023-03-26T03:00:00+02:00", "2023-03-25"),
    ],
)
def test_the_day_is_that_of_the_newsroom(run: Command, published: str, yesterday: str) -> None:
    given = lines(article(1, lang="nl", text="Hij kwam gisteren aan.", published=published))
    (line,) = run("times", "-", "--no-parse", stdin=given).lines
    assert line["times"][0]["value"] == yesterday


def test_the_offsets_are_those_of_the_text_and_not_of_the_title(run: Command) -> None:
    given = lines(article(1, lang="nl", title="Maandag feest", text="\u00c9\u00e9n kwam vrijdag."))
    (line,) = run("times", "-", "--no-parse", stdin=given).lines
    assert [(told["start"], told["end"]) for told in line["times"]] == [(9, 16)]


def test_only_the_sentences_in_doubt_are_parsed() -> None:
    text = (
        "Op 3 mei 2021 kwam de koning. De top is vrijdag.\n"
        "Het regende die zomer. Zij gaat in maart weg."
    )
    doubts = [text.index(word) for word in ("vrijdag", "maart")]
    chosen = _holding([(at, at + 5) for at in doubts], text)
    assert [text[begin:end].strip() for begin, end in chosen] == [
        "De top is vrijdag.", "Zij gaat in maart weg."]  # fmt: skip


def test_no_sentence_ends_within_an_expression() -> None:
    text = "The senator, who left on Thursday. December came. It ended."
    begin, end = text.index("Thursday"), text.index(" came")
    (sentence,) = _holding([(begin, end)], text)
    assert sentence[0] == 0
    assert sentence[1] >= end


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
