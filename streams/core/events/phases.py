"""Phases: what it says of an event's days that it begins, lasts, ends or comes about then."""

from dataclasses import replace
from datetime import date, timedelta

from schemas.event import Kind, Status
from streams.core.calendar import Days
from streams.core.events.draft import Dated, Draft
from streams.core.events.lasting import days_of
from streams.core.events.spanning import LASTING, begins, begun, spanned, starts
from streams.core.times import TimeExpression, event_days

_BRIEF = frozenset({Kind.MEETING, Kind.AGREEMENT})
_BOUNDED = frozenset({"until", "through", "by"})


def apply(draft: Draft, expression: TimeExpression, phase: str, published: date) -> None:
    """Give `draft` the days on which it goes through a phase, where its status allows them."""
    if draft.status is Status.DENIED:
        return
    if expression.type == "DURATION":
        _stretch(draft, expression, phase, published)
        return
    days = event_days(expression, published)
    if days is None or days.begin is None or days.end is None:
        return
    told = Dated.carried(days, expression)
    draft.begun = draft.begun or phase == "begin"
    if (phase == "end" or expression.relation in _BOUNDED) and draft.kind in _BRIEF:
        # "Spoke on Monday", "the talks end on Friday": what is had in a day does not last.
        return
    if phase == "end" or expression.relation in _BOUNDED:
        _end(draft, told, published)
    elif phase == "begin" and draft.kind in LASTING and _reopens(draft, told, published):
        draft.dated = begun(draft, told, published)
    elif _agrees(draft, days, published):
        if days.begin > published and draft.status in {Status.ONGOING, Status.OCCURRED}:
            draft.status = Status.PLANNED
        if draft.dated is None or _within(days, draft.dated.days):
            draft.dated = told


def _reopens(draft: Draft, told: Dated, published: date) -> bool:
    """Whether the event, dated otherwise, may have begun on the days told."""
    if draft.dated is None or told.days.begin is None:
        return False
    if _within(told.days, draft.dated.days):
        return False
    first, end = starts(draft.dated), draft.dated.days.end
    if first is None or end is None:
        return True
    # "They leave next week for an exercise, which begins on March 7."
    ahead = draft.status in {Status.PLANNED, Status.POSSIBLE} and told.days.begin >= end
    return told.days.begin < first or ahead


def _agrees(draft: Draft, days: Days, published: date) -> bool:
    """Whether the event may fall on the days by its status: what has happened lies behind."""
    if days.begin is None or days.end is None:
        return False
    ahead = days.begin > published
    if draft.status is Status.OCCURRED:
        return not ahead or draft.tense == "present"
    if draft.status in {Status.PLANNED, Status.POSSIBLE}:
        return days.end > published
    return True


def _within(days: Days, whole: Days) -> bool:
    """Whether `days` say more than `whole`, which holds them."""
    if days == whole or days.begin is None or days.end is None:
        return False
    begins = whole.begin is None or whole.begin <= days.begin
    return begins and (whole.end is None or days.end <= whole.end)


def _end(draft: Draft, told: Dated, published: date) -> None:
    """Let the event last until the day told."""
    end = told.days.end
    begin = draft.dated.days.begin if draft.dated is not None else told.days.begin
    if begin is None or end is None:
        return
    if draft.dated is None:
        begin = min(begin, published)
    elif end <= begin or not begins(draft.dated):
        return
    if end > published + timedelta(1) and begin <= published:
        if draft.status is Status.OCCURRED:
            draft.status = Status.ONGOING
    elif draft.status in {Status.PLANNED, Status.POSSIBLE} and end <= published:
        return
    if draft.dated is not None:
        draft.dated = spanned(told, Days(begin, end))
    elif end > published:
        draft.dated = replace(told, days=Days(begin, end), granularity="interval")
    else:
        draft.dated = told


def _stretch(draft: Draft, expression: TimeExpression, phase: str, published: date) -> None:
    """ "It lasts eleven days": from the day on which it begins."""
    length = days_of(expression)
    dated = draft.dated
    if phase != "last" or length is None or dated is None or dated.days.begin is None:
        return
    if dated.days.end != dated.days.begin + timedelta(1):
        return
    end = dated.days.begin + timedelta(length)
    draft.dated = replace(dated, days=Days(dated.days.begin, end))
    if dated.days.begin <= published and end > published + timedelta(1):
        draft.status = Status.ONGOING if draft.status is Status.OCCURRED else draft.status
