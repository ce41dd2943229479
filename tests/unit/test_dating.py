"""Dating: which of the times of a sentence is said of the event.

Articles are published on Tuesday 20 December 2022.
"""

import pytest

from schemas.event import EventBase
from schemas.when import Basis
from tests import reading

#: Tests that fail for a known reason, by a part of their id. Strict.
KNOWN_FAILURES: dict[str, str] = {
    "spraken vrijdag af": "the day of an arrangement dates what was arranged",
}
known_failures = reading.known(KNOWN_FAILURES)


DAY = "2022-12-20"

DATED = [
    # A weekday: the nearest on the side that the tense tells.
    ("nl", "Duitsland leverde maandag tien tanks aan Polen.", ("2022-12-19", "2022-12-19")),
    ("nl", "Duitsland leverde donderdag tien tanks aan Polen.", ("2022-12-15", "2022-12-15")),
    ("nl", "Duitsland zal donderdag tien tanks aan Polen leveren.", ("2022-12-22", "2022-12-22")),
    ("en", "Germany delivered ten tanks to Poland on Monday.", ("2022-12-19", "2022-12-19")),
    ("en", "Germany delivered ten tanks to Poland on Thursday.", ("2022-12-15", "2022-12-15")),
    ("en", "Germany will deliver ten tanks to Poland on Thursday.", ("2022-12-22", "2022-12-22")),
    # Since: to the day of publication.
    ("nl", "Spanje traint sinds oktober Oekraïense soldaten.", ("2022-10-01", DAY)),
    ("en", "Spain has been training Ukrainian soldiers since October.", ("2022-10-01", DAY)),
    # Weeks, months and years.
    (
        "nl",
        "Polen en Litouwen hielden vorige week een militaire oefening.",
        ("2022-12-12", "2022-12-18"),
    ),
    ("nl", "Duitsland levert volgend jaar tien tanks aan Polen.", ("2023-01-01", "2023-12-31")),
    (
        "nl",
        "Duitsland leverde in februari dit jaar tien tanks aan Polen.",
        ("2022-02-01", "2022-02-28"),
    ),
    ("nl", "Duitsland leverde in 2019 tien tanks aan Polen.", ("2019-01-01", "2019-12-31")),
    ("nl", "Duitsland leverde eerder deze maand tien tanks aan Polen.", ("2022-12-01", DAY)),
    (
        "en",
        "Poland and Lithuania held a military exercise last week.",
        ("2022-12-12", "2022-12-18"),
    ),
    ("en", "Germany will deliver ten tanks to Poland next year.", ("2023-01-01", "2023-12-31")),
    (
        "en",
        "Germany delivered ten tanks to Poland in February this year.",
        ("2022-02-01", "2022-02-28"),
    ),
    ("en", "Germany delivered ten tanks to Poland in 2019.", ("2019-01-01", "2019-12-31")),
    ("en", "Germany delivered ten tanks to Poland earlier this month.", ("2022-12-01", DAY)),
    # Days side by side are one stretch; the surer of two that agree is the narrower.
    (
        "nl",
        "President Macron is donderdag en vrijdag in Polen.",
        ("2022-12-22", "2022-12-23"),
    ),
    (
        "en",
        "Poland and Lithuania held a military exercise a week ago, on December 13.",
        ("2022-12-13", "2022-12-13"),
    ),
    # What is to be over before a day begins now.
    (
        "en",
        "Germany will deliver ten tanks to Poland before the end of the year.",
        (DAY, "2022-12-31"),
    ),
    # "Set up" plans nothing.
    (
        "en",
        "The Dutch and the Germans set up a joint tank battalion in November.",
        ("2022-11-01", "2022-11-30"),
    ),
    # A participle that the tagger takes for a noun is a past all the same.
    (
        "nl",
        (
            "Twee Russische bommenwerpers zijn vrijdag op een vliegveld bij de hoofdstad Caracas "
            "geland."
        ),
        ("2022-12-16", "2022-12-16"),
    ),
    # "Until" takes in the month that it names.
    (
        "en",
        "French instructors are training Polish soldiers in Lyon until March.",
        (DAY, "2023-03-31"),
    ),
    # Behind a semicolon another clause begins, whatever the parser makes of it.
    (
        "en",
        "Poland and Lithuania held a joint exercise on Thursday; Latvia votes on Friday.",
        ("2022-12-15", "2022-12-15"),
    ),
    # The day of what the event happened at; a relative clause right behind it.
    (
        "en",
        "It was a ceremony in Linkoping on Friday at which Sweden handed over tanks to Poland.",
        ("2022-12-16", "2022-12-16"),
    ),
    (
        "nl",
        "Dan loopt het militaire verdrag af dat Zuid-Korea en Japan in november 2016 sloten.",
        ("2016-11-01", "2016-11-30"),
    ),
    (
        "fr",
        "L'Allemagne livrera dix chars à l'Ukraine d'ici la fin de l'année.",
        (DAY, "2022-12-31"),
    ),
    # The words may stand first, last or between.
    ("nl", "Maandag leverde Duitsland tien tanks aan Polen.", ("2022-12-19", "2022-12-19")),
    ("nl", "Duitsland heeft Polen maandag tien tanks geleverd.", ("2022-12-19", "2022-12-19")),
    ("en", "On Monday Germany delivered ten tanks to Poland.", ("2022-12-19", "2022-12-19")),
    ("en", "Germany on Monday delivered ten tanks to Poland.", ("2022-12-19", "2022-12-19")),
]


