"""Measures: "tientallen | Nederlandse militairen", where a parse makes the number the head."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from streams.core.language.items import Count
from streams.core.sentence.phrases import Phrase

#: How what is counted hangs on its number.
_COUNTED = frozenset({"nmod", "appos", "flat", "dep", "compound"})


def take_places(phrases: Sequence[Phrase]) -> None:
    """Let what is counted take the place of the bare number before it: subject, object or goal."""
    for number, counted in pairwise(phrases):
        if number.number is None or number.thing is not None or number.referents:
            continue
        hangs = number.start <= counted.root.head.i < number.end and counted.func in _COUNTED
        if not hangs or counted.start != number.end or counted.case is not None:
            continue
        counted.func, counted.gov = number.func, number.gov
        counted.case, counted.prep = number.case, number.prep
        if counted.thing is not None and counted.thing.count == Count():
            counted.thing = replace(counted.thing, count=number.number)
