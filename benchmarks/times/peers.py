"""Peers: dateparser and Microsoft Recognizers-Text, made to answer as our tagger does.

Both come as wheels and are asked as their documentation says, with the publication day as the
reference and, where there is a choice, a preference for the past, as a newspaper would set it:

    pip install dateparser recognizers-text-suite "emoji<2"

The Recognizers' wheel knows English and no Dutch; what is not installed is left out.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

Answer = tuple[int, int, str | None, str | None]
"""Begin and end in the text, then the first day and the day after the last (None: open)."""
Peer = Callable[[str, date], list[Answer]]

_CULTURES = {"en": "en-us", "fr": "fr-fr", "es": "es-es"}


def dateparser(language: str) -> Peer:
    """dateparser's search; a date is as long as the period it reports. Raises ImportError."""
    from dateparser.date import DateDataParser  # noqa: PLC0415 - may not be installed
    from dateparser.search import search_dates  # noqa: PLC0415

    def find(text: str, published: date) -> list[Answer]:
        base = datetime.combine(published, datetime.min.time())
        settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"}
        parser = DateDataParser(languages=[language], settings=settings)
        found, position = [], 0
        for words, moment in search_dates(text, languages=[language], settings=settings) or ():
            begin = max(text.find(words, position), 0)
            position = begin + len(words)
            period = parser.get_date_data(words).period
            first, last = _period(moment.date(), period)
            found.append((begin, position, first, last))
        return found

    return find


def _period(day: date, period: str) -> tuple[str, str]:
    first, last = day, day + timedelta(1)
    if period == "week":
        first = day - timedelta(day.weekday())
        last = first + timedelta(7)
    elif period == "month":
        first = day.replace(day=1)
        last = (first + timedelta(31)).replace(day=1)
    elif period == "year":
        first = date(day.year, 1, 1)
        last = date(day.year + 1, 1, 1)
    return first.isoformat(), last.isoformat()


def recognizers(language: str) -> Peer:
    """Recognizers-Text; of several readings the last that does not lie ahead.

    Raises ImportError where it is not installed, KeyError for a language it does not know.
    """
    from recognizers_date_time import recognize_datetime  # noqa: PLC0415

    culture = _CULTURES[language]

    def find(text: str, published: date) -> list[Answer]:
        reference = datetime.combine(published, datetime.min.time())
        found = []
        for result in recognize_datetime(text, culture, reference=reference):
            readings = (result.resolution or {}).get("values", [])
            spans = [span for span in map(_span, readings) if span != (None, None)]
            past = [span for span in spans if (span[0] or "") <= published.isoformat()]
            first, last = (past or spans or [(None, None)])[-1]
            found.append((result.start, result.end + 1, first, last))
        return found

    return find


def _span(reading: dict[str, Any]) -> tuple[str | None, str | None]:
    if "start" in reading or "end" in reading:
        begin, end = reading.get("start"), reading.get("end")
        return begin and begin[:10], end and end[:10]
    value = str(reading.get("value", ""))[:10]
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None, None
    return day.isoformat(), (day + timedelta(1)).isoformat()
