"""Parts: the beginning, middle, end, halves and rest of a period, as days."""

from datetime import date, timedelta

from streams.core.calendar import Days, Period, add_months

_MOD = {"begin": "START", "early": "START", "mid": "MID", "end": "END", "late": "END"}
_FIRST_THIRD = {"begin", "early"}


def mod_of(part: str | None) -> str | None:
    """The TIMEX3 `mod` of a part."""
    return _MOD.get(part or "")


def part_of(period: Period, part: str, *, published: date) -> Days:
    """The days of a part of a period.

    Early, mid and late in a month are days 1-10, 11-20 and 21 to its end; in a year January to
    April, May to August and September to December; other periods are cut in thirds. `so_far`
    (earlier this year) runs up to and with the publication day, `rest` (later this year) from
    it; where that leaves nothing the whole period stands.
    """
    begin, end = period.begin, period.end
    if part == "so_far":
        return _ordered(begin, min(end, published + timedelta(1)), period)
    if part == "rest":
        return _ordered(max(begin, published), end, period)
    if part in ("first_half", "second_half"):
        middle = _middle(period)
        return Days(begin, middle) if part == "first_half" else Days(middle, end)
    if period.unit in ("day", "weekend"):
        return period.days
    first, second = _cuts(period)
    if part in _FIRST_THIRD:
        return Days(begin, first)
    if part == "mid":
        return Days(first, second)
    return Days(second, end)


def _ordered(begin: date, end: date, period: Period) -> Days:
    return Days(begin, end) if begin < end else period.days


def _middle(period: Period) -> date:
    match period.unit:
        case "month":
            return period.begin + timedelta(15)
        case "year":
            return add_months(period.begin, 6)
        case "decade":
            return add_months(period.begin, 60)
        case "century":
            return add_months(period.begin, 600)
        case _:
            half = max((period.end - period.begin).days // 2, 1)
            return period.begin + timedelta(half)


def _cuts(period: Period) -> tuple[date, date]:
    begin = period.begin
    match period.unit:
        case "month":
            return begin + timedelta(10), begin + timedelta(20)
        case "year":
            return add_months(begin, 4), add_months(begin, 8)
        case "half":
            return add_months(begin, 2), add_months(begin, 4)
        case "quarter" | "season":
            return add_months(begin, 1), add_months(begin, 2)
        case "decade":
            return add_months(begin, 48), add_months(begin, 84)
        case "century":
            return add_months(begin, 408), add_months(begin, 804)
        case "week":
            return begin + timedelta(2), begin + timedelta(4)
        case _:
            return begin, begin + timedelta(1)
