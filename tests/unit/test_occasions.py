"""Occasions: one event however often it is told; two events where they differ."""

from copy import deepcopy

import pytest

from schemas.event import Kind, Status
from schemas.when import Basis
from streams.core.events.draft import Draft
from streams.core.events.occasions import merge, same, split
from tests import reading
from tests.unit.drafts import draft, on, party, person, thing

RUS, BLR, POL = party("RUS", "Russia"), party("BLR", "Belarus"), party("POL", "Poland")
PUTIN, LUKASHENKO = person("RUS", "Vladimir Putin"), person("BLR", "Alexander Lukashenko")
MINSK = party("BLR", "Belarus", "capital", place="Minsk")
WARSAW = party("POL", "Poland", "capital", place="Warsaw")
SUPPLY = {"supplier": [RUS], "recipient": [BLR]}


def test_nothing_comes_of_nothing() -> None:
    assert merge([]) == []
    assert split([]) == []


def test_one_occasion_told_twice_is_one() -> None:
    first = draft(Kind.DELIVERY, SUPPLY, things=[thing("tank", 170)], start=10)
    again = draft(Kind.DELIVERY, SUPPLY, things=[thing("tank")], start=90)
    (home,) = merge([first, again])
    assert [t.count.minimum for t in home.things] == [170]
    assert {home.start, *(d.start for d in home.also)} == {10, 90}


def test_roles_and_items_are_united() -> None:
    one = draft(
        Kind.DELIVERY, {"supplier": [RUS], "recipient": [BLR]}, things=[thing("tank", 2)], start=1
    )
    other = draft(
        Kind.DELIVERY,
        {"supplier": [RUS], "recipient": [BLR]},
        things=[thing("tank", 2), thing("S-400")],
        start=2,
    )
    (home,) = merge([one, other])
    assert [t.name for t in home.things] == ["tank", "S-400"]


def test_the_most_specific_date_stands() -> None:
    month, day = on("2022-12-01", "2022-12-31"), on("2022-12-19")
    first = draft(Kind.VISIT, {"visitor": [PUTIN], "host": [BLR]}, dated=month, start=1)
    second = draft(Kind.VISIT, {"visitor": [PUTIN], "host": [BLR]}, dated=day, start=2)
    for order in ([first, second], [second, first]):
        (home,) = merge([deepcopy(d) for d in order])
        assert home.dated == day


def test_a_date_that_was_said_wins_over_one_carried_over() -> None:
    said = on("2022-12-01", "2022-12-20")
    carried = on("2022-12-19", basis=Basis.CONTEXT)
    one = draft(Kind.DELIVERY, SUPPLY, dated=carried, start=1)
    other = draft(Kind.DELIVERY, SUPPLY, dated=said, start=2)
    (home,) = merge([one, other])
    assert home.dated == said


def test_occasions_come_in_order_of_first_mention() -> None:
    late = draft(Kind.DELIVERY, SUPPLY, things=[thing("tank", 1)], start=90, score=1.0)
    early = draft(Kind.EXERCISE, {"participant": [RUS, BLR]}, start=10, score=0.3)
    assert [d.start for d in merge([late, early])] == [10, 90]


APART = [
    ("kinds", draft(Kind.DELIVERY, SUPPLY), draft(Kind.DEPLOYMENT, {"sender": [RUS]})),
    (
        "days",
        draft(Kind.DELIVERY, SUPPLY, dated=on("2022-12-01")),
        draft(Kind.DELIVERY, SUPPLY, dated=on("2022-12-02")),
    ),
    (
        "items",
        draft(Kind.DELIVERY, SUPPLY, things=[thing("T-72", 40)]),
        draft(Kind.DELIVERY, SUPPLY, things=[thing("S-400")]),
    ),
    (
        "suppliers",
        draft(Kind.DELIVERY, {"supplier": [RUS], "recipient": [BLR]}),
        draft(Kind.DELIVERY, {"supplier": [POL], "recipient": [BLR]}),
    ),
    (
        "recipients",
        draft(Kind.DELIVERY, {"supplier": [RUS], "recipient": [BLR]}),
        draft(Kind.DELIVERY, {"supplier": [RUS], "recipient": [POL]}),
    ),
    (
        "visitors",
        draft(Kind.VISIT, {"visitor": [PUTIN], "host": [BLR]}),
        draft(Kind.VISIT, {"visitor": [person("RUS", "Sergei Shoigu")], "host": [BLR]}),
    ),
    (
        "a denial and a fact",
        draft(Kind.DELIVERY, SUPPLY, status=Status.DENIED),
        draft(Kind.DELIVERY, SUPPLY, status=Status.OCCURRED),
    ),
    (
        "a promise and a fact of other days",
        draft(Kind.DELIVERY, SUPPLY, status=Status.PLANNED, dated=on("2023-01-01", "2023-12-31")),
        draft(Kind.DELIVERY, SUPPLY, status=Status.OCCURRED, dated=on("2022-12-01")),
    ),
    (
        "other talks",
        draft(Kind.MEETING, {"participant": [RUS, BLR]}),
        draft(Kind.MEETING, {"participant": [POL, BLR]}),
    ),
]


