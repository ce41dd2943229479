"""Agenda: how the visits, talks and accords of one journey date one another.

"Egypt signed the contract on Monday. The minister flew to Cairo for the ceremony." What two states
do with each other in one scene of an article falls on one day, unless the text says otherwise.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from schemas.event import Kind, Status
from schemas.when import Basis
from streams.core.events.draft import Dated, Draft
from streams.core.events.stay import overlap
from streams.core.sentence.scene import Scene
from streams.core.times import event_days

_SCENE = frozenset({Kind.VISIT, Kind.MEETING, Kind.AGREEMENT})
_REAL = frozenset({Status.OCCURRED, Status.ONGOING})
#: A journey is news for so many days.
_FRESH = timedelta(10)
_WEEK = timedelta(6)
#: How many paragraphs apart a journey is told.
_REACH = 2


def share_days(drafts: Sequence[Draft], scenes: Sequence[Scene], published: date) -> None:
    """Give what happened in a scene without a day of its own the day of that scene.

    That is the day of another event between the same parties, else the one day that the article's
    first sentence tells.
    """
    known = [d for d in drafts if _tells_day(d, published)]
    lead = next((s for s in scenes if not s.headline), None)
    day = _day_of(lead) if lead is not None else None
    for draft in drafts:
        if draft.kind not in _SCENE or draft.dated is not None or draft.status not in _REAL:
            continue
        lasting = draft.perfect and draft.kind is Kind.AGREEMENT
        if draft.headline or draft.tense not in {"past", "none", "progressive"}:
            continue
        near = [d for d in known if d is not draft and _one_scene(draft, d)]
        near.sort(key=lambda d: (abs(d.paragraph - draft.paragraph), abs(d.start - draft.start)))
        if near and day is not None and _holds(near[0], day):
            draft.dated = day
        elif near and near[0].dated is not None:
            draft.dated = replace(near[0].dated, basis=Basis.CONTEXT, strength=0.5)
        elif lead is not None and day is not None and not lasting and _follows(draft, lead):
            draft.dated = day


def _holds(draft: Draft, day: Dated) -> bool:
    """Whether the day is one of the several that the draft lasts."""
    if draft.dated is None or None in (draft.dated.days.begin, draft.dated.days.end):
        return False
    return draft.dated.days != day.days and overlap(draft, replace(draft, dated=day))


def _day_of(lead: Scene) -> Dated | None:
    """The day that the first sentence tells, where it tells but one, of this week."""
    begin, end = lead.sentence.start_char, lead.sentence.end_char
    told = [e for e in lead.expressions if begin <= e.start < end and e.type in {"DATE", "TIME"}]
    days = event_days(told[0], lead.published) if len(told) == 1 else None
    if days is None or days.begin is None or days.end != days.begin + timedelta(1):
        return None
    if not timedelta(0) <= lead.published - days.begin <= _WEEK:
        return None
    return Dated.carried(days, told[0])


def _follows(draft: Draft, lead: Scene) -> bool:
    """Whether the draft is told shortly after the first sentence."""
    after = draft.start > lead.offset + lead.sentence.start_char
    return after and draft.paragraph - lead.paragraph <= _REACH


def _tells_day(draft: Draft, published: date) -> bool:
    if draft.kind not in _SCENE or draft.status not in _REAL or draft.dated is None:
        return False
    begin, end = draft.dated.days.begin, draft.dated.days.end
    if begin is None or end is None or draft.dated.granularity != "day":
        return False
    return published - begin <= _FRESH and begin <= published


def _one_scene(draft: Draft, other: Draft) -> bool:
    """Whether the two share both their states, or one person in neighbouring sentences."""
    if abs(draft.paragraph - other.paragraph) > _REACH and not other.headline:
        return False
    mine, theirs = _states(draft), _states(other)
    if len(mine & theirs) >= 2:
        return True
    return draft.paragraph == other.paragraph and bool(_persons(draft) & _persons(other))


def _states(draft: Draft) -> set[str]:
    return {r.country for fillers in draft.roles.values() for r in fillers if r.country}


def _persons(draft: Draft) -> set[str]:
    fillers = [r for told in draft.roles.values() for r in told]
    return {r.name for r in fillers if r.type == "person"}
