"""Noun phrases: where they begin and end, their case, their lists and their owners."""

import pytest

from streams.core.sentence.phrases import Phrase
from tests import reading


def told(language: str, text: str, *words: str) -> list[Phrase]:
    """The phrases that read `words`, of one reading of `text`."""
    phrases = {p.text: p for p in reading.phrases(text, language=language)}
    assert set(words) <= set(phrases), f"{words!r} are not all among {list(phrases)}"
    return [phrases[w] for w in words]


TEXTS = [
    ("nl", "De Franse president Macron heeft gisteren Warschau bezocht."),
    ("nl", "Polen, Litouwen en Letland vormen in juli een gezamenlijke brigade."),
    ("nl", "Poetins bezoek aan Minsk, het eerste in drie jaar, was kort."),
    ("nl", "Rusland heeft Belarus ook S-400-luchtverdedigingssystemen geleverd."),
    ("en", "French President Emmanuel Macron visited Warsaw on Monday."),
    ("en", "Poland, Lithuania and Latvia will form a joint brigade in July."),
    ("en", "Putin's visit to Minsk, the first in three years, was short."),
    ("en", "Russia has also delivered S-400 air-defence systems to Belarus."),
]


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_phrases_lie_in_order_without_overlap_and_carry_their_words(
    language: str, text: str
) -> None:
    end = 0
    for phrase in reading.phrases(text, language=language):
        assert end <= phrase.char_start < phrase.char_end <= len(text)
        assert text[phrase.char_start : phrase.char_end] == phrase.text
        assert phrase.start <= phrase.root.i < phrase.end
        assert phrase.start <= phrase.head.i < phrase.end
        end = phrase.char_end


CASES = [
    ("nl", "Duitsland levert tanks aan Polen.", "Polen", "to"),
    ("nl", "De troepen kwamen uit Polen.", "Polen", "from"),
    ("nl", "Macron sprak met Scholz.", "Scholz", "with"),
    ("nl", "De tanks werden door Duitsland geleverd.", "Duitsland", "by"),
    ("nl", "Het overleg tussen Polen en Letland duurde lang.", "Polen", "between"),
    ("nl", "Het overleg tussen Polen en Letland duurde lang.", "Letland", "between"),
    ("nl", "Duitsland levert tanks aan Polen.", "Duitsland", None),
    ("en", "Germany supplies tanks to Poland.", "Poland", "to"),
    ("en", "The troops came from Poland.", "Poland", "from"),
    ("en", "Macron spoke with Scholz.", "Scholz", "with"),
    ("en", "The tanks were delivered by Germany.", "Germany", "by"),
    ("en", "The talks between Poland and Latvia took long.", "Poland", "between"),
    ("en", "The talks between Poland and Latvia took long.", "Latvia", "between"),
    ("en", "Germany supplies tanks to Poland.", "Germany", None),
]


@pytest.mark.parametrize(("language", "text", "words", "case"), CASES)
def test_case(language: str, text: str, words: str, case: str | None) -> None:
    (phrase,) = told(language, text, words)
    assert phrase.case == case


LISTS = [
    ("nl", "Polen, Litouwen en Letland vormen een brigade.", ["Polen", "Litouwen", "Letland"]),
    ("nl", "Rusland en Belarus oefenen samen.", ["Rusland", "Belarus"]),
    ("nl", "Duitsland levert tanks, houwitsers en raketten.", ["tanks", "houwitsers", "raketten"]),
    ("en", "Poland, Lithuania and Latvia form a brigade.", ["Poland", "Lithuania", "Latvia"]),
    ("en", "Russia and Belarus exercise together.", ["Russia", "Belarus"]),
    ("en", "Germany supplied tanks, howitzers and missiles.", ["tanks", "howitzers", "missiles"]),
]


@pytest.mark.parametrize(("language", "text", "members"), LISTS)
def test_lists_hang_on_their_first_member(language: str, text: str, members: list[str]) -> None:
    first, *others = told(language, text, *members)
    assert first.coordinated is None
    assert all(other.coordinated is first for other in others)


