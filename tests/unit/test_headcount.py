"""Protects who is counted by a number alone, and ranges as one number."""

from collections.abc import Sequence

import pytest

from schemas.event import Event
from tests import reading

Told = tuple[str | None, str | None, int | None, int | None]

TABLE: list[tuple[str, list[Told]]] = [
    (
        "Some 400 Russian soldiers are in Niger. Another 200 to 300 have been in Mali since May.",
        [("RUS", "NER", 400, 400), ("RUS", "MLI", 200, 300)],
    ),
    (
        "About 100 members of Russia's Africa Corps are now stationed in Niger.",
        [("RUS", "NER", 100, 100)],
    ),
    ("Britain will send 500 to 600 soldiers to Estonia.", [("GBR", "EST", 500, 600)]),
]


def _told(events: Sequence[Event]) -> list[Told]:
    return [
        (
            e.roles()["sender"][0].country,
            e.roles()["host"][0].country,
            i.quantity.minimum,
            i.quantity.maximum,
        )
        for e in events
        for i in e.items
    ]


@pytest.mark.parametrize(("text", "told"), TABLE)
def test_a_number_alone_counts_the_soldiers_told_before(text: str, told: list[Told]) -> None:
    assert _told(reading.read(text, language="en")) == told


def test_a_number_counts_no_soldiers_who_were_told_long_before() -> None:
    text = (
        "Some 400 Russian soldiers are stationed in Niger. The army gave no details. Its budget "
        "has doubled. The war goes on. Another 200 have remained in Burkina Faso since January."
    )
    assert [t[1] for t in _told(reading.read(text, language="en"))] == ["NER"]
