"""Digits: what a token of digits may be read as - a day, a year, a number, a clock, a date."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from streams.core.times.lexicon import TimeLexicon
from streams.core.times.tokens import Tokens

Item = tuple[str, dict[str, Any], int]
"""A class, what it fills in, and the end of its text (characters, or tokens when so said)."""

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"(?![\d-])"
)
_ISO_WEEK = re.compile(r"(\d{4})-W(\d\d)(?![\d-])")
_ISO_PART = re.compile(r"(\d{4})-(?:Q([1-4])|H([12])|(SP|SU|FA|WI))(?![\w-])")
_ISO_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?![\d\w-])")
_YMD = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})(?![\d/.]*\d)")
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![-/.]?\d|-?\w)")
_DAY_MONTH = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?![-/.,:%]?\d|-?\w|%)")
_CLOCK = re.compile(r"(\d{1,2})([:.hu])([0-5]\d)(?::([0-5]\d))?(u\b)?(?!\d|[.:,]\d|-\w)")
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?![.,]?\d)|\d{1,9}(?:[.,]\d{1,3})?(?!\d)")


def read_digits(tokens: Tokens, index: int, lexicon: TimeLexicon) -> Iterator[Item]:
    """Every reading of the digits that begin at a token; ends are character offsets."""
    text, start = tokens.text, tokens.starts[index]
    glued = index > 0 and tokens.ends[index - 1] == start
    inside = (
        glued
        and text[start - 1] in "/.,:$\u20ac\u00a3%+_"
        and index > 1
        and tokens.is_glued(index - 1)
        and text[start - 2].isdecimal()
    )
    if inside and not (text[start - 1] == "/" and len(tokens.words[index - 2]) == 4):
        return
    if glued and text[start - 1].isalpha():
        return
    word = tokens.words[index]
    if not inside:
        yield from _dates(text, start, lexicon.date_order)
    clock = _CLOCK.match(text, start)
    if clock and int(clock[1]) < 25:
        slots = {"hour": int(clock[1]), "minute": int(clock[3])}
        sure = clock[2] != "." or clock[5] is not None
        yield "clock" if sure else "clock_dot", slots, clock.end()
    end = tokens.ends[index]
    hyphened = glued and text[start - 1] == "-" and index > 1 and text[start - 2].isalpha()
    # "T-72", "Leopard-2", "Covid-19" are names; "eind-2022" and "mid-2012" are not.
    if hyphened and not _is_word(tokens.words[index - 2], lexicon):
        return
    number = _NUMBER.match(text, start)
    if number:
        value = _value(number[0], lexicon.decimal_mark)
        if value is not None:
            yield "number", {"number": value}, number.end()
    if len(word) > 4:
        return
    plain = int(word)
    if len(word) == 4 and plain < 2400 and plain % 100 < 60:
        yield "clock_four", {"hour": plain // 100, "minute": plain % 100}, end
    if len(word) == 2 and glued and text[start - 1] in "-/" and tokens.is_glued(index - 1):
        first = tokens.words[index - 2]
        if len(first) == 4 and first.isdecimal():
            second = int(first) // 100 * 100 + plain
            if 0 < second - int(first) < 40 and (plain > 12 or second - int(first) == 1):
                yield "second_year", {"year": second}, end
    if len(word) == 4 and _is_year(tokens, index, plain, lexicon):
        yield "year", {"year": plain}, end
    follows = tokens.words[index + 1] if index + 1 < len(tokens) else ""
    close = index + 1 < len(tokens) and tokens.starts[index + 1] == end
    if len(word) <= 2:
        if 1 <= plain <= 31:
            if close and follows in lexicon.ordinal_marks:
                yield "day", {"day": plain}, tokens.ends[index + 1]
                yield "ordinal", {"ordinal": plain}, tokens.ends[index + 1]
            else:
                yield "day", {"day": plain}, end
        if plain <= 24:
            yield "hour", {"hour": plain}, end
        if len(word) == 2 and word[1] == "0" and not (close and follows in ".,"):
            yield "two_tens", {"decade": 1900 + plain}, end
        if len(word) == 2 and _after_apostrophe(text, start):
            yield "short_year", {"year": short_year(plain)}, end
        if plain and close and follows in lexicon.ordinal_marks:
            yield "century", {"century": plain - 1}, tokens.ends[index + 1]
    if close and follows in lexicon.decade_marks and word.endswith("0"):
        decade = plain if len(word) == 4 else (1900 if plain > 20 else 2000) + plain
        if 1000 <= decade <= 2100:
            yield "decade", {"decade": decade}, tokens.ends[index + 1]


def _dates(text: str, start: int, order: str) -> Iterator[Item]:
    found = _ISO.match(text, start)
    if found and _valid(int(found[1]), int(found[2]), int(found[3])):
        slots = {"year": int(found[1]), "month": int(found[2]), "day": int(found[3])}
        if found[4] and int(found[4]) < 25:
            slots |= {"hour": int(found[4]), "minute": int(found[5])}
        yield "date", slots, found.end()
    found = _ISO_WEEK.match(text, start)
    if found and 1 <= int(found[2]) <= 53:
        yield "date", {"year": int(found[1]), "week": int(found[2])}, found.end()
    found = _ISO_PART.match(text, start)
    if found:
        part: dict[str, Any] = {"year": int(found[1])}
        part |= {"quarter": int(found[2])} if found[2] else {}
        part |= {"half": int(found[3])} if found[3] else {}
        part |= {"season": found[4]} if found[4] else {}
        yield "date", part, found.end()
    found = _ISO_MONTH.match(text, start)
    if found and int(found[2]) != int(found[1]) % 100 + 1:  # "2008-09" is a season of two years
        yield "date", {"year": int(found[1]), "month": int(found[2])}, found.end()
    found = _YMD.match(text, start)
    if found and _valid(int(found[1]), int(found[3]), int(found[4])):
        slots = {"year": int(found[1]), "month": int(found[3]), "day": int(found[4])}
        yield "date", slots, found.end()
    found = _NUMERIC.match(text, start)
    if found:
        year = int(found[4])
        year = year if len(found[4]) == 4 else short_year(year)
        for day, month in _orders(int(found[1]), int(found[3]), found[2], order):
            if _valid(year, month, day):
                yield "date", {"year": year, "month": month, "day": day}, found.end()
                break
    found = _DAY_MONTH.match(text, start)
    if found:
        for day, month in _orders(int(found[1]), int(found[3]), found[2], order):
            if _valid(2000, month, day):
                yield "day_month", {"month": month, "day": day}, found.end()
                break


def _orders(first: int, second: int, mark: str, order: str) -> list[tuple[int, int]]:
    """(day, month) by likelihood: the language's own order, the other where it is impossible.

    A dot is European everywhere.
    """
    if order == "mdy" and mark != ".":
        return [(second, first), (first, second)]
    return [(first, second), (second, first)]


def _valid(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def short_year(two_digits: int) -> int:
    """The year that two digits mean: 50-99 is 1950-1999, 00-49 is 2000-2049."""
    return two_digits + (1900 if two_digits >= 50 else 2000)


def _after_apostrophe(text: str, start: int) -> bool:
    """Whether digits stand for a year as in "mei '68", and not in a name as in "D'66"."""
    if start == 0 or text[start - 1] not in "'\u2019\u2018":
        return False
    return start == 1 or not text[start - 2].isalnum()


def _value(text: str, decimal_mark: str) -> float | None:
    """A number as written; a mark before exactly three digits groups thousands."""
    other = "." if decimal_mark == "," else ","
    grouped = re.fullmatch(rf"\d{{1,3}}(?:\{other}\d{{3}})+", text)
    plain = text.replace(other, "") if grouped else text
    if other in plain:  # "14.30" is no Dutch number
        return None
    plain = plain.replace(decimal_mark, ".")
    try:
        return float(plain)
    except ValueError:
        return None


def _is_year(tokens: Tokens, index: int, year: int, lexicon: TimeLexicon) -> bool:
    """Whether four digits can be a year: not a count, a sum of money, a model or a distance."""
    if not 1000 <= year <= 2199:
        return False
    words, text = tokens.words, tokens.text
    start, end = tokens.starts[index], tokens.ends[index]
    before = words[index - 1] if index else ""
    after = words[index + 1] if index + 1 < len(tokens) else ""
    if text[end : end + 2].strip() and text[end] in ".,:" and text[end + 1 : end + 2].isdecimal():
        return False
    if before in lexicon.blocked_before or after in lexicon.blocked_after:
        return False
    if text[start - 1 : start] == "-" and text[start - 2 : start - 1].isalpha():
        return index > 1 and _is_word(words[index - 2], lexicon)
    if text[end : end + 1] in "-\u2013" and text[end + 1 : end + 2].isalpha():
        return False
    if text[end : end + 1] == "%":
        return False
    if before in lexicon.year_before:
        return True
    # A round number before a noun is a count: "2000 extra banen".
    counted = year % 100 == 0 and after.isalpha() and not tokens.is_title(index + 1)
    return 1900 <= year <= 2100 and not counted


def _is_word(before_hyphen: str, lexicon: TimeLexicon) -> bool:
    """Whether a hyphen joins the number to a word of time ("mid-2012") and not to a name."""
    return len(before_hyphen) > 2 and before_hyphen in lexicon.vocabulary
