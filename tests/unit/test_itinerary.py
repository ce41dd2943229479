"""Itinerary: stops of a journey whose verb is told once are visits, each on its own day."""

from datetime import date

import pytest

from schemas.event import EventBase
from tests import reading


def visits(text: str, language: str) -> list[tuple[str, date | None]]:
    """Host and first day of each visit; published on Tuesday 20 December 2022."""
    found = reading.events_of_kind(reading.read(text, language=language), "visit")
    return sorted((host(event), event.when.begin) for event in found)


def host(event: EventBase) -> str:
    (country,) = reading.countries(event, "host")
    return str(country)


def day(number: int) -> date:
    return date(2022, 12, number)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "Scholz will travel to Kyiv on Monday and then to Moscow on Tuesday, his office said.",
            [("RUS", day(27)), ("UKR", day(26))],
        ),
        (
            "nl",
            "Bondskanselier Scholz reist maandag naar Kiev en dinsdag naar Moskou.",
            [("RUS", day(27)), ("UKR", day(26))],
        ),
        (
            "nl",
            "Minister Ollongren bezocht woensdag Letland en daarna Estland.",
            [("EST", day(14)), ("LVA", day(14))],
        ),
        (
            "fr",
            "Le chancelier allemand Olaf Scholz se rendra lundi à Kiev puis mardi à Moscou.",
            [("RUS", day(27)), ("UKR", day(26))],
        ),
    ],
)
def test_each_stop_has_its_own_day(
    language: str, text: str, expected: list[tuple[str, date]]
) -> None:
    assert visits(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "President Macron visited Poland on Monday and Lithuania protested on Tuesday."),
        ("en", "President Macron visited Poland on Monday and praised Lithuania on Tuesday."),
        ("nl", "President Macron bezocht maandag Polen en dinsdag sprak Litouwen van een succes."),
    ],
)
def test_what_another_does_next_is_no_stop(language: str, text: str) -> None:
    assert [country for country, _ in visits(text, language)] == ["POL"]