@pytest.mark.parametrize(
    ("language", "text", "left", "right"),
    [
        ("en", "Macron arrived in Kyiv and Scholz stayed in Berlin.", "Kyiv", "Scholz"),
        ("nl", "Macron kwam aan in Kyiv en Scholz bleef in Berlijn.", "Kyiv", "Scholz"),
        ("en", "Germany delivered tanks and Poland was glad.", "tanks", "Poland"),
    ],
)
def test_and_between_clauses_makes_no_list(language: str, text: str, left: str, right: str) -> None:
    one, other = told(language, text, left, right)
    assert other.coordinated is not one


@pytest.mark.parametrize(
    ("language", "text", "owner", "owned"),
    [
        ("nl", "Poetins bezoek aan Minsk was kort.", "Poetins", "bezoek"),
        ("nl", "Ruslands troepen kwamen aan.", "Ruslands", "troepen"),
        ("en", "Putin's visit to Minsk was short.", "Putin", "visit"),
        ("en", "Russia’s troops arrived.", "Russia", "troops"),
        ("en", "The two countries' armies train.", "The two countries", "armies"),
    ],
)
def test_possessors_own_what_follows(language: str, text: str, owner: str, owned: str) -> None:
    left, right = told(language, text, owner, owned)
    assert left.genitive
    assert right.owner is left


@pytest.mark.parametrize(
    ("language", "text", "words", "states"),
    [
        (
            "nl",
            "Nederlandse en Duitse militairen oefenen.",
            "Nederlandse en Duitse militairen",
            ["NLD", "DEU"],
        ),
        (
            "nl",
            "Estse, Tsjechische en Zweedse commando's oefenen.",
            "Estse, Tsjechische en Zweedse commando's",
            ["EST", "CZE", "SWE"],
        ),
        (
            "en",
            "Dutch and German soldiers are exercising.",
            "Dutch and German soldiers",
            ["NLD", "DEU"],
        ),
        (
            "en",
            "Estonian, Czech and Swedish commandos are exercising.",
            "Estonian, Czech and Swedish commandos",
            ["EST", "CZE", "SWE"],
        ),
    ],
)
def test_a_list_of_nations_stays_one_phrase(
    language: str, text: str, words: str, states: list[str]
) -> None:
    (phrase,) = told(language, text, words)
    assert [r.country for r in phrase.referents] == states


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("nl", "Macron heeft maandag Warschau bezocht.", "maandag"),
        ("nl", "Vorige week kwamen de tanks.", "Vorige week"),
        ("en", "On Monday Macron visited Warsaw.", "Monday"),
        ("en", "Last week the tanks came.", "Last week"),
    ],
)
def test_a_time_is_no_party(language: str, text: str, words: str) -> None:
    (phrase,) = told(language, text, words)
    assert phrase.temporal
    assert phrase.referents == ()


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("nl", "Macron heeft maandag Warschau bezocht.", "Warschau"),
        ("en", "Macron visited Warsaw Monday.", "Warsaw"),
        ("nl", "Poetin reist woensdag naar China.", "China"),
    ],
)
def test_a_time_beside_a_name_does_not_swallow_it(language: str, text: str, words: str) -> None:
    (phrase,) = told(language, text, words)
    assert not phrase.temporal
    assert [r.country for r in phrase.referents] in (["POL"], ["CHN"])


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("nl", "Duitsland levert meer dan 40 tanks.", "meer dan 40 tanks"),
        ("nl", "Duitsland levert zo'n 40 tanks.", "zo'n 40 tanks"),
        ("en", "Germany supplies more than 40 tanks.", "more than 40 tanks"),
        ("en", "Germany supplies at least 40 tanks.", "at least 40 tanks"),
        ("en", "Germany supplies up to 40 tanks.", "up to 40 tanks"),
    ],
)
def test_a_hedge_belongs_to_its_number(language: str, text: str, words: str) -> None:
    (phrase,) = told(language, text, words)
    assert phrase.thing is not None
    assert 40 in (phrase.thing.count.minimum, phrase.thing.count.maximum)


@pytest.mark.parametrize(
    ("language", "text", "name", "minimum"),
    [
        ("en", "Germany supplies dozens of tanks.", "tank", 20),
        ("en", "Poland sent all 19 of its howitzers.", "howitzer", 19),
        ("en", "Russia sent thousands of soldiers to Belarus.", "soldier", 2000),
    ],
)
def test_a_number_may_stand_before_of(language: str, text: str, name: str, minimum: int) -> None:
    things = [p.thing for p in reading.phrases(text, language=language) if p.thing is not None]
    assert any(t.name == name and t.count.minimum == minimum for t in things)
