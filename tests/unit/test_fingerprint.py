"""Copies of one text are recognised, independent reports of one event are not."""

import pytest

from schemas.event import Event
from streams.core.fingerprint import containment, fingerprint, hashes, is_copy
from streams.core.stories.sources import independent
from streams.core.stories.telling import claim_of
from tests.unit.claims import event, state

WIRE = """Russia has delivered Iskander missile systems to Belarus, the defence ministry in Minsk
said on Wednesday. The systems are to be stationed in the west of the country, where
crews have been trained since the autumn. A spokesman declined to say how many launchers
had arrived. Moscow did not comment. Neighbouring Lithuania called the delivery a threat
to the region and asked its allies for more air defence. The president is to visit the
crews next week, his office said."""
OTHER = """Belarus now has its own Iskander missiles. According to the ministry of defence in Minsk
the Russian systems arrived by rail and are operated by Belarusian crews. Analysts doubt
that Moscow gave up control of the warheads. In Vilnius the government spoke of a threat
to the whole region, and Poland said that it was watching the situation at its border
closely and with some concern."""


def sketch(text: str) -> str:
    found = fingerprint(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        (WIRE, True),
        (WIRE.upper().replace("\n", " "), True),
        ("Iskanders for Minsk, says our own headline\n" + WIRE, True),
        (". ".join(WIRE.split(". ")[:3]), True),
        (OTHER, False),
    ],
    ids=["itself", "typed otherwise", "a headline of its own", "cut short", "another report"],
)
def test_copies(copy: str, expected: bool) -> None:
    assert is_copy(sketch(WIRE), sketch(copy)) is expected
    assert is_copy(sketch(copy), sketch(WIRE)) is expected


def test_a_text_too_short_has_none_and_nonsense_is_none() -> None:
    assert fingerprint("Russia delivers missiles") is None
    assert hashes("no fingerprint!") == hashes("AAAA") == frozenset()
    assert containment("x", sketch(WIRE)) == 0.0


def test_copies_and_one_publisher_are_one_source() -> None:
    def told(name: str, source: str, text: str | None) -> Event:
        made = event(article=name, source=source, visitor=(state("RUS"),), host=(state("BLR"),))
        return made.model_copy(update={"fingerprint": text and sketch(text)})

    claims = [
        told("a", "ANP", WIRE),
        told("b", "The Ledger", "A headline of its own. " + WIRE),
        told("c", "Het Kompas", OTHER),
        told("d", "anp", None),
        told("e", "", None),
        told("f", "", None),
    ]
    assert independent([claim_of(one) for one in claims]) == (0, 0, 1, 0, 2, 2)
