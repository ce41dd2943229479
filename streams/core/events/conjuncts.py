"""Conjuncts: the further events of a clause whose verb is told but once.

"Germany will send 14 tanks, Poland ten": each supplier with a quantity of its own is an event.
"""

from collections.abc import Sequence
from dataclasses import replace

from schemas.event import Kind, Status
from schemas.when import Basis
from streams.core.events import judgement, kinds
from streams.core.events.draft import Dated, Draft
from streams.core.events.itinerary import in_order
from streams.core.language.items import Thing
from streams.core.sentence.gapping import Conjunct
from streams.core.sentence.phrases import Phrase
from streams.core.sentence.scene import Scene
from streams.core.times import event_days

_SETTLED = frozenset({Status.OCCURRED, Status.ONGOING})
#: Kinds of which a second day makes a second event.
_REPEATED = frozenset({Kind.VISIT, Kind.MEETING, Kind.EXERCISE, Kind.DELIVERY})


def further(draft: Draft, trigger: int, scene: Scene) -> list[Draft]:
    """The events that the conjuncts behind the token `trigger` tell as `draft` tells its own."""
    out: list[Draft] = []
    for conjunct in scene.conjuncts:
        told = _told(draft, conjunct, scene) if trigger < conjunct.begin else None
        if told is not None and kinds.VALID[told.kind](told):
            told.dated = judgement.until_now(told, scene.published)
            out.append(told)
    return out


def _told(draft: Draft, conjunct: Conjunct, scene: Scene) -> Draft | None:
    # Lists of its own: mentions that are put together later add to them.
    roles = {role: list(fillers) for role, fillers in draft.roles.items()}
    things, place = list(draft.things), draft.place
    if conjunct.party is None and draft.kind not in _REPEATED:
        return None
    if conjunct.party is not None:
        role = _role(draft, conjunct, scene)
        if role is None or conjunct.party.referents[0].country in draft.parties():
            return None
        roles[role] = list(conjunct.party.referents)
        if len(roles) == 1:
            # "With Australia in 2022 and with Britain": the first partner gives way.
            partner = [r for phrase in _alike(conjunct, scene) for r in phrase.referents]
            stay = [r for r in draft.roles[role] if r not in partner]
            roles = {role: [*stay, *conjunct.party.referents]}
        if role == "host":
            place = next((r for r in conjunct.party.referents if r.place), None)
    if conjunct.count is not None:
        counted = _things(draft.things, conjunct.count)
        if counted is None:
            return None
        things = counted
    dated, status = _dated(draft, conjunct, scene)
    return replace(
        draft, roles=roles, things=things, place=place, dated=dated, status=status, also=[]
    )


def _role(draft: Draft, conjunct: Conjunct, scene: Scene) -> str | None:
    """The role of what stands in the clause where the conjunct has its party."""
    told = sorted(
        (phrase.start, role)
        for phrase in _alike(conjunct, scene)
        for role, fillers in draft.roles.items()
        if any(r in fillers for r in phrase.referents)
    )
    return told[0][1] if told else None


def _alike(conjunct: Conjunct, scene: Scene) -> list[Phrase]:
    """The phrases that stand in the clause where the conjunct has its party."""
    assert conjunct.party is not None
    case = None if conjunct.bare else conjunct.party.case
    return [p for p in scene.phrases if p.end <= conjunct.begin and p.case == case]


def _things(told: Sequence[Thing], count: Phrase) -> list[Thing] | None:
    if count.thing is not None:
        return [count.thing]
    if not told or count.number is None:
        return None
    return [replace(told[0], count=count.number)]


def _dated(draft: Draft, conjunct: Conjunct, scene: Scene) -> tuple[Dated | None, Status]:
    if conjunct.time is None:
        return draft.dated, draft.status
    days = event_days(conjunct.time, scene.published)
    if days is None or days.begin is None:
        return draft.dated, draft.status
    told = Dated.of(days, conjunct.time, basis=Basis.TEXT, strength=0.9)
    dated = told if draft.status in _SETTLED else in_order(told, draft.dated)
    ahead = dated.days.begin is not None and dated.days.begin > scene.published
    if draft.status in _SETTLED and ahead:
        return dated, Status.PLANNED
    end = dated.days.end
    if draft.status is Status.PLANNED and end is not None and end <= scene.published:
        return dated, Status.OCCURRED
    return dated, draft.status
