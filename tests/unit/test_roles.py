"""Roles: who does what to whom, in the active and the passive, before and after the verb.

Each sentence is read through the real parser; the country in each role is what is asked for.
"""

import pytest

from schemas.event import EventBase, Kind
from tests import reading

#: Tests that fail for a known reason, by a part of their id. Strict.
KNOWN_FAILURES: dict[str, str] = {}
known_failures = reading.known(KNOWN_FAILURES)


SENTENCES = [
    # Deliveries.
    (
        "nl",
        "Duitsland heeft tien tanks aan Polen geleverd.",
        "delivery",
        {"supplier": ["DEU"], "recipient": ["POL"]},
    ),
    (
        "nl",
        "Duitsland heeft Polen tien tanks geleverd.",
        "delivery",
        {"supplier": ["DEU"], "recipient": ["POL"]},
    ),
    (
        "nl",
        "Polen heeft tien tanks van Duitsland gekregen.",
        "delivery",
        {"supplier": ["DEU"], "recipient": ["POL"]},
    ),
    (
        "nl",
        "Tien tanks werden door Duitsland aan Polen geleverd.",
        "delivery",
        {"supplier": ["DEU"], "recipient": ["POL"]},
    ),
    (
        "nl",
        "Duitsland levert Polen sinds mei tanks.",
        "delivery",
        {"supplier": ["DEU"], "recipient": ["POL"]},
    ),
    (
        "nl",
        "De levering van tien tanks aan Polen door Duitsland is voltooid.",
        "delivery",
        {"supplier": ["DEU"], "recipient": ["POL"]},
    ),
    (
        "nl",
        "Aan Polen heeft Duitsland tien tanks geleverd.",
        "delivery",
        {"supplier": ["DEU"], "recipient": ["POL"]},
    ),
    (
        "en",
        "Germany has delivered ten tanks to Poland.",
        "delivery",
        {"supplier": ["DEU"], "recipient": ["POL"]},
    ),
    (
        "en",
        "Germany has given Poland ten tanks.",
        "delivery",
        {"supplier": ["DEU"], "recipient": ["POL"]},
    ),
    (
        "en",
        "Germany supplied Poland with ten tanks.",
        "delivery",
        {"supplier": ["DEU"], "recipient": ["POL"]},
    ),
    (
        "en",
        "Poland received ten tanks from Germany.",
        "delivery",
        {"supplier": ["DEU"], "recipient": ["POL"]},
    ),
    (
        "en",
        "Ten tanks were delivered to Poland by Germany.",
        "delivery",
        {"supplier": ["DEU"], "recipient": ["POL"]},
    ),
    (
        "en",
        "Germany's delivery of ten tanks to Poland was completed.",
        "delivery",
        {"supplier": ["DEU"], "recipient": ["POL"]},
    ),
    (
        "en",
        "Germany agreed to supply Poland with ten tanks.",
        "delivery",
        {"supplier": ["DEU"], "recipient": ["POL"]},
    ),
    (
        "en",
        "Ten tanks that Germany delivered to Poland arrived damaged.",
        "delivery",
        {"supplier": ["DEU"], "recipient": ["POL"]},
    ),
    # Who says so is no party.
    (
        "nl",
        "Volgens het Witte Huis heeft Iran honderden drones aan Rusland geleverd.",
        "delivery",
        {"supplier": ["IRN"], "recipient": ["RUS"]},
    ),
    (
        "nl",
        "Volgens Kyiv heeft Iran honderden drones aan Rusland geleverd.",
        "delivery",
        {"supplier": ["IRN"], "recipient": ["RUS"]},
    ),
    (
        "en",
        "According to the White House, Iran has supplied hundreds of drones to Russia.",
        "delivery",
        {"supplier": ["IRN"], "recipient": ["RUS"]},
    ),
    (
        "en",
        "Kyiv says Iran has supplied hundreds of drones to Russia.",
        "delivery",
        {"supplier": ["IRN"], "recipient": ["RUS"]},
    ),
    (
        "nl",
        "Sinds de invasie heeft Polen meer dan 200 T-72-tanks aan Oekraïne gegeven.",
        "delivery",
        {"supplier": ["POL"], "recipient": ["UKR"]},
    ),
    (
        "en",
        "Since the invasion, Poland has given Ukraine more than 200 T-72 tanks.",
        "delivery",
        {"supplier": ["POL"], "recipient": ["UKR"]},
    ),
    # Visits.
    (
        "nl",
        "President Macron bracht een bezoek aan Polen.",
        "visit",
        {"visitor": ["FRA"], "host": ["POL"]},
    ),
    (
        "nl",
        "President Macron werd in Warschau ontvangen door president Duda.",
        "visit",
        {"visitor": ["FRA"], "host": ["POL"]},
    ),
    (
        "nl",
        "Het bezoek van president Macron aan Polen is voorbij.",
        "visit",
        {"visitor": ["FRA"], "host": ["POL"]},
    ),
    ("nl", "Macrons bezoek aan Polen is voorbij.", "visit", {"visitor": ["FRA"], "host": ["POL"]}),
    (
        "nl",
        "Polen ontving president Macron in Warschau.",
        "visit",
        {"visitor": ["FRA"], "host": ["POL"]},
    ),
    (
        "en",
        "President Macron paid a visit to Poland.",
        "visit",
        {"visitor": ["FRA"], "host": ["POL"]},
    ),
    (
        "en",
        "President Macron was received in Warsaw by President Duda.",
        "visit",
        {"visitor": ["FRA"], "host": ["POL"]},
    ),
    (
        "en",
        "The visit of President Macron to Poland is over.",
        "visit",
        {"visitor": ["FRA"], "host": ["POL"]},
    ),
    ("en", "Macron's visit to Poland is over.", "visit", {"visitor": ["FRA"], "host": ["POL"]}),
    (
        "en",
        "Warsaw was visited by President Macron.",
        "visit",
        {"visitor": ["FRA"], "host": ["POL"]},
    ),
    # Training.
    (
        "nl",
        "Spanje traint Oekraïense soldaten.",
        "training",
        {"trainer": ["ESP"], "trainee": ["UKR"]},
    ),
    (
        "nl",
        "Oekraïense soldaten worden door Spanje getraind.",
        "training",
        {"trainer": ["ESP"], "trainee": ["UKR"]},
    ),
    ("nl", "Oekraïense soldaten worden in Spanje opgeleid.", "training", {"trainee": ["UKR"]}),
    (
        "en",
        "Spain is training Ukrainian soldiers.",
        "training",
        {"trainer": ["ESP"], "trainee": ["UKR"]},
    ),
    (
        "en",
        "Ukrainian soldiers are being trained by Spain.",
        "training",
        {"trainer": ["ESP"], "trainee": ["UKR"]},
    ),
    ("en", "Ukrainian soldiers are trained in Spain.", "training", {"trainee": ["UKR"]}),
    # Deployments.
    (
        "nl",
        "Duitsland stuurde 500 soldaten naar Litouwen.",
        "deployment",
        {"sender": ["DEU"], "host": ["LTU"]},
    ),
    (
        "nl",
        "500 Duitse soldaten zijn naar Litouwen gestuurd.",
        "deployment",
        {"sender": ["DEU"], "host": ["LTU"]},
    ),
    (
        "nl",
        "In Litouwen zijn 500 Duitse soldaten gestationeerd.",
        "deployment",
        {"sender": ["DEU"], "host": ["LTU"]},
    ),
    (
        "en",
        "Germany sent 500 soldiers to Lithuania.",
        "deployment",
        {"sender": ["DEU"], "host": ["LTU"]},
    ),
    (
        "en",
        "500 German soldiers were sent to Lithuania.",
        "deployment",
        {"sender": ["DEU"], "host": ["LTU"]},
    ),
    (
        "en",
        "500 soldiers from Germany arrived in Lithuania.",
        "deployment",
        {"sender": ["DEU"], "host": ["LTU"]},
    ),
    # Several parties on an equal footing.
    (
        "nl",
        "Polen, Litouwen en Letland hielden een militaire oefening.",
        "exercise",
        {"participant": ["POL", "LTU", "LVA"]},
    ),
    (
        "nl",
        "Polen hield met Litouwen een militaire oefening.",
        "exercise",
        {"participant": ["POL", "LTU"]},
    ),
    (
        "nl",
        "Polen en Litouwen richtten een gezamenlijk bataljon op.",
        "joint_unit",
        {"member": ["POL", "LTU"]},
    ),
    (
        "nl",
        "Polen tekende met Litouwen een defensieakkoord.",
        "agreement",
        {"party": ["POL", "LTU"]},
    ),
    (
        "en",
        "Poland, Lithuania and Latvia held a military exercise.",
        "exercise",
        {"participant": ["POL", "LTU", "LVA"]},
    ),
    (
        "en",
        "Poland held a military exercise with Lithuania.",
        "exercise",
        {"participant": ["POL", "LTU"]},
    ),
    (
        "en",
        "Poland and Lithuania set up a joint battalion.",
        "joint_unit",
        {"member": ["POL", "LTU"]},
    ),
    ("en", "Poland signed a defence pact with Lithuania.", "agreement", {"party": ["POL", "LTU"]}),
    (
        "nl",
        "Polen wil 96 Apache-helikopters kopen van de Verenigde Staten.",
        "agreement",
        {"party": ["POL", "USA"]},
    ),
    ("nl", "Brazilië kocht 36 Gripens van Zweden.", "agreement", {"party": ["BRA", "SWE"]}),
    (
        "en",
        "Poland wants to buy 96 Apache helicopters from the United States.",
        "agreement",
        {"party": ["POL", "USA"]},
    ),
    ("en", "Brazil bought 36 Gripens from Sweden.", "agreement", {"party": ["BRA", "SWE"]}),
    # Basing.
    (
        "nl",
        "Roemenië laat de Amerikaanse luchtmacht zijn vliegbasis gebruiken.",
        "basing",
        {"host": ["ROU"], "user": ["USA"]},
    ),
    (
        "en",
        "Romania lets the American air force use its air base.",
        "basing",
        {"host": ["ROU"], "user": ["USA"]},
    ),
    (
        "en",
        "The Philippines gave the United States access to four more bases.",
        "basing",
        {"host": ["PHL"], "user": ["USA"]},
    ),
    # Meetings.
    (
        "nl",
        "De Franse minister sprak met zijn Poolse ambtgenoot over wapens.",
        "meeting",
        {"participant": ["FRA", "POL"]},
    ),
    (
        "en",
        "The French minister spoke with his Polish counterpart about weapons.",
        "meeting",
        {"participant": ["FRA", "POL"]},
    ),
]


