"""Choice: which of the recurring days, months or seasons of one name is meant."""

from collections.abc import Callable, Sequence
from datetime import date

from streams.core.calendar import Period
from streams.core.times.reading import Context


def choose(candidates: Sequence[Period], context: Context, *, shift: int | None) -> Period:
    """One of the candidates, which stand in calendar order and surround the publication day.

    An explicit `shift` (last, this, next) rules; then the direction of the clause: the latest
    that has begun, or the next that has not ended, unless it is remote and the last one near;
    without either the nearest. Raises
    ValueError if there are no candidates.
    """
    if not candidates:
        raise ValueError("no such day in the years around the publication")
    day = context.published
    past = [period for period in candidates if period.begin <= day]
    ended = [period for period in candidates if period.end <= day]
    coming = [period for period in candidates if period.begin > day]
    current = [period for period in candidates if day in period.days]
    if shift is not None and shift < 0:
        return (ended or list(candidates))[shift if len(ended) >= -shift else 0]
    if shift is not None and shift > 0:
        return coming[min(shift, len(coming)) - 1] if coming else candidates[-1]
    if shift == 0:
        same = [p for p in candidates if p.begin.year == day.year or day in p.days]
        return min(same or candidates, key=distance_to(day))
    if context.direction == "past":
        back = past[-1] if past else candidates[0]
        return _unless_last_year(back, coming, context)
    if context.direction in ("future", "present"):
        ahead = (current + coming or list(candidates))[0]
        return _unless_remote(ahead, past, context)
    return min(candidates, key=distance_to(day))


def distance_to(day: date) -> Callable[[Period], int]:
    """How many days a period lies from a day; 0 if it holds it."""

    def distance(period: Period) -> int:
        if day in period.days:
            return 0
        if period.begin > day:
            return (period.begin - day).days
        return (day - period.end).days + 1

    return distance


def _unless_remote(ahead: Period, past: Sequence[Period], context: Context) -> Period:
    """What lies ahead, or the last one gone by where only that can be spoken of.

    A clause in the present tense holds nouns that look back ("the protests after the death of
    Amini in September are going into their eighth week"): three quarters of a year ahead and
    less than a quarter back, the month is the last one.
    """
    if not past:
        return ahead
    far, near = (270, 95) if context.direction == "present" else (300, 60)
    distance = distance_to(context.published)
    return past[-1] if distance(ahead) > far and distance(past[-1]) < near else ahead


def _unless_last_year(back: Period, coming: Sequence[Period], context: Context) -> Period:
    """The last one gone by, or the next where the last would have needed its year said.

    In March a newspaper tells of "April last year", not of "April": said bare in a clause that
    looks back, it is the coming one ("gold for April delivery fell"). In December "January" is
    that of the same year.
    """
    day = context.published
    distance = distance_to(day)
    if back.begin.year == day.year or distance(back) <= 240 or not coming:
        return back
    near = coming[0].begin.year == day.year and distance(coming[0]) <= 60
    return coming[0] if near else back
