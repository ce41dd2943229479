"""Peers: dateparser and Microsoft Recognizers-Text, made to answer as our tagger does.

Both come as wheels (`peers.txt` pins them) and are asked as their documentation says, with the
publication day as the reference and, where there is a choice, a preference for the past, as a
newspaper would set it. What they resolve is written as the TIMEX3 value that it names, so that
they lose nothing to notation. The Recognizers' wheel knows English and no Dutch.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

from benchmarks.times.scoring import Answer
from streams.core.calendar import Period, Unit, period_of, timex

Peer = Callable[[str, date], list[Answer]]

_CULTURES = {"en": "en-us", "fr": "fr-fr", "es": "es-es"}
_NAMED: tuple[Unit, ...] = (
    "day", "weekend", "week", "month", "quarter", "season", "half", "year", "decade", "century",
)  # fmt: skip


def dateparser(language: str) -> Peer:
    """dateparser's search; a date is as long as the period it reports. Raises ImportError."""
    make_parser = import_module("dateparser.date").DateDataParser
    search_dates = import_module("dateparser.search").search_dates

    def find(text: str, published: date) -> list[Answer]:
        settings = {
            "RELATIVE_BASE": datetime.combine(published, datetime.min.time()),
            "PREFER_DATES_FROM": "past",
            "RETURN_TIME_AS_PERIOD": True,
        }
        parser = make_parser(languages=[language], settings=settings)
        found, position = [], 0
        for words, moment in search_dates(text, languages=[language], settings=settings) or ():
            begin = max(text.find(words, position), 0)
            position = begin + len(words)
            period = parser.get_date_data(words).period
            found.append(_moment(begin, position, moment, period))
        return found

    return find


def _moment(begin: int, end: int, moment: datetime, period: str) -> Answer:
    unit: Unit = period if period in ("week", "month", "year") else "day"  # type: ignore[assignment]
    stretch = period_of(moment.date(), unit=unit)
    days = (stretch.begin.isoformat(), stretch.end.isoformat())
    if period == "time":
        return Answer(begin, end, "TIME", f"{timex(stretch)}T{moment:%H:%M}", days)
    return Answer(begin, end, "DATE", timex(stretch), days)


def recognizers(language: str) -> Peer:
    """Recognizers-Text; of several readings the last that does not lie ahead.

    Raises ImportError where it is not installed, KeyError for a language it does not know.
    """
    recognize_datetime = import_module("recognizers_date_time").recognize_datetime
    culture = _CULTURES[language]

    def find(text: str, published: date) -> list[Answer]:
        reference = datetime.combine(published, datetime.min.time())
        found = []
        for result in recognize_datetime(text, culture, reference=reference):
            values = (result.resolution or {}).get("values", [])
            readings = [_reading(value, published) for value in values] or [("DATE", None, None)]
            today = published.isoformat()
            past = [one for one in readings if one[2] is not None and one[2][0] <= today]
            found.append(Answer(result.start, result.end + 1, *(past or readings)[-1]))
        return found

    return find


def _reading(
    told: dict[str, Any], published: date
) -> tuple[str, str | None, tuple[str, str] | None]:
    """Type, TIMEX3 value and interval of one of the readings that a recognizer gives."""
    name, written = str(told.get("type")), str(told.get("timex", ""))
    if name in ("duration", "set"):
        return name.upper(), written, None
    if name == "time":
        days = (published.isoformat(), (published + timedelta(1)).isoformat())
        return "TIME", f"{days[0]}{written}", days
    kind = "TIME" if "time" in name else "DATE"
    clock = written.partition("T")[2]
    if "start" in told or "end" in told:
        begin, end = str(told.get("start", ""))[:10], str(told.get("end", ""))[:10]
        days = (begin, end)
        if name != "daterange":  # its end is a time on the last day
            days = (begin, _day_after(end or begin))
        value = written if written and "X" not in written and "(" not in written else None
        if value is None and begin and clock and "(" not in written:
            value = f"{begin}T{clock}"
        return kind, value or _name(begin, end), days if any(days) else None
    day = str(told.get("value", ""))[:10]
    after = _day_after(day)
    if not after:
        return kind, written or None, None
    tail = f"T{str(told['value'])[11:16]}" if name == "datetime" and clock else ""
    return kind, day + tail, (day, after)


def _day_after(day: str) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(1)).isoformat()
    except (ValueError, OverflowError):
        return ""


def _name(begin: str, end: str) -> str | None:
    """The value of the one period of the calendar that fills the days, if one does."""
    try:
        first, after = date.fromisoformat(begin), date.fromisoformat(end)
    except ValueError:
        return None
    periods = (period_of(first, unit=unit) for unit in _NAMED)
    named: list[Period] = [p for p in periods if (p.begin, p.end) == (first, after)]
    return timex(named[0]) if named else None
