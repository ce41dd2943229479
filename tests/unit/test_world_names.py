"""What names stand for in a language: countries, capitals, peoples, people, bodies, weapons."""

from typing import Any

import pytest

from streams.core.language.world import Entry, World
from tests import reading


def entries(language: str, text: str) -> list[Entry]:
    """What the first name of `text` stands for."""
    matches = list(reading.world(language).gazetteer.find(text))
    assert matches, f"no name in {text!r}"
    return list(matches[0].entries)


NAMES = [
    ("nl", "Oekraïne", "country", "UKR"),
    ("nl", "Verenigde Staten", "country", "USA"),
    ("nl", "VS", "country", "USA"),
    ("nl", "Groot-Brittannië", "country", "GBR"),
    ("nl", "Moskou", "capital", "RUS"),
    ("nl", "Kiev", "capital", "UKR"),
    ("nl", "Kyiv", "capital", "UKR"),
    ("nl", "Peking", "capital", "CHN"),
    ("nl", "Russische", "demonym", "RUS"),
    ("nl", "Belarussische", "demonym", "BLR"),
    ("nl", "Britse", "demonym", "GBR"),
    ("nl", "Poetin", "person", "RUS"),
    ("nl", "Loekasjenko", "person", "BLR"),
    ("nl", "Sjojgoe", "person", "RUS"),
    ("nl", "NAVO", "alliance", None),
    ("nl", "Kremlin", "government", "RUS"),
    ("nl", "Witte Huis", "government", "USA"),
    ("nl", "Charkiv", "place", "UKR"),
    ("en", "Ukraine", "country", "UKR"),
    ("en", "United States", "country", "USA"),
    ("en", "U.S.", "country", "USA"),
    ("en", "UK", "country", "GBR"),
    ("en", "Turkey", "country", "TUR"),
    ("en", "Moscow", "capital", "RUS"),
    ("en", "Kyiv", "capital", "UKR"),
    ("en", "Beijing", "capital", "CHN"),
    ("en", "Russian", "demonym", "RUS"),
    ("en", "Putin", "person", "RUS"),
    ("en", "Lukashenko", "person", "BLR"),
    ("en", "NATO", "alliance", None),
    ("en", "Kremlin", "government", "RUS"),
    ("en", "White House", "government", "USA"),
    ("en", "Kharkiv", "place", "UKR"),
]


@pytest.mark.parametrize(("language", "text", "type_", "country"), NAMES)
def test_a_name_stands_for_its_state(
    language: str, text: str, type_: str, country: str | None
) -> None:
    assert (type_, country) in {(e.type, e.country) for e in entries(language, text)}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We polish the brass"),
        ("en", "he roasted a turkey"),
        ("en", "tell us more"),
        ("en", "fine china"),
        ("nl", "zij vs hij"),
    ],
)
def test_small_words_are_no_states(language: str, text: str) -> None:
    found = [e for m in reading.world(language).gazetteer.find(text) for e in m.entries]
    assert [e for e in found if e.country] == []


@pytest.mark.parametrize(
    ("code", "name"), [("RUS", "Russia"), ("BLR", "Belarus"), ("USA", "United States")]
)
def test_countries_have_one_canonical_name(code: str, name: str) -> None:
    assert reading.world("nl").country_name(code) == reading.world("en").country_name(code) == name


def test_a_code_without_a_country_names_itself() -> None:
    assert reading.world("nl").country_name("QQQ") == "QQQ"


@pytest.mark.parametrize(("language", "text"), [("nl", "Leopard 2-tanks"), ("en", "Leopard 2s")])
def test_a_model_has_a_class(language: str, text: str) -> None:
    weapons = [e for e in entries(language, text) if e.type == "weapon"]
    assert weapons
    assert weapons[0].get("class")


def test_a_detail_that_is_not_there_is_empty() -> None:
    assert Entry("country", "Poland", "POL").get("class") == ""


def _tables(**more: Any) -> dict[str, Any]:
    country = {
        "code": "XAA",
        "country": "XAA",
        "name": "Aland",
        "historic": False,
        "names": {"nl": ["Aaland"], "en": ["Aland"]},
        "adjectives": {"nl": ["Aalandse"]},
        "people": {"nl": ["Aalander"]},
        "capital": "Atown",
        "capitals": {"nl": ["Astad"]},
    }
    empty: dict[str, Any] = {
        "countries": {"country": [country]},
        "places": {"place": []},
        "bodies": {"body": []},
        "alliances": {"alliance": [], "group": []},
        "regions": {"region": []},
        "officeholders": {"person": []},
        "weapons": {"weapon": []},
        "equipment": {"item": []},
    }
    return empty | more


def one(world: World, text: str) -> Entry:
    (match,) = world.gazetteer.find(text)
    (entry,) = match.entries
    return entry


def test_each_language_has_its_own_words() -> None:
    world = World(_tables(), "nl")
    assert one(world, "Aaland") == Entry("country", "Aland", "XAA")
    assert one(world, "Aalandse") == Entry("demonym", "Aland", "XAA")
    assert one(world, "Aalander") == Entry("people", "Aland", "XAA")
    assert one(world, "Astad") == Entry("capital", "Atown", "XAA")
    assert list(world.gazetteer.find("Aland")) == []
    assert list(World(_tables(), "en").gazetteer.find("Aalandse")) == []


def test_a_historic_state_lends_its_names_but_not_its_own() -> None:
    old = _tables()["countries"]["country"][0] | {
        "name": "Old Aland",
        "historic": True,
        "names": {"nl": ["Oud-Aaland"]},
    }
    tables = _tables()
    tables["countries"]["country"].append(old)
    world = World(tables, "nl")
    assert world.country_name("XAA") == "Aland"
    assert one(world, "Oud-Aaland").country == "XAA"


def test_a_place_that_could_be_several_is_left_out() -> None:
    places = [
        {"name": "Paris", "country": "XAA", "ambiguous": True},
        {"name": "Lyon", "country": "XAA"},
    ]
    world = World(_tables(places={"place": places}), "nl")
    assert [m.text for m in world.gazetteer.find("Paris Lyon")] == ["Lyon"]


def test_a_person_keeps_the_terms_in_office() -> None:
    person = {
        "name": "Ann Berg",
        "country": "XAA",
        "surname_ambiguous": True,
        "nl": ["Berg"],
        "offices": [{"office": "head_of_state", "from": "2020-01-01"}],
    }
    world = World(_tables(officeholders={"person": [person]}), "nl")
    entry = one(world, "Berg")
    assert (entry.type, entry.name, entry.country) == ("person", "Ann Berg", "XAA")
    assert entry.get("offices") == "head_of_state|2020-01-01|"
    assert entry.get("ambiguous") == "Berg"
    assert one(world, "Ann Berg") == entry


def test_an_item_is_known_in_any_case_and_a_model_as_written() -> None:
    world = World(
        _tables(
            equipment={"item": [{"name": "tank", "nl": ["tank", "tanks"], "class": "armour"}]},
            weapons={"weapon": [{"name": "Pion", "class": "artillery", "any": ["Pion"]}]},
        ),
        "nl",
    )
    assert one(world, "TANKS").get("class") == "armour"
    assert one(world, "Pion").get("class") == "artillery"
    assert list(world.gazetteer.find("een pion")) == []
