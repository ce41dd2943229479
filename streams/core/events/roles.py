"""Roles: which phrase fills which slot of a frame, by syntax, case, order and type together."""

from collections.abc import Sequence

from streams.core.language.pack import LanguagePack
from streams.core.sentence.nominalization import noun_links
from streams.core.sentence.phrases import Phrase
from streams.core.sentence.predication import verb_links
from streams.core.sentence.ties import Link, verb_over
from streams.core.sentence.triggers import Occurrence

__all__ = ["Link", "links", "verb_over"]

#: Phrases that are looked at around a trigger. Sentences have some ten; only lists and texts
#: without full stops have more, and would cost the cube of their length.
_MOST_PHRASES = 48


def links(occurrence: Occurrence, phrases: Sequence[Phrase], pack: LanguagePack) -> list[Link]:
    """All ties between a trigger and the phrases of its sentence, the nearest of a long one."""
    found: list[Link] = []
    if len(phrases) > _MOST_PHRASES:
        place = occurrence.token.i
        phrases = sorted(phrases, key=lambda p: abs(p.start - place))[:_MOST_PHRASES]
        phrases = sorted(phrases, key=lambda p: p.start)
    for phrase in phrases:
        if phrase is occurrence.phrase:
            found.append(Link(phrase, "head", 1.0))
            continue
        if phrase.temporal:
            continue
        if occurrence.phrase is None:
            found += verb_links(occurrence, phrase, phrases, pack)
        else:
            found += noun_links(occurrence.phrase, phrase, phrases, pack)
    return _best(found)


def _best(found: Sequence[Link]) -> list[Link]:
    best: dict[tuple[int, str], Link] = {}
    for link in found:
        key = (link.phrase.start, link.slot)
        if key not in best or best[key].strength < link.strength:
            best[key] = link
    return list(best.values())
