"""Moments: the dates of feeds, with the zone that they were written in.

The zone matters: "today" in an article is a day of the newsroom, not of Greenwich.
"""

from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime


def moment(value: object) -> datetime | None:
    """An aware datetime of an ISO 8601 or RFC 5322 date; None for anything else.

    A day alone is noon of that day in UTC, which is the same day nearly everywhere; a time
    without a zone is taken to be in UTC.
    """
    if not isinstance(value, str) or len(value) > 64 or not value.isascii():
        return None
    told = value.strip()
    try:
        found = _iso(told) if told[:4].isdigit() and "-" in told[4:8] else _internet(told)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return found if 1 < found.year < 9999 else None


def _iso(told: str) -> datetime:
    if len(told) == len("2026-01-31"):
        return datetime.combine(date.fromisoformat(told), time(12), tzinfo=UTC)
    found = datetime.fromisoformat(told)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _internet(told: str) -> datetime:
    found = parsedate_to_datetime(told)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
