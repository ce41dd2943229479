"""Names: whom a name of the world's tables stands for, at the time of publication."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from streams.core.actors import referents
from streams.core.actors.discourse import Discourse
from streams.core.actors.titles import longest, title_of
from streams.core.language.gazetteer import Match
from streams.core.language.pack import LanguagePack
from streams.core.language.world import Entry, World
from streams.core.sentence.phrases import Phrase, Referent

#: Types of entries that a phrase may stand for by name alone, and the type of referent they give.
_TYPES = {
    "country": "state",
    "capital": "capital",
    "government": "state",
    "ministry": "ministry",
    "force": "force",
    "alliance": "alliance",
    "group": "group",
    "company": "company",
}
_HEARD = {**_TYPES, "demonym": "state", "people": "people", "place": "place"}
_OFFICES = {
    "head_of_state": "head",
    "head_of_government": "head",
    "monarch": "head",
    "vice_president": "head",
    "defence_minister": "defence",
    "military_chief": "defence",
    "deputy_defence_minister": "defence",
    "foreign_minister": "foreign",
}

#: The office of who stands for no state but for several together: a secretary general of NATO.
ALLIANCE = "alliance"

#: Shorter words before a surname are initials, or parts of it.
_SHORTEST_GIVEN = 3

#: Where the family name stands first, and newspapers leave it there.
_FAMILY_FIRST = frozenset({"CHN", "HKG", "KHM", "KOR", "PRK", "TWN", "VNM"})

#: A given name of two syllables after the surname: "Kwan-jin".
_GIVEN = re.compile(r" [A-Z][a-z]+-[a-z]+")


class NameReader:
    """Reads names of persons, states, bodies and places, in one article."""

    def __init__(
        self, pack: LanguagePack, world: World, discourse: Discourse, *, published: date
    ) -> None:
        self._pack = pack
        self._world = world
        self._discourse = discourse
        self._day = published.isoformat()

    def person(self, phrase: Phrase) -> Referent | None:
        """The officeholder whom the phrase names.

        A bare surname that is also a common name counts only with a title, after the full name, or
        while everybody means its bearer.
        """
        for match in phrase.matches:
            people = [e for e in match.entries if e.type == "person"]
            if not people:
                continue
            state = phrase.modifier
            fellow = [e for e in people if state is not None and e.country == state.country]
            entry = self._in_office(fellow or people)
            if _of_another(match, phrase) or (" " not in match.text and state and not fellow):
                continue
            if self._is_namesake(match, phrase, entry):
                continue
            alone = bool(entry.get("ambiguous")) and " " not in match.text
            titled = longest(phrase.lowered, self._pack.titles) is not None
            prominent = bool(entry.get("prominent")) and self._holds_office(entry)
            if alone and not (titled or prominent or self._known(entry)):
                continue
            if alone and any(e.type in {"country", "capital"} for e in match.entries):
                continue
            title = title_of(phrase, self._pack)
            country = self._stands_for(entry)
            return Referent(
                text=match.text,
                start=match.start,
                end=match.end,
                name=entry.name,
                country=country,
                type="person",
                office=ALLIANCE if country is None else title[1] if title else _office(entry),
            )
        return None

    def _is_namesake(self, match: Match[Entry], phrase: Phrase, entry: Entry) -> bool:
        """ "Gen. Omar | Khan": a surname after a given name that its bearer does not have."""
        if " " in match.text:
            return False
        behind = next((t for t in phrase.span if t.idx == match.end + 1), None)
        if behind is not None and behind.pos_ == "PROPN" and behind.text[:1].isupper():
            # "The Ryder | Cup": what is called after somebody.
            named = any(m.start <= behind.idx < m.end for m in phrase.matches)
            inside = behind.text in entry.name or behind.head.i < behind.i
            return not (named or inside or match.text in phrase.head.text)
        before = next((t for t in phrase.span if t.idx + len(t) + 1 == match.start), None)
        if before is None or before.pos_ != "PROPN" or not before.text[:1].isupper():
            return False
        told = any(m.start <= before.idx < m.end for m in phrase.matches)
        if told or before.lower_ in self._pack.title_words or len(before) < _SHORTEST_GIVEN:
            return False
        return all(word[:1] != before.text[:1] for word in entry.name.split())

    def heard(self, match: Match[Entry]) -> list[Referent]:
        """The person, state or place that a name in a text that is not parsed stands for."""
        people = [e for e in match.entries if e.type == "person"]
        if people:
            entry = self._in_office(people)
            person = referents.of_match(match, entry, "person")
            country = self._stands_for(entry)
            office = _office(entry) if country else ALLIANCE
            return [replace(person, country=country, office=office)]
        entry = match.entries[0]
        kind = {**_TYPES, "demonym": "state", "people": "people", "place": "place"}.get(entry.type)
        return (
            [referents.of_match(match, entry, kind, name=self._state_name(entry))] if kind else []
        )

    def surname(self, phrase: Phrase) -> Referent | None:
        """A person by the surname that an earlier full name has made known."""
        named = any(e.type != "person" for m in phrase.matches for e in m.entries)
        surname = phrase.text.split()[-1] if phrase.text.strip() else ""
        if named or not surname[:1].isupper() or phrase.end - phrase.start > 3:
            return None
        for person in reversed(self._discourse.persons):
            if surname in _surnames(person):
                return referents.like(phrase, person, "person", self._world)
        return None

    def body(self, phrase: Phrase) -> Referent | None:
        """The state, body, force, group or place that the phrase ends in the name of."""
        end = phrase.char_end
        for match in reversed(phrase.matches):
            last = _is_root(phrase, match)
            for entry in sorted(match.entries, key=lambda e: e.type != "country"):
                if is_common(match, entry, self._pack):
                    continue
                if entry.type in _TYPES and (match.end >= end - 2 or last):
                    return referents.of_match(
                        match,
                        entry,
                        _TYPES[entry.type],
                        name=self._state_name(entry),
                        place=_city(match, entry),
                    )
                if entry.type == "group" and phrase.doc[phrase.end - 1].idx == match.start:
                    # "de Wagner-groep", "Houthi-rebellen": the name opens the last word.
                    return referents.of_match(match, entry, "group")
                if entry.type == "people" and (match.end >= end - 1 or last):
                    return referents.of_match(match, entry, "people")
                if entry.type == "place" and (match.end >= end - 2 or last):
                    return referents.of_match(match, entry, "place", place=entry.name)
        return None

    def _state_name(self, entry: Entry) -> str:
        if entry.type in {"capital", "government", "force"} and entry.country:
            return self._world.country_name(entry.country)
        return entry.name

    def _known(self, entry: Entry) -> bool:
        return any(p.name == entry.name for p in self._discourse.persons)

    def _in_office(self, people: Sequence[Entry]) -> Entry:
        """The namesake in office at publication, else the first."""
        serving = [entry for entry in people if self._holds_office(entry)]
        serving.sort(key=lambda entry: not entry.get("prominent"))
        return (serving or people)[0]

    def _holds_office(self, entry: Entry) -> bool:
        spans = (office.split("|")[1:3] for office in entry.get("offices").split(";"))
        return any(self._during(begin, end) for begin, end in spans)

    def _stands_for(self, entry: Entry) -> str | None:
        """The person's state, none while in the office of an organisation."""
        for office in entry.get("offices").split(";"):
            parts = office.split("|")
            if len(parts) == 4 and parts[3] and self._during(parts[1], parts[2]):
                return None
        return entry.country

    def _during(self, begin: str, end: str) -> bool:
        """Whether the day of publication lies in a term, told by days, months or years."""
        return begin <= self._day and (not end or self._day[: len(end)] <= end)


