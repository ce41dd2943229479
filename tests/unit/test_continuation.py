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
    # A beginning, an end and a length, told apart.
    (
        "en",
        (
            "Japan and the United States began a joint military exercise on Thursday. "
            "The drills kicked off at an air base and will be held in other places "
            "through March 25."
        ),
        ("ongoing", "2023-03-16", "2023-03-25"),
    ),
    (
        "en",
        (
            "Kenyan marines are taking part in Cutlass, an exercise that began on Tuesday and in "
            "which, until March 24, Kenya, Tanzania and the United States hunt pirates."
        ),
        ("ongoing", "2023-03-14", "2023-03-24"),
    ),
    (
        "en",
        (
            "On March 6, NATO kicked off its largest military exercise in a decade in Norway. "
            "The operation will last until March 24."
        ),
        ("ongoing", "2023-03-06", "2023-03-24"),
    ),
    (
        "en",
        (
            "Kenyan defence minister Aden Duale arrived in Turkey on Wednesday. During his "
            "five-day visit, Duale will meet his Turkish counterpart."
        ),
        ("ongoing", "2023-03-15", "2023-03-19"),
    ),
    (
        "nl",
        (
            "Moldavië en Roemenië houden een gezamenlijke militaire oefening in Smârdan, "
            "die op 27 maart begint en twee weken duurt."
        ),
        ("planned", "2023-03-27", "2023-04-09"),
    ),
    (
        "nl",
        (
            "Dinsdag is in Polen de oefening Anakonda begonnen, waaraan tot en met 24 maart "
            "Poolse, Duitse en Amerikaanse militairen deelnemen."
        ),
        ("ongoing", "2023-03-14", "2023-03-24"),
    ),
    (
        "fr",
        (
            "La France et le Japon ont entamé mercredi un exercice naval conjoint. L'exercice "
            "doit durer jusqu'au 24 mars."
        ),
        ("ongoing", "2023-03-15", "2023-03-24"),
    ),
    # What goes on in a month does not end there.
    (
        "nl",
        (
            "Nederlandse militairen leidden vorig jaar in Kindu soldaten van Congo op, een "
            "programma dat vijf maanden geleden afliep."
        ),
        ("occurred", "2022-01-01", "2022-12-31"),
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