@pytest.mark.parametrize(
    ("one", "other"), [(a, b) for _, a, b in APART], ids=[name for name, _, _ in APART]
)
def test_two_occasions_stay_apart(one: Draft, other: Draft) -> None:
    assert not same(one, other)
    assert not same(other, one)
    assert len(merge([deepcopy(one), deepcopy(other)])) == 2


def test_talks_during_a_visit_are_the_visit() -> None:
    visit = draft(
        Kind.VISIT, {"visitor": [PUTIN], "host": [MINSK]}, dated=on("2022-12-19"), place=MINSK
    )
    talks = draft(Kind.MEETING, {"participant": [PUTIN, LUKASHENKO]}, start=50)
    (home,) = merge([visit, talks])
    assert home.kind is Kind.VISIT
    assert [r.name for r in home.roles["host"]] == ["Alexander Lukashenko"]
    assert [r.name for r in home.roles["visitor"]] == ["Vladimir Putin"]
    assert [d.kind for d in home.also] == [Kind.MEETING]


def test_talks_lend_their_day_to_the_visit() -> None:
    visit = draft(Kind.VISIT, {"visitor": [PUTIN], "host": [MINSK]})
    talks = draft(
        Kind.MEETING, {"participant": [PUTIN, LUKASHENKO]}, start=50, dated=on("2022-12-19")
    )
    (home,) = merge([visit, talks])
    assert home.dated == on("2022-12-19")


@pytest.mark.parametrize(
    "talks",
    [
        draft(Kind.MEETING, {"participant": [PUTIN, person("CHN", "Xi Jinping")]}, start=50),
        draft(
            Kind.MEETING,
            {"participant": [PUTIN, LUKASHENKO, person("CHN", "Xi Jinping")]},
            start=50,
        ),
        draft(
            Kind.MEETING,
            {"participant": [PUTIN, LUKASHENKO]},
            start=50,
            dated=on("2022-11-02"),
        ),
    ],
    ids=["with another", "with a third", "on another day"],
)
def test_other_talks_are_an_occasion_of_their_own(talks: Draft) -> None:
    visit = draft(Kind.VISIT, {"visitor": [PUTIN], "host": [MINSK]}, dated=on("2022-12-19"))
    assert [d.kind for d in merge([visit, deepcopy(talks)])] == [Kind.VISIT, Kind.MEETING]


def test_each_country_visited_is_a_visit() -> None:
    tour = draft(Kind.VISIT, {"visitor": [PUTIN], "host": [MINSK, WARSAW]}, place=MINSK)
    one, other = split([tour])
    assert (one.countries("host"), other.countries("host")) == ({"BLR"}, {"POL"})
    assert one.place == MINSK
    assert other.place == WARSAW
    assert one.roles["visitor"] == other.roles["visitor"] == [PUTIN]


def test_a_host_with_his_capital_is_one_visit() -> None:
    visit = draft(Kind.VISIT, {"visitor": [PUTIN], "host": [LUKASHENKO, MINSK]})
    assert len(split([visit])) == 1


def test_two_hosts_of_two_states_in_one_place_are_one_visit() -> None:
    duda = person("POL", "Andrzej Duda")
    visit = draft(Kind.VISIT, {"visitor": [PUTIN], "host": [LUKASHENKO, duda]}, place=MINSK)
    assert len(split([visit])) == 1


def test_only_visits_are_split() -> None:
    train = draft(Kind.DEPLOYMENT, {"sender": [RUS], "host": [BLR, POL]})
    assert split([train]) == [train]


