"""Reckoning: days that a sentence gives an event by way of something else that it tells.

"Two days after they met", "since riots in November": the time is that of what followed, or of what
the event followed upon.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from schemas.when import Basis
from streams.core.calendar import Days
from streams.core.events.draft import Dated
from streams.core.events.roles import verb_of
from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Span, Token
from streams.core.sentence import clause
from streams.core.sentence.triggers import Occurrence
from streams.core.times import TimeExpression, event_days

_COUNTED = re.compile(r"P(\d+)([DW])")
#: An event that is told by what followed it stands no further behind "two days after", in tokens.
_AFTER = 20
#: How surely days are told that are counted back from what is news.
_NEWS = 0.3


def is_any_night(expression: TimeExpression, sentence: Span) -> bool:
    """ "They practised at night": a time of day without a day, of whatever day."""
    form = expression.form
    if form.kind != "clock" or form.base is not None or form.daypart != "NI":
        return False
    span = sentence.doc.char_span(expression.start, expression.end)
    return span is not None and len(span) == 1 and span[0].dep_ != "npadvmod"


def since_what(
    occurrence: Occurrence, sentence: Span, expression: TimeExpression, pack: LanguagePack
) -> TimeExpression:
    """ "Has been there | since riots in November": the time as one since which the event lasts.

    The expression itself, where it says something else.
    """
    span = sentence.doc.char_span(expression.start, expression.end)
    own, days = expression.own, expression.interval
    if span is None or expression.relation is not None or own is None or days is None:
        return expression
    verb = verb_of(occurrence)
    noun: Token | None = None
    for _, token in clause.ancestors(span.root):
        if clause.is_verb(token):
            since = noun is not None and token in {occurrence.token, verb} and days.begin
            if not since:
                return expression
            return replace(expression, relation="since", interval=Days(days.begin, None))
        cases = [c.lower_ for c in token.children if c.dep_ in {"case", "mark"}]
        if token.dep_ == "pobj":
            cases.append(token.head.lower_)
        if token.pos_ in {"NOUN", "PROPN"} and any(c in pack.words["since"] for c in cases):
            noun = token
    return expression


def counted_back(
    occurrence: Occurrence,
    sentence: Span,
    expressions: Sequence[TimeExpression],
    pack: LanguagePack,
    *,
    published: date,
) -> Dated | None:
    """ "It came | two days after they met": the event lies as far before what is news today."""
    own = occurrence.token
    told: list[TimeExpression] = []
    for expression in expressions:
        if not sentence.start_char <= expression.start < own.idx:
            continue
        match = _COUNTED.fullmatch(expression.value) if expression.type == "DURATION" else None
        span = sentence.doc.char_span(expression.start, expression.end)
        if match is None or span is None or span.end >= len(sentence.doc):
            told.append(expression)
            continue
        leads = sentence.doc[span.end].lower_ in pack.words["after"]
        between = sentence.doc[span.end + 1 : own.i]
        if not leads or not 0 < len(between) <= _AFTER or _has_clause(between):
            continue
        day = _day_before(told, sentence, published)
        if day is None:
            return None
        count = int(match.group(1)) * (7 if match.group(2) == "W" else 1)
        begin = day - timedelta(count)
        days = Days(begin, begin + timedelta(1))
        if match.group(2) == "W":
            begin -= timedelta(begin.weekday())
            days = Days(begin, begin + timedelta(7))
        return Dated.of(days, expression, basis=Basis.CONTEXT, strength=_NEWS)
    return None


def _has_clause(between: Span) -> bool:
    """Whether a verb stands in it that is not that of a relative clause."""
    return any(t.pos_ == "VERB" and not clause.is_relative(t) for t in between)


def _day_before(told: Sequence[TimeExpression], sentence: Span, published: date) -> date | None:
    """The day that what followed is told of: that of publication, if none else is."""
    days = [event_days(e, published) for e in told]
    begins = [d.begin for d in days if d is not None]
    if not begins:
        return published
    single = all(d is None or (d.begin and d.end == d.begin + timedelta(1)) for d in days)
    return begins[-1] if single else None
