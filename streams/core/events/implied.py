"""Implied items: what an event moves, where a pronoun or an adjective alone tells it.

"Fourteen tanks ... *These* will be sent to Ukraine"; "the American *military* presence in Iraq".
"""

from collections.abc import Sequence
from dataclasses import replace

from schemas.event import Kind
from streams.core.events.roles import Link
from streams.core.language.items import Count, Thing
from streams.core.language.pack import LanguagePack
from streams.core.sentence.phrases import Phrase
from streams.core.sentence.scene import Scene
from streams.core.sentence.triggers import Occurrence

#: A phrase must be the item of the event this surely to point back to one.
_SURE = 0.6


def things(
    occurrence: Occurrence, found: Sequence[Link], *, scene: Scene, pack: LanguagePack
) -> list[Thing]:
    """The items of a delivery or deployment whose own words name none."""
    kind = Kind(occurrence.trigger.frame.kind)
    if kind is Kind.DEPLOYMENT:
        return _forces(occurrence, pack)
    if kind is Kind.JOINT_UNIT:
        return _strength(occurrence, found, scene)
    if kind is Kind.DELIVERY and occurrence.trigger.lemma in pack.words["arming"]:
        span = occurrence.token
        begin = int(span.idx)
        return [
            Thing(begin, begin + len(span), span.text, "weapons", "weapons", True, False, Count())
        ]
    if kind is not Kind.DELIVERY or scene.topic is None:
        return []
    slots = occurrence.trigger.frame.roles.get("items", {})
    if any(link.slot == "obj" and _is_other(link.phrase, pack) for link in found):
        # "They were offered a course": what changes hands is named, and is no item.
        return []
    for link in found:
        if slots.get(link.slot, 0.0) * link.strength < _SURE or link.phrase is occurrence.phrase:
            continue
        if _points_back(link.phrase, pack):
            count = link.phrase.number or Count()
            return [replace(scene.topic, count=count)]
    return []


def _strength(occurrence: Occurrence, found: Sequence[Link], scene: Scene) -> list[Thing]:
    """ "A joint brigade of some 4,000 soldiers": how strong the unit is, told of it itself."""
    slots = {"head", *occurrence.trigger.frame.roles.get("unit", {})}
    units = [link.phrase for link in found if link.slot in slots and link.strength >= _SURE]
    for phrase in scene.phrases:
        thing = phrase.thing
        if thing is None or not thing.personnel or not (thing.count.minimum or thing.count.maximum):
            continue
        beside = phrase.case in {"of", "with", "from"} and any(
            phrase.prep == unit.end or unit.start <= phrase.gov.i < unit.end for unit in units
        )
        if beside:
            return [thing]
    return []


def _points_back(phrase: Phrase, pack: LanguagePack) -> bool:
    """Whether the phrase names no item but stands for one: "they", "the systems", "the first"."""
    if phrase.thing is not None or phrase.temporal:
        return False
    if phrase.root.pos_ in {"PRON", "DET"} and phrase.end - phrase.start == 1:
        return phrase.root.lower_ in pack.pronouns["item"]
    if phrase.referents:
        return False
    bare = all(t.pos_ not in {"NOUN", "PROPN"} or t.like_num for t in phrase.span)
    return phrase.head.lower_ in pack.words["items"] or (phrase.number is not None and bare)


def _is_other(phrase: Phrase, pack: LanguagePack) -> bool:
    """Whether the phrase names something that is neither an item, nor a party, nor a time."""
    named = phrase.thing is not None or phrase.referents or phrase.temporal
    return phrase.head.pos_ == "NOUN" and not named and not _points_back(phrase, pack)


def _forces(occurrence: Occurrence, pack: LanguagePack) -> list[Thing]:
    """Troops, where an event noun is told to be of the military."""
    phrase = occurrence.phrase
    if phrase is None:
        return []
    told = any(t.lower_ in pack.words["of_forces"] for t in phrase.span)
    within = occurrence.token.lower_
    if not told and not any(within.startswith(w) for w in pack.words["of_forces"] if len(w) > 5):
        return []
    return [
        Thing(
            phrase.char_start,
            phrase.char_end,
            phrase.text,
            "troops",
            "personnel",
            True,
            True,
            Count(),
        )
    ]
