"""Referents: made of a phrase, of a name in it, or of what another referent stands for."""

from streams.core.language.gazetteer import Match
from streams.core.language.world import Entry, World
from streams.core.sentence.phrases import Phrase, Referent


def of_phrase(
    phrase: Phrase,
    *,
    name: str,
    country: str | None,
    type_: str,
    pointed: bool = False,
    office: str = "",
    place: str = "",
) -> Referent:
    """What the words of `phrase` stand for."""
    return Referent(
        text=phrase.text,
        start=phrase.char_start,
        end=phrase.char_end,
        name=name,
        country=country,
        type=type_,
        pointed=pointed,
        office=office,
        place=place,
    )


def of_match(
    match: Match[Entry], entry: Entry, type_: str, *, name: str = "", place: str = ""
) -> Referent:
    """What a name stands for in one of its meanings, under the entry's name or another."""
    return Referent(
        text=match.text,
        start=match.start,
        end=match.end,
        name=name or entry.name,
        country=entry.country,
        type=type_,
        place=place,
    )


def like(
    phrase: Phrase, other: Referent, type_: str, world: World, *, pointed: bool = False
) -> Referent:
    """The party of `other` told by `phrase`; states and forces take the country's name."""
    name = other.name
    if type_ in {"state", "force"} and other.country:
        name = world.country_name(other.country)
    return of_phrase(
        phrase,
        name=name,
        country=other.country,
        type_=type_,
        pointed=pointed,
        office=other.office,
    )


def demonyms(phrase: Phrase) -> list[Referent]:
    """The different states of "Armenian and American soldiers", in order."""
    found: list[Referent] = []
    for match in phrase.matches:
        entry = next((e for e in match.entries if e.type == "demonym" and e.country), None)
        if entry is None and match.end < phrase.char_end and _is_listed(phrase, match.start):
            # "Serbian and Kosovo leaders"
            entry = next((e for e in match.entries if e.type == "country" and e.country), None)
        if entry is not None and all(f.country != entry.country for f in found):
            found.append(of_match(match, entry, "state"))
    return found


def _is_listed(phrase: Phrase, start: int) -> bool:
    """Whether the word that begins at `start` is a member of a list before a noun."""
    token = next((t for t in phrase.span if t.idx == start), None)
    if token is None:
        return False
    return token.dep_ == "conj" or any(c.dep_ == "conj" for c in token.children)
