"""Time expressions under arbitrary text: no crash, honest spans, ordered days, linear time."""

import time
import tomllib
from calendar import isleap
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.core.calendar import Days
from streams.core.times import TimeLexicon, TimeTagger, event_days

PACKS = Path(__file__).parents[2] / "streams" / "packs"
PUBLISHED = date(2022, 12, 20)


def _lexicons() -> dict[str, TimeLexicon]:
    return {
        path.parent.name: TimeLexicon.from_toml(tomllib.loads(path.read_text("utf-8")))
        for path in sorted(PACKS.glob("*/times.toml"))
    }


LEXICONS = _lexicons()
TAGGERS = {language: TimeTagger(lexicon) for language, lexicon in LEXICONS.items()}
LANGUAGES = st.sampled_from(sorted(TAGGERS))
WORDS = {
    language: sorted(lexicon.vocabulary | {"3", "31", "2022", "1999", "12.30", "0", "999999"})
    for language, lexicon in LEXICONS.items()
}
ENGLISH = {order: TimeTagger(replace(LEXICONS["en"], date_order=order)) for order in ("mdy", "dmy")}
DATES = st.dates(min_value=date(1000, 1, 1), max_value=date(9998, 1, 1))


@st.composite
def timely_text(draw: st.DrawFn) -> tuple[str, str]:
    """A language, and a text made of the words that its rules know."""
    language = draw(LANGUAGES)
    words = draw(st.lists(st.sampled_from(WORDS[language]), max_size=30))
    joins = draw(st.lists(st.sampled_from([" ", "-", "", ", ", "\n"]), min_size=30, max_size=30))
    capital = draw(st.booleans())
    text = "".join(
        (word.capitalize() if capital else word) + join
        for word, join in zip(words, joins, strict=False)
    )
    return language, text


def check(language: str, text: str, published: date) -> None:
    end = 0
    for expression in TAGGERS[language].find(text, published=published):
        assert end <= expression.start < expression.end <= len(text)
        assert text[expression.start : expression.end] == expression.text
        end = expression.end
        assert expression.type in ("DATE", "TIME", "DURATION", "SET")
        assert expression.value
        assert 0 < expression.confidence <= 1
        for days in (expression.own, expression.interval, event_days(expression, published)):
            if days is not None and days.begin and days.end:
                assert days.begin < days.end
        assert (expression.edtf is None) == (expression.interval is None)


@given(LANGUAGES, st.text(max_size=200), DATES)
def test_any_text(language: str, text: str, published: date) -> None:
    check(language, text, published)


@settings(max_examples=300)
@given(timely_text(), DATES)
def test_any_text_of_time_words(drawn: tuple[str, str], published: date) -> None:
    check(*drawn, published)


@given(timely_text(), st.sampled_from([date(1, 1, 1), date(9999, 12, 31), date(2024, 2, 29)]))
def test_the_ends_of_the_calendar(drawn: tuple[str, str], published: date) -> None:
    check(*drawn, published)


@given(LANGUAGES, DATES, DATES)
def test_a_printed_iso_date_reads_as_itself(language: str, day: date, published: date) -> None:
    (found,) = TAGGERS[language].find(f"({day.isoformat()})", published=published)
    assert found.value == day.isoformat()
    assert found.own is not None
    assert (found.own.begin, found.own.end) == (day, day + timedelta(1))
    assert found.edtf == day.isoformat()


MONTHS = {
    "en": "January February March April May June July August September October November December",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
YEARS = st.integers(min_value=1000, max_value=2199)


@given(LANGUAGES, st.dates(min_value=date(1500, 1, 1), max_value=date(2199, 12, 31)), DATES)
def test_a_full_date_is_that_day_in_any_century(language: str, day: date, published: date) -> None:
    text = f"{day.day} {MONTHS[language].split()[day.month - 1]} {day.year:04d}"
    (found,) = TAGGERS[language].find(f"({text})", published=published)
    assert (found.text, found.value, found.anchored) == (text, day.isoformat(), "absolute")


@given(LANGUAGES, YEARS, DATES)
def test_a_leap_day_exists_in_leap_years_alone(language: str, year: int, published: date) -> None:
    found = TAGGERS[language].find(f"({year}-02-29)", published=published)
    days = [expression for expression in found if expression.granularity == "day"]
    if isleap(year):
        assert [expression.value for expression in days] == [f"{year}-02-29"]
    else:
        assert days == []


@given(LANGUAGES, YEARS, st.integers(min_value=1, max_value=53), DATES)
def test_an_iso_week_is_that_of_the_calendar(
    language: str, year: int, week: int, published: date
) -> None:
    found = TAGGERS[language].find(f"({year}-W{week:02d})", published=published)
    if week <= date(year, 12, 28).isocalendar().week:
        (expression,) = found
        monday = date.fromisocalendar(year, week, 1)
        assert expression.value == f"{year}-W{week:02d}"
        assert expression.own == Days(monday, monday + timedelta(7))
    else:
        assert all(expression.granularity != "week" for expression in found)


@given(DATES, st.dates(min_value=date(1950, 1, 1), max_value=date(2049, 12, 31)))
def test_the_order_of_day_and_month_is_a_setting_of_the_lexicon(published: date, day: date) -> None:
    american = f"{day.month}/{day.day}/{day.year}"
    british = f"{day.day}/{day.month}/{day.year}"
    for written, order in ((american, "mdy"), (british, "dmy")):
        (found,) = ENGLISH[order].find(f"({written})", published=published)
        assert found.value == day.isoformat()


@given(DATES, st.dates(min_value=date(1950, 1, 1), max_value=date(2049, 12, 31)))
def test_two_digit_years_run_from_1950_to_2049(published: date, day: date) -> None:
    (found,) = TAGGERS["nl"].find(f"({day:%d-%m-%y})", published=published)
    assert found.value == day.isoformat()


@settings(max_examples=50)
@given(timely_text())
def test_the_same_text_gives_the_same_answer(drawn: tuple[str, str]) -> None:
    language, text = drawn
    tagger = TAGGERS[language]
    assert tagger.find(text, published=PUBLISHED) == tagger.find(text, published=PUBLISHED)


ADVERSARIAL = [
    *("a", " ", "1", "1.", "1-", "12/12/", "2015-", "e", "20e ", "'s ", "( ", "en ", "-", "\u2019"),
    *("de ", "the ", "maandag ", "Monday ", "van 12 tot ", "nacht van ", "one two three "),
    "sinds het begin van de eerste helft van ",
    "the end of the first half of the ",
    "two to three or four weeks ago ",
]


@pytest.mark.parametrize("language", sorted(TAGGERS))
@pytest.mark.parametrize("unit", ADVERSARIAL)
def test_linear_time(language: str, unit: str) -> None:
    tagger = TAGGERS[language]

    def seconds(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size]
        begin = time.process_time()
        tagger.find(text, published=PUBLISHED)
        return time.process_time() - begin

    # A quadratic matcher would take sixteen times as long for four times the text.
    # The better of two: something else may have had the processor's caches meanwhile.
    long = min(seconds(100_000) for _ in range(2))
    assert long < 8 * max(seconds(25_000), 0.02)
