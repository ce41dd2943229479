"""Triggers: which words of a sentence may tell an event, and which only look like it."""

import pytest

from tests import reading

#: Tests that fail for a known reason, by a part of their id. Strict.
KNOWN_FAILURES: dict[str, str] = {}
known_failures = reading.known(KNOWN_FAILURES)


def frames(language: str, text: str) -> set[tuple[str, str]]:
    """(word, frame) of all readings of all triggers."""
    return {
        (o.token.text, o.trigger.frame.id) for o in reading.occurrences(text, language=language)
    }


FOUND = [
    ("nl", "Macron bezocht Warschau.", "bezocht", "visit.object"),
    ("nl", "Macron heeft Warschau bezocht.", "bezocht", "visit.object"),
    ("nl", "Poetins bezoek aan Minsk was kort.", "bezoek", "visit.noun"),
    ("nl", "Duitsland levert tanks aan Polen.", "levert", "delivery.give"),
    ("nl", "Duitsland droeg tien tanks over aan Polen.", "droeg", "delivery.give"),
    ("nl", "Duitsland heeft tien tanks overgedragen.", "overgedragen", "delivery.give"),
    ("nl", "De minister kwam in Kyiv aan.", "kwam", "visit.go"),
    ("nl", "De oefening begint maandag.", "oefening", "exercise.noun"),
    ("en", "Macron visited Warsaw.", "visited", "visit.object"),
    ("en", "Macron has visited Warsaw.", "visited", "visit.object"),
    ("en", "Putin's visit to Minsk was short.", "visit", "visit.noun"),
    ("en", "Germany supplies Poland with tanks.", "supplies", "delivery.give"),
    ("en", "Germany handed over ten tanks to Poland.", "handed", "delivery.give"),
    ("en", "Germany set up a brigade with Poland.", "set", "joint_unit.form"),
    ("en", "The joint exercise begins on Monday.", "exercise", "exercise.noun"),
    ("en", "They spoke during a state visit.", "visit", "visit.noun"),
]


@pytest.mark.parametrize(("language", "text", "word", "frame"), FOUND)
def test_found(language: str, text: str, word: str, frame: str) -> None:
    assert (word, frame) in frames(language, text)


@pytest.mark.parametrize(
    ("text", "word", "frame", "prefix"),
    [
        ("De tanklevering is voltooid.", "tanklevering", "delivery.noun", None),
        ("De munitieleveringen gaan door.", "munitieleveringen", "delivery.noun", None),
        ("De houwitserlevering is voltooid.", "houwitserlevering", "delivery.noun", "houwitser"),
        ("De F-16-levering is voltooid.", "F-16-levering", "delivery.noun", "f-16"),
        ("De herfstoefening begint.", "herfstoefening", "exercise.noun", "herfst"),
    ],
)
def test_the_last_part_of_a_dutch_compound_tells_the_event(
    text: str, word: str, frame: str, prefix: str | None
) -> None:
    found = [
        o
        for o in reading.occurrences(text, language="nl")
        if o.token.text == word and o.trigger.frame.id == frame
    ]
    assert found
    if prefix is not None:
        assert {o.prefix for o in found} == {prefix}


ABSENT = [
    ("en", "The supply ship left port.", "supply"),
    ("en", "The training ground was empty.", "training"),
    ("nl", "De president is omgekomen bij een ongeluk.", "omgekomen"),
    ("nl", "Zij heeft ingestemd.", "ingestemd"),
    ("en", "Nothing of the kind.", "kind"),
    ("nl", "Het museum is dicht.", "museum"),
]


@pytest.mark.parametrize(("language", "text", "word"), ABSENT)
def test_absent(language: str, text: str, word: str) -> None:
    assert word not in {found for found, _ in frames(language, text)}


def test_a_verb_with_another_particle_is_another_verb() -> None:
    """`aankomen` is to arrive, `neerkomen` is not."""
    arriving = {f for w, f in frames("nl", "De minister kwam in Kyiv aan.") if w == "kwam"}
    landing = {f for w, f in frames("nl", "De last kwam op de minister neer.") if w == "kwam"}
    assert arriving
    assert landing == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Canada has called off a visit by its defence minister to India.", "visit"),
        ("India called up reservists for an exercise with France.", "exercise"),
    ],
)
def test_calling_off_and_up_is_no_call(text: str, kind: str) -> None:
    assert reading.kinds(reading.read(text, language="en")) == [kind]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Duitsland zal de tanks leveren."),
        ("en", "Germany will be supplying the tanks."),
        ("en", "Germany has been supplying the tanks."),
    ],
)
def test_an_auxiliary_is_no_trigger(language: str, text: str) -> None:
    words = {w for w, _ in frames(language, text)}
    assert words & {"leveren", "supplying"}
    assert words.isdisjoint({"zal", "will", "be", "has", "been"})


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Poetins bezoek aan Minsk ging over de levering van tanks."),
        ("en", "Putin's visit to Minsk was about the delivery of tanks."),
    ],
)
def test_occurrences_come_in_order_and_nouns_carry_their_phrase(language: str, text: str) -> None:
    found = reading.occurrences(text, language=language)
    places = [o.token.i for o in found]
    assert places == sorted(places)
    for occurrence in found:
        assert (occurrence.phrase is None) == occurrence.trigger.verbal
        if occurrence.phrase is not None:
            assert occurrence.phrase.start <= occurrence.token.i < occurrence.phrase.end
