"""The calendar: half-open intervals of days and the named periods that newspapers speak of.

Everything is proleptic Gregorian, as Python's `date`. Weeks are ISO 8601 weeks, seasons are the
meteorological ones of the northern hemisphere (winter is named after the year of its December),
decades run from a year ending in 0, centuries by their first two digits (1900-1999 is "19").
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal[
    "day", "weekend", "week", "month", "quarter", "half", "season", "year", "decade", "century"
]
Season = Literal["SP", "SU", "FA", "WI"]

SEASONS: tuple[Season, ...] = ("SP", "SU", "FA", "WI")
_SEASON_MONTH = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_MONTHS = {
    "month": 1,
    "quarter": 3,
    "half": 6,
    "season": 3,
    "year": 12,
    "decade": 120,
    "century": 1200,
}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """A half-open interval of days: `begin` is in it, `end` is not; None is an open end.

    Raises ValueError if both ends are given and `begin` does not lie before `end`.
    """

    begin: date | None
    end: date | None

    def __post_init__(self) -> None:
        if self.begin is not None and self.end is not None and self.begin >= self.end:
            raise ValueError(f"{self.begin} does not lie before {self.end}")

    def __contains__(self, day: date) -> bool:
        return (self.begin is None or self.begin <= day) and (self.end is None or day < self.end)

    @property
    def last(self) -> date | None:
        """The last day in the interval; None if it is open."""
        return None if self.end is None else self.end - _DAY


@dataclass(frozen=True, slots=True)
class Period:
    """A named stretch of the calendar: the day, week, ... `unit` that begins on `begin`."""

    unit: Unit
    begin: date

    @property
    def end(self) -> date:
        """The first day after it. Raises OverflowError or ValueError past year 9999."""
        if self.unit == "day":
            return self.begin + _DAY
        if self.unit == "weekend":
            return self.begin + 2 * _DAY
        if self.unit == "week":
            return self.begin + 7 * _DAY
        return add_months(self.begin, _MONTHS[self.unit])

    @property
    def days(self) -> Days:
        return Days(self.begin, self.end)

    def shift(self, count: int) -> "Period":
        """The period of the same unit `count` later (earlier if negative)."""
        if self.unit == "day":
            return Period(self.unit, self.begin + count * _DAY)
        if self.unit in ("week", "weekend"):
            return Period(self.unit, self.begin + 7 * count * _DAY)
        return Period(self.unit, add_months(self.begin, count * _MONTHS[self.unit]))


def add_months(day: date, count: int) -> date:
    """`count` months on; the day of the month is cut to the length of the month reached.

    Raises ValueError outside the years 1 to 9999.
    """
    month = day.year * 12 + day.month - 1 + count
    year, index = divmod(month, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"{year} lies outside the calendar")
    return date(year, index + 1, min(day.day, monthrange(year, index + 1)[1]))


def period_of(day: date, *, unit: Unit) -> Period:
    """The period of this unit that holds the day (the weekend: that of the day's ISO week)."""
    if unit == "day":
        return Period(unit, day)
    if unit == "week":
        return Period(unit, day - day.weekday() * _DAY)
    if unit == "weekend":
        return Period(unit, day + (5 - day.weekday()) * _DAY)
    if unit == "season":
        month = day.month // 3 * 3
        return Period(unit, date(day.year, month, 1) if month else date(day.year - 1, 12, 1))
    if unit in ("month", "quarter", "half"):
        size = _MONTHS[unit]
        return Period(unit, date(day.year, (day.month - 1) // size * size + 1, 1))
    if unit == "year":
        return Period(unit, date(day.year, 1, 1))
    size = 10 if unit == "decade" else 100
    return Period(unit, date(max(day.year // size * size, 1), 1, 1))


def day_of(year: int, month: int, day: int) -> Period:
    """One day. Raises ValueError for a day that the calendar does not have."""
    return Period("day", date(year, month, day))


def week_of(year: int, week: int) -> Period:
    """An ISO week. Raises ValueError for week 53 of a year that has 52."""
    return Period("week", date.fromisocalendar(year, week, 1))


def month_of(year: int, month: int) -> Period:
    return Period("month", date(year, month, 1))


def quarter_of(year: int, quarter: int) -> Period:
    return Period("quarter", date(year, 3 * quarter - 2, 1))


def half_of(year: int, half: int) -> Period:
    return Period("half", date(year, 6 * half - 5, 1))


def season_of(year: int, season: Season) -> Period:
    return Period("season", date(year, _SEASON_MONTH[season], 1))


def year_of(year: int) -> Period:
    return Period("year", date(year, 1, 1))


def decade_of(year: int) -> Period:
    """The decade that begins in `year`, a year that ends in 0."""
    return Period("decade", date(year, 1, 1))


def century_of(hundreds: int) -> Period:
    """The hundred years that share their first two digits: 19 is 1900 to 1999."""
    return Period("century", date(hundreds * 100, 1, 1))


def season_name(period: Period) -> Season:
    return SEASONS[(period.begin.month - 3) // 3]


def easter(year: int) -> date:
    """Easter Sunday of the Western churches (the anonymous Gregorian computus, Nature, 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth (1 = first, -1 = last) such weekday (0 = Monday) of a month."""
    if nth > 0:
        first = date(year, month, 1)
        return first + ((weekday - first.weekday()) % 7 + 7 * (nth - 1)) * _DAY
    final = date(year, month, monthrange(year, month)[1])
    return final + (-((final.weekday() - weekday) % 7) + 7 * (nth + 1)) * _DAY


def weekday_on_or_before(day: date, weekday: int) -> date:
    return day - ((day.weekday() - weekday) % 7) * _DAY


def weekday_after(day: date, weekday: int) -> date:
    return day + ((weekday - day.weekday() - 1) % 7 + 1) * _DAY


def timex(period: Period) -> str:
    """The TIMEX3 value (ISO-TimeML) of a period: 2022-12-19, 2022-W50, 2022-SU, 199, ..."""
    begin = period.begin
    year = f"{begin.year:04d}"
    match period.unit:
        case "day":
            return f"{year}-{begin.month:02d}-{begin.day:02d}"
        case "week" | "weekend":
            iso = begin.isocalendar()
            tail = "-WE" if period.unit == "weekend" else ""
            return f"{iso.year:04d}-W{iso.week:02d}{tail}"
        case "month":
            return f"{year}-{begin.month:02d}"
        case "quarter":
            return f"{year}-Q{(begin.month + 2) // 3}"
        case "half":
            return f"{year}-H{1 if begin.month == 1 else 2}"
        case "season":
            return f"{year}-{season_name(period)}"
        case "year":
            return year
        case "decade":
            return year[:3]
        case _:
            return year[:2]
