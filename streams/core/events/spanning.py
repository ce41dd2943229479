"""Spanning: the days of an event whose beginning, end and length are told apart.

"Began on Monday", "runs until Friday" and "a five-day exercise" say one thing, be they said in
one sentence or in three.
"""

from dataclasses import replace
from datetime import date, timedelta

from schemas.event import Kind, Status
from streams.core.calendar import Days
from streams.core.events.draft import Dated, Draft

#: Kinds that go on for days.
LASTING = frozenset(
    {Kind.VISIT, Kind.EXERCISE, Kind.TRAINING, Kind.DEPLOYMENT, Kind.BASING, Kind.JOINT_UNIT}
)
#: Of these the begin is a day, and they go on from then.
_GOING_ON = LASTING - {Kind.VISIT, Kind.JOINT_UNIT} | {Kind.DELIVERY}
#: What a preposition says of a day that ends something, and of one that begins it.
_ENDING = frozenset({"until", "through"})
_BEGINNING = frozenset({"since", "from"})
#: Longer than this, days tell when it was, not when it began.
_BRIEF = timedelta(31)


def joined(one: Dated | None, other: Dated | None) -> Dated | None:
    """From the beginning that the one tells to the end that the other tells, if they do."""
    if one is None or other is None:
        return None
    if one.relation in _ENDING:
        one, other = other, one
    if other.relation not in _ENDING or one.relation in _ENDING:
        return None
    begin, end = one.days.begin, other.days.end
    if begin is None or end is None or begin >= end or not begins(one):
        return None
    return spanned(one, Days(begin, end))


def spanned(dated: Dated, days: Days) -> Dated:
    """The words of a date, for days of which the beginning and the end were told."""
    return replace(dated, days=days, granularity="interval", relation=None, complete=True)


def starts(dated: Dated) -> date | None:
    """The first day that is told; "until Friday" tells none."""
    return None if dated.relation in _ENDING else dated.days.begin


def begins(dated: Dated) -> bool:
    """Whether its first day is that on which the event began, not some day of a year."""
    if dated.relation in _BEGINNING:
        return True
    begin, end = dated.days.begin, dated.days.end
    return begin is not None and end is not None and end - begin <= _BRIEF


def begun(draft: Draft, told: Dated, published: date) -> Dated:
    """The days of an event that is dated already, from those on which it began."""
    dated, begin = draft.dated, told.days.begin
    if dated is None or begin is None or dated.days.end is None or dated.days.end <= begin:
        return told
    return spanned(told, Days(begin, dated.days.end))


def last(draft: Draft, published: date) -> None:
    """Let an event that is dated by its first day last as long as the article tells."""
    _lengthen(draft, published)
    _run_on(draft, published)


def _run_on(draft: Draft, published: date) -> None:
    """Let what has begun, and has not ended, go on."""
    dated = draft.dated
    if dated is None or dated.days.begin is None or dated.days.end is None:
        return
    ahead = dated.days.end > published + timedelta(1)
    if dated.complete and ahead and dated.days.begin <= published and draft.kind in LASTING:
        if draft.status is Status.OCCURRED:
            draft.status = Status.ONGOING
    elif _goes_on(draft) and dated.relation is None and dated.days.end <= published:
        # "Began on Monday", told on Wednesday: on three days by now, as "since Monday" is.
        days = Days(dated.days.begin, published + timedelta(1))
        draft.dated = replace(dated, days=days, granularity="interval")


def _goes_on(draft: Draft) -> bool:
    """Whether it is told that it began, not who got there first, and that it goes on."""
    begun = draft.begun and not draft.arrives
    return begun and draft.status is Status.ONGOING and draft.kind in _GOING_ON


def _lengthen(draft: Draft, published: date) -> None:
    dated, length = draft.dated, draft.length
    if dated is None or length is None or draft.kind not in LASTING:
        return
    begin, end = dated.days.begin, dated.days.end
    if begin is None or end is None or end - begin >= timedelta(length) or dated.complete:
        return
    if not (draft.arrives or draft.status is Status.ONGOING):
        # Of what is over, a day may be any of those it took.
        return
    draft.dated = replace(dated, days=Days(begin, begin + timedelta(length)))
    goes_on = begin <= published < begin + timedelta(length - 1)
    if goes_on and draft.status is Status.OCCURRED:
        draft.status = Status.ONGOING
