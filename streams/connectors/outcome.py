"""Outcome: what became of one item at the intake."""

from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Outcome = Literal[
    "new", "changed", "withdrawn", "unchanged", "stale", "embargoed", "skipped", "dead"
]

#: Items that were passed over and are remembered, so that each is read, counted and told once.
_PASSED = 100_000


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one item."""

    article_id: str
    outcome: Outcome
    version: int = 0
    reason: str = ""
    """For `skipped` and `dead`: one word, and after a colon one line of detail."""
    until: datetime | None = None
    """For `embargoed`: when it will go out."""
    again: bool = False
    """Whether it was told and counted before, and is the same still."""


class Passed:
    """What was passed over in the life of this worker, the last hundred thousand of them."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Result] = OrderedDict()

    def get(self, mark: str) -> Result | None:
        """What became of it, None if it is not known."""
        return self._held.get(mark)

    def put(self, mark: str, result: Result) -> None:
        """Remember it."""
        self._held[mark] = result
        if len(self._held) > _PASSED:
            self._held.popitem(last=False)


def tally(results: Iterable[Result]) -> str:
    """ "3 new, 1 changed, 40 unchanged": for a line of the log."""
    counts = Counter(result.outcome for result in results)
    return ", ".join(f"{count} {outcome}" for outcome, count in counts.items()) or "nothing"
