"""Reader: whom a noun phrase stands for, by name, by title and demonym, or by pointing back."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from streams.core.actors import referents
from streams.core.actors.anaphora import Anaphora, is_definite
from streams.core.actors.apposition import Apposition
from streams.core.actors.discourse import Discourse
from streams.core.actors.home import Home
from streams.core.actors.names import NameReader, is_common
from streams.core.actors.titles import NATION, TitleReader, longest, proper_name, title_of
from streams.core.language.gazetteer import Match
from streams.core.language.pack import LanguagePack
from streams.core.language.world import Entry, World
from streams.core.sentence.headcount import Headcount
from streams.core.sentence.phrases import Phrase, Referent

__all__ = ["ActorReader", "Discourse"]

#: A name that goes on behind a surname.
_NAME_BEHIND = re.compile(r" [A-Z][a-z]+")
#: What a sentence begins after.
_SENTENCE_MARKS = (". ", "! ", "? ", "\n", "\u201d ", '" ')
#: Cases under which a place is where the text is at, and those under which a phrase is a place.
_GROUND_CASES = frozenset({"in", "at", "to", "on", "into"})
_PLACE_CASES = frozenset({"in", "to", "at", "on", "from", "into"})
#: What the nouns of a pack's collectives stand for, as types of referents.
_COLLECTIVES = {
    "government": "state",
    "ministry": "ministry",
    "defence_ministry": "ministry",
    "force": "force",
}


class ActorReader:
    """Resolves the phrases of one article, in order of the text."""

    def __init__(
        self, pack: LanguagePack, world: World, *, published: date, told: Iterable[str] = ()
    ) -> None:
        """A reader of the article of these paragraphs, `told` as far as they are known."""
        self._home = Home(pack, world, told)
        self._pack = pack
        self._world = world
        self.discourse = Discourse()
        self.headcount = Headcount(pack)
        self._names = NameReader(pack, world, self.discourse, published=published)
        self._titles = TitleReader(pack, world, self.discourse)
        self._anaphora = Anaphora(pack, world, self.discourse)
        self._apposition = Apposition(pack, world)

    def begin_sentence(self) -> None:
        """Say that a sentence begins: "the country" points to one named before it."""
        self.discourse.begin_sentence()

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

    def hear(self, text: str) -> None:
        """Take what is named in a text that is not parsed for known, as far as names alone tell."""
        for match in self._world.gazetteer.find(text):
            if _in_longer_name(text, match):
                continue
            for referent in self._names.heard(match):
                self.discourse.note(referent)
                if self._opens_sentence(text, match.start):
                    self.discourse.acts(referent)
                if referent.type in {"capital", "place", "state"}:
                    self.discourse.places.append(referent)

    def _opens_sentence(self, text: str, at: int) -> bool:
        """Whether a sentence begins with the name at `at`, or with the titles before it."""
        begin = max(text.rfind(mark, 0, at) for mark in _SENTENCE_MARKS) + 1
        before = text[begin:at].split()
        return all(w[:1].isupper() or w in self._pack.title_words for w in before)

    def read(self, phrase: Phrase) -> None:
        """Fill in `referents` and `modifier` of `phrase`; a time stands for nobody."""
        if phrase.temporal:
            return
        phrase.modifier = self._modifier(phrase)
        found = self._resolve(phrase)
        phrase.referents = tuple(found)
        if len(found) == 1 and phrase.func in {"subj", "subjpass"} and phrase.case is None:
            self.discourse.acts(found[0])
        for referent in found:
            if not referent.pointed:
                self.discourse.note(referent)
            if phrase.case in _GROUND_CASES and referent.type in {"capital", "place", "state"}:
                self.discourse.places.append(referent)
        if not found and phrase.modifier is not None:
            self.discourse.note(phrase.modifier)

    def revise(self, phrase: Phrase) -> None:
        """Let "its", "zijn" before its subject mean that: "On his visit the king said"."""
        own = self._anaphora.ahead(phrase)
        if own:
            phrase.referents = tuple(own)

    def adopt(self, phrase: Phrase, following: Phrase) -> None:
        """Let "president | of Poland", "the emir, | Tamim al-Thani" take what follows."""
        settled, named = self._apposition.join(phrase, following)
        if named is not None:
            self.discourse.note(named)
        if settled or following.case not in {"of", "from"} or following.prep != phrase.end:
            return
        if phrase.modifier is not None or not following.referents:
            return
        if any(t.lower_ in self._pack.words["bordering"] for t in phrase.span):
            # "A country bordering on Russia" is not Russia.
            return
        state = following.referents[0]
        if state.type not in {"state", "capital", "people", "alliance", "group", "force"}:
            return
        if any(r.type == "person" and r.country and not r.pointed for r in phrase.referents):
            return
        phrase.modifier = state
        found = self._resolve(phrase)
        if not found and phrase.thing is None:
            phrase.modifier = None
        others = [r for r in following.referents[1:] if r.country]
        if len(found) == 1 and others:
            # "the ministers of the three countries"
            found += [self._like(phrase, r, found[0].type) for r in others]
        if found:
            phrase.referents = tuple(found)
            for referent in found:
                self.discourse.note(referent)

    def _like(
        self, phrase: Phrase, other: Referent, type_: str, *, pointed: bool = False
    ) -> Referent:
        return referents.like(phrase, other, type_, self._world, pointed=pointed)

    def _resolve(self, phrase: Phrase) -> list[Referent]:
        """The referents by the first way that yields any: a name says more than a title."""
        if phrase.root.pos_ == "PRON" and phrase.end - phrase.start == 1:
            return self._anaphora.pronoun(phrase)
        person = self._names.person(phrase)
        if person is not None:
            return [person]
        home = self._home.stands_for(phrase)
        if home is not None:
            return [home]
        title = title_of(phrase, self._pack)
        if title is not None:
            return self._titles.read(phrase, *title)
        body = self._names.body(phrase)
        if body is not None:
            state = phrase.modifier
            if body.type == "company" and body.country is None and state is not None:
                # "South Korea's Hanwha"
                body = replace(body, country=state.country)
            return [body]
        nouns = self._pack.collectives
        collective = longest(phrase.head.lower_, nouns) or longest(phrase.lowered, nouns)
        if collective is not None:
            return self._collective(phrase, collective[1])
        several = self._anaphora.several(phrase)
        if several:
            return several
        surname = self._names.surname(phrase)
        if surname is not None:
            return [surname]
        if phrase.modifier is not None and phrase.thing is not None and phrase.thing.personnel:
            states = referents.demonyms(phrase) or [phrase.modifier]
            return [self._like(phrase, s, "force") for s in states]
        return self._anaphora.noun(phrase) or self._place(phrase)

    def _modifier(self, phrase: Phrase) -> Referent | None:
        """The state, alliance or group that a demonym, a name or the possessor gives."""
        for match in phrase.matches:
            for entry in match.entries:
                if is_common(match, entry, self._pack):
                    continue
                if entry.type in NATION and entry.country:
                    name = self._world.country_name(entry.country)
                    return referents.of_match(match, entry, "state", name=name)
                if entry.type in {"alliance", "group"} and match.end < phrase.char_end:
                    return Referent(
                        match.text, match.start, match.end, entry.name, None, entry.type
                    )
        noun = phrase.head.lower_
        pointing = noun in self._pack.anaphora["counterpart"] | self._pack.words["bordering"]
        if phrase.owner is not None and phrase.owner.referents and not pointing:
            owner = phrase.owner.referents[0]
            if owner.country or owner.type in {"alliance", "group"}:
                return owner
        return None

    def _collective(self, phrase: Phrase, kind: str) -> list[Referent]:
        """ "The Polish government", "its army": a noun for a body with the state it is of."""
        type_, state = _COLLECTIVES[kind], phrase.modifier
        if state is not None and state.type in {"alliance", "group"}:
            return [self._like(phrase, state, state.type)]
        listed = referents.demonyms(phrase)
        if len(listed) >= 2:
            return [self._like(phrase, each, type_) for each in listed]
        if state is not None:
            return [self._body(phrase, kind, state)]
        several = self._anaphora.several(phrase)
        if several:
            return several
        if type_ == "force" or not is_definite(phrase, self._pack):
            return []
        return [
            self._body(phrase, kind, last, pointed=True) for last in self.discourse.last_states(1)
        ]

    def _body(
        self, phrase: Phrase, kind: str, state: Referent, *, pointed: bool = False
    ) -> Referent:
        """A state's body; only the ministry of defence has a canonical name of its own."""
        country = self._world.country_name(state.country or "")
        ministry = kind == "defence_ministry"
        return referents.of_phrase(
            phrase,
            name=f"Ministry of Defence of {country}" if ministry else country,
            country=state.country,
            type_=_COLLECTIVES[kind],
            pointed=pointed,
            office=state.office if pointed else "",
        )

    def _place(self, phrase: Phrase) -> list[Referent]:
        """ "de Indiase hoofdstad", "the east of Russia": a place in the state that is named."""
        state = phrase.modifier
        if state is None or state.country is None or phrase.thing is not None:
            return []
        reached = phrase.case is None and phrase.func == "obj" and is_definite(phrase, self._pack)
        if phrase.case not in _PLACE_CASES and not reached:
            return []
        name = "" if reached else proper_name(phrase, self._pack)
        if not name and phrase.head.lower_ not in self._pack.anaphora["place_nouns"]:
            return []
        return [
            referents.of_phrase(
                phrase,
                name=state.name,
                country=state.country,
                type_="place",
                place=name or state.name,
            )
        ]


def _in_longer_name(text: str, match: Match[Entry]) -> bool:
    """ "The Ryder | Cup", "Colombia's | Congress": a name that is but part of what is called so."""
    people = any(e.type == "person" for e in match.entries)
    if people and " " not in match.text and _NAME_BEHIND.match(text, match.end):
        return True
    body = all(e.type in {"government", "ministry"} for e in match.entries)
    return body and text[: match.start].endswith(("'s ", "\u2019s "))
