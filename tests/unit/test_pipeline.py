"""The pipeline: paragraphs with their offsets, odd texts, long texts, notes."""

import time

import pytest

from schemas.article import Article, ArticleStatus
from schemas.event import Event
from streams.core.pipeline import Paragraph, paragraphs
from streams.runtime.engine import Engine
from tests import reading

#: Tests that fail for a known reason, by a part of their id. Strict.
KNOWN_FAILURES: dict[str, str] = {}
known_failures = reading.known(KNOWN_FAILURES)

DELIVERY = "Germany delivered ten tanks to Poland on Monday."


def cut(text: str, *, title: str = "") -> list[Paragraph]:
    return list(paragraphs(reading.article(text, language="en", title=title)))


def check(events: tuple[Event, ...], *, title: str, text: str) -> None:
    """Evidence really indexes the field it names."""
    for event in events:
        for evidence in event.evidence:
            whole = title if evidence.field == "title" else text
            assert whole[evidence.start : evidence.end] == evidence.text != ""


# -- paragraphs -----------------------------------------------------------------------------------

SPLITS = [
    ("one line", ["one line"]),
    ("one\ntwo", ["one", "two"]),
    ("one\r\ntwo\r\n", ["one", "two"]),
    ("\n\n one \n\n\t two\t\n\n", ["one", "two"]),
    (
        "one\x0btwo\x0cthree\u2028four\u2029five\x85six",
        ["one", "two", "three", "four", "five", "six"],
    ),
    ("same\nsame\nsame", ["same", "same", "same"]),
    ("a\na a\na", ["a", "a a", "a"]),
]


@pytest.mark.parametrize(("text", "expected"), SPLITS)
def test_paragraphs_are_the_lines_that_say_something(text: str, expected: list[str]) -> None:
    found = cut(text)
    assert [p.text for p in found] == expected
    assert all(text[p.offset : p.offset + len(p.text)] == p.text for p in found)
    assert not any(p.headline for p in found)
    offsets = [p.offset for p in found]
    assert offsets == sorted(set(offsets))


def test_the_title_comes_first_and_is_a_headline() -> None:
    head, body = cut("the text", title="the title")
    assert (head.text, head.offset, head.headline) == ("the title", 0, True)
    assert (body.text, body.offset, body.headline) == ("the text", 0, False)


@pytest.mark.parametrize("title", ["", " ", "\n"])
def test_a_blank_title_is_no_paragraph(title: str) -> None:
    assert [p.headline for p in cut("the text", title=title)] == [False]


DATELINES = [
    ("MINSK, Oct 17 (Agency) - Russia delivered tanks.", "Russia delivered tanks."),
    ("MINSK (Agency) - Russia delivered tanks.", "Russia delivered tanks."),
    ("MINSK — Russia delivered tanks.", "Russia delivered tanks."),
    ("WASHINGTON/MOSCOW, Dec 20 – Russia delivered tanks.", "Russia delivered tanks."),
    ("  BRUSSEL (Agentschap) - Rusland leverde tanks.", "Rusland leverde tanks."),
    ("DEN HAAG (Agentschap) - Rusland leverde tanks.", "Rusland leverde tanks."),
]


@pytest.mark.parametrize(("text", "rest"), DATELINES)
def test_a_dateline_is_taken_off_and_kept_aside(text: str, rest: str) -> None:
    (paragraph,) = cut(text)
    assert paragraph.text == rest
    assert text[paragraph.offset :] == rest
    assert paragraph.dateline
    assert paragraph.dateline in text


@pytest.mark.parametrize(
    "text",
    [
        "NATO leaders met in Warsaw - the third time this year.",
        "Rusland - dat is bekend - leverde tanks.",
        "F-16 - the fighter - is old.",
        "Germany delivered ten tanks to Poland.",
    ],
)
def test_an_ordinary_sentence_has_no_dateline(text: str) -> None:
    (paragraph,) = cut(text)
    assert paragraph.text == text
    assert paragraph.dateline == ""


