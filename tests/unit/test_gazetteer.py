"""The gazetteer: the longest name, as it is written, wherever it stands, in linear time."""

import sys
from types import FrameType
from typing import Any

import pytest

from streams.core.language.gazetteer import Gazetteer, words


def names(*cased: str, loose: tuple[str, ...] = ()) -> Gazetteer[str]:
    gazetteer: Gazetteer[str] = Gazetteer()
    for name in cased:
        gazetteer.add(name, name, cased=True)
    for name in loose:
        gazetteer.add(name, name, cased=False)
    return gazetteer


def found(gazetteer: Gazetteer[str], text: str) -> list[tuple[str, tuple[str, ...]]]:
    matches = list(gazetteer.find(text))
    assert all(text[m.start : m.end] == m.text for m in matches)
    return [(m.text, m.entries) for m in matches]


def test_words_keep_their_offsets() -> None:
    text = "De S-400's, één_x"
    assert [text[w.start : w.end] for w in words(text)] == [w.text for w in words(text)]
    assert [w.text for w in words(text)] == ["De", "S", "-", "400", "'", "s", ",", "één", "_", "x"]


def test_names_are_found_from_left_to_right() -> None:
    gazetteer = names("Polen", "Litouwen")
    assert found(gazetteer, "Litouwen en Polen, Litouwen.") == [
        ("Litouwen", ("Litouwen",)),
        ("Polen", ("Polen",)),
        ("Litouwen", ("Litouwen",)),
    ]


def test_the_longest_name_wins() -> None:
    gazetteer = names("Korea", "Zuid-Korea", "New York", "New York Times")
    assert found(gazetteer, "Zuid-Korea") == [("Zuid-Korea", ("Zuid-Korea",))]
    assert found(gazetteer, "the New York Times") == [("New York Times", ("New York Times",))]
    assert found(gazetteer, "the New York Post") == [("New York", ("New York",))]


def test_a_name_that_breaks_off_gives_way_to_the_shorter_one_and_what_follows() -> None:
    gazetteer = names("Verenigde Staten van Amerika", "Verenigde Staten", "van Dam")
    assert found(gazetteer, "Verenigde Staten van Dam") == [
        ("Verenigde Staten", ("Verenigde Staten",)),
        ("van Dam", ("van Dam",)),
    ]


def test_a_name_inside_a_longer_one_that_breaks_off_is_found() -> None:
    gazetteer = names("Groot Nieuw Land", "Nieuw Zee")
    assert found(gazetteer, "Groot Nieuw Zee") == [("Nieuw Zee", ("Nieuw Zee",))]


def test_a_name_is_whole_words() -> None:
    gazetteer = names("Mali", "Niger")
    assert found(gazetteer, "Malinees Nigeria Somali") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Turkey", 1), ("TURKEY", 1), ("turkey", 0), ("tURKEY", 0), ("TurKey", 0)],
)
def test_a_cased_name_matches_as_written_or_in_capitals(text: str, expected: int) -> None:
    assert len(found(names("Turkey"), text)) == expected


@pytest.mark.parametrize("text", ["tank", "Tank", "TANK"])
def test_other_names_match_in_any_case(text: str) -> None:
    assert found(names(loose=("tank",)), text) == [(text, ("tank",))]


@pytest.mark.parametrize("text", ["us", "Us"])
def test_an_abbreviation_in_capitals_is_no_small_word(text: str) -> None:
    assert found(names("US"), f"He told {text} so") == []


def test_one_name_may_stand_for_several() -> None:
    gazetteer: Gazetteer[str] = Gazetteer()
    gazetteer.add("Georgia", "the country", cased=True)
    gazetteer.add("Georgia", "the state", cased=True)
    gazetteer.add("Georgia", "the state", cased=True)
    assert found(gazetteer, "Georgia") == [("Georgia", ("the country", "the state"))]


