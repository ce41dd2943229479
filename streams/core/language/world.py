"""World: what names stand for, built from the packs' tables for one language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from streams.core.language.gazetteer import Gazetteer

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning of a name.

    `type`: country, demonym, people, capital, place, government, ministry, force, company,
    alliance, group, person, weapon, item. `detail` holds what only that type knows: a person's
    offices, an item's class, an alliance's members.
    """

    type: str
    name: str
    country: str | None
    detail: tuple[tuple[str, str], ...] = ()

    def get(self, key: str) -> str:
        """A detail, or the empty string."""
        for name, value in self.detail:
            if name == key:
                return value
        return ""


#: Capitals that many newspapers print without their accent: "Egypte", "Etats-Unis".
_ACCENTED = str.maketrans("ÀÂÇÈÉÊÎÔ", "AACEEEIO")


def _spellings(aliases: Iterable[str]) -> list[str]:
    """The names, and those with accented capitals also without."""
    return list(dict.fromkeys(s for a in aliases for s in (a, a.translate(_ACCENTED))))


#: Words of the longest description of a state: "d' afrique de l' ouest".
_LONGEST_DESCRIPTION = 5

_BODY_TYPES = {
    "government": "government",
    "presidency": "government",
    "parliament": "government",
    "ministry_defence": "ministry",
    "ministry_foreign": "ministry",
    "force": "force",
    "intelligence": "ministry",
    "court": "government",
    "company": "company",
}


def _described(phrase: str) -> list[str]:
    """The words of a description, an elided article apart: "l'émirat"."""
    return phrase.replace("’", "'").replace("'", "' ").split()


class World:
    """The names of one language and the countries' canonical names."""

    def __init__(self, tables: Mapping[str, Table], language: str) -> None:
        self.names: dict[str, str] = {}
        self.gazetteer: Gazetteer[Entry] = Gazetteer()
        self._language = language
        self._pacts: list[frozenset[str]] = []
        self._regions: dict[str, frozenset[str]] = {
            " ".join(_described(word)): frozenset(region["members"])
            for region in tables["regions"]["region"]
            for word in region.get(language, ())
        }
        for country in tables["countries"]["country"]:
            self._country(country)
        for place in tables["places"]["place"]:
            self._place(place)
        for body in tables["bodies"]["body"]:
            self._body(body)
        for alliance in tables["alliances"]["alliance"]:
            members = ",".join(alliance.get("members", ()))
            self._add(alliance, Entry("alliance", alliance["name"], None, (("members", members),)))
            if alliance["kind"] == "alliance" and alliance.get("members"):
                self._pacts.append(frozenset(alliance["members"]))
        for group in tables["alliances"]["group"]:
            self._add(group, Entry("group", group["name"], None))
        for person in tables["officeholders"]["person"]:
            self._person(person)
        for weapon in tables["weapons"]["weapon"]:
            entry = Entry("weapon", weapon["name"], None, (("class", weapon["class"]),))
            self._add(weapon, entry)
        for item in tables["equipment"]["item"]:
            self._item(item)

    def country_name(self, code: str) -> str:
        """The canonical English short name of an alpha-3 code, or the code itself."""
        return self.names.get(code, code)

    def allied(self, countries: Iterable[str | None]) -> bool:
        """Whether all of `countries` are members of one military alliance."""
        asked = set(countries)
        return any(asked <= members for members in self._pacts)

    def described(self, phrase: str) -> frozenset[str] | None:
        """The countries that a noun phrase for a state, in lower case, may mean by what it says of
        it ("the baltic nation"), or None where it says nothing."""
        words = _described(phrase)
        runs = (
            " ".join(words[begin : begin + size])
            for size in range(1, _LONGEST_DESCRIPTION + 1)
            for begin in range(len(words) - size + 1)
        )
        told = [self._regions[run] for run in runs if run in self._regions]
        return frozenset.intersection(*told) if told else None

    def _aliases(self, row: Table) -> Iterable[str]:
        yield from row.get("any", ())
        yield from row.get(self._language, ())

    def _add(self, row: Table, entry: Entry, *, cased: bool = True) -> None:
        short = set(row.get("short", ()))
        unsure = Entry(entry.type, entry.name, entry.country, (*entry.detail, ("short", "yes")))
        for alias in _spellings({*self._aliases(row), *([row["name"]] if cased else [])}):
            self.gazetteer.add(alias, unsure if alias in short else entry, cased=cased)

    def _country(self, country: Table) -> None:
        name, stands_for = country["name"], country["country"]
        if not country["historic"]:
            self.names[country["code"]] = name
        for alias in _spellings(country["names"].get(self._language, ())):
            self.gazetteer.add(alias, Entry("country", name, stands_for), cased=True)
        for alias in country["adjectives"].get(self._language, ()):
            self._either_case(alias, Entry("demonym", name, stands_for))
        for alias in _spellings(country["people"].get(self._language, ())):
            self._either_case(alias, Entry("people", name, stands_for))
        for alias in country.get("capitals", {}).get(self._language, ()):
            capital = country.get("capital") or alias
            self.gazetteer.add(alias, Entry("capital", capital, stands_for), cased=True)

    def _either_case(self, alias: str, entry: Entry) -> None:
        # French writes demonym adjectives small; "polish" is no Pole in English.
        self.gazetteer.add(alias, entry, cased=True)

    def _place(self, place: Table) -> None:
        if place.get("ambiguous"):
            return
        entry = Entry("place", place["name"], place.get("country") or None)
        for alias in _spellings({place["name"], *place.get("names", ()), *self._aliases(place)}):
            self.gazetteer.add(alias, entry, cased=True)

    def _body(self, body: Table) -> None:
        kind = _BODY_TYPES.get(body["kind"], "government")
        entry = Entry(kind, body["name"], body.get("country") or None, (("kind", body["kind"]),))
        self._add(body, entry)

    def _person(self, person: Table) -> None:
        offices = ";".join(
            f"{o['office']}|{o.get('from', '')}|{o.get('to', '')}"
            + (f"|{o['of']}" if "of" in o else "")
            for o in person["offices"]
        )
        detail = [("offices", offices)]
        surname = person["name"].split()[-1]
        if ambiguous := person.get("surname_ambiguous"):
            detail.append(("ambiguous", surname))
            detail.append(("prominent", "yes" if ambiguous == "out of office" else ""))
        entry = Entry("person", person["name"], person.get("country") or None, tuple(detail))
        self._add(person, entry)

    def _item(self, item: Table) -> None:
        detail = (
            ("class", item.get("class", item["name"])),
            ("strength", item.get("military", "strong")),
            ("personnel", "yes" if item.get("personnel") else ""),
        )
        self._add(item, Entry("item", item["name"], None, detail), cased=False)
