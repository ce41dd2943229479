"""Actors: whom the words of a sentence stand for, through the real parsers.

A pair (name, country) is what the first phrase with those words must stand for.
"""

from datetime import UTC, datetime

import pytest

from streams.core.sentence.phrases import Phrase, Referent
from tests import reading


def told(
    language: str, text: str, words: str, *, published: datetime = reading.PUBLISHED
) -> list[Referent]:
    """What the last phrase with `words` in it stands for."""
    found: list[Phrase] = reading.phrases(text, language=language, published=published)
    mine = [p for p in found if words in p.text]
    assert mine, f"{words!r} is not among {[p.text for p in found]}"
    return list(mine[-1].referents)


def states(language: str, text: str, words: str) -> list[str | None]:
    return [r.country for r in told(language, text, words)]


NAMED = [
    ("nl", "De Franse president Macron bezocht Warschau.", "Macron", "Emmanuel Macron", "FRA"),
    ("nl", "Poetin bezocht Minsk.", "Poetin", "Vladimir Putin", "RUS"),
    ("nl", "Poetins bezoek aan Minsk was kort.", "Poetins", "Vladimir Putin", "RUS"),
    ("nl", "De Russische minister Sjojgoe kwam aan.", "Sjojgoe", "Sergei Shoigu", "RUS"),
    ("nl", "De Russische defensieminister Sergej Sjojgoe kwam.", "Sjojgoe", "Sergei Shoigu", "RUS"),
    ("nl", "President Aleksandr Loekasjenko kwam.", "Loekasjenko", "Alexander Lukashenko", "BLR"),
    ("nl", "Poetin ontmoette Xi in Samarkand.", "Xi", "Xi Jinping", "CHN"),
    ("en", "Putin met Xi in Samarkand.", "Xi", "Xi Jinping", "CHN"),
    ("en", "French President Emmanuel Macron came.", "Macron", "Emmanuel Macron", "FRA"),
    ("en", "Putin visited Minsk.", "Putin", "Vladimir Putin", "RUS"),
    ("en", "Putin's visit to Minsk was short.", "Putin", "Vladimir Putin", "RUS"),
    ("en", "Defence Minister Sergei Shoigu came.", "Shoigu", "Sergei Shoigu", "RUS"),
    (
        "en",
        "Belarusian President Alexander Lukashenko came.",
        "Lukashenko",
        "Alexander Lukashenko",
        "BLR",
    ),
    ("en", "U.S. Secretary of State Antony Blinken came.", "Blinken", "Antony Blinken", "USA"),
]


@pytest.mark.parametrize(("language", "text", "words", "name", "country"), NAMED)
def test_known_persons(language: str, text: str, words: str, name: str, country: str) -> None:
    (person,) = told(language, text, words)
    assert (person.name, person.country, person.type) == (name, country, "person")
    assert not person.pointed


STATES = [
    ("nl", "Moskou stuurt tanks.", "Moskou", "RUS"),
    ("nl", "Het Kremlin stuurt tanks.", "Kremlin", "RUS"),
    ("nl", "Het Witte Huis stuurt tanks.", "Witte Huis", "USA"),
    ("nl", "De VS sturen tanks.", "VS", "USA"),
    ("nl", "De Poolse regering stuurt tanks.", "regering", "POL"),
    ("nl", "De regering van Polen stuurt tanks.", "regering", "POL"),
    ("nl", "Het Poolse ministerie van Defensie stuurt tanks.", "ministerie", "POL"),
    ("nl", "Het Poolse leger stuurt tanks.", "leger", "POL"),
    ("en", "Moscow is sending tanks.", "Moscow", "RUS"),
    ("en", "The Kremlin is sending tanks.", "Kremlin", "RUS"),
    ("en", "The White House is sending tanks.", "White House", "USA"),
    ("en", "The Pentagon is sending tanks.", "Pentagon", "USA"),
    ("en", "The U.S. is sending tanks.", "U.S.", "USA"),
    ("en", "The Polish government is sending tanks.", "government", "POL"),
    ("en", "The government of Poland is sending tanks.", "government", "POL"),
    ("en", "The Polish Defence Ministry is sending tanks.", "Ministry", "POL"),
    ("en", "The Polish army is sending tanks.", "army", "POL"),
]


@pytest.mark.parametrize(("language", "text", "words", "country"), STATES)
def test_what_stands_for_a_state(language: str, text: str, words: str, country: str) -> None:
    assert states(language, text, words) == [country]


