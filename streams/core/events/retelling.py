"""Retelling: one occasion told twice, in a headline, by verb and noun, or the wrong way round."""

from schemas.event import EVENT_TYPES, Kind
from streams.core.events.draft import Draft
from streams.core.events.stay import is_vague, overlap

#: Kinds whose parties all play one role.
_MUTUAL = frozenset(kind for kind, told in EVENT_TYPES.items() if len(told.roles_) == 1)


def mirrors(one: Draft, other: Draft) -> bool:
    """Whether two mentions in one sentence tell the same parties the other way round.

    "Took delivery of vehicles donated by the Union": the two words read the parties each in its
    own way. What two states do to each other in turn is told in two sentences, or with two dates.
    """
    if one.kind in _MUTUAL or not _beside(one, other) or not overlap(one, other):
        return False
    first, second = EVENT_TYPES[one.kind].roles_
    mine = _keys(one, first), _keys(one, second)
    theirs = _keys(other, first), _keys(other, second)
    if not all(mine) or not all(theirs) or mine[0] & theirs[0] or mine[1] & theirs[1]:
        return False
    return bool(mine[0] & theirs[1]) and bool(mine[1] & theirs[0])


def retells(one: Draft, other: Draft) -> bool:
    """Whether two mentions are of one occasion although the days read for them differ.

    A headline tells what the text tells, and dates loosely; a verb and a noun of one sentence that
    have the same parties tell one thing: "will sit down for the first session in five years".
    """
    if one.headline is not other.headline and _same_count(one, other):
        return True
    if one.kind not in _MUTUAL or one.verbal is other.verbal or not _beside(one, other):
        return False
    vague = is_vague(one) or is_vague(other)
    return vague and one.status is other.status and one.parties() == other.parties()


def _same_count(one: Draft, other: Draft) -> bool:
    """Whether both tell so many of the same item."""
    if one.kind not in {Kind.DELIVERY, Kind.DEPLOYMENT}:
        return False
    mine = {(t.name, t.count.minimum) for t in one.things if t.count.minimum}
    return bool(mine & {(t.name, t.count.minimum) for t in other.things})


def _beside(one: Draft, other: Draft) -> bool:
    """Whether a mention of each stands in one sentence."""
    places = {(m.paragraph, m.start) for m in (one, *one.also)}
    return any((m.paragraph, m.start) in places for m in (other, *other.also))


def _keys(draft: Draft, role: str) -> set[str]:
    return {r.country or r.name for r in draft.roles.get(role, ())}
