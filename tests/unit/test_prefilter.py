"""What the prefilter sees in words alone, and which sentences it lets through."""

from functools import cache

import pytest

from schemas.event import Kind
from streams.core.pipeline import paragraphs
from streams.core.screening import prefilter as module
from streams.core.screening.prefilter import Candidate, Prefilter, sentences
from streams.core.screening.vocabulary import Sign, Vocabulary, tokens
from tests import reading


@cache
def vocabulary(language: str) -> Vocabulary:
    return Vocabulary(reading.pack(language), reading.world(language))


@cache
def prefilter(language: str) -> Prefilter:
    return Prefilter(reading.pack(language), reading.world(language))


def parties(text: str, language: str) -> set[str]:
    return {p for _, sense in vocabulary(language).senses(tokens(text)) for p in sense.parties}


def signs(text: str, language: str) -> Sign:
    found = Sign(0)
    for _, sense in vocabulary(language).senses(tokens(text)):
        found |= Sign(sense.signs)
    return found


def passed(text: str, language: str, *, title: str = "") -> tuple[Candidate, ...]:
    article = reading.article(text, language=language, title=title)
    return prefilter(language).candidates(paragraphs(article))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Poland's army", "en", {"POL"}),
        ("POLAND", "en", {"POL"}),
        ("they polish their shoes", "en", set()),
        ("a turkey for Christmas", "en", set()),
        ("Ruslands leger", "nl", {"RUS"}),
        ("Poetins bezoek", "nl", {"RUS"}),
        ("de Saoedi-Arabische kroonprins", "nl", {"SAU"}),
        ("l’armée russe", "fr", {"RUS"}),
    ],
)
def test_names_are_seen_as_the_gazetteer_sees_them(
    text: str, language: str, expected: set[str]
) -> None:
    assert parties(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "sign"),
    [
        ("170 Leopard 2-tanks", "nl", Sign.THING),
        ("170 Leopard 2-tanks", "nl", Sign.NUMBER),
        ("F-16's", "nl", Sign.THING),
        ("zestienduizend soldaten", "nl", Sign.NUMBER | Sign.FORCES),
        ("defensiebegroting", "nl", Sign.MILITARY),
        ("the minister of defence", "en", Sign.CALLER | Sign.MILITARY),
        ("they", "en", Sign.PRONOUN),
        ("un accord-cadre", "fr", Sign.ACCORD),
    ],
)
def test_words_are_known_for_what_they_may_be(text: str, language: str, sign: Sign) -> None:
    assert signs(text, language) & sign == sign


@pytest.mark.parametrize(
    ("word", "language", "trigger"),
    [
        ("tanklevering", "nl", "delivery.noun"),
        ("gestationeerde", "nl", "deployment.send"),
        ("leverende", "nl", "delivery.give"),
        ("redeploying", "en", "deployment.send"),
        ("shipments", "en", "delivery.noun"),
        ("livreraient", "fr", "delivery.give"),
    ],
)
def test_inflections_and_compounds_of_triggers(word: str, language: str, trigger: str) -> None:
    assert trigger in {name.rpartition(".")[0].rpartition(".")[0] for name in seen(word, language)}


def seen(word: str, language: str) -> frozenset[str]:
    return prefilter(language).covers(word)


def test_a_separable_verb_needs_its_particle() -> None:
    assert not passed("De Poolse premier Tusk en Rusland zeggen niets.", "nl")
    (candidate,) = passed("Polen zegt Oekraïne tien tanks toe.", "nl")
    assert "delivery.give" in candidate.frames


def test_a_single_state_is_no_event() -> None:
    assert not passed("Poland bought tanks. The army trains its soldiers at the base.", "en")


def test_where_something_stands_that_can_be_one() -> None:
    text = (
        "Shops were full on Saturday.\n\n"
        "It rained. Germany delivered ten tanks to Lithuania on Monday. Nobody minded."
    )
    (candidate,) = passed(text, "en")
    assert candidate.paragraph == 1
    paragraph = text.split("\n\n")[1]
    assert paragraph[candidate.start : candidate.end].strip().startswith("Germany delivered")
    assert paragraph[candidate.start : candidate.end].strip().endswith("on Monday.")


def test_a_goal_shows_by_its_preposition() -> None:
    assert not passed("President Putin is a friend, China says.", "en")
    assert passed("President Putin is in China.", "en")


def test_sentences_lose_no_character_and_cut_no_initials() -> None:
    text = "The U.S. Army came to Poland. Then it left (early). “Why?” Nobody knows."
    spans = list(sentences(text))
    assert "".join(text[b:e] for b, e in spans) == text
    assert [text[b:e].strip() for b, e in spans] == [
        "The U.S. Army came to Poland.",
        "Then it left (early).",
        "“Why?” Nobody knows.",
    ]


def test_every_kind_has_its_condition() -> None:
    assert set(module._RULES) == set(Kind)
