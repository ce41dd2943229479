"""Extraction under arbitrary text: no error, honest offsets, the same answer twice."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from schemas.article import Article
from schemas.event import EVENT_ADAPTER, Event
from schemas.when import Basis
from streams.core.language.gazetteer import Gazetteer, words
from streams.core.language.items import ItemReader
from streams.core.pipeline import paragraphs
from tests import reading

#: Tests that fail for a known reason, by a part of their id. Strict.
KNOWN_FAILURES: dict[str, str] = {}
known_failures = reading.known(KNOWN_FAILURES)

LANGUAGES = st.sampled_from(["en", "nl"])
PARSED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

#: Words that mean something to the rules, so that arbitrary order reaches deep into them.
NEWSPEAK = {
    "nl": [
        *("Rusland", "Belarus", "Poetin", "Poetins", "Loekasjenko", "Minsk", "Moskou", "Polen"),
        *("de", "het", "een", "zijn", "hij", "hun", "beide landen", "de NAVO", "president"),
        *("de Poolse defensieminister", "zijn ambtgenoot", "Poolse", "Duitse", "militairen"),
        *("bezoek", "bezocht", "levert", "geleverd", "sturen", "traint", "oefening", "akkoord"),
        *("heeft", "zal", "niet", "geen", "overweegt", "om", "te", "dat", "die", "als", "zou"),
        *("170 tanks", "S-400-systemen", "tientallen", "duizenden", "10 tot 15", "155mm-granaten"),
        *("aan", "van", "met", "in", "door", "tussen", "en", "tijdens", "uit", "naar", "op"),
        *("maandag", "sinds oktober", "volgende week", "in 2019", "vorig jaar", "basis"),
        *(",", ".", "-", "'s", "’s", "(", ")", "‘", "’", ":", "\n", "\r\n", "MINSK (A) - "),
    ],
    "en": [
        *("Russia", "Belarus", "Putin", "Putin's", "Lukashenko", "Minsk", "Moscow", "Poland"),
        *("the", "a", "his", "he", "their", "both countries", "NATO", "president", "U.S."),
        *("the Polish defence minister", "his counterpart", "Polish", "German", "soldiers"),
        *("visit", "visited", "supplies", "delivered", "send", "trains", "exercise", "agreement"),
        *("has", "will", "not", "no", "considers", "to", "that", "which", "if", "would", "was"),
        *("170 tanks", "S-400 systems", "dozens of", "thousands of", "10 to 15", "155mm shells"),
        *("of", "with", "in", "by", "between", "and", "during", "from", "on", "at", "for"),
        *("on Monday", "since October", "next week", "in 2019", "last year", "base"),
        *(",", ".", "-", "'s", "’s", "(", ")", "“", "”", ":", "\n", "\r\n", "MINSK (A) - "),
    ],
}


@st.composite
def news(draw: st.DrawFn) -> tuple[str, str]:
    """A language, and a text of the words that its rules know, in any order."""
    language = draw(LANGUAGES)
    drawn = draw(st.lists(st.sampled_from(NEWSPEAK[language]), min_size=1, max_size=40))
    joins = draw(st.lists(st.sampled_from([" ", " ", " ", "", "  "]), min_size=40, max_size=40))
    return language, "".join(w + j for w, j in zip(drawn, joins, strict=False))


def extract(language: str, title: str, text: str, *, published: datetime) -> tuple[Event, ...]:
    article = Article(
        article_id="a", published_at=published, language=language, title=title, text=text or "."
    )
    return reading.engine().extract(article)


def check(language: str, title: str, text: str, *, published: datetime) -> None:
    text = text if text.strip() else "."
    events = extract(language, title, text, published=published)
    assert len({e.event_id for e in events}) == len(events)
    for event in events:
        assert EVENT_ADAPTER.validate_json(event.model_dump_json()) == event
        for evidence in event.evidence:
            whole = title if evidence.field == "title" else text
            assert 0 <= evidence.start < evidence.end <= len(whole)
            assert whole[evidence.start : evidence.end] == evidence.text
            assert evidence.rule
        for actor in (a for fillers in event.roles().values() for a in fillers):
            assert actor.name
            assert actor.country is None or len(actor.country) == 3
        assert any(event.roles().values())
        assert (event.when.basis is Basis.PUBLICATION) == (event.when.text is None)
        assert 0 <= event.confidence <= 1
    assert extract(language, title, text, published=published) == events


PUBLISHED = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 -- bounds are naive, values are not
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@PARSED
@given(LANGUAGES, st.text(max_size=40), st.text(max_size=200))
@example("en", "", "²")
@example("nl", ":\r", ".")
def test_any_text(language: str, title: str, text: str) -> None:
    check(language, title, text, published=reading.PUBLISHED)


@PARSED
@given(news(), st.text(max_size=10), PUBLISHED)
@example(("nl", "Poetin bezoekt \t Minsk."), "", reading.PUBLISHED)
def test_any_order_of_telling_words(
    drawn: tuple[str, str], title: str, published: datetime
) -> None:
    language, text = drawn
    check(language, title, text, published=published)


@PARSED
@given(news())
@example(("nl", "Rusland als  "))
def test_a_title_is_read_like_a_text(drawn: tuple[str, str]) -> None:
    language, title = drawn
    check(language, title, "Meer volgt. More follows.", published=reading.PUBLISHED)


@given(st.text(max_size=300), st.text(max_size=60))
def test_paragraphs_lie_in_the_article_in_order(text: str, title: str) -> None:
    article = reading.article(text if text.strip() else ".", language="en", title=title)
    end = 0
    for paragraph in paragraphs(article):
        whole = article.title if paragraph.headline else article.text
        here = slice(paragraph.offset, paragraph.offset + len(paragraph.text))
        assert whole[here] == paragraph.text
        assert paragraph.text.strip()
        if not paragraph.headline:
            assert paragraph.offset >= end
            end = here.stop


# -- names ----------------------------------------------------------------------------------------

NAMES = [
    *("a", "A", "ab", "a b", "A-b", "a b c", "B c", "S-400", "Abcdef", "é", "1", "1 a", "'s", "-")
]


def gazetteer() -> Gazetteer[str]:
    built: Gazetteer[str] = Gazetteer()
    for number, name in enumerate(NAMES):
        built.add(name, name, cased=bool(number % 2))
    return built


GAZETTEER = gazetteer()
NAMED = st.lists(
    st.sampled_from([*NAMES, " ", "  ", "-", "\N{EN DASH}", "s", "'s", ".", "\n", "ß", "İ", "ﬁ"]),
    max_size=40,
).map("".join)


@given(NAMED | st.text(max_size=80))
def test_names_lie_in_the_text_in_order_without_overlap(text: str) -> None:
    end = 0
    for match in GAZETTEER.find(text):
        assert end <= match.start < match.end <= len(text)
        assert text[match.start : match.end] == match.text
        assert match.entries
        end = match.end


@given(st.sampled_from([n for n in NAMES if n != "-"]), st.text(" .,()\n", min_size=1, max_size=5))
def test_a_name_alone_is_found_whole(name: str, around: str) -> None:
    (match,) = GAZETTEER.find(around + name + around)
    assert match.text == name
    assert name in match.entries


@given(st.lists(st.sampled_from(["ab", "S-400", "Abcdef"]), max_size=12))
def test_names_apart_are_all_found(names: list[str]) -> None:
    assert [m.text for m in GAZETTEER.find(" x ".join(names))] == names


@given(st.text(max_size=100))
def test_words_cover_all_but_white_space(text: str) -> None:
    run = words(text)
    assert all(text[w.start : w.end] == w.text for w in run)
    assert "".join(w.text for w in run) == "".join(text.split())


# -- numbers --------------------------------------------------------------------------------------


@given(LANGUAGES, st.text(max_size=60))
@example("en", "²")
def test_any_words_have_ordered_bounds(language: str, text: str) -> None:
    count = ItemReader(reading.pack(language)).count(text)
    if count.minimum is not None and count.maximum is not None:
        assert 0 <= count.minimum <= count.maximum


@given(LANGUAGES, st.integers(min_value=1, max_value=999_999))
def test_a_figure_is_its_own_bound(language: str, number: int) -> None:
    reader = ItemReader(reading.pack(language))
    for written in (str(number), f"{number:,}".replace(",", "." if language == "nl" else ",")):
        count = reader.count(written + " ")
        assert (count.minimum, count.maximum, count.approximate) == (number, number, False)


DUTCH_TENS = [
    "",
    "",
    "twintig",
    "dertig",
    "veertig",
    "vijftig",
    "zestig",
    "zeventig",
    "tachtig",
    "negentig",
]
DUTCH_UNITS = [
    "",
    "een",
    "twee",
    "drie",
    "vier",
    "vijf",
    "zes",
    "zeven",
    "acht",
    "negen",
    "tien",
    "elf",
    "twaalf",
    "dertien",
    "veertien",
    "vijftien",
    "zestien",
    "zeventien",
    "achttien",
    "negentien",
]


def dutch(number: int) -> str:
    """A number from 1 to 999,999 as it is written in Dutch, in one word."""
    if number >= 1000:
        head = "" if number // 1000 == 1 else dutch(number // 1000)
        return head + "duizend" + (dutch(number % 1000) if number % 1000 else "")
    if number >= 100:
        head = "" if number // 100 == 1 else DUTCH_UNITS[number // 100]
        return head + "honderd" + (dutch(number % 100) if number % 100 else "")
    if number < 20:
        return DUTCH_UNITS[number]
    if number % 10 == 0:
        return DUTCH_TENS[number // 10]
    unit = DUTCH_UNITS[number % 10]
    return unit + ("ën" if unit.endswith("e") else "en") + DUTCH_TENS[number // 10]


@settings(max_examples=300)
@given(st.integers(min_value=2, max_value=999_999))
@example(77)
@example(29)
def test_dutch_numbers_in_one_word(number: int) -> None:
    count = ItemReader(reading.pack("nl")).count(dutch(number))
    assert (count.minimum, count.maximum) == (number, number)
