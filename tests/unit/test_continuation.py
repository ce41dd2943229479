"""Continuation: the days that a later clause tells of an event, and those that it does not."""

from datetime import UTC, datetime

import pytest

from tests import reading

#: A Thursday.
PUBLISHED = datetime(2023, 3, 16, 12, tzinfo=UTC)

TABLE = [
    # What begins, lasts, ends or comes about is what was told right before.
    (
        "nl",
        "Zuid-Korea en de VS zijn maandag begonnen met hun grootste oefening. Die duurt elf dagen.",
        ("ongoing", "2023-03-13", "2023-03-23"),
    ),
    (
        "en",
        (
            "South Korea and the United States on Monday began their largest joint exercise. "
            "It will run for 11 days."
        ),
        ("ongoing", "2023-03-13", "2023-03-23"),
    ),
    (
        "nl",
        (
            "Zweden gaat tien Leopard-tanks leveren aan Oekraïne. "
            "De tanks worden in april overgedragen."
        ),
        ("planned", "2023-04-01", "2023-04-30"),
    ),
    (
        "en",
        "Sweden will give Ukraine ten Leopard tanks. The tanks will be handed over in April.",
        ("planned", "2023-04-01", "2023-04-30"),
    ),
    (
        "en",
        "Norway has delivered eight tanks to Ukraine. The last of them arrived on Monday.",
        ("occurred", "2023-03-13", "2023-03-13"),
    ),
    (
        "nl",
        "Noorwegen heeft acht tanks geleverd aan Oekraïne. De laatste kwamen maandag aan.",
        ("occurred", "2023-03-13", "2023-03-13"),
    ),
    (
        "nl",
        (
            "Turkije en Azerbeidzjan houden sinds vorige week woensdag oefeningen in Bakoe; "
            "de manoeuvres duren tot 20 maart."
        ),
        ("ongoing", "2023-03-08", "2023-03-20"),
    ),
    # What is past does not date a plan, nor what is ahead a fact.
    (
        "en",
        "Sweden will give Ukraine ten Leopard tanks. The tanks were ready in 1996.",
        ("planned", None, None),
    ),
    # Another subject is another matter.
    (
        "en",
        "Sweden will give Ukraine ten Leopard tanks. The elections begin on Sunday.",
        ("planned", None, None),
    ),
    (
        "nl",
        "Zweden gaat tien Leopard-tanks leveren aan Oekraïne. De verkiezingen beginnen zondag.",
        ("planned", None, None),
    ),
]


@pytest.mark.parametrize(("language", "text", "expected"), TABLE, ids=[t[1] for t in TABLE])
def test_a_later_clause_dates_what_it_points_to(
    language: str, text: str, expected: tuple[str, str | None, str | None]
) -> None:
    (event,) = reading.read(text, language=language, published=PUBLISHED)
    told = reading.days(event) or (None, None)
    assert (event.status.value, *told) == expected
