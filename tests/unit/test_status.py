"""Status: done, going on, planned, possible or denied, as the clause says it."""

import pytest

from tests import reading

#: Tests that fail for a known reason, by a part of their id. Strict.
KNOWN_FAILURES: dict[str, str] = {
    "The first of the tanks promised by Spain": "the promise wins over the arrival",
}
known_failures = reading.known(KNOWN_FAILURES)


TABLE = [
    # A participle may tell a state that lasts; a count of what has been done since is done.
    ("nl", "ongoing", "In Litouwen zijn vierhonderd Duitse militairen gelegerd."),
    ("nl", "ongoing", "Duitsland heeft sinds januari 4500 militairen gelegerd in Litouwen."),
    ("en", "ongoing", "About 1,500 U.S. troops are stationed in Niger."),
    ("en", "ongoing", "Germany has had 400 soldiers stationed in Lithuania since 2017."),
    ("en", "ongoing", "Spain has trained Ukrainian soldiers since March."),
    ("en", "ongoing", "Italy has kept some 250 soldiers in Niger."),
    ("nl", "occurred", "Spanje heeft sinds maart negenhonderd Oekraïense soldaten opgeleid."),
    # What is counted and being sent is on its way; what is to be delivered is ahead.
    ("en", "planned", "Russia is sending 2,000 soldiers to Belarus."),
    ("en", "planned", "Germany's delivery of ten tanks to Poland has been delayed."),
    # Permission, consent and order are of what is to come.
    ("nl", "planned", "Duitsland stemde in met de levering van tien tanks aan Polen."),
    ("nl", "planned", "Duitsland nam een besluit over de levering van tien tanks aan Polen."),
    ("en", "planned", "Germany announced a plan for the delivery of ten tanks to Poland."),
    # A decision that is still to be made leaves the matter open.
    ("nl", "possible", "Duitsland nam nog geen besluit over de levering van tanks aan Polen."),
    ("en", "possible", "Germany has made no decision on the delivery of ten tanks to Poland."),
    ("en", "possible", "Germany has not decided whether to send soldiers to Lithuania."),
    ("en", "occurred", "Moscow has never made a secret of its arms deliveries to Syria."),
    # What ministers met for came about; who is there to be counted is there.
    ("en", "ongoing", "The Russian military presence in Mali was confirmed by witnesses."),
    ("nl", "ongoing", "De aanwezigheid van 300 Russische militairen in Mali is bevestigd."),
    # Cues of several words.
    ("nl", "possible", "Rusland heeft Iran naar verluidt twintig gevechtsvliegtuigen geleverd."),
    ("nl", "ongoing", "Duitsland levert op dit moment tien tanks aan Polen."),
    ("fr", "possible", "La Russie livrera sans doute vingt avions de combat à l'Iran."),
    # On a condition.
    ("nl", "possible", "Als het parlement instemt, levert Slowakije dertien tanks aan Oekraïne."),
    ("en", "possible", "If parliament agrees, Slovakia will hand thirteen tanks to Ukraine."),
    ("en", "possible", "Sweden is ready to send ten tanks to Ukraine."),
    # Called off.
    (
        "en",
        "denied",
        "President Macron was to visit Poland on Friday but the trip has been called off.",
    ),
    (
        "nl",
        "denied",
        "President Macron zou vrijdag naar Polen vliegen, maar het bezoek werd afgezegd.",
    ),
    # Occurred.
    ("nl", "occurred", "Duitsland heeft tien tanks aan Polen geleverd."),
    ("nl", "occurred", "Duitsland leverde vorige maand tien tanks aan Polen."),
    ("nl", "occurred", "Tien Duitse tanks werden maandag aan Polen geleverd."),
    ("nl", "occurred", "President Macron bracht maandag een bezoek aan Polen."),
    ("nl", "occurred", "Volgens het ministerie heeft Duitsland tien tanks aan Polen geleverd."),
    ("nl", "occurred", "Het ministerie meldt dat Duitsland tien tanks aan Polen heeft geleverd."),
    ("en", "occurred", "The first of the tanks promised by Spain arrived in Ukraine yesterday."),
    ("en", "occurred", "Germany has now delivered ten tanks to Poland."),
    ("nl", "occurred", "Volgens Berlijn heeft Duitsland nu ook tien tanks aan Polen geleverd."),
    ("en", "occurred", "Germany has delivered ten tanks to Poland."),
    ("en", "occurred", "Germany delivered ten tanks to Poland last month."),
    ("en", "occurred", "Ten German tanks were delivered to Poland on Monday."),
    ("en", "occurred", "President Macron paid a visit to Poland on Monday."),
    ("en", "occurred", "According to the ministry, Germany has delivered ten tanks to Poland."),
    ("en", "occurred", "The ministry confirmed that Germany had delivered ten tanks to Poland."),
    # Going on.
    ("nl", "ongoing", "Spanje traint sinds maart Oekraïense soldaten."),
    ("nl", "ongoing", "Frankrijk en Duitsland zijn bezig een gezamenlijke brigade te vormen."),
    ("nl", "ongoing", "Polen en Litouwen houden deze week een militaire oefening."),
    ("en", "ongoing", "Spain has been training Ukrainian soldiers since March."),
    ("en", "ongoing", "Spain is training Ukrainian soldiers."),
    ("en", "ongoing", "France and Germany are busy forming a joint brigade."),
    ("en", "ongoing", "Poland and Lithuania are holding a military exercise."),
    # Planned.
    ("nl", "planned", "Duitsland zal tien tanks aan Polen leveren."),
    ("nl", "planned", "Duitsland gaat tien tanks aan Polen leveren."),
    ("nl", "planned", "Duitsland levert volgend jaar tien tanks aan Polen."),
    ("nl", "planned", "Duitsland heeft beloofd tien tanks aan Polen te leveren."),
    ("nl", "planned", "Duitsland heeft besloten tien tanks aan Polen te leveren."),
    ("nl", "planned", "Duitsland is van plan tien tanks aan Polen te leveren."),
    ("nl", "planned", "Duitsland heeft Polen tien tanks toegezegd."),
    ("nl", "planned", "President Macron bezoekt volgende week Polen."),
    ("nl", "planned", "Het geplande bezoek van president Macron aan Polen trekt veel aandacht."),
    ("en", "planned", "Germany will deliver ten tanks to Poland."),
    ("en", "planned", "Germany is going to deliver ten tanks to Poland."),
    ("en", "planned", "Germany is to deliver ten tanks to Poland."),
    ("en", "planned", "Germany promised to deliver ten tanks to Poland."),
    ("en", "planned", "Germany has decided to deliver ten tanks to Poland."),
    ("en", "planned", "Germany plans to deliver ten tanks to Poland."),
    ("en", "planned", "Germany has pledged ten tanks to Poland."),
    ("en", "planned", "The chancellor said Germany would deliver ten tanks to Poland."),
    ("en", "planned", "President Macron will visit Poland next week."),
    ("en", "planned", "The planned visit of President Macron to Poland draws attention."),
    # Possible.
    ("nl", "possible", "Duitsland overweegt tien tanks aan Polen te leveren."),
    ("nl", "possible", "Duitsland zou tien tanks aan Polen kunnen leveren."),
    ("nl", "possible", "Misschien levert Duitsland tien tanks aan Polen."),
    ("nl", "possible", "Duitsland dreigt duizend soldaten naar Litouwen te sturen."),
    ("nl", "possible", "Polen heeft Duitsland gevraagd tien tanks te leveren aan Oekraïne."),
    ("en", "possible", "Germany is considering delivering ten tanks to Poland."),
    ("en", "possible", "Germany may deliver ten tanks to Poland."),
    ("en", "possible", "Germany could deliver ten tanks to Poland."),
    ("en", "possible", "Russia threatened to send a thousand soldiers to Belarus."),
    ("en", "possible", "If Germany delivers ten tanks to Poland, trouble will follow."),
    ("en", "possible", "Poland has asked Germany to deliver ten tanks to Ukraine."),
    # Denied.
    ("nl", "denied", "Duitsland heeft geen tanks aan Polen geleverd."),
    ("nl", "denied", "Duitsland levert de tien tanks niet aan Polen."),
    ("nl", "denied", "Duitsland weigert tien tanks aan Polen te leveren."),
    ("nl", "denied", "Duitsland ontkent dat het tien tanks aan Polen heeft geleverd."),
    ("nl", "denied", "Belarus heeft volgens Loekasjenko nooit troepen naar Oekraïne gestuurd."),
    ("nl", "denied", "Het Elysée ontkent dat president Macron naar Polen reist."),
    ("nl", "denied", "Het Kremlin ontkent dat Poetin naar Minsk reist."),
    ("nl", "denied", "President Macron heeft zijn bezoek aan Polen afgezegd."),
    ("nl", "denied", "Het bezoek van president Macron aan Polen gaat niet door."),
    ("en", "denied", "Germany has not delivered ten tanks to Poland."),
    ("en", "denied", "Germany will not deliver ten tanks to Poland."),
    ("en", "denied", "Germany has never delivered tanks to Poland."),
    ("en", "denied", "Germany refuses to deliver ten tanks to Poland."),
    ("en", "denied", "Germany denied that it had delivered ten tanks to Poland."),
    ("en", "denied", "Belarus has never sent troops to Ukraine, President Lukashenko said."),
    ("en", "denied", "The Kremlin denied that Putin would travel to Minsk."),
    ("en", "denied", "President Macron has cancelled his visit to Poland."),
    ("en", "denied", "Germany ruled out sending soldiers to Lithuania."),
]


