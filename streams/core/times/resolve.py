"""Resolution: from a symbolic form to a reading, given the day, the direction and what preceded."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from streams.core.calendar import Days, Period, Unit, period_of, timex
from streams.core.times.amounts import (
    read_duration,
    read_offset,
    read_set,
    read_window,
)
from streams.core.times.dates import read_calendar
from streams.core.times.form import Form
from streams.core.times.holidays import Holiday
from streams.core.times.parts import mod_of, part_of
from streams.core.times.reading import Context, Reading, at_time, clock_value, of_period

_UNITS: dict[str, Unit] = {
    "day": "day", "weekend": "weekend", "week": "week", "month": "month", "quarter": "quarter",
    "half": "half", "season": "season", "year": "year", "decade": "decade", "century": "century",
}  # fmt: skip


class Resolver:
    """Reads forms with the holidays of one lexicon."""

    def __init__(self, holidays: Mapping[str, Holiday]) -> None:
        self._holidays = holidays

    def read(self, form: Form, context: Context) -> Reading:
        """The reading of a form. Raises ValueError or OverflowError for what no calendar holds."""
        base = self.read(form.base, context) if form.base and form.kind != "range" else None
        match form.kind:
            case "calendar":
                reading = read_calendar(form, context, base=base, holidays=self._holidays)
                reading = at_time(reading, form)
            case "step":
                reading = at_time(self._step(form, context, base), form)
            case "offset":
                # "in three weeks" counts from publication only in a clause that looks ahead.
                if form.relation == "in" and context.direction != "future":
                    reading = read_duration(form, context)
                else:
                    reading = read_offset(form, context, base=base)
            case "window":
                reading = read_window(form, context, base=base)
            case "duration":
                reading = read_duration(form, context)
            case "set":
                reading = read_set(form, context)
            case "part":
                reading = self._part(form, context, base)
            case "range":
                reading = self._range(form, context)
            case "clock":
                reading = self._clock(form, context, base)
            case _:
                reading = Reading(
                    "DATE", form.value or "PAST_REF", granularity="vague", anchored="none"
                )
        return replace(reading, approximate=True) if form.approximate else reading

    def _step(self, form: Form, context: Context, base: Reading | None) -> Reading:
        """This, the last or the next unit."""
        unit = _UNITS.get(form.unit or "day")
        if unit is None:
            return read_duration(form, context)
        day, anchored = context.published, "publication"
        if base is not None and base.period is not None:
            day, anchored = base.period.begin, base.anchored
        elif form.anchor == "previous" and (previous := context.spoken_of(unit)) is not None:
            day, anchored = previous.begin, "previous"
        shift = form.shift or 0
        here = period_of(day, unit=unit)
        if unit == "weekend" and here.begin > day:
            if form.sign and shift > 0:  # the coming weekend
                shift -= 1
            elif form.shift is None and anchored == "publication":  # the weekend
                ahead = context.direction in ("future", "present") or day.weekday() > 2
                shift = 0 if ahead and context.direction != "past" else -1
            elif shift == 0 and context.direction == "past" and day.weekday() < 2:
                shift = -1  # "this weekend", told on a Monday of what happened
        return of_period(here.shift(shift), anchored=anchored)

    def _part(self, form: Form, context: Context, base: Reading | None) -> Reading:
        if base is None or base.own is None or base.period is None:
            return base or Reading("DATE", form.value or "PAST_REF", anchored="none")
        period, part = base.period, form.part or ""
        if part in ("first_half", "second_half") and period.unit == "year":
            half = Period(
                "half", part_of(period, part, published=context.published).begin or period.begin
            )
            return replace(base, value=timex(half), own=half.days, period=half,
                           granularity="half")  # fmt: skip
        if part.startswith("nth_"):
            return self._nth(form, base)
        own = part_of(period, part, published=context.published)
        return replace(base, own=own, mod=mod_of(part), granularity=base.granularity)

    def _nth(self, form: Form, base: Reading) -> Reading:
        """The nth (or last: -1) unit within a period: the last week of July."""
        period, nth = base.period, form.ordinal or 1
        unit = _UNITS[form.unit or "day"]
        if period is None:
            raise ValueError("nothing to count in")
        if nth > 0:
            first = period_of(period.begin, unit=unit)
            # Of weeks the first is the one that holds most of its days in the period (ISO 8601).
            if first.begin < period.begin and (period.begin - first.begin) > timedelta(3):
                first = first.shift(1)
            found = first.shift(nth - 1)
        else:
            found = period_of(period.end - timedelta(1), unit=unit).shift(nth + 1)
        return of_period(found, anchored=base.anchored, leaned=base.leaned, confidence=0.85)

    def _clock(self, form: Form, context: Context, base: Reading | None) -> Reading:
        """A time of day: on its own day if one is said, else the day spoken of or published."""
        if base is not None:
            if form.base is not None and form.daypart is None:  # "Tuesday evening at eight"
                form = form.having(daypart=form.base.daypart)
            return at_time(base, form)
        day = Period("day", context.published)
        anchored = "publication"
        if (previous := context.spoken_of("day")) is not None:
            day, anchored = previous, "previous"
        reading = at_time(of_period(day, anchored=anchored, confidence=0.7), form)
        return reading if clock_value(form) else replace(reading, type="TIME")

    def _range(self, form: Form, context: Context) -> Reading:
        """One end of a range; its own days are its own, `interval_of_range` tells the whole."""
        low, high = self.range_ends(form, context)
        leaned = low.leaned or high.leaned
        low, high = replace(low, leaned=leaned), replace(high, leaned=leaned)
        if form.daypart is not None:  # the night of one day to the next
            return replace(at_time(low, form), own=hull(low, high) or low.own)
        if form.part is None:  # "2015-2020" in one piece
            value = f"{low.value}/{high.value}"
            return replace(low, value=value, own=hull(low, high) or low.own, period=high.period)
        return low if form.part == "from" else high

    def range_ends(self, form: Form, context: Context) -> tuple[Reading, Reading]:
        """Both ends; what the first leaves out (12 to 15 December) it takes from the second."""
        first, second = form.base, form.until
        if first is None or second is None:
            raise ValueError("a range needs two ends")
        if _is_bare_day(second):  # "May 3 to 5": the month is the first one's
            if second.year is not None:
                first = first.having(year=second.year)
            low = self.read(first, context)
            begin = low.own.begin if low.own else None
            if begin is not None:
                high = self.read(second.having(year=begin.year, month=begin.month), context)
                return low, high
        day = context.published
        high = self.read(second, context)
        low = self.read(_completed(first, second, high), context)
        if low.own and _precedes(high, low):
            later = replace(context, published=low.own.begin or day, direction="future")
            high = self.read(second, later) if high.leaned else high
            if high.own and _precedes(high, low) and low.leaned:
                earlier = replace(context, published=high.own.begin or day, direction="past")
                low = self.read(first, earlier)
        return low, high


def _precedes(one: Reading, other: Reading) -> bool:
    first = one.own.begin if one.own else None
    second = other.own.begin if other.own else None
    return first is not None and second is not None and first < second


def _is_bare_day(form: Form) -> bool:
    return form.kind == "calendar" and form.day is not None and form.month is None


def _completed(first: Form, second: Form, high: Reading) -> Form:
    """The first end of a range with the month and year that only the second names."""
    if first.kind != "calendar" or high.own is None or high.own.begin is None:
        return first
    begin: date = high.own.begin
    if _is_bare_day(first):
        first = first.having(month=begin.month)
        if second.year is None and second.base is None:
            return first.having(year=begin.year)
    named = first.month or first.quarter or first.half or first.season
    if first.year is None and named and (second.year or second.base or second.month):
        earlier = first.month is not None and first.month > begin.month
        return first.having(year=begin.year - earlier)
    return first


def hull(low: Reading, high: Reading, *, inclusive: bool = True) -> Days | None:
    """From the first day of one reading to the last of another; None if they stand in no order."""
    if low.own is None or high.own is None:
        return None
    begin = low.own.begin
    end = high.own.end if inclusive else high.own.begin
    if begin is None or end is None or begin >= end:
        return None
    return Days(begin, end)
