"""Amounts: durations, windows of time up to or from publication, offsets, and sets."""

from datetime import date, timedelta

from streams.core.calendar import Days, Period, Unit, add_months, period_of, timex
from streams.core.times.form import Form
from streams.core.times.reading import Context, Reading, at_time, clock_value

_CODES = {
    "second": "S", "minute": "M", "hour": "H", "day": "D", "weekend": "WE", "week": "W",
    "month": "M", "quarter": "Q", "half": "H", "season": "S", "year": "Y", "decade": "DE",
    "century": "CE",
}  # fmt: skip
_HALVES = {"hour": "PT30M", "day": "PT12H", "year": "P6M", "decade": "P5Y", "century": "P50Y"}
_CLOCK_UNITS = frozenset(("second", "minute", "hour"))
_IN_MONTHS = {
    "month": 1,
    "quarter": 3,
    "half": 6,
    "season": 3,
    "year": 12,
    "decade": 120,
    "century": 1200,
}


def duration_value(unit: str, number: float | None) -> str:
    """The TIMEX3 value of a duration: P3D, PT2H, PXW where the count is unknown, P6M for half a
    year, PT30M for half an hour."""
    if number == 0.5 and unit in _HALVES:
        return _HALVES[unit]
    whole = number is not None and number == int(number)
    count = "X" if number is None else str(int(number)) if whole else f"{number:.6g}"
    if unit == "half":
        return f"P{int((number or 1) * 6)}M"
    return f"P{'T' if unit in _CLOCK_UNITS else ''}{count}{_CODES[unit]}"


def move(day: date, number: float, *, unit: str) -> date:
    """A day moved by a signed count of units; fractions in the next smaller unit, rounded.

    Raises OverflowError or ValueError outside the calendar.
    """
    if abs(number) > 1e6:
        raise OverflowError("further off than any calendar")
    if unit in _IN_MONTHS:
        months = number * _IN_MONTHS[unit]
        whole = int(months)
        return add_months(day, whole) + timedelta(round((months - whole) * 30))
    if unit in _CLOCK_UNITS:
        hours = {"second": 1 / 3600, "minute": 1 / 60, "hour": 1.0}[unit] * number
        return day + timedelta(int(hours / 24))
    return day + timedelta(round(number * (7 if unit in ("week", "weekend") else 1)))


def read_duration(form: Form, context: Context) -> Reading:
    """A length of time, which lies nowhere."""
    unit = form.unit or "day"
    return Reading(
        type="DURATION",
        value=form.value or duration_value(unit, form.number),
        granularity=unit,
        anchored="none",
        approximate=form.approximate or form.number is None,
    )


def read_window(form: Form, context: Context, *, base: Reading | None) -> Reading:
    """The N units up to (sign -1) or from (+1) the publication day, which belongs to them.

    With a base, the first (+1) or last (-1) N units of that period. The days are None where the
    count is unknown.
    """
    unit, sign = form.unit or "day", form.sign or -1
    value = form.value or duration_value(unit, form.number)
    own: Days | None = None
    if form.number is not None:
        if base is not None and base.own is not None:
            begin, end = base.own.begin, base.own.end
            if sign > 0 and begin is not None:
                own = Days(begin, move(begin, form.number, unit=unit))
            elif sign < 0 and end is not None:
                own = Days(move(end, -form.number, unit=unit), end)
        elif base is None:
            day = context.published
            far = move(day, sign * form.number, unit=unit)
            first, last = min(day, far), max(day, far)
            own = Days(first, last + timedelta(1))
    return Reading(
        type="DURATION",
        value=value,
        own=own,
        granularity=unit,
        anchored=base.anchored if base else "publication",
        leaned=base is not None and base.leaned,
        approximate=form.approximate or form.number is None,
    )


def read_offset(form: Form, context: Context, *, base: Reading | None) -> Reading:
    """N units before or after the publication day, the date spoken of, or a base.

    Of days and weeks the very day is meant, of longer units the month, quarter or year; the value
    of weeks is the ISO week. An unknown count is PAST_REF or FUTURE_REF, without days.
    """
    unit, sign = form.unit or "day", form.sign or -1
    if form.number is None:
        value = form.value or ("PAST_REF" if sign < 0 else "FUTURE_REF")
        return Reading("DATE", value, granularity=unit, anchored="none", approximate=True)
    anchor, anchored, previous = context.published, "publication", None
    if base is not None and base.own is not None:
        anchor = (base.own.last if sign > 0 else base.own.begin) or anchor
        anchored, previous = base.anchored, base.period
    elif form.anchor == "previous":
        previous = context.spoken_of(unit)
        if previous is not None:
            anchor, anchored = previous.begin, "previous"
    moved = move(anchor, sign * form.number, unit=unit)
    if unit in _CLOCK_UNITS:
        return Reading(
            type="TIME", value=f"{moved.isoformat()}TXX", own=Days(moved, moved + timedelta(1)),
            period=Period("day", moved), granularity=unit, anchored=anchored, confidence=0.7,
        )  # fmt: skip
    grain: Unit = "day"
    if unit == "weekend":
        grain = "weekend"
    elif unit == "week":
        grain = "week"
    elif unit == "quarter":
        grain = "quarter"
    elif unit in _IN_MONTHS:
        whole = form.number * _IN_MONTHS[unit]
        grain = "year" if whole % 12 == 0 else "month"
        # "a year earlier", said of a quarter or a month, is that quarter or month.
        if previous is not None and unit == "year" and previous.unit in ("quarter", "month"):
            grain = previous.unit
        if previous is not None and unit == "year" and base is not None:
            grain = previous.unit
    period = period_of(moved, unit=grain)
    own = period.days
    granularity: str = grain
    if grain == "week":
        own = Days(moved, moved + timedelta(1))
    return at_time(
        Reading(
            type="DATE",
            value=timex(period),
            own=own,
            period=period if grain != "week" else Period("day", moved),
            granularity=granularity,
            anchored=anchored,
            leaned=base is not None and base.leaned,
            approximate=form.approximate,
            confidence=0.85 if anchored == "publication" else 0.7,
        ),
        form,
    )


def read_set(form: Form, context: Context) -> Reading:
    """What recurs: P1D for daily, XXXX-WXX-1 for every Monday, XXXX-XX-XXTEV for the evenings."""
    if form.value is not None:
        value = form.value
    elif form.weekday is not None:
        value = f"XXXX-WXX-{form.weekday + 1}{clock_value(form)}"
    elif form.month is not None and form.day is not None:
        value = f"XXXX-{form.month:02d}-{form.day:02d}"
    elif form.month is not None:
        value = f"XXXX-{form.month:02d}"
    elif form.season is not None:
        value = f"XXXX-{form.season}"
    elif form.unit == "weekend":
        value = "XXXX-WXX-WE"
    elif form.unit is not None:
        value = duration_value(form.unit, form.number or 1)
    else:
        value = f"XXXX-XX-XX{clock_value(form)}"
    return Reading("SET", value, granularity=form.unit or "day", anchored="none")
