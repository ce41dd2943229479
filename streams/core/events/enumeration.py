"""Enumeration: what a general word for goods is made up of, where the sentence goes on to say it.

"A package of military aid, including 500 missiles and ten howitzers"; "zegde wapens toe: 36
houwitsers en twee radars". The list says what the general word leaves open.
"""

from collections.abc import Sequence

from streams.core.language.items import Thing
from streams.core.language.pack import LanguagePack
from streams.core.sentence import clause
from streams.core.sentence.phrases import Phrase

#: Names of items that leave open what is meant.
GENERAL = frozenset({"weapon", "weapons", "military equipment", "equipment", "military aid"})
#: How far behind the general word the list may begin, in tokens.
_REACH = 14
_OPENING = frozenset({":"})
_COMMA = frozenset({",", ";"})


def itemised(
    told: Sequence[tuple[Phrase, Thing]], phrases: Sequence[Phrase], pack: LanguagePack
) -> list[Thing]:
    """The things that are told, a general one replaced by the list that follows it."""
    out: list[Thing] = []
    taken = {phrase.start for phrase, _ in told}
    for phrase, thing in told:
        members = _members(phrase, phrases, pack) if thing.name in GENERAL else []
        fresh = [m.thing for m in members if m.start not in taken and m.thing is not None]
        taken |= {m.start for m in members}
        out += fresh or [thing]
    return out


def _members(general: Phrase, phrases: Sequence[Phrase], pack: LanguagePack) -> list[Phrase]:
    """The phrases of the list that opens behind `general`, in order."""
    found: list[Phrase] = []
    for phrase in phrases:
        if phrase.start < general.end or phrase.thing is None or phrase.thing.personnel:
            continue
        if not found:
            if phrase.start - general.end > _REACH or not _opens(general, phrase, pack):
                continue
        elif not _goes_on(found[-1], phrase, pack):
            break
        if phrase.thing.name not in GENERAL:
            found.append(phrase)
    return found


def _opens(general: Phrase, phrase: Phrase, pack: LanguagePack) -> bool:
    """Whether a colon, or "including", stands right before the phrase in the same clause."""
    doc = phrase.doc
    gap = doc[general.end : phrase.start]
    begin = max(general.end, phrase.start - 4)
    near = doc[begin : phrase.start]
    words = f" {near.text.lower()} "
    marked = any(t.text in _OPENING for t in near) or any(
        f" {words_} " in words for words_ in pack.words["including"]
    )
    return marked and not any(
        t.text == "." or (t.pos_ == "VERB" and clause.is_finite(t)) for t in gap
    )


def _goes_on(last: Phrase, phrase: Phrase, pack: LanguagePack) -> bool:
    between = [t for t in phrase.doc[last.end : phrase.start] if not t.is_space]
    joints = pack.words["and"] | _COMMA
    return bool(between) and len(between) <= 3 and between[0].lower_ in joints