@pytest.mark.parametrize(
    ("language", "text", "kind", "roles"),
    SENTENCES,
    ids=[f"{language}-{text}" for language, text, _, _ in SENTENCES],
)
def test_roles(language: str, text: str, kind: str, roles: dict[str, list[str]]) -> None:
    found = reading.read(text, language=language)
    assert reading.kinds(found) == [kind]
    (event,) = found
    told = {role: sorted(map(str, reading.countries(event, role))) for role in roles}
    assert told == {role: sorted(countries) for role, countries in roles.items()}


@pytest.mark.parametrize(
    ("language", "text", "trainer", "trainee"),
    [
        (
            "nl",
            "Er zijn honderd Britse militairen in Kenia om Somalische soldaten op te leiden.",
            ["GBR"],
            ["SOM"],
        ),
        # Of two objects behind a verb that nobody acts for, the first acts.
        (
            "nl",
            "Hier trainen en adviseren honderd Nederlandse militairen het Afghaanse leger.",
            ["NLD"],
            ["AFG"],
        ),
        (
            "nl",
            "In Kenia trainen enkele tientallen Britse militairen Somalische soldaten.",
            ["GBR"],
            ["SOM"],
        ),
        (
            "fr",
            "Des militaires français seront envoyés en Pologne pour former des soldats ukrainiens.",
            ["FRA"],
            ["UKR"],
        ),
    ],
)
def test_soldiers_who_go_to_train_do_and_not_those_whose_soil_it_is(
    language: str, text: str, trainer: list[str], trainee: list[str]
) -> None:
    found = reading.read(text, language=language)
    (training,) = reading.events_of_kind(found, Kind.TRAINING)
    assert reading.countries(training, "trainer") == trainer
    assert reading.countries(training, "trainee") == trainee


