"""Retelling: one occasion told twice, in a headline, by verb and noun, or the wrong way round."""

from collections.abc import Sequence

from schemas.event import EVENT_TYPES, Kind
from streams.core.events.draft import Draft
from streams.core.events.stay import is_vague, overlap

#: Kinds that a headline, which has little room, takes for each other: what it calls a meeting was
#: a visit, what it says is sent was delivered, or stationed.
_NEAR: tuple[frozenset[Kind], ...] = (
    frozenset({Kind.VISIT, Kind.MEETING}),
    frozenset({Kind.DELIVERY, Kind.DEPLOYMENT}),
    frozenset({Kind.DELIVERY, Kind.AGREEMENT}),
    frozenset({Kind.TRAINING, Kind.EXERCISE}),
    frozenset({Kind.BASING, Kind.DEPLOYMENT}),
)
#: The first paragraph of the text, in which stands what the headline is about.
_LEAD = 1

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


def headlined(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without those that only the headline tells and the lead tells better.

    A headline is the lead in few words: its tense is that of headlines, its date and its kind are
    loose. Whatever parties it names, something in the first paragraph with the same ones is it.
    """
    out: list[Draft] = []
    for draft in drafts:
        lead = next((d for d in drafts if _leads(d, draft)), None) if _only_title(draft) else None
        if lead is None:
            out.append(draft)
        else:
            lead.also += [draft, *draft.also]
            lead.military = lead.military or draft.military
    return out


def _only_title(draft: Draft) -> bool:
    return draft.headline and all(mention.headline for mention in draft.also)


def _leads(draft: Draft, title: Draft) -> bool:
    """Whether `draft` tells in the lead what `title` tells in the headline."""
    if draft.headline or draft.paragraph > _LEAD:
        return False
    if draft.kind is not title.kind and {draft.kind, title.kind} not in _NEAR:
        return False
    parties = title.parties()
    if not parties or not parties <= draft.parties() or _strangers(draft, title):
        return False
    return draft.kind is not title.kind or not _others(draft, title)


def _strangers(one: Draft, other: Draft) -> bool:
    """Whether both name people for a state, and not the same ones."""
    for state in one.parties() & other.parties():
        mine, theirs = _people(one, state), _people(other, state)
        if mine and theirs and not mine & theirs:
            return True
    return False


def _people(draft: Draft, state: str) -> set[str]:
    told = (r for fillers in draft.roles.values() for r in fillers)
    return {r.name for r in told if r.type == "person" and r.country == state and not r.nameless}


def _others(one: Draft, other: Draft) -> bool:
    """Whether both tell what was handed over or sent, and it is not the same."""
    mine, theirs = {t.name for t in one.things}, {t.name for t in other.things}
    if mine & theirs:
        return _counted(one) and _counted(other) and not _same_count(one, other)
    if not mine or not theirs:
        return False
    classes = {t.item_class for t in one.things} & {t.item_class for t in other.things}
    return not classes and not kindred(one, other)


def _counted(draft: Draft) -> bool:
    return any(t.count.minimum for t in draft.things)


def kindred(one: Draft, other: Draft) -> bool:
    """Whether a thing of the one is, by its words, a thing of the class of one of the other:
    "howitzers" for self-propelled howitzers."""
    return _names_class(one, other) or _names_class(other, one)


def _names_class(one: Draft, other: Draft) -> bool:
    classes = [set(t.item_class.split()) for t in other.things if t.item_class]
    return any(set(t.name.split()) <= words for t in one.things for words in classes)


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
