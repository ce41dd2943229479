"""Parties near the trigger, items that a pronoun tells, kinds recast, and the learned weighing."""

import pytest

from streams import packs
from streams.core.events.plausibility import Plausibility
from tests import reading


@pytest.mark.parametrize(
    ("language", "text", "kind", "told"),
    [
        (
            "nl",
            "De marines van Zuid-Korea, de Verenigde Staten en Japan houden vrijdag oefeningen.",
            "exercise",
            {"KOR", "USA", "JPN"},
        ),
        (
            "en",
            "Blinken met President Maia Sandu in Chisinau on Sunday.",
            "visit",
            {"USA", "MDA"},
        ),
        (
            "nl",
            "Denemarken heeft vier F-16's naar Litouwen gestuurd.",
            "deployment",
            {"DNK", "LTU"},
        ),
        (
            "nl",
            "Nederland koopt veertien Leopard 2-tanks, om die naar Oekraïne te sturen.",
            "delivery",
            {"NLD", "UKR"},
        ),
        (
            "en",
            "Turkey has had soldiers in Qatar since 2015.",
            "deployment",
            {"TUR", "QAT"},
        ),
    ],
)
def test_an_event_comes_out_with_its_parties(
    language: str, text: str, kind: str, told: set[str]
) -> None:
    found = reading.events_of_kind(reading.read(text, language=language), kind)
    assert [{f.country for fs in e.roles().values() for f in fs} for e in found] == [told]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        # What two talk about need not be theirs.
        ("nl", "President Macron sprak met president Duda over de levering van wapens."),
        # Men by themselves are no soldiers.
        ("en", "Three men were in Poland on Monday, Germany said."),
    ],
)
def test_what_stands_near_by_chance_makes_no_delivery_and_no_deployment(
    language: str, text: str
) -> None:
    told = reading.read(text, language=language)
    assert not reading.events_of_kind(told, "delivery")
    assert not reading.events_of_kind(told, "deployment")


def test_the_weights_name_every_kind_and_are_a_probability() -> None:
    found = reading.read("Germany delivered ten tanks to Poland on Monday.", language="en")
    assert [e.kind.value for e in found] == ["delivery"]
    assert 0.5 < found[0].confidence < 1.0
    assert isinstance(packs.plausibility(), Plausibility)
