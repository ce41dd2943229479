"""Sources: who tells a story independently of the others."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from schemas.story import Claim
from streams.core.fingerprint import hashes, is_copy
from streams.core.identity import normal_name

#: Two texts that share fewer of the hashes that are kept are not compared any further.
_FEWEST_SHARED = 6


def independent(claims: Sequence[Claim]) -> tuple[int, ...]:
    """For each claim the number of its source, from 0 in the order of the claims.

    Claims of one publisher have one source, and so have copies of one text: a wire story that five
    papers print is told once. Articles without a publisher count as one that is not known.
    """
    parents = list(range(len(claims)))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    by_publisher: dict[str, int] = {}
    for at, claim in enumerate(claims):
        first = by_publisher.setdefault(normal_name(claim.source), at)
        parents[root(at)] = root(first)
    for one, other in _copies(claims):
        if root(one) != root(other):
            parents[max(root(one), root(other))] = min(root(one), root(other))
    numbers: dict[int, int] = {}
    return tuple(numbers.setdefault(root(at), len(numbers)) for at in range(len(claims)))


def _copies(claims: Iterable[Claim]) -> Iterable[tuple[int, int]]:
    """Pairs of claims whose articles are copies of one text."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    firsts: dict[str, int] = {}
    sketches: list[str] = []
    for at, claim in enumerate(claims):
        sketch = claim.fingerprint or ""
        sketches.append(sketch)
        if not sketch:
            continue
        if sketch in firsts:
            yield firsts[sketch], at
            continue
        firsts[sketch] = at
        shared: Counter[int] = Counter()
        for value in hashes(sketch):
            shared.update(holders[value])
            holders[value].append(at)
        for other, count in shared.items():
            if count >= _FEWEST_SHARED and is_copy(sketches[other], sketch):
                yield other, at
