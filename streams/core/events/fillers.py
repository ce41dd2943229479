"""Fillers: which phrase fills which role of an event, which items it moves, and where it is.

A frame (in the sense of Fillmore, "Frame semantics", 1982) says how its roles may stand to the
trigger, with a weight each; a filler's score is that weight times the sureness of the tie and the
fit of the referent to the role. Roles are filled greedily, the best first, each phrase once.
"""

from collections.abc import Mapping, Sequence

from schemas.event import EVENT_TYPES, Kind
from streams.core.events import kinds
from streams.core.events.nations import is_new, nations
from streams.core.events.roles import Link
from streams.core.language.items import Thing
from streams.core.sentence.phrases import Phrase, Referent
from streams.core.sentence.triggers import Occurrence

#: A filler that fits worse than this is none; a further symmetric one needs more.
MINIMUM = 0.26
_MINIMUM_SYMMETRIC = 0.4
#: Items that are tied more loosely than the first need this much to count without coordination.
_MINIMUM_THING, _SURE_THING = 0.25, 0.7
#: Frames of what comes by itself or is brought, and the classes of what may bring it.
_COMING = frozenset({"delivery.arrive", "deployment.arrive"})
_BROUGHT = frozenset({"delivery.arrive", "delivery.bring"})
_CARRIERS = frozenset({"aircraft", "transport aircraft", "ship", "landing ship"})
_SYMMETRIC = frozenset({"participant", "member", "party"})
_PLACE_CASES = frozenset({"in", "at", "to", "on"})


def assign(
    occurrence: Occurrence, found: Sequence[Link]
) -> tuple[dict[str, list[Referent]], dict[str, float]]:
    """The fillers of the roles, in the order of the kind's roles, and each role's best score."""
    frame = occurrence.trigger.frame
    names = EVENT_TYPES[Kind(frame.kind)].roles_
    taken: set[int] = set()
    assigned: dict[str, list[Referent]] = {}
    leaders: dict[str, Phrase] = {}
    scores: dict[str, float] = {}
    for score, role, link in _candidates(occurrence, found):
        phrase = link.phrase
        if phrase.start in taken or score < MINIMUM:
            continue
        if role not in _SYMMETRIC and _opposed(phrase, role, assigned):
            continue
        guest = role == "visitor" and link.slot == "with"
        if guest and role in assigned and all(r.pointed for r in phrase.referents):
            # "Came by with the whole top of the army": whose it is, is his who came.
            continue
        if role in assigned and not guest and not _joins(role, score, phrase, leaders[role]):
            continue
        if role not in assigned:
            leaders[role] = phrase
            scores[role] = score
        taken.add(phrase.start)
        for referent in phrase.referents:
            fits = _fit(frame.id, role, phrase, referent)
            if fits and is_new(assigned.setdefault(role, []), referent):
                assigned[role].append(referent)
    _from_modifier(occurrence, assigned, scores)
    return {r: assigned[r] for r in names if r in assigned}, scores


def _candidates(occurrence: Occurrence, found: Sequence[Link]) -> list[tuple[float, str, Link]]:
    """Score, role and tie of all that could fill a role, the best first."""
    frame = occurrence.trigger.frame
    candidates: list[tuple[float, str, Link]] = []
    for link in found:
        for role in EVENT_TYPES[Kind(frame.kind)].roles_:
            weight = frame.roles.get(role, {}).get(link.slot, 0.0) * link.strength
            if not weight or not link.phrase.referents:
                continue
            suits = max(_fit(frame.id, role, link.phrase, r) for r in link.phrase.referents)
            if suits:
                candidates.append((weight * suits, role, link))
    return sorted(candidates, key=lambda c: -c[0])


def _fit(frame: str, role: str, phrase: Phrase, referent: Referent) -> float:
    """The fit of a referent; what arrives in a port is for the state that the port is in."""
    kind = frame.partition(".")[0]
    if frame in _BROUGHT and role == "recipient" and referent.type == "place":
        return kinds.fit("deployment", "host", phrase, referent)
    return kinds.fit(kind, role, phrase, referent)