ARTICLES = [
    (
        "nl",
        "Macron bezoekt Warschau",
        (
            "President Macron heeft maandag Warschau bezocht. Tijdens zijn bezoek aan Polen sprak "
            "hij met president Duda over de levering van wapens."
        ),
        "visit",
    ),
    (
        "en",
        "Macron visits Warsaw",
        (
            "French President Emmanuel Macron visited Warsaw on Monday. During his visit to Poland "
            "he held talks with President Andrzej Duda about defence."
        ),
        "visit",
    ),
    (
        "nl",
        "Duitsland levert Polen tien tanks",
        (
            "Duitsland heeft maandag tien tanks aan Polen geleverd.\nDe levering van de tien tanks "
            "aan Polen werd in Warschau geprezen."
        ),
        "delivery",
    ),
    (
        "en",
        "Germany delivers ten tanks to Poland",
        (
            "Germany delivered ten tanks to Poland on Monday.\nThe delivery of the ten tanks to "
            "Poland was praised in Warsaw."
        ),
        "delivery",
    ),
    (
        "en",
        "Poland and Lithuania hold military drill",
        (
            "Poland and Lithuania held a military exercise last week.\nThe exercise of Poland and "
            "Lithuania was the third this year."
        ),
        "exercise",
    ),
]


@pytest.mark.parametrize(
    ("language", "title", "text", "kind"), ARTICLES, ids=[title for _, title, _, _ in ARTICLES]
)
def test_title_and_text_tell_one_event(language: str, title: str, text: str, kind: str) -> None:
    found = reading.read(text, language=language, title=title)
    assert reading.kinds(found) == [kind]
    (event,) = found
    assert event.when.basis is Basis.TEXT
    assert {e.field for e in event.evidence} == {"title", "text"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "President Macron bracht maandag een bezoek aan Polen en dinsdag aan Litouwen."),
        ("nl", "President Macron bracht vorige week een bezoek aan Polen en Litouwen."),
        ("en", "President Macron visited Poland and Lithuania last week."),
        ("en", "President Macron visited Poland on Monday and Lithuania on Tuesday."),
    ],
)
def test_two_countries_visited_are_two_visits(language: str, text: str) -> None:
    found = reading.read(text, language=language)
    assert reading.kinds(found) == ["visit", "visit"]
    assert sorted(str(c) for e in found for c in reading.countries(e, "host")) == ["LTU", "POL"]
    assert len({e.event_id for e in found}) == 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "De Russische minister Lavrov kwam na een bezoek aan Egypte aan in Turkije."),
        ("en", "Russian Foreign Minister Lavrov arrived in Turkey after a visit to Egypt."),
    ],
)
def test_a_visit_after_a_visit_is_another(language: str, text: str) -> None:
    visits = reading.events_of_kind(reading.read(text, language=language), "visit")
    assert sorted(str(c) for v in visits for c in reading.countries(v, "host")) == ["EGY", "TUR"]
    assert len(visits) == 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "nl",
            (
                "Duitsland leverde maandag tien tanks aan Polen. In oktober leverde Duitsland zes "
                "houwitsers aan Polen."
            ),
        ),
        (
            "en",
            (
                "Germany delivered ten tanks to Poland on Monday. In October, Germany delivered "
                "six howitzers to Poland."
            ),
        ),
    ],
)
def test_two_deliveries_stay_two(language: str, text: str) -> None:
    found = reading.read(text, language=language)
    assert reading.kinds(found) == ["delivery", "delivery"]
    assert [reading.days(e) for e in found] == [
        ("2022-12-19", "2022-12-19"),
        ("2022-10-01", "2022-10-31"),
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "nl",
            (
                "Duitsland leverde tien tanks aan Oekraïne en Polen leverde zes houwitsers aan "
                "Oekraïne."
            ),
        ),
        (
            "en",
            (
                "Germany delivered ten tanks to Ukraine and Poland delivered six howitzers to "
                "Ukraine."
            ),
        ),
    ],
)
def test_each_supplier_with_a_quantity_of_its_own_is_an_event(language: str, text: str) -> None:
    found = reading.read(text, language=language)
    assert reading.kinds(found) == ["delivery", "delivery"]
    told = [
        (reading.countries(e, "supplier"), [(i.name, i.quantity.minimum) for i in e.items])
        for e in found
    ]
    assert told == [(["DEU"], [("tank", 10)]), (["POL"], [("howitzer", 6)])]