def test_the_place_of_a_dateline_is_not_where_it_happened() -> None:
    text = "PARIS, Dec 20 (Agency) - Germany delivered ten tanks to Poland on Monday."
    (event,) = reading.read(text, language="en")
    assert reading.days(event) == ("2022-12-19", "2022-12-19")
    told = [c for role in event.roles() for c in reading.countries(event, role)]
    assert sorted(map(str, told)) == ["DEU", "POL"]


# -- odd articles ---------------------------------------------------------------------------------

ODD = [
    DELIVERY,
    f"\n\n\n{DELIVERY}\n\n",
    f"\r\n{DELIVERY}\r\n\r\nMore.\r\n",
    f"\ufeff{DELIVERY}",
    f"😀 {DELIVERY} 🇵🇱",
    f"{DELIVERY}\n👨‍👩‍👧‍👦👨‍👩‍👧‍👦\n\u202eevil\u202c\n",
    f"\x00\x01\x02\n{DELIVERY}",
    f"\u200b\u200b\n{DELIVERY}",
    f"\N{COMBINING ACUTE ACCENT}\n{DELIVERY}",
    f"שלום עולם\nالسلام عليكم\n你好\n{DELIVERY}",
    f"{'=' * 300}\n{DELIVERY}",
    f"<p>nothing</p>\n{DELIVERY}\n&nbsp;",
]


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("title", ["", "Tanks 😀"])
def test_odd_characters_do_no_harm(text: str, title: str) -> None:
    events = reading.read(text, language="en", title=title)
    assert reading.kinds(events) == ["delivery"]
    assert reading.countries(events[0], "recipient") == ["POL"]
    check(events, title=title, text=text)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "text",
    [
        ".",
        "-",
        "…",
        "1",
        "'s",
        "a",
        "😀",
        "\u200b",
        "(",
        '"',
        "A - B",
        "MINSK - ",
        "x" * 5000,
        "\ud7ff",
        "-" * 500,
        "'s " * 200,
        "12 " * 200,
        "van " * 200,
        "(" * 200,
        "en, " * 200,
    ],
)
def test_texts_that_say_nothing_give_nothing(language: str, text: str) -> None:
    assert reading.read(text, language=language) == ()


GAPS = {
    "line feed": "\n",
    "tab": "\t",
    "two spaces": "  ",
    "mixed": " \t ",
    "carriage return": "\r",
    "space and line feed": " \n",
    "no-break space": "\N{NO-BREAK SPACE}",
}
WITHIN = ("tab", "two spaces", "mixed", "no-break space")


@pytest.mark.parametrize("gap", GAPS.values(), ids=GAPS)
def test_white_space_in_a_title_does_no_harm(gap: str) -> None:
    """Feeds fold long titles over lines, indent them and leave space behind them."""
    title = f"Duitsland levert{gap}tien tanks aan Polen{gap}"
    found = reading.read("Meer volgt.", language="nl", title=title)
    assert reading.kinds(found) == ["delivery"]
    check(found, title=title, text="Meer volgt.")


@pytest.mark.parametrize("gap", [GAPS[name] for name in WITHIN], ids=WITHIN)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_white_space_between_words_does_no_harm(language: str, gap: str) -> None:
    plain = {"nl": "Duitsland leverde tien tanks aan Polen.", "en": DELIVERY}[language]
    text = plain.replace(" ", gap)
    found = reading.read(text, language=language)
    assert reading.kinds(found) == ["delivery"]
    check(found, title="", text=text)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("odd", ["10 km²", "½ tank", "② tanks", "٣ tanks", "1²3"])
def test_odd_digits_do_no_harm(language: str, odd: str) -> None:
    assert reading.read(f"{odd}.", language=language) == ()


def test_a_title_alone_can_tell_an_event() -> None:
    found = reading.read("More follows.", language="en", title=DELIVERY)
    assert reading.kinds(found) == ["delivery"]
    assert {e.field for e in found[0].evidence} == {"title"}
    check(found, title=DELIVERY, text="More follows.")


