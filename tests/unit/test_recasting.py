"""Recasting: whoever meets his colleague at the colleague's home is there on a visit."""

import pytest

from tests import reading


@pytest.mark.parametrize(
    ("language", "text", "visitor", "host"),
    [
        (
            "en",
            (
                "U.S. Defense Secretary Lloyd Austin arrived from Tokyo, where he held talks on "
                "Thursday with his Japanese counterpart, Yasukazu Hamada."
            ),
            "USA",
            "JPN",
        ),
        (
            "nl",
            "De Amerikaanse minister Austin was in Manilla. Hij sprak er met president Marcos.",
            "USA",
            "PHL",
        ),
        (
            "fr",
            (
                "Le ministre américain de la Défense Lloyd Austin est rentré de Tokyo, où il a "
                "rencontré son homologue japonais Yasukazu Hamada."
            ),
            "USA",
            "JPN",
        ),
    ],
)
def test_a_meeting_there_is_a_visit(language: str, text: str, visitor: str, host: str) -> None:
    found = reading.events_of_kind(reading.read(text, language=language), "visit")
    assert any(
        reading.countries(event, "visitor") == [visitor]
        and reading.countries(event, "host") == [host]
        for event in found
    )
    assert not reading.events_of_kind(reading.read(text, language=language), "meeting")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            (
                "U.S. Defense Secretary Lloyd Austin flew to Geneva, where he held talks with his "
                "Japanese counterpart, Yasukazu Hamada."
            ),
        ),
        (
            "nl",
            "Minister Austin reisde naar Genève. Hij sprak er met zijn Japanse collega Hamada.",
        ),
    ],
)
def test_a_meeting_at_nobodys_home_stays_one(language: str, text: str) -> None:
    assert reading.events_of_kind(reading.read(text, language=language), "meeting")
