"""Holidays: days that move with Easter, stand on a date, or fall on the nth weekday."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from streams.core.calendar import Days, easter, nth_weekday


@dataclass(frozen=True, slots=True)
class Holiday:
    """How the days of a feast are found in a year.

    `fixed` is (month, day), `easter` an offset in days from Easter Sunday, `nth` a (month,
    weekday, nth) and `plus` days after that; `sundays` says how many days it moves when it
    would fall on a Sunday. `year` is set for an anniversary that names one year only.
    """

    days: int = 1
    fixed: tuple[int, int] | None = None
    easter: int | None = None
    nth: tuple[int, int, int] | None = None
    plus: int = 0
    sundays: int = 0
    year: int | None = None

    @classmethod
    def from_toml(cls, data: Mapping[str, Any]) -> Self:
        """Raises TypeError for an unknown key."""
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
        }
        return cls(**values)

    def in_year(self, year: int) -> Days:
        """Its days in a year. Raises ValueError outside the calendar."""
        if self.fixed is not None:
            begin = date(year, *self.fixed)
        elif self.easter is not None:
            begin = easter(year) + timedelta(self.easter)
        elif self.nth is not None:
            begin = nth_weekday(year, *self.nth)
        else:
            raise ValueError("a holiday needs fixed, easter or nth")
        begin += timedelta(self.plus)
        if self.sundays and begin.weekday() == 6:
            begin += timedelta(self.sundays)
        return Days(begin, begin + timedelta(self.days))