@pytest.mark.parametrize(
    ("language", "text", "words", "name"),
    [
        ("nl", "De NAVO stuurt troepen.", "NAVO", "NATO"),
        ("en", "NATO is sending troops.", "NATO", "NATO"),
        ("nl", "De Europese Unie traint soldaten.", "Europese Unie", "European Union"),
        ("en", "The European Union trains soldiers.", "European Union", "European Union"),
        ("nl", "De EU traint soldaten.", "EU", "European Union"),
        ("en", "The EU trains soldiers.", "EU", "European Union"),
    ],
)
def test_alliances_have_no_country(language: str, text: str, words: str, name: str) -> None:
    (found,) = told(language, text, words)
    assert (found.name, found.country, found.type) == (name, None, "alliance")


TITLED = [
    ("nl", "De president van Polen kwam aan.", "president", "POL", "head"),
    ("nl", "De Poolse president kwam aan.", "president", "POL", "head"),
    ("nl", "De Poolse defensieminister kwam aan.", "defensieminister", "POL", "defence"),
    ("nl", "De Poolse minister van Defensie kwam aan.", "minister", "POL", "defence"),
    ("nl", "De minister van Defensie van Polen kwam aan.", "minister", "POL", "defence"),
    ("en", "The president of Poland came.", "president", "POL", "head"),
    ("en", "The Polish president came.", "president", "POL", "head"),
    ("en", "Poland's president came.", "president", "POL", "head"),
    ("en", "The Polish defence minister came.", "minister", "POL", "defence"),
    ("en", "The defence minister of Poland came.", "minister", "POL", "defence"),
    ("en", "Poland's defence minister came.", "minister", "POL", "defence"),
]


@pytest.mark.parametrize(("language", "text", "words", "country", "office"), TITLED)
def test_a_title_with_a_state_is_a_person(
    language: str, text: str, words: str, country: str, office: str
) -> None:
    (found,) = told(language, text, words)
    assert (found.country, found.type, found.office) == (country, "person", office)


UNKNOWN = [
    ("nl", "De Moldavische president Igor Tsjebanov kwam aan.", "Igor Tsjebanov", "MDA"),
    ("nl", "De Zweedse defensieminister Bo Lundqvist kwam aan.", "Bo Lundqvist", "SWE"),
    ("en", "Moldovan President Igor Chebanov came.", "Igor Chebanov", "MDA"),
    ("en", "Swedish Defence Minister Bo Lundqvist came.", "Bo Lundqvist", "SWE"),
    ("en", "Sweden's defence minister, Bo Lundqvist, came.", "Bo Lundqvist", "SWE"),
    ("en", "Bo Lundqvist, the Swedish defence minister, came.", "Bo Lundqvist", "SWE"),
    ("nl", "Bo Lundqvist, de Zweedse defensieminister, kwam aan.", "Bo Lundqvist", "SWE"),
]


@pytest.mark.parametrize(("language", "text", "name", "country"), UNKNOWN)
def test_persons_that_no_table_knows_take_state_and_name_from_the_words(
    language: str, text: str, name: str, country: str
) -> None:
    found = [r for p in reading.phrases(text, language=language) for r in p.referents]
    assert (name, country, "person") in {(r.name, r.country, r.type) for r in found}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "De Zweedse defensieminister Bo Lundqvist kwam aan. Lundqvist sprak lang."),
        ("en", "Swedish Defence Minister Bo Lundqvist arrived. Lundqvist spoke at length."),
    ],
)
def test_an_unknown_person_is_known_by_surname_afterwards(language: str, text: str) -> None:
    (found,) = told(language, text, "Lundqvist")
    assert (found.name, found.country) == ("Bo Lundqvist", "SWE")


COUNTERPARTS = [
    ("nl", "Scholz sprak met zijn Poolse ambtgenoot Morawiecki.", "ambtgenoot", ["POL"]),
    ("nl", "Scholz sprak met zijn Poolse ambtgenoot.", "ambtgenoot", ["POL"]),
    ("nl", "Poetin sprak met zijn Belarussische collega Loekasjenko.", "collega", ["BLR"]),
    ("en", "Scholz spoke with his Polish counterpart Mateusz Morawiecki.", "counterpart", ["POL"]),
    ("en", "Scholz spoke with his Polish counterpart.", "counterpart", ["POL"]),
    ("en", "Scholz spoke with his counterpart from Poland.", "counterpart", ["POL"]),
]


@pytest.mark.parametrize(("language", "text", "words", "expected"), COUNTERPARTS)
def test_counterparts(language: str, text: str, words: str, expected: list[str]) -> None:
    assert states(language, text, words) == expected


def test_the_counterpart_of_a_defence_minister_is_one() -> None:
    text = "Polish Defence Minister Mariusz Blaszczak met his Lithuanian counterpart."
    (found,) = told("en", text, "counterpart")
    assert (found.country, found.type) == ("LTU", "person")


