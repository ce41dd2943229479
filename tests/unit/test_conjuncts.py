"""Conjuncts that leave out their verb: each party with a quantity or day of its own is an event."""

from datetime import date

import pytest

from tests import reading

Told = tuple[set[str | None], set[str | None], tuple[int | None, ...]]


def told(text: str, kind: str, roles: tuple[str, str], language: str) -> list[Told]:
    """Fillers of both roles and counts of each event; published on Tuesday 20 December 2022."""
    found = reading.events_of_kind(reading.read(text, language=language), kind)
    return [
        (
            set(reading.countries(event, roles[0])),
            set(reading.countries(event, roles[1])),
            tuple(item.quantity.minimum for item in event.items),
        )
        for event in found
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "Germany will send 14 Leopard 2 tanks to Ukraine, Poland another 14 and Norway eight.",
            [({"DEU"}, 14), ({"POL"}, 14), ({"NOR"}, 8)],
        ),
        (
            "en",
            (
                "Britain has given Ukraine 10,000 anti-tank missiles, the Netherlands 200 Stingers "
                "and Sweden 5,000 AT4s."
            ),
            [({"GBR"}, 10_000), ({"NLD"}, 200), ({"SWE"}, 5_000)],
        ),
        (
            "nl",
            (
                "Duitsland stuurt veertien Leopard 2-tanks naar Oekraïne, Polen ook veertien en "
                "Noorwegen acht."
            ),
            [({"DEU"}, 14), ({"POL"}, 14), ({"NOR"}, 8)],
        ),
        (
            "nl",
            "Frankrijk leverde in april zes Caesars aan Kiev en Denemarken in oktober negentien.",
            [({"FRA"}, 6), ({"DNK"}, 19)],
        ),
        (
            "fr",
            "Berlin va livrer quatorze chars Leopard 2 à Kiev, la Pologne dix et la Norvège huit.",
            [({"DEU"}, 14), ({"POL"}, 10), ({"NOR"}, 8)],
        ),
    ],
)
def test_each_supplier_with_a_quantity_of_its_own_delivers(
    language: str, text: str, expected: list[tuple[set[str], int]]
) -> None:
    found = told(text, "delivery", ("supplier", "recipient"), language)
    assert sorted(found, key=str) == sorted(
        [(supplier, {"UKR"}, (count,)) for supplier, count in expected], key=str
    )


@pytest.mark.parametrize(
    ("language", "text", "hosts"),
    [
        (
            "en",
            "The United States has about 2,500 troops in Iraq and some 900 in Syria.",
            [("IRQ", 2_500), ("SYR", 900)],
        ),
        (
            "nl",
            "De VS hebben 2500 militairen in Irak en zo'n 900 in Syrië.",
            [("IRQ", 2_500), ("SYR", 900)],
        ),
    ],
)
def test_each_host_with_a_number_of_its_own_has_them(
    language: str, text: str, hosts: list[tuple[str, int]]
) -> None:
    found = told(text, "deployment", ("sender", "host"), language)
    assert sorted(found, key=str) == sorted([({"USA"}, {h}, (n,)) for h, n in hosts], key=str)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Tokyo signed defence pacts with Australia in 2021 and with Britain in 2020."),
        ("nl", "Tokio tekende in 2021 een defensiepact met Australië en in 2020 met Engeland."),
        (
            "fr",
            "Tokyo a signé un accord de défense avec Canberra en 2021 et avec Londres en 2020.",
        ),
    ],
)
def test_each_partner_with_a_year_of_its_own_has_an_accord(language: str, text: str) -> None:
    found = reading.events_of_kind(reading.read(text, language=language), "agreement")
    assert {(frozenset(reading.countries(e, "party")), e.when.begin) for e in found} == {
        (frozenset({"JPN", "AUS"}), date(2021, 1, 1)),
        (frozenset({"JPN", "GBR"}), date(2020, 1, 1)),
    }


def test_again_on_another_day_is_another_occasion() -> None:
    text = "Netanyahu and Putin spoke by phone on Dec. 5 and again on Monday."
    found = reading.events_of_kind(reading.read(text, language="en"), "meeting")
    assert sorted(str(event.when.begin) for event in found) == ["2022-12-05", "2022-12-19"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        # A list of recipients is no list of suppliers.
        ("delivery", "Germany will send 14 Leopard 2 tanks to Ukraine, Poland and Lithuania."),
        # A clause with a verb of its own.
        ("delivery", "Germany sent 14 Leopard 2 tanks to Ukraine and Poland lost ten."),
        # Two days of one meeting.
        ("meeting", "Scholz and Macron spoke by phone on Monday and Tuesday."),
        # What is left out is denied.
        ("delivery", "Germany sent 14 Leopard 2 tanks to Ukraine, not Poland ten."),
    ],
)
def test_what_is_no_conjunct_of_that_sort_tells_nothing_more(kind: str, text: str) -> None:
    assert len(reading.events_of_kind(reading.read(text, language="en"), kind)) == 1


def test_a_clause_with_its_verb_at_its_end_is_whole() -> None:
    text = (
        "Sinds oktober vormen Rusland en Belarus een gezamenlijke eenheid, waarvoor Moskou 170 "
        "tanks, 200 pantserwagens en 20 kanonnen heeft geleverd."
    )
    found = told(text, "delivery", ("supplier", "recipient"), "nl")
    assert [(supplier, recipient) for supplier, recipient, _ in found] == [({"RUS"}, {"BLR"})]