def test_a_withdrawn_article_without_text_can_be_read() -> None:
    article = Article(
        article_id="a",
        published_at=reading.PUBLISHED,
        language="en",
        text="",
        status=ArticleStatus.WITHDRAWN,
    )
    assert reading.engine().extract(article) == ()


def test_a_language_may_carry_a_region() -> None:
    text = "Duitsland leverde maandag tien tanks aan Polen."
    assert reading.kinds(reading.read(text, language="nl-BE")) == ["delivery"]


def test_a_language_without_a_pack_is_an_error() -> None:
    with pytest.raises(KeyError, match="tlh"):
        reading.read("Qapla'", language="tlh")


def test_events_come_in_order_of_the_text() -> None:
    text = (
        "Poland and Lithuania held a military exercise last week.\n"
        "Germany delivered ten tanks to Poland on Monday.\n"
        "President Macron visited Ukraine on Saturday."
    )
    found = reading.read(text, language="en")
    assert reading.kinds(found) == ["exercise", "delivery", "visit"]


def test_what_one_article_names_is_forgotten_in_the_next() -> None:
    extractor = reading.engine().extractor("en")
    extractor.extract(reading.article("Putin spoke in Moscow.", language="en"))
    later = reading.article("He visited Minsk on Monday.", language="en")
    assert extractor.extract(later).events == ()


# -- notes ----------------------------------------------------------------------------------------


def test_every_sentence_has_a_note_that_says_why() -> None:
    text = "Germany delivered ten tanks to Poland. Rain fell. A visit is expensive."
    article = reading.article(text, language="en", title="Tanks")
    notes = list(reading.engine().explain(article))
    assert [n.field for n in notes] == ["title", "text", "text", "text"]
    assert all(n.notes for n in notes)
    assert "delivery" in notes[1].notes[0]
    assert notes[2].notes == ("no trigger",)
    assert any("visit" in note for note in notes[3].notes)
    for note in notes:
        whole = article.title if note.field == "title" else article.text
        assert whole[note.start : note.end] == note.text


def test_nothing_is_noted_unless_asked() -> None:
    article = reading.article(DELIVERY, language="en")
    extraction = reading.engine().extractor("en").extract(article)
    assert extraction.notes == []
    assert len(extraction.events) == 1


# -- time -----------------------------------------------------------------------------------------


def seconds(language: str, text: str) -> float:
    begin = time.process_time()
    reading.read(text, language=language)
    return time.process_time() - begin


LINES = [
    ("en", "Germany delivered ten tanks to Poland and "),
    ("nl", "Poetins bezoek aan Minsk en "),
    ("en", "tank "),
    ("en", "Poland, "),
    ("nl", "Rusland's "),
]


@pytest.mark.parametrize(("language", "unit"), LINES)
def test_a_line_without_a_full_stop_takes_time_in_proportion(language: str, unit: str) -> None:
    def line(size: int) -> str:
        return (unit * (size // len(unit) + 1))[:size]

    seconds(language, line(500))
    # A quadratic step would take sixteen times as long for four times the text.
    assert seconds(language, line(4_000)) < 10 * max(seconds(language, line(1_000)), 0.05)


@pytest.mark.parametrize("break_", [" ", "\n"])
def test_a_long_text_takes_time_in_proportion(break_: str) -> None:
    """An article of the greatest length must not hold a parser for minutes."""
    states = ["Poland", "Germany", "France", "Spain", "Italy", "Norway", "Sweden"]

    def text(number: int) -> str:
        return break_.join(f"{states[i % 7]} met {states[(i + 1) % 7]}." for i in range(number))

    seconds("en", text(10))
    # A quadratic step would take sixty-four times as long for eight times the text.
    assert seconds("en", text(1_200)) < 20 * max(seconds("en", text(150)), 0.1)


def test_events_below_the_least_confidence_are_not_told() -> None:
    sure = reading.article("Germany delivered ten tanks to Poland on Monday.", language="en")
    (event,) = Engine(("en",)).extract(sure)
    assert Engine(("en",), least=event.confidence).extract(sure) == (event,)
    assert Engine(("en",), least=min(1.0, event.confidence + 1e-9)).extract(sure) == ()
