"""TimeTagger: finds and resolves the time expressions of a text."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from streams.core.calendar import Days, Period, Unit
from streams.core.times.expression import RELATIONS, TimeExpression, interval_for
from streams.core.times.form import Direction, Form
from streams.core.times.lexicon import TimeLexicon
from streams.core.times.reading import Context, Reading
from streams.core.times.recognise import Recognised, Recogniser
from streams.core.times.resolve import Resolver, hull
from streams.core.times.tokens import Tokens, tokenize

_BESIDE = 6
"""Tokens between a time and the day that it belongs to."""

_REMEMBERED = 6
"""Dates that a later expression can refer back to."""

_NAMED: tuple[Unit, ...] = ("day", "week", "month", "year")
"""Units of the dates that another paragraph may refer back to."""

_IMPLIED: dict[str, Direction] = {"since": "past", "ahead": "future"}
"""Relations with a direction of their own: "since Monday", "ahead of Sunday's vote"."""

DirectionOf = Callable[[int, int], Direction | None]


class TimeTagger:
    """The time expressions of one language. Safe to share: it keeps nothing between texts."""

    def __init__(self, lexicon: TimeLexicon) -> None:
        self._lexicon = lexicon
        self._recogniser = Recogniser(lexicon)
        self._resolver = Resolver(lexicon.holidays)

    def find(
        self,
        text: str,
        *,
        published: date,
        direction: DirectionOf | None = None,
        told: tuple[Period, ...] = (),
    ) -> tuple[TimeExpression, ...]:
        """Every time expression, in order of place, none overlapping.

        `published` is the article's day in the newsroom's own time zone. `direction` tells the
        direction of the clause around a span of characters; where it is absent or answers None
        the words of the sentence are asked. An expression that denotes no day of the calendar
        (30 February, the year 12000) is left out. `told` are the dates of what stands before the
        text, latest first: "the same day" may be one of them.
        """
        tokens = tokenize(text)
        found: list[TimeExpression] = []
        mentions: tuple[Period, ...] = ()
        recognised_all = list(self._recogniser.recognise(tokens))
        for at, recognised in enumerate(recognised_all):
            before = mentions
            if _is_bare_time(recognised.form):
                beside = self._day_beside(tokens, recognised_all, at, published, direction)
                before = (beside, *mentions) if beside else mentions
            elif _is_same(recognised.form):
                start, end = tokens.starts[recognised.first], tokens.ends[recognised.last - 1]
                ahead = direction is not None and direction(start, end) == "future"
                # What is past was not done on a day to come.
                before = (*mentions, *(p for p in told if ahead or p.begin <= published))
            expression, reading = self._resolve(tokens, recognised, published, direction, before)
            if expression is None or reading is None:
                continue
            found.append(expression)
            if reading.period is not None and reading.type in ("DATE", "TIME"):
                mentions = (reading.period, *mentions[: _REMEMBERED - 1])
        return tuple(found)

    def _day_beside(
        self,
        tokens: Tokens,
        recognised: list[Recognised],
        at: int,
        published: date,
        direction: DirectionOf | None,
    ) -> Period | None:
        """The day that follows a time within a few words: "10 p.m. (0300 GMT) on Wednesday"."""
        last = recognised[at].last
        for following in recognised[at + 1 : at + 3]:
            if following.first - last > _BESIDE or "." in tokens.words[last : following.first]:
                return None
            if not _is_bare_time(following.form):
                _, reading = self._resolve(tokens, following, published, direction, ())
                is_day = reading is not None and reading.granularity == "day"
                return reading.period if reading is not None and is_day else None
        return None

    def _resolve(
        self,
        tokens: Tokens,
        recognised: Recognised,
        published: date,
        direction: DirectionOf | None,
        mentions: tuple[Period, ...],
    ) -> tuple[TimeExpression | None, Reading | None]:
        form = recognised.form
        start, end = tokens.starts[recognised.first], tokens.ends[recognised.last - 1]
        context = Context(published, None, mentions)
        try:
            reading = self._resolver.read(form, context)
            leans = reading.leaned or _may_lean(form)
            if leans:
                way = _implied(form) or (direction(start, end) if direction else None)
                way = way or self._lexicon.leaning.at(tokens, recognised.first, recognised.last)
                context = replace(context, direction=_bounded(form, way))
                reading = self._resolver.read(form, context)
            interval = self._interval(form, reading, context)
        except (ValueError, OverflowError):
            return None, None
        expression = TimeExpression(
            start=start,
            end=end,
            text=tokens.text[start:end],
            type=reading.type,
            value=reading.value,
            own=reading.own,
            interval=interval,
            granularity=reading.granularity,
            relation=form.relation if form.relation in RELATIONS else None,
            approximate=reading.approximate,
            anchored=reading.anchored,
            confidence=reading.confidence,
            ambiguous=leans and _implied(form) is None,
            mod=reading.mod,
            rule=recognised.rule,
            form=form,
        )
        return expression, reading

    def _interval(self, form: Form, reading: Reading, context: Context) -> Days | None:
        if form.kind != "range" or form.relation == "and":
            return interval_for(reading, form)
        low, high = self._resolver.range_ends(form, context)
        return hull(low, high) or interval_for(reading, form)


def mentioned(expressions: Iterable[TimeExpression]) -> tuple[Period, ...]:
    """The dates that expressions name, latest first: what a later text may refer back to."""
    found = [
        Period(unit, e.own.begin)
        for e in expressions
        if e.type == "DATE" and e.own is not None and e.own.begin is not None
        for unit in _NAMED
        if e.granularity == unit
    ]
    return tuple(reversed(found[-_REMEMBERED:]))


def _is_same(form: Form) -> bool:
    """Whether it says that it is the day, the month or the year that was named before."""
    return form.kind == "step" and form.anchor == "previous" and not form.shift


def _is_bare_time(form: Form) -> bool:
    return form.kind == "clock" and form.base is None


def _implied(form: Form) -> Direction | None:
    """The direction that a preposition imposes, whatever the tense of the clause."""
    return _IMPLIED.get(form.relation or "")


def _bounded(form: Form, way: Direction | None) -> Direction | None:
    """The direction that a bound has: a state of the past may last until a day to come.

    A weekday that bounds something comes next unless the clause looks back; a month or a date is
    the nearest where it does.
    """
    if form.relation not in ("from", "until", "through", "by"):
        return way
    if _names_weekday(form):
        return way or "present"
    return None if way == "past" else way


def _names_weekday(form: Form) -> bool:
    if form.base is not None:
        return _names_weekday(form.base)
    return form.weekday is not None and form.month is None


def _may_lean(form: Form) -> bool:
    if form.relation == "in":
        return True
    return form.kind == "step" and form.unit == "weekend" and not form.shift