POINTING = [
    ("nl", "Poetin landde in Minsk. Hij sprak lang.", "Hij", ["RUS"]),
    ("nl", "Rusland en Belarus oefenen. Beide landen sturen troepen.", "landen", ["RUS", "BLR"]),
    ("nl", "Rusland en Belarus oefenen. De twee landen sturen troepen.", "landen", ["RUS", "BLR"]),
    ("nl", "Macron en Scholz spraken. De twee leiders tekenden.", "leiders", ["FRA", "DEU"]),
    ("nl", "De Poolse president kwam. De president sprak.", "president", ["POL"]),
    ("en", "Putin landed in Minsk. He spoke at length.", "He", ["RUS"]),
    # A possessive means the subject of its clause, be it the next one.
    ("nl", "Macron sprak. Rusland verplaatste zijn leger.", "zijn", ["RUS"]),
    ("nl", "Macron sprak. Noorwegen, dat zijn leger verplaatste, zweeg.", "zijn", ["NOR"]),
    ("en", "Macron spoke. Russia sent Iran its tanks.", "its", ["RUS"]),
    ("en", "Xi spoke in China. On his visit Putin signed it.", "his", ["RUS"]),
    ("en", "Russia and Belarus train. Both countries send troops.", "countries", ["RUS", "BLR"]),
    ("en", "Russia and Belarus train. The two countries send men.", "countries", ["RUS", "BLR"]),
    ("en", "Macron and Scholz spoke. The two leaders signed it.", "leaders", ["FRA", "DEU"]),
    ("en", "The Polish president came. The president spoke.", "president", ["POL"]),
    # What is said of a state, and who acts in the clause, tell which is meant.
    ("en", "Lithuania and Spain met. Troops go to the Baltic nation.", "nation", ["LTU"]),
    (
        "nl",
        "Mali en Spanje spraken. Troepen gaan naar het West-Afrikaanse land.",
        "land",
        ["MLI"],
    ),
    ("fr", "Le Qatar et la France négocient. L'émirat attend.", "émirat", ["QAT"]),
    ("en", "Poland said American soldiers would arrive in the country.", "country", ["POL"]),
]


@pytest.mark.parametrize(("language", "text", "words", "expected"), POINTING)
def test_what_points_back(language: str, text: str, words: str, expected: list[str]) -> None:
    found = told(language, text, words)
    assert [r.country for r in found] == expected
    assert all(r.pointed for r in found)


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("nl", "Hij sprak lang.", "Hij"),
        ("en", "He spoke at length.", "He"),
        ("nl", "Beide landen sturen troepen.", "landen"),
        ("en", "Both countries send troops.", "countries"),
        ("en", "Poland trains. Both countries send troops.", "countries"),
        ("nl", "De president sprak.", "president"),
        ("en", "The president spoke.", "president"),
        # A relative pronoun stands for the noun before it, not for whoever was named.
        ("nl", "Poetin sprak. De tanks die aankwamen, reden weg.", "die"),
        ("en", "Putin spoke. The tanks that arrived drove off.", "that"),
    ],
)
def test_what_points_to_nobody_stands_for_nobody(language: str, text: str, words: str) -> None:
    assert told(language, text, words) == []


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("nl", "De buurman kwam aan.", "buurman"),
        ("nl", "Het museum in Leiden opent.", "museum"),
        ("en", "The neighbour came.", "neighbour"),
        ("en", "Thousands of tourists came.", "tourists"),
    ],
)
def test_other_nouns_stand_for_nobody(language: str, text: str, words: str) -> None:
    assert told(language, text, words) == []


def test_a_namesake_is_the_one_in_office_at_publication() -> None:
    text = "President Bush spoke to Congress."
    (younger,) = told("en", text, "Bush", published=datetime(2005, 1, 1, tzinfo=UTC))
    assert younger.name == "George W. Bush"


def test_several_ministers_stand_for_each_their_state() -> None:
    text = "The ministers of Poland and Lithuania visited Kyiv."
    assert states("en", text, "ministers") == ["POL", "LTU"]
    assert states("nl", "De ministers van Polen en Litouwen bezochten Kyiv.", "ministers") == [
        "POL",
        "LTU",
    ]


@pytest.mark.parametrize(("year", "name"), [(2016, "John Kerry"), (2019, None)])
def test_a_common_surname_is_its_bearers_while_he_is_in_office(year: int, name: str | None) -> None:
    when = datetime(year, 6, 1, tzinfo=UTC)
    found = told("en", "Kerry arrived in Geneva on Monday.", "Kerry", published=when)
    assert next((r.name for r in found), None) == name
