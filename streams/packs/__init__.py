"""Packs: languages and the world as data, read from the folders beside this file."""

import json
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from streams.core.events.plausibility import Plausibility
from streams.core.language.pack import LanguagePack
from streams.core.language.world import World
from streams.core.screening.promise import Promise
from streams.core.stories.notice import Words
from streams.core.stories.phrasing import Phrases
from streams.core.times import TimeLexicon

_WORLD = ("alliances", "bodies", "equipment", "officeholders", "regions", "weapons")


def available() -> tuple[str, ...]:
    """The codes of the languages that have a folder with triggers, sorted."""
    here = files(__package__)
    return tuple(
        sorted(d.name for d in here.iterdir() if d.is_dir() and (d / "triggers.toml").is_file())
    )


def table(folder: str, name: str) -> dict[str, Any]:
    """A TOML table of a pack. Raises FileNotFoundError where there is none."""
    path = files(__package__) / folder / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def language(code: str) -> LanguagePack:
    """The pack of a language. Raises FileNotFoundError where there is none."""
    frames = tomllib.loads((files(__package__) / "frames.toml").read_text(encoding="utf-8"))
    return LanguagePack.from_toml(
        pack=table(code, "pack"),
        triggers=table(code, "triggers"),
        cues=table(code, "cues"),
        frames=frames,
    )


def times(code: str) -> TimeLexicon:
    """The time lexicon of a language. Raises FileNotFoundError where there is none."""
    return TimeLexicon.from_toml(table(code, "times"))


def plausibility() -> Plausibility:
    """The learned weights by which drafts become events."""
    read = tomllib.loads((files(__package__) / "plausibility.toml").read_text(encoding="utf-8"))
    return Plausibility(read["weights"], least=read["least"], least_loose=read["least_loose"])


def promise() -> Promise:
    """The learned weights by which articles are parsed."""
    read = tomllib.loads((files(__package__) / "promise.toml").read_text(encoding="utf-8"))
    return Promise(read["weights"], least=read["least"])


@cache
def _world_tables() -> dict[str, Any]:
    """The tables of the world, read once a process: they are the same for every language."""
    here = files(__package__) / "world"
    return {
        **{name: table("world", name) for name in _WORLD},
        "countries": {"country": json.loads((here / "countries.json").read_text("utf-8"))},
        "places": {"place": json.loads((here / "cities.json").read_text("utf-8"))},
    }


def words(code: str) -> Words:
    """What notices are made of. Raises FileNotFoundError where a pack has none."""
    countries, _ = _countries(code)
    return Words.from_toml(table(code, "notices"), countries=countries, phrases=phrases(code))


@cache
def phrases(code: str) -> Phrases | None:
    """What headlines are made of; None for a pack that has none. Raises FileNotFoundError where
    there is no such pack."""
    told = table(code, "notices").get("headlines")
    if told is None:
        return None
    countries, states = _countries(code)
    return Phrases.from_toml(told, countries=countries, states=states, items=items(code))


@cache
def headlines() -> dict[str, Phrases]:
    """The languages that have headlines of their own, besides English."""
    found = {code: phrases(code) for code in available()}
    return {code: one for code, one in found.items() if one is not None}


def items(code: str) -> dict[str, tuple[str, str]]:
    """What a language calls one and several of an item, by its canonical English name; the
    makes of weapons are called the same everywhere."""
    found = {}
    for item in _world_tables()["equipment"]["item"]:
        forms = item.get(code) or [item["name"]]
        found[item["name"]] = (forms[0], _plural(forms))
    return found


def _plural(forms: list[str]) -> str:
    """The table has the plural beside the singular; a mass noun has other words there."""
    one, other = forms[0], forms[1] if len(forms) > 1 else ""
    # "fregat, fregatten", but not "munitie, tankmunitie" and "artillerie, geschut".
    return other if other[:2] == one[:2] and other.endswith(("n", "s", "x", "i")) else one


def _countries(code: str) -> tuple[dict[str, str], dict[str, str]]:
    """Names by code, and codes by canonical English name."""
    today = [one for one in _world_tables()["countries"]["country"] if not one["historic"]]
    names = {one["code"]: one["display"].get(code, one["name"]) for one in today}
    return names, {one["name"]: one["code"] for one in today}


def world(code: str) -> World:
    """What names stand for in a language."""
    return World(_world_tables(), code)