def _opposed(phrase: Phrase, role: str, assigned: Mapping[str, Sequence[Referent]]) -> bool:
    """Whether the other side is of the same state already: nobody supplies himself."""
    mine = {r.country for r in phrase.referents}
    theirs = {r.country for other, rs in assigned.items() if other != role for r in rs}
    return None not in mine and bool(mine) and mine <= theirs


def _joins(role: str, score: float, phrase: Phrase, leader: Phrase) -> bool:
    """Whether a further phrase fills a role that has its leader: symmetric, or of one list."""
    if role in _SYMMETRIC:
        return score >= _MINIMUM_SYMMETRIC
    first = phrase.coordinated or phrase
    return first is leader or first is leader.coordinated or leader is phrase.coordinated


def _from_modifier(
    occurrence: Occurrence, assigned: dict[str, list[Referent]], scores: dict[str, float]
) -> None:
    """ "Russian arms deliveries", "Dutch-German corps": demonyms in the trigger's phrase."""
    phrase, frame = occurrence.phrase, occurrence.trigger.frame
    if phrase is None or phrase.modifier is None:
        return
    for role in EVENT_TYPES[Kind(frame.kind)].roles_:
        weight = frame.roles.get(role, {}).get("gen", 0.0)
        if not weight or (role in assigned and role not in _SYMMETRIC):
            continue
        for nation in nations(phrase):
            fillers = assigned.setdefault(role, [])
            if is_new(fillers, nation):
                fillers.append(nation)
                scores.setdefault(role, weight * 0.8)
        if role in assigned and not assigned[role]:
            del assigned[role]
        return


def things(occurrence: Occurrence, found: Sequence[Link]) -> list[tuple[Phrase, Thing]]:
    """The items that the event moves, with their phrases, in order of the text."""
    frame = occurrence.trigger.frame
    slots = frame.roles.get("items") or frame.roles.get("subject") or {}
    delivery = frame.kind == Kind.DELIVERY.value
    if frame.kind == Kind.JOINT_UNIT.value:
        slots = {"of": 0.6, "with": 0.6}
    scored = [
        (slots[link.slot] * link.strength, link.phrase, link.phrase.thing)
        for link in found
        if link.phrase.thing is not None and slots.get(link.slot)
    ]
    # An army may be what receives; it is no item of a delivery.
    scored.sort(key=lambda s: (delivery and s[2].personnel, -s[0]))
    if frame.id in _COMING and any(p.case == "with" for _, p, _ in scored):
        # "Two aircraft with ammunition landed": what brings it goes home again.
        laden = [s for s in scored if not _carries(s[2])]
        scored = laden or scored
    if not scored or scored[0][0] < _MINIMUM_THING:
        return []
    leader = scored[0][1].coordinated or scored[0][1]
    out: list[tuple[Phrase, Thing]] = []
    for score, phrase, thing in scored:
        listed = phrase is leader or phrase.coordinated is leader
        party = delivery and thing.personnel and bool(phrase.referents) and not listed
        known = any(phrase is p for p, _ in out)
        if (listed or score >= _SURE_THING) and not party and not known:
            out.append((phrase, thing))
    return sorted(out, key=lambda pair: pair[0].start)


def _carries(thing: Thing) -> bool:
    return thing.item_class in _CARRIERS


def place(occurrence: Occurrence, found: Sequence[Link]) -> Referent | None:
    """Where it happens: the surest place of the clause, a city rather than a state."""
    best: tuple[float, Referent] | None = None
    for link in found:
        direct = link.slot == "obj" and occurrence.trigger.frame.id == "visit.object"
        if link.slot not in _PLACE_CASES and not direct:
            continue
        for referent in link.phrase.referents:
            if referent.type not in {"place", "capital", "state"}:
                continue
            score = link.strength + (0.4 if referent.type != "state" else 0.0)
            if best is None or score > best[0]:
                best = (score, referent)
    return best[1] if best is not None else None
