"""Numerals: the number words of a language, spelled out once from a short table."""

from collections.abc import Iterator, Mapping
from typing import Any


def cardinals(table: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Every number word that the pack's `[numbers]` table describes, with its number.

    `words` lists words as they are; `tens` and `units` are joined by `join` ("{ten}-{unit}",
    "{unit}en{ten}"), in which a unit may carry its own link in `links`; `halves` are templates
    that add a half to a unit ("{unit}enhalf").
    """
    words: dict[str, float] = {}
    for number, spelled in table.get("words", {}).items():
        for word in spelled:
            words[word] = float(number)
    units: dict[str, float] = {word: float(n) for n, word in enumerate(table["units"], start=1)}
    tens = {word: 10.0 * n for n, word in enumerate(table["tens"], start=2)}
    words.update(units)
    words.update(tens)
    links = table.get("links", {})
    for unit, small in units.items():
        if small < 10:
            for ten, large in tens.items():
                for join in table["join"]:
                    link = links.get(unit, table.get("link", ""))
                    words[join.format(unit=unit, ten=ten, link=link)] = large + small
        for template in table.get("halves", ()):
            words[template.format(unit=unit, link=links.get(unit, table.get("link", "")))] = (
                small + 0.5
            )
    yield from words.items()


def ordinals(table: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Every ordinal word of the pack's `[ordinals]` table; `suffix` rules extend the cardinals."""
    for number, spelled in table.get("words", {}).items():
        for word in spelled:
            yield word, int(number)