@pytest.mark.parametrize(
    ("language", "status", "text"), TABLE, ids=[f"{lang}-{text}" for lang, _, text in TABLE]
)
def test_status(language: str, status: str, text: str) -> None:
    found = reading.read(text, language=language)
    assert [event.status.value for event in found] == [status]


@pytest.mark.parametrize(
    ("language", "kind", "status", "text"),
    [
        (
            "en",
            "agreement",
            "occurred",
            "The ministers of Poland and Ukraine met in Lviv on Friday to sign a defence pact.",
        ),
        (
            "en",
            "agreement",
            "planned",
            "The ministers of Poland and Ukraine will meet on Friday to sign a defence pact.",
        ),
        (
            "nl",
            "training",
            "ongoing",
            "Er zijn honderd Britse militairen in Kenia om Somalische soldaten op te leiden.",
        ),
        (
            "nl",
            "training",
            "planned",
            "Groot-Brittannië stuurt militairen naar Kenia om Somalische soldaten op te leiden.",
        ),
    ],
)
def test_an_aim_shares_the_life_of_what_it_is_the_aim_of(
    language: str, kind: str, status: str, text: str
) -> None:
    found = reading.events_of_kind(reading.read(text, language=language), kind)
    assert [event.status.value for event in found] == [status]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Duitsland zou tanks aan Polen moeten leveren."),
        ("nl", "Duitsland moet meer tanks aan Polen leveren, vindt de oppositie."),
        ("en", "Germany should deliver tanks to Poland."),
        ("en", "Germany must send more tanks to Poland, the opposition argues."),
    ],
)
def test_an_opinion_is_no_event(language: str, text: str) -> None:
    found = reading.read(text, language=language)
    assert [e for e in found if e.status.value in {"occurred", "ongoing", "planned"}] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Duitsland weigert niet langer tien tanks aan Polen te leveren."),
        ("nl", "Duitsland sluit niet uit dat het tien tanks aan Polen levert."),
        ("en", "Germany no longer refuses to deliver ten tanks to Poland."),
        ("en", "Germany does not rule out delivering ten tanks to Poland."),
    ],
)
def test_a_denial_denied_leaves_it_open(language: str, text: str) -> None:
    found = reading.read(text, language=language)
    assert [event.status.value for event in found] == ["possible"]


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        ("nl", "Duitsland levert tien tanks aan Polen", "Het besluit viel na lang overleg."),
        ("en", "Germany to deliver ten tanks to Poland", "It took a long debate."),
    ],
)
def test_a_headline_in_the_present_is_not_over(language: str, title: str, text: str) -> None:
    found = reading.read(text, language=language, title=title)
    assert reading.kinds(found) == ["delivery"]
    assert found[0].status.value in {"planned", "occurred", "ongoing"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Duitsland zal woensdag tien tanks aan Polen leveren."),
        ("en", "Germany will deliver ten tanks to Poland on Wednesday."),
        ("nl", "Duitsland levert in januari tien tanks aan Polen."),
    ],
)
def test_what_lies_ahead_has_not_happened(language: str, text: str) -> None:
    (event,) = reading.read(text, language=language)
    assert event.status.value == "planned"
    assert event.when.begin is not None
    assert event.when.begin > reading.PUBLISHED.date()


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        (
            "nl",
            (
                "Moskou en Minsk tekenden een akkoord over het stationeren van kernwapens in "
                "Belarus."
            ),
            "deployment",
        ),
        (
            "en",
            "Moscow and Minsk signed an agreement on stationing nuclear weapons in Belarus.",
            "deployment",
        ),
    ],
)
def test_what_is_agreed_on_has_not_happened(language: str, text: str, kind: str) -> None:
    told = reading.events_of_kind(reading.read(text, language=language), kind)
    assert [e.status.value for e in told] in ([], ["planned"])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Minister Pistorius kondigde tijdens een bezoek aan Kyiv nieuwe wapens aan."),
        ("en", "Minister Pistorius announced new weapons during a visit to Kyiv on Monday."),
        ("en", "Minister Pistorius promised more tanks during his visit to Kyiv on Monday."),
    ],
)
def test_what_is_announced_on_a_visit_does_not_plan_the_visit(language: str, text: str) -> None:
    visits = reading.events_of_kind(reading.read(text, language=language), "visit")
    assert [v.status.value for v in visits] == ["occurred"]


def test_a_verb_of_saying_around_an_event_does_not_plan_it() -> None:
    """What was agreed at the meeting is one thing, that they met another."""
    text = "President Macron said after a meeting with Chancellor Scholz that taxes will rise."
    meetings = reading.events_of_kind(reading.read(text, language="en"), "meeting")
    assert [m.status.value for m in meetings] in ([], ["occurred"])
