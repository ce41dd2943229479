"""Vicinity: which stories can be near a claim at all, found without looking at every story."""

from collections import defaultdict

from schemas.event import Kind
from streams.core.matching import PLAN_SLACK, Profile

#: Width of a bucket in days: about that of most dates with their slack, so that few are visited.
_BUCKET_DAYS = 15
#: A story that lies in more buckets than these (two years) goes with those without bounds.
_MANY_BUCKETS = 48
_UNBOUNDED = -1


class Vicinity:
    """An index of open stories by kind, party and time.

    It returns every story that shares a party with the claim and lies within the greatest slack
    of it, and few others.
    """

    def __init__(self) -> None:
        self._places: dict[tuple[Kind, str], dict[int, set[str]]] = defaultdict(dict)

    def put(self, name: str, profile: Profile) -> None:
        """Adds the story `name`."""
        for key in profile.keys:
            buckets = self._places[profile.kind, key]
            for bucket in _buckets(profile, slack=PLAN_SLACK) or (_UNBOUNDED,):
                buckets.setdefault(bucket, set()).add(name)

    def drop(self, name: str, profile: Profile) -> None:
        """Removes the story `name`, which was put with `profile`."""
        for key in profile.keys:
            buckets = self._places[profile.kind, key]
            for bucket in _buckets(profile, slack=PLAN_SLACK) or (_UNBOUNDED,):
                names = buckets.get(bucket)
                if names is not None:
                    names.discard(name)
                    if not names:
                        del buckets[bucket]

    def near(self, claim: Profile) -> set[str]:
        """The stories that `claim` may belong to."""
        found: set[str] = set()
        for key in claim.keys:
            buckets = self._places.get((claim.kind, key))
            if not buckets:
                continue
            wanted = _buckets(claim, slack=0)
            for bucket in (*wanted, _UNBOUNDED) if wanted else tuple(buckets):
                found |= buckets.get(bucket, set())
        return found


def _buckets(profile: Profile, *, slack: int) -> range:
    """The buckets that the profile lies in; none when they are too many."""
    first = max(0, profile.span.begin - slack) // _BUCKET_DAYS
    last = (profile.span.end + slack) // _BUCKET_DAYS
    return range(first, last + 1) if last - first < _MANY_BUCKETS else range(0)
