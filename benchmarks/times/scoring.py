"""Scores: how well the answers of a tagger agree with the annotation of a suite.

An answer and an annotated expression are paired when they overlap, the pairs that share most
first, each used once (so a long answer over two expressions finds one of them). All figures are
over the whole file, and an answer that pairs with nothing counts against all of them:

- relaxed F1: pairs; strict F1: pairs with the very same span;
- type: the share of the pairs with the right TIMEX3 type;
- value F1: pairs with an equal value, over the expressions and answers that have one. An answer
  paired with an expression without a value is left out, as nobody said what is right;
- interval F1: pairs whose interval is one of those allowed, over the expressions that have one
  and every answer that gives one, so that a date invented for "recently" counts against it.

Values are compared as strings, but for three notations of one thing: lengths are compared as
lengths (P18M is P1.5Y, P1W is P7D; a month and a day never equal each other, an unknown count
only itself), what recurs each day, week, month or year may be written either way (XXXX-WXX is
P1W), and a time may leave out its minutes and its zone (T08 is T08:00Z).
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

_LENGTH = re.compile(r"P(T?)(\d+(?:\.\d+)?)(DE|CE|[YMWDHSQ])")
_MONTHS = {"Y": 12, "M": 1, "Q": 3, "DE": 120, "CE": 1200}
_SECONDS = {"W": 604_800, "D": 86_400}
_CLOCK_SECONDS = {"H": 3600, "M": 60, "S": 1}
_RECURRING = {"XXXX-XX-XX": "P1D", "XXXX-WXX": "P1W", "XXXX-XX": "P1M", "XXXX": "P1Y"}
_CLOCK = re.compile(r"(.*T\d\d(?::[0-5]\d)??)(?::00)?(?:Z|[+-]\d\d:?\d\d)?")


@dataclass(frozen=True, slots=True)
class Answer:
    """One time expression as a tagger reports it; `interval` is half-open, "" an open end."""

    start: int
    end: int
    type: str
    value: str | None
    interval: tuple[str, str] | None


@dataclass(slots=True)
class Tally:
    """Counts over a suite, from which its figures follow."""

    count: Counter[str] = field(default_factory=Counter)
    by_class: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, expected: Sequence[Mapping[str, Any]], answers: Sequence[Answer]) -> None:
        """Count the answers for one text."""
        pairs = _pairs(expected, answers)
        unvalued = {a for e, a in pairs.items() if expected[e].get("value") is None}
        self.count["answers"] += len(answers)
        self.count["answers with value"] += len(answers) - len(unvalued)
        self.count["answers with interval"] += sum(a.interval is not None for a in answers)
        for index, gold in enumerate(expected):
            answer = answers[pairs[index]] if index in pairs else None
            marks = _marks(gold, answer)
            self.count.update(marks)
            self.by_class.setdefault(gold.get("class", ""), Counter()).update(marks)

    def figures(self) -> dict[str, float | None]:
        """The figures as shares of one, None where the suite does not tell."""
        count = self.count
        valued = f1(count["value"], count["answers with value"], count["with value"])
        dated = f1(count["interval"], count["answers with interval"], count["with interval"])
        typed = count["type"] / count["found"] if count["found"] else None
        return {
            "relaxed F1": f1(count["found"], count["answers"], count["expressions"]),
            "strict F1": f1(count["exact"], count["answers"], count["expressions"]),
            "type": typed if count["with type"] else None,
            "value F1": valued if count["with value"] else None,
            "interval F1": dated if count["with interval"] else None,
        }


def f1(right: int, answered: int, expected: int) -> float:
    """The harmonic mean of precision and recall; 0 where there is nothing."""
    return 2 * right / (answered + expected) if answered + expected else 0.0


def tally(cases: Iterable[tuple[Sequence[Mapping[str, Any]], Sequence[Answer]]]) -> Tally:
    """The counts over pairs of annotation and answers."""
    total = Tally()
    for expected, answers in cases:
        total.add(expected, answers)
    return total


def _marks(gold: Mapping[str, Any], answer: Answer | None) -> Counter[str]:
    value, intervals = gold.get("value"), gold.get("interval")
    marks = Counter(
        {
            "expressions": 1,
            "with type": "type" in gold,
            "with value": value is not None,
            "with interval": bool(intervals),
        }
    )
    if answer is None:
        return marks
    marks["found"] = 1
    marks["exact"] = (answer.start, answer.end) == (gold["start"], gold["end"])
    marks["type"] = answer.type == gold.get("type")
    if value is not None and answer.value is not None:
        marks["value"] = same_value(answer.value, value)
    if intervals and answer.interval is not None:
        marks["interval"] = list(answer.interval) in intervals
    return marks


def _pairs(expected: Sequence[Mapping[str, Any]], answers: Sequence[Answer]) -> dict[int, int]:
    """Annotated expressions to answers by their indices, those that share most first."""
    shared = []
    for e, gold in enumerate(expected):
        for a, answer in enumerate(answers):
            common = min(gold["end"], answer.end) - max(gold["start"], answer.start)
            if common > 0:
                union = max(gold["end"], answer.end) - min(gold["start"], answer.start)
                shared.append((-common / union, e, a))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, e, a in sorted(shared):
        if e not in pairs and a not in taken:
            pairs[e] = a
            taken.add(a)
    return pairs


def same_value(one: str, other: str) -> bool:
    """Whether two TIMEX3 values mean the same, by the notations that the module lists."""
    return one == other or _plain(one) == _plain(other)


def _plain(value: str) -> tuple[str, Fraction] | str:
    value = _RECURRING.get(value, value)
    length = _LENGTH.fullmatch(value)
    if length:
        number, unit = Fraction(length[2]), length[3]
        if length[1]:
            return "seconds", number * _CLOCK_SECONDS.get(unit, 0)
        if unit in _SECONDS:
            return "seconds", number * _SECONDS[unit]
        if unit in _MONTHS:
            return "months", number * _MONTHS[unit]
    clock = _CLOCK.fullmatch(value)
    return clock[1] if clock else value