def only(language: str, text: str) -> EventBase:
    (event,) = reading.read(text, language=language)
    return event


@pytest.mark.parametrize(
    ("language", "text", "expected"), DATED, ids=[f"{lang}-{text}" for lang, text, _ in DATED]
)
def test_dated(language: str, text: str, expected: tuple[str, str]) -> None:
    event = only(language, text)
    assert reading.days(event) == expected
    assert event.when.basis is Basis.TEXT
    assert event.when.text
    assert event.when.text in text


#: By way of something else that the sentence tells: what was said of that is carried over.
RECKONED = [
    # Since what happened then.
    (
        "en",
        "Some 60 Australian soldiers have been in Fiji since riots in November.",
        ("2022-11-01", DAY),
    ),
    # So long before what is news.
    (
        "en",
        (
            "It came two days after French Defence Minister Sebastien Lecornu met his Polish "
            "counterpart Mariusz Blaszczak."
        ),
        ("2022-12-18", "2022-12-18"),
    ),
    (
        "nl",
        (
            "De aanval kwam twee dagen nadat minister van Defensie Ollongren haar Poolse "
            "ambtgenoot Blaszczak had ontmoet."
        ),
        ("2022-12-18", "2022-12-18"),
    ),
    # What has begun goes on until now; "at night" is no night.
    (
        "nl",
        "Duitsland is vrijdag begonnen met de stationering van een pantserbrigade in Litouwen.",
        ("2022-12-16", DAY),
    ),
    (
        "en",
        "France and Poland began a joint military exercise on Friday.",
        ("2022-12-16", DAY),
    ),
    (
        "fr",
        "La France et la Pologne ont entamé vendredi un exercice militaire conjoint.",
        ("2022-12-16", DAY),
    ),
    (
        "en",
        (
            "The joint drill, in which French and Polish soldiers practised in cities and at "
            "night, ran from Dec. 5 to 9."
        ),
        ("2022-12-05", "2022-12-09"),
    ),
    # The end, where another clause tells it.
    (
        "fr",
        (
            "La France et la Pologne ont lancé vendredi un exercice militaire conjoint, qui se "
            "déroulera jusqu'au 28 décembre."
        ),
        ("2022-12-16", "2022-12-28"),
    ),
    # The end of drills that the clause before told.
    (
        "nl",
        (
            "Frankrijk en Polen zijn vrijdag begonnen aan een gezamenlijke militaire oefening. De "
            "oefening, die op 28 december wordt afgesloten, trekt veel bekijks."
        ),
        ("2022-12-16", "2022-12-28"),
    ),
    # "Voor" is for, where no event follows; "drones" is no verb; what was resumed goes on.
    (
        "nl",
        "India tekende voor de raketten in oktober 2018 een contract met Rusland.",
        ("2018-10-01", "2018-10-31"),
    ),
    (
        "en",
        "Burkina Faso got six Bayraktar TB2 drones from Turkey in 2019.",
        ("2019-01-01", "2019-12-31"),
    ),
    (
        "en",
        "Spain resumed training of Ukrainian soldiers in June.",
        ("2022-06-01", DAY),
    ),
    (
        "nl",
        "De oefening van Polen en Duitsland ging dit jaar niet door.",
        ("2022-01-01", "2022-12-31"),
    ),
    # The same day is that of the paragraph before, but none to come for what is past.
    (
        "nl",
        (
            "Donderdag kwam de Franse minister aan in Riga.\n\nDe Poolse "
            "minister van Defensie Blaszczak ontving in Warschau dezelfde dag zijn Duitse "
            "ambtgenoot Lambrecht."
        ),
        ("2022-12-15", "2022-12-15"),
    ),
    # A year of a refusal is that of what was refused; a name says nothing.
    (
        "nl",
        "Polen weigerde dit jaar de oefening met Duitsland op zijn grondgebied te houden.",
        ("2022-01-01", "2022-12-31"),
    ),
    (
        "en",
        (
            "Polish Defence Minister Mariusz Blaszczak received U.S. Secretary of State Antony "
            "Blinken in Warsaw on Dec. 5."
        ),
        ("2022-12-05", "2022-12-05"),
    ),
]


