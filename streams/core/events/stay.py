"""Stay: how the days of two mentions go together, of one occasion and of one journey."""

from dataclasses import replace
from datetime import date, timedelta

from schemas.event import Kind, Status
from schemas.when import Basis
from streams.core.calendar import Days
from streams.core.events.draft import Dated, Draft
from streams.core.events.spanning import joined, starts

_REAL = frozenset({Status.OCCURRED, Status.ONGOING})
#: Granularities of days that are told one by one.
_TO_THE_DAY = frozenset({"day", "interval"})
#: Days of one stay lie no further apart.
_GAP = timedelta(2)
#: A journey lasts no longer.
_LONGEST = timedelta(14)


def overlap(one: Draft, other: Draft) -> bool:
    """Whether some day may be of both; where one tells none, it may."""
    if one.dated is None or other.dated is None:
        return True
    first, second = starts(one.dated), starts(other.dated)
    begins = first is None or other.dated.days.end is None or first < other.dated.days.end
    ends = second is None or one.dated.days.end is None or second < one.dated.days.end
    return begins and ends


def within(one: Draft, other: Draft) -> bool:
    """Whether the days of the one are among those of the other: "on Wednesday", "this week"."""
    if one.dated is None or other.dated is None:
        return False
    short, long = sorted((one.dated, other.dated), key=_length)
    a, b = short.days, long.days
    if a.begin is None or a.end is None or b.begin is None or b.end is None:
        return False
    return b.begin <= a.begin and a.end <= b.end and b.end - b.begin <= _LONGEST


def continues(one: Draft, other: Draft) -> bool:
    """Whether two mentions of a visit tell days of one stay: landed on Monday, talks on Tuesday."""
    if one.kind is not Kind.VISIT or is_vague(one) or is_vague(other):
        return False
    first, last = sorted((one, other), key=_begin)
    real = first.status in _REAL and last.status in _REAL | {Status.PLANNED}
    return real and _begin(last) - _finish(first) <= _GAP


def follows(meeting: Draft, visit: Draft) -> bool:
    """Whether talks fall on the days right after those that are told of the visit."""
    if is_vague(meeting) or is_vague(visit):
        return False
    return timedelta(0) <= _begin(meeting) - _finish(visit) <= _GAP


def is_vague(draft: Draft) -> bool:
    """Whether no days are told, or not to the day."""
    dated = draft.dated
    if dated is None or dated.days.begin is None or dated.days.end is None:
        return True
    long = dated.days.end - dated.days.begin > _LONGEST
    return long or dated.granularity not in _TO_THE_DAY


def _begin(draft: Draft) -> date:
    return draft.dated.days.begin if draft.dated and draft.dated.days.begin else date.min


def _finish(draft: Draft) -> date:
    return draft.dated.days.end if draft.dated and draft.dated.days.end else date.max


def whole(home: Draft, draft: Draft) -> Dated | None:
    """The days of a stay from the first to the last that are told, to the day."""
    span = joined(home.dated, draft.dated)
    if span is not None:
        return span
    if home.dated is None or is_vague(home) or is_vague(draft):
        return better(home.dated, draft.dated)
    begin, end = min(_begin(home), _begin(draft)), max(_finish(home), _finish(draft))
    days = Days(begin, end)
    return home.dated if days == home.dated.days else replace(home.dated, days=days)


def better(one: Dated | None, other: Dated | None) -> Dated | None:
    """The one that was said of the event itself, then the most specific, then the surest.

    Where the one tells the beginning and the other the end, both.
    """
    if one is None or other is None:
        return one or other
    return joined(one, other) or min(
        (one, other),
        key=lambda d: (not d.complete, d.basis is not Basis.TEXT, _length(d), -d.strength),
    )


def _length(dated: Dated) -> int:
    days = dated.days
    if days.begin is None or days.end is None:
        return 10_000
    return (days.end - days.begin).days
