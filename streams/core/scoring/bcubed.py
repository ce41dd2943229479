"""B-cubed: how far claims were put together as an annotator put them.

After Bagga and Baldwin, "Algorithms for Scoring Coreference Chains" (1998). Each claim is weighed
alike: its precision is the share of its cluster that belongs with it, its recall the share of what
belongs with it that is in its cluster. Where claims are found by a program and not given, one that
was missed counts with a recall of 0, and one that was made up with a precision of 0, so that
finding little or much buys nothing.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

M = TypeVar("M", bound=Hashable)


@dataclass(frozen=True, slots=True)
class BCubed:
    """The three figures, in 0..1, with the numbers of claims that they rest on."""

    precision: float
    recall: float
    gold: int
    predicted: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def to_dict(self) -> dict[str, Any]:
        """The figures, ready for JSON."""
        return {
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
            "gold": self.gold,
            "predicted": self.predicted,
        }


def bcubed(gold: Mapping[M, str], predicted: Mapping[M, str]) -> BCubed:
    """Scores the cluster of each claim in `predicted` against its cluster in `gold`.

    Both map claims to the names of their clusters. A claim that is in one of them only was missed
    or made up. Where there is nothing to score, the figure is 1.
    """
    right: defaultdict[tuple[str, str], int] = defaultdict(int)
    for claim in gold.keys() & predicted.keys():
        right[gold[claim], predicted[claim]] += 1
    return BCubed(
        precision=_mean(right, predicted, side=1),
        recall=_mean(right, gold, side=0),
        gold=len(gold),
        predicted=len(predicted),
    )


def _mean(right: Mapping[tuple[str, str], int], clusters: Mapping[M, str], *, side: int) -> float:
    if not clusters:
        return 1.0
    sizes: defaultdict[str, int] = defaultdict(int)
    for name in clusters.values():
        sizes[name] += 1
    # Each of the n claims that two clusters share finds n of its own in the other.
    found = sum(n * n / sizes[pair[side]] for pair, n in right.items())
    return found / len(clusters)
