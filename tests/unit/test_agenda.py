"""Agenda: visits, talks and accords of one journey date one another; stays last over their days.

Articles are published on Tuesday 20 December 2022.
"""

import pytest

from tests import reading

DAY = ("2022-12-20", "2022-12-20")

SHARED = [
    (
        "en",
        (
            "Egypt signed a contract for 24 Rafale fighters with France on Monday.\n"
            "French Defence Minister Sébastien Lecornu flew to Cairo for the ceremony."
        ),
        "visit",
        ("2022-12-19", "2022-12-19"),
    ),
    (
        "nl",
        (
            "Egypte tekende maandag met Frankrijk een contract voor 24 gevechtsvliegtuigen.\n"
            "De Franse minister van Defensie Sébastien Lecornu reisde naar Caïro voor de ceremonie."
        ),
        "visit",
        ("2022-12-19", "2022-12-19"),
    ),
    # A journey to come takes no day from an accord of the past.
    (
        "en",
        (
            "Egypt signed a contract for 24 Rafale fighters with France on Monday.\n"
            "French Defence Minister Sébastien Lecornu will travel to Cairo."
        ),
        "visit",
        None,
    ),
]


@pytest.mark.parametrize(("language", "text", "kind", "days"), SHARED)
def test_one_scene_is_of_one_day(
    language: str, text: str, kind: str, days: tuple[str, str] | None
) -> None:
    events = reading.read(text, language=language)
    (event,) = reading.events_of_kind(events, kind)
    assert reading.days(event) == days


STAYS = [
    (
        "en",
        (
            "U.S. Defense Secretary Lloyd Austin landed in Tokyo on Sunday. "
            "Austin met Japanese Defence Minister Yasukazu Hamada in Tokyo on Monday."
        ),
        "occurred",
        ("2022-12-18", "2022-12-19"),
    ),
    (
        "nl",
        (
            "De Amerikaanse president Joe Biden is maandag in Japan geland. "
            "Biden wordt woensdag ontvangen door de Japanse premier Fumio Kishida."
        ),
        "ongoing",
        ("2022-12-19", "2022-12-21"),
    ),
]


@pytest.mark.parametrize(("language", "text", "status", "days"), STAYS)
def test_a_stay_lasts_from_its_first_day_to_its_last(
    language: str, text: str, status: str, days: tuple[str, str]
) -> None:
    events = reading.read(text, language=language)
    (event,) = reading.events_of_kind(events, "visit")
    assert (event.status.value, reading.days(event)) == (status, days)
