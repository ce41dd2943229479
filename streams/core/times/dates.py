"""Dates: calendar forms - full, partial and bare dates, weekdays, quarters, holidays, decades."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from streams.core.calendar import (
    Days,
    Period,
    century_of,
    day_of,
    decade_of,
    half_of,
    month_of,
    nth_weekday,
    period_of,
    quarter_of,
    season_of,
    timex,
    week_of,
    weekday_after,
    weekday_on_or_before,
    year_of,
)
from streams.core.times.choice import choose
from streams.core.times.form import Form
from streams.core.times.holidays import Holiday
from streams.core.times.reading import Context, Reading, of_period

_YEARS_AROUND = 9
"""29 February is at most eight years away."""


def read_calendar(
    form: Form, context: Context, *, base: Reading | None, holidays: Mapping[str, Holiday]
) -> Reading:
    """The reading of a calendar form. Raises ValueError where no such day exists."""
    within = base.period if base else None
    anchored = base.anchored if base else "publication"
    year = form.year
    if year is None and within is not None and within.unit == "year":
        year = within.begin.year
    if year is not None and base is None:
        anchored = "absolute"
    if form.holiday is not None:
        return _holiday(holidays[form.holiday], form, context, year, anchored)
    if form.weekday is not None and form.month is None and form.day is None:
        return _weekday(form, context, base, anchored)
    if form.day is not None and form.month is None:
        return _day_of_some_month(form, context, within)
    maker = _maker(form)
    if maker is None:
        if year is not None:
            return of_period(year_of(year), anchored=anchored, confidence=0.95)
        if form.decade is not None:
            return of_period(decade_of(form.decade), anchored="absolute")
        if form.century is not None:
            return of_period(century_of(form.century), anchored="absolute")
        raise ValueError("a calendar form that names nothing")
    if year is not None:
        return of_period(maker(year), anchored=anchored, confidence=0.98)
    candidates = list(_made(maker, context.published.year))
    if form.weekday is not None:
        candidates = _on_weekday(candidates, form.weekday, context.published) or candidates
    free = form.shift is None and form.anchor != "begun"
    context = replace(context, direction="past") if form.anchor == "begun" else context
    period = choose(candidates, context, shift=form.shift)
    return of_period(period, anchored="publication", leaned=free, confidence=_trust(form, context))


def _trust(form: Form, context: Context) -> float:
    if form.shift is not None:
        return 0.9
    return 0.75 if context.direction is None else 0.85


def _maker(form: Form) -> Callable[[int], Period] | None:
    """What makes the named period of a year, if the form names one."""
    if form.month is not None and form.day is not None:
        month, day = form.month, form.day
        return lambda year: day_of(year, month, day)
    if form.month is not None:
        month = form.month
        return lambda year: month_of(year, month)
    if form.week is not None:
        week = int(form.week)
        return lambda year: week_of(year, week)
    if form.quarter is not None:
        quarter = form.quarter
        return lambda year: quarter_of(year, quarter)
    if form.half is not None:
        half = form.half
        return lambda year: half_of(year, half)
    if form.season is not None:
        season = form.season
        return lambda year: season_of(year, season)  # type: ignore[arg-type]
    return None


def _made(maker: Callable[[int], Period], around: int) -> Iterator[Period]:
    for year in range(max(around - _YEARS_AROUND, 1), min(around + _YEARS_AROUND, 9998) + 1):
        try:
            yield maker(year)
        except ValueError:  # 29 February, week 53
            continue


def _on_weekday(candidates: list[Period], weekday: int, published: date) -> list[Period]:
    """Those within a year and a half that fall on the weekday said: "Friday 3 April"."""
    return [
        period
        for period in candidates
        if period.begin.weekday() == weekday and abs((period.begin - published).days) < 550
    ]


def _weekday(form: Form, context: Context, base: Reading | None, anchored: str) -> Reading:
    within = base.period if base else None
    weekday = form.weekday or 0
    if within is not None and within.unit in ("week", "weekend"):
        monday = period_of(within.begin, unit="week").begin
        return of_period(Period("day", monday + timedelta(weekday)), anchored=anchored)
    if within is not None and form.ordinal is not None and within.unit in ("month", "year"):
        nth = nth_weekday(within.begin.year, within.begin.month, weekday, form.ordinal)
        leaned = base is not None and base.leaned
        return of_period(Period("day", nth), anchored=anchored, leaned=leaned)
    day = context.published
    leaned = form.shift is None
    if within is not None and within.unit == "day":
        # "a week ago on Friday": the weekday nearest to the day found.
        near = weekday_on_or_before(within.begin + timedelta(3), weekday)
        return of_period(Period("day", near), anchored=anchored)
    if form.shift is not None and form.shift != 0:
        if form.shift < 0:
            found = weekday_on_or_before(day - timedelta(1), weekday)
        else:
            found = weekday_after(day, weekday)
    elif form.shift == 0 and context.direction != "past":
        found = weekday_after(day - timedelta(1), weekday)
    elif context.direction == "future":
        found = weekday_after(day, weekday)
    elif context.direction == "present":
        found = weekday_after(day - timedelta(1), weekday)
    else:
        found = weekday_on_or_before(day, weekday)
    return of_period(
        Period("day", found),
        anchored="publication",
        leaned=leaned,
        confidence=_trust(form, context),
    )


def _day_of_some_month(form: Form, context: Context, within: Period | None) -> Reading:
    """A bare day number: in the month spoken of, or the one that direction and weekday allow."""
    number = form.day or 1
    if within is not None and within.unit == "month":
        day = day_of(within.begin.year, within.begin.month, number)
        return of_period(day, anchored="publication")
    this = period_of(context.published, unit="month")
    candidates = []
    for shift in range(-11, 12):
        month = this.shift(shift).begin
        try:
            day = day_of(month.year, month.month, number)
        except ValueError:
            continue
        if form.weekday is None or day.begin.weekday() == form.weekday:
            candidates.append(day)
    period = choose(candidates, context, shift=form.shift)
    return of_period(period, anchored="publication", leaned=True, confidence=0.7)


def _holiday(
    holiday: Holiday, form: Form, context: Context, year: int | None, anchored: str
) -> Reading:
    if holiday.year is not None:
        year, anchored = holiday.year, "absolute"
    if year is not None:
        days = holiday.in_year(year)
        leaned = False
    else:
        around = context.published.year
        feasts = [holiday.in_year(y) for y in range(max(around - 2, 1), min(around + 3, 9999))]
        firsts = [Period("day", days.begin) for days in feasts if days.begin]
        chosen = choose(firsts, context, shift=form.shift)
        days = next(days for days in feasts if days.begin == chosen.begin)
        leaned = form.shift is None
    first = Period("day", days.begin or date(1, 1, 1))
    return Reading(
        type="DATE",
        value=timex(first),
        own=Days(days.begin, days.end),
        period=first,
        granularity="day",
        anchored=anchored,
        leaned=leaned,
        confidence=0.85,
    )
