"""Roles: which phrase fills which slot of a frame, by syntax, case, order and type together."""

from collections.abc import Sequence

from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Token
from streams.core.sentence.nominalization import noun_links
from streams.core.sentence.phrases import Phrase
from streams.core.sentence.predication import INTRANSITIVE, verb_links
from streams.core.sentence.ties import Link, verb_over
from streams.core.sentence.triggers import Occurrence

__all__ = ["Link", "Ties", "verb_of", "verb_over"]

#: Phrases that are looked at around a trigger. Sentences have some ten; only lists and texts
#: without full stops have more, and would cost the cube of their length.
_MOST_PHRASES = 48


def verb_of(occurrence: Occurrence) -> Token | None:
    """The verb that tells the event, or the one over its noun; None where there is none."""
    return occurrence.token if occurrence.phrase is None else verb_over(occurrence.phrase)


class Ties:
    """The ties between the triggers and the phrases of a sentence.

    A word that may tell several events has one set of them: only whether it is a verb of coming
    makes a difference.
    """

    def __init__(self, phrases: Sequence[Phrase], pack: LanguagePack) -> None:
        self._phrases = phrases
        self._pack = pack
        self._known: dict[tuple[int, bool, bool], Sequence[Link]] = {}

    def of(self, occurrence: Occurrence) -> Sequence[Link]:
        """All ties of a trigger, those with the nearest phrases of a long sentence."""
        coming = occurrence.trigger.frame.id in INTRANSITIVE
        key = occurrence.token.i, occurrence.phrase is None, coming
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _links(occurrence, self._phrases, self._pack)
        return known


def _links(occurrence: Occurrence, phrases: Sequence[Phrase], pack: LanguagePack) -> Sequence[Link]:
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