def test_cased_and_loose_names_share_their_letters() -> None:
    gazetteer: Gazetteer[str] = Gazetteer()
    gazetteer.add("Polish", "the nation", cased=True)
    gazetteer.add("polish", "the paste", cased=False)
    assert found(gazetteer, "polish") == [("polish", ("the paste",))]
    assert found(gazetteer, "Polish") == [("Polish", ("the nation", "the paste"))]


@pytest.mark.parametrize("text", ["S-400", "S400", "S 400", "S\N{EN DASH}400", "S\u2011400"])
@pytest.mark.parametrize("name", ["S-400", "S400", "S 400"])
def test_a_hyphen_inside_a_designation_does_not_count(name: str, text: str) -> None:
    assert found(names(name), f"de {text}.") == [(text, (name,))]


def test_a_dash_between_words_is_no_hyphen() -> None:
    assert found(names("Zuid-Korea"), "Zuid - Korea") == []


def test_a_hyphen_at_the_end_is_not_part_of_the_name() -> None:
    assert found(names("Leopard 2"), "Leopard 2-tanks") == [("Leopard 2", ("Leopard 2",))]
    assert found(names("Leopard 2"), "Leopard 2-") == [("Leopard 2", ("Leopard 2",))]


def test_a_compound_part_is_found() -> None:
    gazetteer = names("S-400", loose=("luchtverdedigingssystemen",))
    assert found(gazetteer, "S-400-luchtverdedigingssystemen") == [
        ("S-400", ("S-400",)),
        ("luchtverdedigingssystemen", ("luchtverdedigingssystemen",)),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Poetins bezoek", "Poetin"),
        ("Ruslands leger", "Rusland"),
        ("Poetin's bezoek", "Poetin"),
        ("Poetin\N{RIGHT SINGLE QUOTATION MARK}s bezoek", "Poetin"),
    ],
)
def test_a_genitive_is_the_name_without_its_ending(text: str, expected: str) -> None:
    assert found(names("Poetin", "Rusland"), text) == [(expected, (expected,))]


def test_a_genitive_of_the_last_of_several_words() -> None:
    gazetteer = names("Vladimir Poetin", "Vladimir")
    assert found(gazetteer, "Vladimir Poetins bezoek") == [
        ("Vladimir Poetin", ("Vladimir Poetin",))
    ]


def test_a_short_name_takes_no_genitive() -> None:
    assert found(names("Iran", "Mali"), "Irans Malis") == []


def test_a_name_that_ends_in_s_of_its_own_wins_over_a_genitive() -> None:
    gazetteer = names("Philip", "Philips")
    assert found(gazetteer, "Philips") == [("Philips", ("Philips",))]


@pytest.mark.parametrize("name", ["", " ", "-", " - "])
def test_a_name_without_words_is_ignored(name: str) -> None:
    assert found(names(name), "a - b") == []


def test_names_in_other_scripts() -> None:
    gazetteer = names("Oekraïne", "Αθήνα", "Москва", "İstanbul")
    text = "Oekraïne Αθήνα Москва İstanbul OEKRAÏNE"
    assert [t for t, _ in found(gazetteer, text)] == text.split()


def test_no_text_no_names() -> None:
    assert found(names("Polen"), "") == []


ADVERSARIAL = ["a ", "a-", "A", "a a b ", "- ", "As ", "1", "1-", "_", "'s ", "a\u2011"]


@pytest.mark.parametrize("unit", ADVERSARIAL)
def test_linear_time(unit: str) -> None:
    gazetteer = names(
        "a", "a a a a a a a b", "1 1 1 1 1 1 2", loose=("a a a a c", "A As As As", "- - -", "_ _ x")
    )

    def steps(size: int) -> int:
        """Lines that the search runs: the same on every machine, however busy."""
        text = unit * (size // len(unit))
        count = 0

        def trace(_frame: FrameType, event: str, _arg: Any) -> Any:
            nonlocal count
            count += event == "line"
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            for _ in gazetteer.find(text):
                pass
        finally:
            sys.settrace(before)
        return count

    # A quadratic matcher would take sixteen times as many steps for four times the text.
    assert steps(4_000) < 5 * steps(1_000)
