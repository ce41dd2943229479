"""Vicinity: which stories can be near a claim at all, found without looking at every story."""

from collections import defaultdict

from schemas.event import Kind
from streams.core.stories.matching import PLAN_SLACK
from streams.core.stories.profile import Extent

#: Width of a bucket in days: about that of most dates with their slack, so that few are visited.
_BUCKET_DAYS = 15
#: What lies in more buckets than these (two years) goes with what has no bounds.
_MANY_BUCKETS = 48
_UNBOUNDED = -1


class Vicinity:
    """An index of open stories by kind, party and time.

    It returns every story that shares a party with some claims and lies within the greatest slack
    of them, and few others.
    """

    def __init__(self) -> None:
        self._places: dict[tuple[Kind, str], dict[int, set[str]]] = defaultdict(dict)

    def put(self, name: str, kind: Kind, extent: Extent) -> None:
        """Adds the story `name`."""
        buckets = _buckets(extent, slack=PLAN_SLACK)
        for key in extent.keys:
            place = self._places[kind, key]
            for bucket in buckets:
                place.setdefault(bucket, set()).add(name)

    def drop(self, name: str, kind: Kind, extent: Extent) -> None:
        """Removes the story `name`, which was put with `extent`."""
        buckets = _buckets(extent, slack=PLAN_SLACK)
        for key in extent.keys:
            place = self._places.get((kind, key), {})
            for bucket in buckets:
                names = place.get(bucket)
                if names is not None:
                    names.discard(name)
                    if not names:
                        del place[bucket]
            if not place:
                self._places.pop((kind, key), None)

    def near(self, kind: Kind, extent: Extent) -> set[str]:
        """The stories that claims of `extent` may belong to."""
        wanted = _buckets(extent, slack=0)
        found: set[str] = set()
        for key in extent.keys:
            place = self._places.get((kind, key))
            if not place:
                continue
            for bucket in tuple(place) if _UNBOUNDED in wanted else (*wanted, _UNBOUNDED):
                found |= place.get(bucket, set())
        return found


def _buckets(extent: Extent, *, slack: int) -> set[int]:
    """The buckets that the extent lies in."""
    found: set[int] = set()
    for span in extent.days:
        first = max(0, span.begin - slack) // _BUCKET_DAYS
        last = (span.end + slack) // _BUCKET_DAYS
        found.update(range(first, last + 1) if last - first < _MANY_BUCKETS else (_UNBOUNDED,))
    return found