def _surnames(person: Referent) -> set[str]:
    """The words by which a person may be named again: the last, or the first where names begin so.

    "Moon Jae-in" is Moon; Vietnamese people are called by their given name, which stands last.
    """
    names = [words for words in (person.name.split(), person.text.split()) if words]
    first = {words[0] for words in names} if person.country in _FAMILY_FIRST else set[str]()
    return first | {words[-1] for words in names}


def is_common(match: Match[Entry], entry: Entry, pack: LanguagePack) -> bool:
    """Whether a ministry's "name" is but the noun for one: "the defence ministry"."""
    return entry.type == "ministry" and match.text.lower() in pack.collectives


def _office(entry: Entry) -> str:
    return _OFFICES.get(entry.get("offices").split("|")[0], "other")


def _of_another(match: Match[Entry], phrase: Phrase) -> bool:
    """ "Kim | Kwan-jin": a surname that stands first, with another given name than its bearer's."""
    behind = str(phrase.doc.text[match.end : phrase.char_end])
    return " " not in match.text and _GIVEN.match(behind) is not None


def _is_root(phrase: Phrase, match: Match[Entry]) -> bool:
    """Whether the parse takes the match for the root of the phrase, no noun after it."""
    root = phrase.root
    inside = root.idx >= match.start and root.idx + len(root) <= match.end + 2
    return inside and not any(t.idx >= match.end and t.pos_ == "NOUN" for t in phrase.span)


def _city(match: Match[Entry], entry: Entry) -> str:
    """The place that a name of a capital names: Amsterdam is one, The Hague another."""
    if entry.type != "capital":
        return ""
    return next((e.name for e in match.entries if e.type == "place"), entry.name)
