"""Reading: what a form means on a given publication day; and the context it is read in."""

from dataclasses import dataclass
from datetime import date

from streams.core.calendar import Days, Period, timex
from streams.core.times.form import Direction, Form

FINENESS = {
    "second": 0, "minute": 0, "hour": 0, "day": 0, "weekend": 1, "week": 1, "month": 2,
    "quarter": 3, "season": 3, "half": 4, "year": 5, "decade": 6, "century": 7,
}  # fmt: skip
"""Units from fine to coarse."""

_LATE_FROM = {"AF": 1, "EV": 1, "NI": 6}
"""From which hour on the clock is read as p.m. in the afternoon, the evening, the night."""


@dataclass(frozen=True, slots=True)
class Context:
    """The publication day, the direction of the clause, and the dates mentioned, latest first."""

    published: date
    direction: Direction | None = None
    mentions: tuple[Period, ...] = ()

    def spoken_of(self, unit: str) -> Period | None:
        """The latest date mentioned that is precise enough to count such units from.

        "The next day" after "in 1998" is no day of 1998, and "that year" may be a day's.
        """
        fineness = FINENESS.get(unit, 0)
        for period in self.mentions:
            if FINENESS[period.unit] <= fineness:
                return period
        return None


@dataclass(frozen=True, slots=True)
class Reading:
    """A resolved form.

    `own` are the days that the expression denotes, `period` the one named stretch of the
    calendar that it is or lies in, `leaned` whether the direction of its clause decided, and
    `said` whether `own` is also when an event happens that the expression dates (it is not for
    a duration, which dates nothing).
    """

    type: str
    value: str
    own: Days | None = None
    period: Period | None = None
    granularity: str = "day"
    anchored: str = "publication"
    leaned: bool = False
    approximate: bool = False
    mod: str | None = None
    confidence: float = 0.9


def of_period(period: Period, *, anchored: str, leaned: bool = False, confidence: float = 0.9,
              days: Days | None = None) -> Reading:  # fmt: skip
    """The DATE that a period is."""
    return Reading(
        type="DATE",
        value=timex(period),
        own=days or period.days,
        period=period,
        granularity=period.unit,
        anchored=anchored,
        leaned=leaned,
        confidence=confidence,
    )


def at_time(reading: Reading, form: Form) -> Reading:
    """The reading narrowed to a part of the day or a time on the clock, a TIME."""
    tail = clock_value(form)
    if not tail or (reading.period is not None and reading.period.unit != "day"):
        return reading
    granularity = "part" if form.hour is None else "minute"
    return Reading(
        type="TIME",
        value=reading.value.partition("T")[0] + tail,
        own=reading.own,
        period=reading.period,
        granularity=granularity,
        anchored=reading.anchored,
        leaned=reading.leaned,
        confidence=reading.confidence,
    )


def clock_value(form: Form) -> str:
    """The part of a TIMEX3 value from its T on: T20:00, T08, TEV; empty if no time is said."""
    if form.hour is None:
        return f"T{form.daypart}" if form.daypart else ""
    hour = form.hour
    if form.meridiem is not None:
        hour = hour % 12 + form.meridiem
    elif (form.daypart in ("AF", "EV") and 1 <= hour < 12) or (
        form.daypart == "NI" and 6 <= hour < 12
    ):
        hour += 12
    hour, minute = hour % 24, form.minute or 0
    # "half negen" counts back from the hour named.
    if minute < 0:
        hour, minute = (hour - 1) % 24, 60 + minute
    value = f"T{hour:02d}:{minute:02d}"
    if form.second is not None:
        value += f":{form.second:02d}"
    return value
