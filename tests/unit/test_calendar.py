"""The calendar: periods, weeks, seasons, feasts, at the edges where they go wrong."""

from datetime import date

import pytest

from streams.core.calendar import (
    Days,
    Period,
    Unit,
    add_months,
    century_of,
    decade_of,
    easter,
    nth_weekday,
    period_of,
    season_of,
    timex,
    week_of,
    weekday_after,
    weekday_on_or_before,
)


def test_days_refuse_an_end_that_is_no_end() -> None:
    with pytest.raises(ValueError, match="before"):
        Days(date(2022, 12, 20), date(2022, 12, 20))


def test_days_hold_their_begin_and_not_their_end() -> None:
    days = Days(date(2022, 12, 19), date(2022, 12, 20))
    assert date(2022, 12, 19) in days
    assert date(2022, 12, 20) not in days
    assert days.last == date(2022, 12, 19)


def test_an_open_end_is_open() -> None:
    assert date(9999, 1, 1) in Days(date(2022, 10, 1), None)
    assert date(1, 1, 1) in Days(None, date(2022, 10, 1))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2022, 1, 31), 1, date(2022, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2022, 1, 15), -1, date(2021, 12, 15)),
        (date(2022, 12, 15), 13, date(2024, 1, 15)),
    ],
)
def test_add_months(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_add_months_stays_in_the_calendar() -> None:
    with pytest.raises(ValueError, match="outside"):
        add_months(date(9999, 12, 1), 1)


@pytest.mark.parametrize(
    ("unit", "begin", "end", "value"),
    [
        ("day", date(2022, 12, 20), date(2022, 12, 21), "2022-12-20"),
        ("week", date(2022, 12, 19), date(2022, 12, 26), "2022-W51"),
        ("weekend", date(2022, 12, 24), date(2022, 12, 26), "2022-W51-WE"),
        ("month", date(2022, 12, 1), date(2023, 1, 1), "2022-12"),
        ("quarter", date(2022, 10, 1), date(2023, 1, 1), "2022-Q4"),
        ("half", date(2022, 7, 1), date(2023, 1, 1), "2022-H2"),
        ("season", date(2022, 12, 1), date(2023, 3, 1), "2022-WI"),
        ("year", date(2022, 1, 1), date(2023, 1, 1), "2022"),
        ("decade", date(2020, 1, 1), date(2030, 1, 1), "202"),
        ("century", date(2000, 1, 1), date(2100, 1, 1), "20"),
    ],
)
def test_the_period_that_holds_a_day(unit: Unit, begin: date, end: date, value: str) -> None:
    period = period_of(date(2022, 12, 20), unit=unit)
    assert (period.begin, period.end, timex(period)) == (begin, end, value)


def test_january_lies_in_the_winter_of_the_year_before() -> None:
    assert timex(period_of(date(2023, 1, 15), unit="season")) == "2022-WI"
    assert season_of(2022, "WI").begin == date(2022, 12, 1)


def test_week_53_and_the_days_around_new_year() -> None:
    assert week_of(2020, 53).begin == date(2020, 12, 28)
    with pytest.raises(ValueError, match="53"):
        week_of(2021, 53)
    assert timex(period_of(date(2021, 1, 3), unit="week")) == "2020-W53"
    assert timex(period_of(date(2024, 12, 30), unit="week")) == "2025-W01"


def test_before_1900_and_after_2100() -> None:
    assert timex(decade_of(1840)) == "184"
    assert timex(century_of(18)) == "18"
    assert timex(Period("year", date(987, 1, 1))) == "0987"
    assert timex(period_of(date(2150, 5, 5), unit="month")) == "2150-05"


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        # Published tables; 1818 and 2285 are the earliest, 1943 and 2038 the latest there are.
        (1818, date(1818, 3, 22)),
        (1943, date(1943, 4, 25)),
        (2000, date(2000, 4, 23)),
        (2019, date(2019, 4, 21)),
        (2022, date(2022, 4, 17)),
        (2024, date(2024, 3, 31)),
        (2038, date(2038, 4, 25)),
        (2285, date(2285, 3, 22)),
    ],
)
def test_easter(year: int, expected: date) -> None:
    assert easter(year) == expected


def test_the_nth_weekday_of_a_month() -> None:
    assert nth_weekday(2022, 11, 3, 4) == date(2022, 11, 24)  # Thanksgiving
    assert nth_weekday(2022, 5, 0, -1) == date(2022, 5, 30)  # Memorial Day
    assert nth_weekday(2022, 5, 6, 1) == date(2022, 5, 1)


def test_weekdays_around_a_day() -> None:
    tuesday = date(2022, 12, 20)
    assert weekday_on_or_before(tuesday, 1) == tuesday
    assert weekday_on_or_before(tuesday, 2) == date(2022, 12, 14)
    assert weekday_after(tuesday, 1) == date(2022, 12, 27)
    assert weekday_after(tuesday, 2) == date(2022, 12, 21)