@pytest.mark.parametrize(
    ("language", "text", "expected"), RECKONED, ids=[f"{lang}-{text}" for lang, text, _ in RECKONED]
)
def test_reckoned(language: str, text: str, expected: tuple[str, str]) -> None:
    assert expected in [reading.days(event) for event in reading.read(text, language=language)]


def test_an_accord_is_signed_whatever_is_ordered_under_it() -> None:
    text = "Russia has yet to ship the tanks that Vietnam ordered under a contract signed in 2016."
    accords = reading.events_of_kind(reading.read(text, language="en"), "agreement")
    assert [(a.status.value, reading.days(a)) for a in accords] == [
        ("occurred", ("2016-01-01", "2016-12-31"))
    ]


def test_the_end_of_one_stay_is_not_that_of_another() -> None:
    text = (
        "Tijdens het bezoek van Macron aan Polen in juni werd een akkoord gesloten, en vrijdag "
        "begonnen Frankrijk en Polen een oefening die tot 28 december duurt."
    )
    visits = reading.events_of_kind(reading.read(text, language="nl"), "visit")
    assert [reading.days(v) for v in visits] == [("2022-06-01", "2022-06-30")]


UNDATED = [
    ("nl", "Duitsland heeft tien tanks aan Polen geleverd."),
    ("nl", "Enkele jaren geleden leverde Duitsland tien tanks aan Polen."),
    ("nl", "Onlangs leverde Duitsland tien tanks aan Polen."),
    ("en", "Germany has delivered ten tanks to Poland."),
    ("en", "A few years ago Germany delivered ten tanks to Poland."),
    ("en", "Germany recently delivered ten tanks to Poland."),
]


@pytest.mark.parametrize(("language", "text"), UNDATED)
def test_undated(language: str, text: str) -> None:
    event = only(language, text)
    assert event.when.basis is Basis.PUBLICATION
    assert event.when.text is None
    assert event.when.value is None


SAID = [
    # The day of an announcement is not the day of what is announced.
    ("nl", "Berlijn maakte maandag bekend dat Duitsland tien tanks aan Polen heeft geleverd."),
    ("nl", "Het ministerie zei maandag dat Duitsland tien tanks aan Polen zal leveren."),
    ("nl", "Duitsland heeft tien tanks aan Polen geleverd, meldde het ministerie maandag."),
    ("en", "The ministry said on Monday that Germany had delivered ten tanks to Poland."),
    ("en", "Chancellor Scholz announced on Monday that Germany will deliver ten tanks to Poland."),
    ("en", "Germany has delivered ten tanks to Poland, the ministry said on Monday."),
    ("en", "Germany said on Wednesday it would send 14 Leopard 2 tanks to Ukraine."),
    ("fr", "L'Allemagne a livré dix chars à l'Ukraine, a annoncé lundi le ministère."),
    ("en", "On Monday, the ministry said Germany would deliver ten tanks to Poland."),
]


@pytest.mark.parametrize(("language", "text"), SAID)
def test_the_day_it_was_said_is_not_the_day_it_was_done(language: str, text: str) -> None:
    deliveries = reading.events_of_kind(reading.read(text, language=language), "delivery")
    assert [d.when.basis for d in deliveries] == [Basis.PUBLICATION]


CLAUSES = [
    ("nl", "De Oekraïense soldaten die in Engeland zijn getraind, keerden vrijdag terug."),
    ("en", "The Ukrainian soldiers who were trained in England returned on Friday."),
]


@pytest.mark.parametrize(("language", "text"), CLAUSES)
def test_the_day_of_the_main_clause_is_not_that_of_the_relative_one(
    language: str, text: str
) -> None:
    trainings = reading.events_of_kind(reading.read(text, language=language), "training")
    assert [t.when.basis for t in trainings] == [Basis.PUBLICATION]