def test_an_accord_is_with_those_whom_it_is_about() -> None:
    text = "The Kyrgyz parliament ratified an agreement on the U.S. use of the Manas air base."
    (accord,) = reading.events_of_kind(reading.read(text, language="en"), Kind.AGREEMENT)
    assert reading.countries(accord, "party") == ["KGZ", "USA"]


@pytest.mark.parametrize(
    ("text", "supplier", "recipient"),
    [
        ("Vorige week gaf Nederland Polen tien houwitsers.", ["NLD"], ["POL"]),
        ("Volgende maand levert Duitsland Oekraïne veertig tanks.", ["DEU"], ["UKR"]),
    ],
)
def test_two_states_side_by_side_are_giver_and_taker(
    text: str, supplier: list[str], recipient: list[str]
) -> None:
    (delivery,) = reading.events_of_kind(reading.read(text, language="nl"), Kind.DELIVERY)
    assert reading.countries(delivery, "supplier") == supplier
    assert reading.countries(delivery, "recipient") == recipient


def test_a_military_base_is_no_soldier() -> None:
    text = "La Russie dispose d'une base militaire en Arménie."
    found = reading.read(text, language="fr")
    assert [item.name for event in found for item in event.items if item.name == "soldier"] == []


def the(events: tuple[EventBase, ...]) -> EventBase:
    (event,) = events
    return event


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Duitsland heeft tien tanks aan Polen geleverd."),
        ("en", "Germany has delivered ten tanks to Poland."),
    ],
)
def test_items_are_no_parties(language: str, text: str) -> None:
    event = the(reading.read(text, language=language))
    assert [(i.name, i.quantity.minimum, i.quantity.maximum) for i in event.items] == [
        ("tank", 10, 10)
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Rusland levert gas aan Hongarije."),
        ("nl", "De VS leverden graan aan Jemen."),
        ("nl", "Rusland bombardeerde Kyiv met raketten."),
        ("nl", "Oekraïense troepen heroverden Cherson op Rusland."),
        ("nl", "Nederland moet meer tanks aan Oekraïne leveren, vindt de oppositie."),
        ("nl", "De EU stelde sancties in tegen Rusland."),
        ("nl", "Ajax speelde een oefenwedstrijd tegen Bayern München."),
        ("en", "Russia supplies gas to Hungary."),
        ("en", "The United States delivered grain to Yemen."),
        ("en", "Russia fired missiles at Kyiv."),
        ("en", "Ukrainian troops retook Kherson from Russia."),
        ("en", "Germany should send more tanks to Ukraine, the opposition argues."),
        ("en", "The EU imposed sanctions on Russia."),
        ("en", "The French army held a drill near Paris."),
        ("nl", "Rusland trok zijn troepen terug uit Cherson."),
        ("en", "Russia withdrew its troops from Kherson."),
        ("en", "A Russian missile hit Poland."),
        ("en", "Chelsea beat Real Madrid during a tour of the United States."),
    ],
)
def test_no_events(language: str, text: str) -> None:
    assert reading.kinds(reading.read(text, language=language)) == []
