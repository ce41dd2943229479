"""Titles: persons told by their office, with or without a name."""

from collections.abc import Mapping
from dataclasses import replace

from streams.core.actors import referents
from streams.core.actors.anaphora import Anaphora
from streams.core.actors.discourse import Discourse
from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Token
from streams.core.language.world import World
from streams.core.sentence.phrases import Phrase, Referent

#: Names of these say of which state somebody is, not who.
NATION = frozenset({"demonym", "country", "people", "capital", "government", "force", "ministry"})
#: Words that a title or collective noun may have at most.
_LONGEST = 5
#: States back that a person whom no table knows may belong to.
_REACH = 4


def longest(text: str, names: Mapping[str, str]) -> tuple[str, str] | None:
    """The longest of `names` that `text` holds as whole words, and what it maps to."""
    words = text.split()
    best: tuple[str, str] | None = None
    for i in range(len(words)):
        for j in range(min(len(words), i + _LONGEST), i, -1):
            piece = " ".join(words[i:j])
            if piece in names and (best is None or len(piece) >= len(best[0])):
                best = (piece, names[piece])
    return best


def title_of(phrase: Phrase, pack: LanguagePack) -> tuple[str, str] | None:
    """The longest title that begins in the phrase, and its office.

    "minister | van Defensie" may run over the phrase's end.
    """
    doc = phrase.doc
    end = min(len(doc), phrase.end + 3, phrase.root.sent.end)
    best = longest(phrase.lowered, pack.titles)
    for start in range(phrase.start, phrase.end):
        if doc[start].lower_ not in pack.title_starts:
            continue
        for stop in range(min(end, start + _LONGEST), phrase.end, -1):
            piece = doc[start:stop].text.lower()
            if piece in pack.titles and (best is None or len(piece) > len(best[0])):
                best = (piece, pack.titles[piece])
    return best


def proper_name(phrase: Phrase, pack: LanguagePack) -> str:
    """The proper nouns of the phrase that are neither titles nor states, or the empty string."""
    covered = [m for m in phrase.matches if any(e.type in NATION for e in m.entries)]
    words = [
        t.text
        for t in phrase.span
        if t.pos_ == "PROPN"
        and t.text[:1].isupper()
        and not any(m.start <= t.idx < m.end for m in covered)
        and not _title_word(t, pack)
    ]
    return " ".join(words)


def _title_word(token: Token, pack: LanguagePack) -> bool:
    return token.lower_ in pack.title_words


class TitleReader:
    """Finds out who bears a title, in one article."""

    def __init__(self, pack: LanguagePack, world: World, discourse: Discourse) -> None:
        self._pack = pack
        self._world = world
        self._discourse = discourse
        self._anaphora = Anaphora(pack, world, discourse)

    def read(self, phrase: Phrase, title: str, office: str) -> list[Referent]:
        """The bearers of `title`, which `phrase` holds: by name, by state, or last named."""
        state = phrase.modifier
        name = proper_name(phrase, self._pack) or _name_behind(phrase, title)
        if state is not None and state.type in {"alliance", "group"} and not name:
            # "The defence ministers of NATO" are of the military as each of them is.
            return [replace(referents.like(phrase, state, state.type, self._world), office=office)]
        listed = referents.demonyms(phrase) or _owners(phrase)
        if len(listed) >= 2 and not name:
            likes = [referents.like(phrase, s, "person", self._world) for s in listed]
            return [replace(bearer, nameless=True) for bearer in likes]
        if state is not None:
            shown = name or self._world.country_name(state.country or "") or state.name
            return [replace(_person(phrase, shown, state.country, office), nameless=not name)]
        if title in self._pack.anaphora["counterpart"]:
            return []
        several = self._anaphora.several(phrase)
        if several:
            return several
        if name:
            return [self._named(phrase, name, title, office)]
        last = self._discourse.last_person(office)
        if last is None and office == "other":
            last = self._discourse.last_person()
        if last is None:
            return []
        return [referents.like(phrase, last, "person", self._world, pointed=True)]

    def _named(self, phrase: Phrase, name: str, title: str, office: str) -> Referent:
        """A person whom an earlier mention may have told with his state."""
        surname = name.rsplit(maxsplit=1)[-1]
        known = [p for p in self._discourse.persons if p.name.endswith(surname)]
        if known and known[-1].country is not None:
            return _person(phrase, known[-1].name, known[-1].country, office)
        return _person(phrase, name, self._guess(title), office)

    def _guess(self, title: str) -> str | None:
        """The state of "president Maia Sandu" where no table knows her: the one last named."""
        if title in self._pack.anaphora["common_titles"]:
            return None
        for state in reversed(self._discourse.states[-_REACH:]):
            if state.type in {"state", "capital"}:
                return state.country
        return None


def _person(phrase: Phrase, name: str, country: str | None, office: str) -> Referent:
    return referents.of_phrase(phrase, name=name, country=country, type_="person", office=office)


def _owners(phrase: Phrase) -> list[Referent]:
    """ "The two countries' chiefs of staff"."""
    owner = phrase.owner
    return [r for r in owner.referents if r.country] if owner is not None else []


def _name_behind(phrase: Phrase, title: str) -> str:
    """The name after a title that runs over the phrase's end, or the empty string."""
    doc = phrase.doc
    last = phrase.root.sent.end
    end = phrase.end
    while end < last and not doc[phrase.start : end].text.lower().endswith(title):
        end += 1
    words = []
    while phrase.end < end < last and doc[end].pos_ == "PROPN":
        words.append(doc[end].text)
        end += 1
    return " ".join(words)
