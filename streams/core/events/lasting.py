"""Lasting: how long an event goes on, and what that says of its days.

"A ten-day exercise ended on Wednesday" tells ten days; "landed on Tuesday for a two-day visit" two.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from streams.core.calendar import Days
from streams.core.events.draft import Dated
from streams.core.events.roles import verb_of
from streams.core.language.pack import LanguagePack
from streams.core.sentence import clause
from streams.core.sentence.triggers import Occurrence
from streams.core.times import TimeExpression

_DAYS = re.compile(r"P(\d+)([DW])")
#: Nothing that a weekday dates lasts longer than this, in days.
_LONGEST = 62
#: How far from its trigger a length may stand, in tokens.
_REACH = 8


def stretched(
    occurrence: Occurrence, dated: Dated | None, length: int | None, pack: LanguagePack
) -> Dated | None:
    """`dated`, one day, made as long as the event lasts."""
    if dated is None or dated.days.begin is None or dated.days.end is None:
        return dated
    if dated.days.end - dated.days.begin != timedelta(1):
        return dated
    if length is None:
        return dated
    span = timedelta(length)
    if _ends(occurrence, pack):
        return replace(dated, days=Days(dated.days.end - span, dated.days.end))
    return replace(dated, days=Days(dated.days.begin, dated.days.begin + span))


def length(
    occurrence: Occurrence, expressions: Sequence[TimeExpression], pack: LanguagePack
) -> int | None:
    """Days that the event lasts, where its own phrase or the one behind it says so."""
    token = occurrence.token
    for expression in expressions:
        days = days_of(expression)
        if days is None:
            continue
        span = token.doc.char_span(expression.start, expression.end)
        if span is None or token.sent.start > span.start or span.end > token.sent.end:
            continue
        after = span.end
        if after < len(token.doc) and token.doc[after].lower_ in pack.words["anchoring"]:
            # "A week after the raid" tells when, not how long.
            continue
        near = min(abs(span.start - token.i), abs(span.end - 1 - token.i)) <= _REACH
        chain = [parent for _, parent in clause.ancestors(span.root)]
        own = occurrence.phrase
        inside = own is not None and own.start <= span.start < own.end + 4
        if near and (inside or token in chain):
            return days
    return None


def days_of(expression: TimeExpression) -> int | None:
    """The length in days that an expression tells, where an event may last so long."""
    match = _DAYS.fullmatch(expression.value) if expression.type == "DURATION" else None
    if match is None:
        return None
    days = int(match.group(1)) * (7 if match.group(2) == "W" else 1)
    return days if 1 < days <= _LONGEST else None


def _ends(occurrence: Occurrence, pack: LanguagePack) -> bool:
    """Whether the sentence tells of its end: "closed", "at the end of the visit"."""
    if occurrence.phrase is not None:
        over = clause.governor(occurrence.phrase.root)
        if over.lower_ in pack.words["end_nouns"]:
            return True
    verb = verb_of(occurrence)
    if verb is None:
        return False
    return verb.lower_ in pack.words["end_verbs"] or verb.lemma_.lower() in pack.words["end_verbs"]
