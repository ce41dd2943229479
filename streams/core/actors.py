"""Actors: whom a noun phrase stands for, by name, by title and demonym, or by pointing back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from spacy.tokens import Token

from streams.core.gazetteer import Match
from streams.core.pack import LanguagePack
from streams.core.phrases import Phrase, Referent
from streams.core.world import Entry, World

_DIRECT = ("country", "capital", "government", "ministry", "force", "alliance", "group", "company")
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
_PLACE_CASES = frozenset({"in", "at", "to", "on", "into"})
#: What the nouns of a pack's collectives stand for, as types of referents.
_COLLECTIVES = {
    "government": "state",
    "ministry": "ministry",
    "defence_ministry": "ministry",
    "force": "force",
}
_NATION = ("demonym", "country", "people", "capital", "government", "force", "ministry")


@dataclass(slots=True)
class Discourse:
    """What an article has named so far, the latest last."""

    persons: list[Referent] = field(default_factory=list)
    states: list[Referent] = field(default_factory=list)
    forces: list[Referent] = field(default_factory=list)
    places: list[Referent] = field(default_factory=list)

    def note(self, referent: Referent) -> None:
        """Remember a referent for what points back."""
        if referent.type == "person":
            self.persons.append(referent)
        if referent.type == "force":
            self.forces.append(referent)
        if referent.country and referent.type in {
            "state",
            "capital",
            "force",
            "ministry",
            "person",
            "people",
        }:
            self.states.append(referent)

    def last_person(self, office: str = "") -> Referent | None:
        """The latest person, of that office where one is asked for."""
        for person in reversed(self.persons):
            if not office or person.office == office:
                return person
        return None

    def last_persons(self, number: int, *, head: bool) -> list[Referent]:
        """The latest `number` persons: heads of state or government, or all others."""
        found: list[Referent] = []
        for person in reversed(self.persons):
            fits = (person.office == "head") == head
            if fits and person.country and all(person.name != f.name for f in found):
                found.append(person)
            if len(found) == number:
                break
        return found[::-1]

    def last_states(self, number: int, *, persons: bool = False) -> list[Referent]:
        """The latest referents of `number` different countries, earliest first."""
        found: list[Referent] = []
        for state in reversed(self.persons if persons else self.states):
            if state.country and all(state.country != f.country for f in found):
                found.append(state)
            if len(found) == number:
                break
        return found[::-1]


class ActorReader:
    """Resolves the phrases of one article, in order of the text."""

    def __init__(self, pack: LanguagePack, world: World, *, published: date) -> None:
        self._pack = pack
        self._world = world
        self._published = published
        self.discourse = Discourse()
        self._mark = 0

    def begin_sentence(self) -> None:
        """Say that a sentence begins: "the country" points to one named before it."""
        self._mark = len(self.discourse.states)

    def read(self, phrase: Phrase) -> None:
        """Fill in `referents` and `modifier` of `phrase`."""
        if phrase.temporal:
            return
        phrase.modifier = self._modifier(phrase)
        found = self._resolve(phrase)
        phrase.referents = tuple(found)
        for referent in found:
            if not referent.pointed:
                self.discourse.note(referent)
            if phrase.case in _PLACE_CASES and referent.type in {"capital", "place", "state"}:
                self.discourse.places.append(referent)
        if not found and phrase.modifier is not None:
            self.discourse.note(phrase.modifier)

    def _resolve(self, phrase: Phrase) -> list[Referent]:
        if phrase.root.pos_ == "PRON" and phrase.end - phrase.start == 1:
            return self._pronoun(phrase)
        person = self._named_person(phrase)
        if person is not None:
            return [person]
        title = self._title(phrase)
        if title is not None:
            return self._titled(phrase, *title)
        direct = self._direct(phrase)
        if direct is not None:
            return [direct]
        collective = self._longest(phrase.head.lower_, self._pack.collectives) or self._longest(
            phrase.lowered, self._pack.collectives
        )
        if collective is not None:
            return self._collective(phrase, collective[1])
        dual = self._dual(phrase)
        if dual:
            return dual
        name = self._unknown_person(phrase)
        if name is not None:
            return [name]
        if phrase.modifier is not None and phrase.thing is not None and phrase.thing.personnel:
            return [self._as(phrase, s, "force") for s in self._listed(phrase) or [phrase.modifier]]
        return self._pointing_noun(phrase) or self._place_in(phrase)

    def _place_in(self, phrase: Phrase) -> list[Referent]:
        """ "de Indiase hoofdstad", "the east of Russia": a place in the state that is named."""
        state = phrase.modifier
        if state is None or state.country is None or phrase.thing is not None:
            return []
        if phrase.case not in {"in", "to", "at", "on", "from", "into"}:
            return []
        name = self._proper_name(phrase)
        if not name and phrase.head.lower_ not in self._pack.anaphora["place_nouns"]:
            return []
        name = name or state.name
        return [
            Referent(
                phrase.text,
                phrase.char_start,
                phrase.char_end,
                state.name,
                state.country,
                "place",
                place=name,
            )
        ]

    def _referent(
        self, phrase: Phrase, name: str, country: str | None, type_: str, **more: object
    ) -> Referent:
        return Referent(
            text=phrase.text,
            start=phrase.char_start,
            end=phrase.char_end,
            name=name,
            country=country,
            type=type_,
            pointed=bool(more.get("pointed", False)),
            office=str(more.get("office", "")),
        )

    def _as(
        self, phrase: Phrase, other: Referent, type_: str, *, pointed: bool = False
    ) -> Referent:
        name = other.name
        if type_ in {"state", "force"} and other.country:
            name = self._world.country_name(other.country)
        return self._referent(
            phrase, name, other.country, type_, pointed=pointed, office=other.office
        )

    # -- names ---------------------------------------------------------------------------------

    def _named_person(self, phrase: Phrase) -> Referent | None:
        for match in phrase.matches:
            people = [e for e in match.entries if e.type == "person"]
            if not people:
                continue
            state = phrase.modifier
            fellow = [e for e in people if state is not None and e.country == state.country]
            entry = self._in_office(fellow or people)
            alone = entry.get("ambiguous") and " " not in match.text
            if alone and not self._has_title(phrase) and not self._known(entry):
                continue
            if any(e.type in {"country", "capital"} for e in match.entries) and alone:
                continue
            title = self._title(phrase)
            return Referent(
                text=match.text,
                start=match.start,
                end=match.end,
                name=entry.name,
                country=self._stands_for(entry),
                type="person",
                office=title[1] if title else self._office(entry),
            )
        return None

    def _stands_for(self, entry: Entry) -> str | None:
        """The person's state, none while in the office of an organisation."""
        day = self._published.isoformat()
        for office in entry.get("offices").split(";"):
            parts = office.split("|")
            if len(parts) == 4 and parts[3]:
                begin, end = parts[1], parts[2]
                if begin <= day and (not end or day[: len(end)] <= end):
                    return None
        return entry.country

    def _known(self, entry: Entry) -> bool:
        return any(p.name == entry.name for p in self.discourse.persons)

    def _has_title(self, phrase: Phrase) -> bool:
        return self._longest(phrase.lowered, self._pack.titles) is not None

    def _in_office(self, people: Sequence[Entry]) -> Entry:
        """The namesake in office at publication, else the first."""
        year = self._published.isoformat()
        for entry in people:
            for office in entry.get("offices").split(";"):
                _, _, span = office.partition("|")
                begin, end, *_ = span.split("|")
                if begin <= year and (not end or year[: len(end)] <= end):
                    return entry
        return people[0]

    def _office(self, entry: Entry) -> str:
        office = entry.get("offices").split("|")[0]
        if office in {"head_of_state", "head_of_government", "monarch", "vice_president"}:
            return "head"
        if office in {"defence_minister", "military_chief", "deputy_defence_minister"}:
            return "defence"
        return "foreign" if office == "foreign_minister" else "other"

    def _direct(self, phrase: Phrase) -> Referent | None:
        head_end = phrase.char_end
        for match in reversed(phrase.matches):
            for entry in sorted(match.entries, key=lambda e: e.type != "country"):
                last = self._token_end(phrase, match)
                if entry.type == "ministry" and match.text.lower() in self._pack.collectives:
                    continue
                if entry.type in _DIRECT and (match.end >= head_end - 2 or last):
                    return Referent(
                        text=match.text,
                        start=match.start,
                        end=match.end,
                        name=self._state_name(entry),
                        country=entry.country,
                        type=_TYPES[entry.type],
                        place=self._city(match, entry),
                    )
                if entry.type == "group" and self._token_start(phrase, match):
                    return Referent(
                        match.text, match.start, match.end, entry.name, entry.country, "group"
                    )
                if entry.type == "people" and (match.end >= head_end - 1 or last):
                    return Referent(
                        match.text, match.start, match.end, entry.name, entry.country, "people"
                    )
                if entry.type == "place" and (match.end >= head_end - 2 or last):
                    return Referent(
                        match.text,
                        match.start,
                        match.end,
                        entry.name,
                        entry.country,
                        "place",
                        place=entry.name,
                    )
        return None

    @staticmethod
    def _token_start(phrase: Phrase, match: Match[Entry]) -> bool:
        """ "de Wagner-groep", "Houthi-rebellen": the group's name opens the last word."""
        last = phrase.doc[phrase.end - 1]
        return last.idx == match.start

    @staticmethod
    def _token_end(phrase: Phrase, match: Match[Entry]) -> bool:
        """Whether the parse takes the match for the root of the phrase, nothing nominal after."""
        root = phrase.root
        inside = root.idx >= match.start and root.idx + len(root) <= match.end + 2
        rest = [t for t in phrase.span if t.idx >= match.end and t.pos_ in {"NOUN", "PROPN"}]
        return inside and not any(t.pos_ == "NOUN" for t in rest)

    @staticmethod
    def _city(match: Match[Entry], entry: Entry) -> str:
        """The place that a name of a capital names: Amsterdam is one, The Hague another."""
        if entry.type != "capital":
            return ""
        return next((e.name for e in match.entries if e.type == "place"), entry.name)

    def _state_name(self, entry: Entry) -> str:
        if entry.type in {"capital", "government", "force"} and entry.country:
            return self._world.country_name(entry.country)
        return entry.name

    # -- titles and collectives ----------------------------------------------------------------

    def _longest(self, text: str, names: Mapping[str, str]) -> tuple[str, str] | None:
        padded = f" {text.replace('-', ' - ')} ".replace(" - ", "-")
        best: tuple[str, str] | None = None
        words = padded.split()
        for i in range(len(words)):
            for j in range(min(len(words), i + 5), i, -1):
                piece = " ".join(words[i:j])
                if piece in names and (best is None or len(piece) >= len(best[0])):
                    best = (piece, names[piece])
        return best

    def _title(self, phrase: Phrase) -> tuple[str, str] | None:
        """The longest title that begins in the phrase: "minister | van Defensie" runs over it."""
        doc = phrase.doc
        end = min(len(doc), phrase.end + 3, phrase.root.sent.end)
        best = self._longest(phrase.lowered, self._pack.titles)
        for start in range(phrase.start, phrase.end):
            for stop in range(min(end, start + 5), phrase.end, -1):
                piece = doc[start:stop].text.lower()
                if piece in self._pack.titles and (best is None or len(piece) > len(best[0])):
                    best = (piece, self._pack.titles[piece])
        return best

    def _name_behind(self, phrase: Phrase, title: str) -> str:
        """The name after a title that runs over the phrase's end, or the empty string."""
        doc = phrase.doc
        end = phrase.end
        while end < phrase.root.sent.end and not doc[phrase.start : end].text.lower().endswith(
            title
        ):
            end += 1
        words = []
        while phrase.end < end < phrase.root.sent.end and doc[end].pos_ == "PROPN":
            words.append(doc[end].text)
            end += 1
        return " ".join(words)

    def _titled(self, phrase: Phrase, title: str, office: str) -> list[Referent]:
        state = phrase.modifier
        name = self._proper_name(phrase) or self._name_behind(phrase, title)
        if state is not None and state.type in {"alliance", "group"} and not name:
            return [self._as(phrase, state, state.type)]
        listed = self._listed(phrase) or self._owners(phrase)
        if len(listed) >= 2 and not name:
            return [self._as(phrase, s, "person") for s in listed]
        if state is not None:
            shown = name or self._world.country_name(state.country or "") or state.name
            return [self._referent(phrase, shown, state.country, "person", office=office)]
        if title in self._pack.anaphora["counterpart"]:
            return []
        dual = self._dual(phrase)
        if dual:
            return dual
        if name:
            known = [p for p in self.discourse.persons if p.name.endswith(name.split()[-1])]
            country = known[-1].country if known else None
            if country is None:
                country = self._guess(title)
                return [self._referent(phrase, name, country, "person", office=office)]
            return [self._referent(phrase, known[-1].name, country, "person", office=office)]
        last = self.discourse.last_person(office) or (
            self.discourse.last_person() if office == "other" else None
        )
        if last is None:
            return []
        return [self._as(phrase, last, "person", pointed=True)]

    def _guess(self, title: str) -> str | None:
        """The state of "president Maia Sandu" where no table knows her: the one last named."""
        if title in self._pack.anaphora["common_titles"]:
            return None
        for state in reversed(self.discourse.states[-4:]):
            if state.type in {"state", "capital"}:
                return state.country
        return None

    def _proper_name(self, phrase: Phrase) -> str:
        covered = [m for m in phrase.matches if any(e.type in _NATION for e in m.entries)]
        words = [
            t.text
            for t in phrase.span
            if t.pos_ == "PROPN"
            and t.text[:1].isupper()
            and t.lower_ not in self._pack.titles
            and not any(m.start <= t.idx < m.end for m in covered)
            and not self._title_word(t)
        ]
        return " ".join(words)

    def _title_word(self, token: Token) -> bool:
        return any(token.lower_ in title.split() for title in self._pack.titles)

    def _unknown_person(self, phrase: Phrase) -> Referent | None:
        """A surname that an earlier full name has made known."""
        named = any(e.type != "person" for m in phrase.matches for e in m.entries)
        surname = phrase.text.split()[-1]
        if named or not surname[:1].isupper() or phrase.end - phrase.start > 3:
            return None
        for person in reversed(self.discourse.persons):
            if person.name.split()[-1] == surname or person.text.split()[-1] == surname:
                return self._referent(
                    phrase, person.name, person.country, "person", office=person.office
                )
        return None

    def _collective(self, phrase: Phrase, kind: str) -> list[Referent]:
        type_ = _COLLECTIVES[kind]
        if phrase.modifier is not None and phrase.modifier.type in {"alliance", "group"}:
            return [self._as(phrase, phrase.modifier, phrase.modifier.type)]
        listed = self._listed(phrase)
        if len(listed) >= 2:
            return [self._as(phrase, state, type_) for state in listed]
        if phrase.modifier is not None:
            state = phrase.modifier
            return [self._referent(phrase, self._body(kind, state), state.country, type_)]
        dual = self._dual(phrase)
        if dual:
            return dual
        if type_ == "force" or not self._definite(phrase):
            return []
        states = self.discourse.last_states(1)
        if not states:
            return []
        found = self._as(phrase, states[0], type_, pointed=True)
        if type_ == "ministry" and found.country:
            found = replace(found, name=self._body(kind, found))
        return [found]

    def _body(self, kind: str, state: Referent) -> str:
        """The canonical name of a state's body: only the ministry of defence has one of its own."""
        country = self._world.country_name(state.country or "")
        return f"Ministry of Defence of {country}" if kind == "defence_ministry" else country

    def _definite(self, phrase: Phrase) -> bool:
        first = phrase.span[0]
        return "Def" in first.morph.get("Definite", []) or (
            first.lower_ in self._pack.words["definite"]
        )

    def _owners(self, phrase: Phrase) -> list[Referent]:
        """ "The two countries' chiefs of staff"."""
        owner = phrase.owner
        return [r for r in owner.referents if r.country] if owner is not None else []

    def locate(self, text: str) -> None:
        """Take the place of a dateline for where the article's people are."""
        for match in self._world.gazetteer.find(text.title()):
            for entry in match.entries:
                if entry.type in {"capital", "place", "country"} and entry.country:
                    name = self._world.country_name(entry.country)
                    self.discourse.places.append(
                        Referent(match.text, 0, 0, name, entry.country, "place", place=entry.name)
                    )
                    return

    def _listed(self, phrase: Phrase) -> list[Referent]:
        """The states of "Armenian and American soldiers"."""
        found: list[Referent] = []
        for match in phrase.matches:
            for entry in match.entries:
                if entry.type == "demonym" and entry.country:
                    if all(f.country != entry.country for f in found):
                        found.append(
                            Referent(
                                match.text,
                                match.start,
                                match.end,
                                entry.name,
                                entry.country,
                                "state",
                            )
                        )
                    break
        return found

    # -- modifiers -----------------------------------------------------------------------------

    def _modifier(self, phrase: Phrase) -> Referent | None:
        for match in phrase.matches:
            for entry in match.entries:
                if entry.type == "ministry" and match.text.lower() in self._pack.collectives:
                    continue
                if entry.type in _NATION and entry.country:
                    return Referent(
                        match.text,
                        match.start,
                        match.end,
                        self._world.country_name(entry.country),
                        entry.country,
                        "state",
                    )
                if entry.type in {"alliance", "group"} and match.end < phrase.char_end:
                    return Referent(
                        match.text, match.start, match.end, entry.name, None, entry.type
                    )
        pointing = phrase.head.lower_ in self._pack.anaphora["counterpart"]
        if phrase.owner is not None and phrase.owner.referents and not pointing:
            owner = phrase.owner.referents[0]
            if owner.country or owner.type in {"alliance", "group"}:
                return owner
        return None

    def adopt(self, phrase: Phrase, following: Phrase) -> None:
        """Let "president | of Poland", "the emir, | Tamim al-Thani" take what follows."""
        if self._partitive(phrase, following):
            return
        if self._named_before(phrase, following):
            phrase.referents = (
                replace(
                    following.referents[0],
                    name=self._proper_name(phrase),
                    text=phrase.text,
                    start=phrase.char_start,
                    end=phrase.char_end,
                ),
            )
            following.coordinated, following.case = phrase, phrase.case
            following.referents = phrase.referents
            self.discourse.note(phrase.referents[0])
            return
        if self._names(phrase, following):
            following.referents = (
                self._referent(
                    following,
                    self._proper_name(following),
                    None if phrase.referents[0].pointed else phrase.referents[0].country,
                    "person",
                    office=phrase.referents[0].office,
                ),
            )
        if self._apposed(phrase, following):
            phrase.referents = following.referents
            following.coordinated = phrase
            following.case = phrase.case
            return
        if following.case not in {"of", "from"} or following.prep != phrase.end:
            return
        if phrase.modifier is not None or not following.referents:
            return
        state = following.referents[0]
        if state.type not in {"state", "capital", "people", "alliance", "group", "force"}:
            return
        if any(r.type == "person" and r.country for r in phrase.referents):
            return
        phrase.modifier = state
        found = self._resolve(phrase)
        if not found and phrase.thing is None:
            phrase.modifier = None
        others = [r for r in following.referents[1:] if r.country]
        if len(found) == 1 and others:
            # "the ministers of the three countries"
            found += [self._as(phrase, r, found[0].type) for r in others]
        if found:
            phrase.referents = tuple(found)
            for referent in found:
                self.discourse.note(referent)

    def _partitive(self, phrase: Phrase, following: Phrase) -> bool:
        """ "all 19 of its howitzers", "thousands of soldiers": the number stands before."""
        thing = following.thing
        if thing is None or phrase.thing is not None or phrase.referents or following.case != "of":
            return False
        if following.prep != phrase.end or phrase.number is None:
            return False
        phrase.thing = replace(
            thing,
            start=phrase.char_start,
            text=phrase.doc[phrase.start : following.end].text,
            count=phrase.number,
        )
        phrase.modifier = following.modifier
        phrase.referents = following.referents
        return True

    def _named_before(self, phrase: Phrase, following: Phrase) -> bool:
        """ "Bo Lundqvist, the Swedish defence minister": a name that no table knows."""
        if phrase.referents or phrase.temporal or not self._proper_name(phrase):
            return False
        if any(t.pos_ == "NOUN" for t in phrase.span) or following.case is not None:
            return False
        told = len(following.referents) == 1 and following.referents[0].type == "person"
        if not told or following.referents[0].pointed or self._proper_name(following):
            return False
        return phrase.doc[phrase.end : following.start].text.strip() == ","

    def _unnamed(self, referent: Referent) -> bool:
        """Whether the words give a person's office but not his name."""
        if referent.type != "person":
            return False
        return referent.pointed or referent.name == self._world.country_name(referent.country or "")

    def _names(self, phrase: Phrase, following: Phrase) -> bool:
        """ "the emir, Tamim al-Thani": a name that no table knows, after a bare title."""
        bare = bool(phrase.referents) and all(self._unnamed(r) for r in phrase.referents)
        return (
            bare
            and phrase.root.pos_ != "PRON"
            and not following.referents
            and not following.temporal
            and following.case is None
            and bool(self._proper_name(following))
            and phrase.doc[phrase.end : following.start].text.strip() == ","
        )

    def _apposed(self, phrase: Phrase, following: Phrase) -> bool:
        if len(following.referents) != 1 or following.referents[0].type != "person":
            return False
        if following.case is not None or not all(self._unnamed(r) for r in phrase.referents):
            return False
        mine, theirs = phrase.referents[0] if phrase.referents else None, following.referents[0]
        if mine is not None and not mine.pointed and mine.country != theirs.country:
            return False
        if phrase.root.pos_ == "PRON" or not phrase.referents:
            return False
        if any(r.type != "person" for r in phrase.referents):
            return False
        between = phrase.doc[phrase.end : following.start].text.strip()
        return between in {",", ""}

    # -- pointing back -------------------------------------------------------------------------

    def _pronoun(self, phrase: Phrase) -> list[Referent]:
        word = phrase.root.lower_
        pronouns = self._pack.pronouns
        if word in pronouns["relative"] and phrase.root.dep_ != "nsubj":
            return []
        plural = any("Plur" in t.morph.get("Number", []) for t in (phrase.root, phrase.gov)) or any(
            "Plur" in c.morph.get("Number", [])
            for c in phrase.gov.children
            if c.dep_ in {"aux", "aux:pass", "cop"}
        )
        if word in pronouns["possessive_plural"] or (word in pronouns["plural"] and plural):
            forces = self.discourse.forces
            if forces and word in pronouns["plural"]:
                return [self._as(phrase, forces[-1], "force", pointed=True)]
            return [self._as(phrase, s, s.type, pointed=True) for s in self._recent_pair()]
        if word in pronouns["person"] or word in pronouns["possessive_person"]:
            last = self._subject_person()
            return [self._as(phrase, last, "person", pointed=True)] if last else []
        if word in pronouns["state"] or word in pronouns["possessive_state"]:
            states = self.discourse.last_states(1)
            return [self._as(phrase, states[0], "state", pointed=True)] if states else []
        return []

    def _subject_person(self) -> Referent | None:
        return self.discourse.last_person()

    def _recent_pair(self) -> list[Referent]:
        people = self.discourse.last_states(2, persons=True)
        return people if len(people) == 2 else self.discourse.last_states(2)

    def _dual(self, phrase: Phrase) -> list[Referent]:
        words = phrase.lowered.split()
        anaphora = self._pack.anaphora
        number = self._how_many(words[:3])
        if number < 2:
            return []
        noun = phrase.head.lower_
        if noun in anaphora["state_nouns"] or self._plural_of(noun, anaphora["state_nouns"]):
            found = self.discourse.last_states(number)
        elif noun in self._pack.titles:
            found = self.discourse.last_persons(number, head=self._pack.titles[noun] == "head")
        elif noun in self._pack.collectives or self._plural_of(noun, self._pack.collectives):
            found = self.discourse.last_states(number)
        else:
            return []
        if len(found) < number:
            return []
        return [
            self._as(phrase, f, f.type if noun in self._pack.titles else "state", pointed=True)
            for f in found
        ]

    def _how_many(self, words: Sequence[str]) -> int:
        if any(w in self._pack.anaphora["dual"] for w in words):
            return 2
        told = [self._pack.numbers[w] for w in words if w in self._pack.numbers]
        return told[0] if told and told[0] <= 6 else 0

    def _plural_of(self, noun: str, nouns: Iterable[str]) -> bool:
        endings = self._pack.plurals.items()
        known = frozenset(nouns)
        return any(noun.endswith(e) and noun.removesuffix(e) + s in known for e, s in endings)

    def _pointing_noun(self, phrase: Phrase) -> list[Referent]:
        noun = phrase.head.lower_.rpartition("-")[2]
        if noun not in self._pack.anaphora["state_nouns"] and not self._plural_of(
            noun, self._pack.anaphora["state_nouns"]
        ):
            return []
        if phrase.modifier is not None and phrase.modifier.type == "alliance":
            return [self._as(phrase, phrase.modifier, "alliance")]
        if phrase.modifier is not None:
            return [self._as(phrase, phrase.modifier, "state")]
        if not self._definite(phrase):
            return []
        here = {s.country for s in self.discourse.states[self._mark :]}
        for state in reversed(self.discourse.states[: self._mark]):
            if state.country not in here:
                return [self._as(phrase, state, "state", pointed=True)]
        states = self.discourse.last_states(1)
        return [self._as(phrase, states[0], "state", pointed=True)] if states else []