DECIDED = [
    ("nl", "Frankrijk en Duitsland spraken vrijdag af een gezamenlijke brigade op te richten."),
    ("nl", "Duitsland heeft in mei beloofd tien tanks aan Polen te leveren."),
    ("en", "France and Germany agreed on Friday to set up a joint brigade."),
    ("en", "Germany promised in May to deliver ten tanks to Poland."),
    ("en", "In May, Germany decided to deliver ten tanks to Poland."),
]


@pytest.mark.parametrize(("language", "text"), DECIDED)
def test_the_day_of_a_decision_is_not_the_day_of_what_was_decided(language: str, text: str) -> None:
    event = only(language, text)
    assert event.status.value == "planned"
    assert event.when.basis is Basis.PUBLICATION


LATER = [
    # What is told to follow upon another has no day of its own; an invitation is none yet.
    ("en", "Austin goes to New Delhi on Sunday before flying to France.", "FRA"),
    ("nl", "Lavrov heeft dinsdag een uitnodiging voor een bezoek aan Pyongyang geaccepteerd.", ""),
]


@pytest.mark.parametrize(("language", "text", "host"), LATER)
def test_the_day_of_another_journey_is_not_its_own(language: str, text: str, host: str) -> None:
    visits = reading.events_of_kind(reading.read(text, language=language), "visit")
    own = [v for v in visits if not host or host in reading.countries(v, "host")]
    assert [v.when.basis for v in own] == [Basis.PUBLICATION]


BOTH = [
    (
        "nl",
        "Het ministerie zei maandag dat Duitsland in januari tien tanks aan Polen zal leveren.",
        ("2023-01-01", "2023-01-31"),
    ),
    (
        "nl",
        "Scholz zei maandag dat Duitsland vorige week tien tanks aan Polen heeft geleverd.",
        ("2022-12-12", "2022-12-18"),
    ),
    (
        "en",
        "The ministry said on Monday that Germany will deliver ten tanks to Poland in January.",
        ("2023-01-01", "2023-01-31"),
    ),
    (
        "en",
        "Scholz said on Monday that Germany delivered ten tanks to Poland last week.",
        ("2022-12-12", "2022-12-18"),
    ),
]


@pytest.mark.parametrize(("language", "text", "expected"), BOTH)
def test_each_of_two_times_dates_its_own(
    language: str, text: str, expected: tuple[str, str]
) -> None:
    (delivery,) = reading.events_of_kind(reading.read(text, language=language), "delivery")
    assert reading.days(delivery) == expected


VISITS = [
    ("nl", "Tijdens een bezoek aan Minsk maandag sprak de Russische minister Sjojgoe over drones."),
    ("nl", "De Russische minister Sjojgoe sprak tijdens een bezoek aan Minsk op maandag over gas."),
    ("en", "During a visit to Minsk on Monday, Russian Defence Minister Sergei Shoigu spoke."),
    ("en", "Russian Defence Minister Sergei Shoigu spoke during a visit to Minsk on Monday."),
]


@pytest.mark.parametrize(("language", "text"), VISITS)
def test_a_visit_during_which_something_is_said_has_its_day(language: str, text: str) -> None:
    visits = reading.events_of_kind(reading.read(text, language=language), "visit")
    assert [reading.days(v) for v in visits] == [("2022-12-19", "2022-12-19")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Polen en Litouwen houden deze week een militaire oefening."),
        ("en", "Poland and Lithuania are holding a military exercise this week."),
    ],
)
def test_this_week_holds_the_day_of_publication(language: str, text: str) -> None:
    event = only(language, text)
    days = reading.days(event)
    assert days is not None
    assert "2022-12-19" <= days[0] <= DAY <= days[1] <= "2022-12-25"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Frankrijk bestelde in 2019 twaalf Mirage 2000-toestellen in Duitsland."),
        ("en", "In 2019 France delivered twelve Mirage 2000 fighters to Greece."),
    ],
)
def test_a_number_in_the_name_of_a_weapon_is_no_year(language: str, text: str) -> None:
    for event in reading.read(text, language=language):
        assert reading.days(event) == ("2019-01-01", "2019-12-31")


def test_the_day_is_that_of_the_newsroom() -> None:
    """An hour past midnight in Brussels it is still the day before in London."""
    from datetime import datetime, timedelta, timezone

    brussels = datetime(2022, 12, 20, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    (event,) = reading.read(
        "Germany delivered ten tanks to Poland yesterday.", language="en", published=brussels
    )
    assert reading.days(event) == ("2022-12-19", "2022-12-19")
