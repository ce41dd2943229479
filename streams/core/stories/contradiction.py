"""Contradiction: which claims of a story say otherwise than the story does."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from schemas.event import Status
from schemas.story import Claim, Contradiction
from schemas.when import When
from streams.core.stories.profile import SETTLED, days_of, is_dated

#: Reports of one day differ by time zones and by the day on which they are filed.
_FILED = 1


def contradictions(
    told: Sequence[Claim], *, status: Status, when: When
) -> tuple[Contradiction, ...]:
    """Whoever denies what the story tells, and whoever tells what has happened of other days.

    A denial that a later claim has overcome is history, but for one of what has happened: that is
    still disputed. So is what one party asserts and another denies in one article.
    """
    return tuple(_found(told, status=status, when=when))


def _found(told: Iterable[Claim], *, status: Status, when: When) -> Iterable[Contradiction]:
    for claim in told:
        disputed = claim.attribution is not None and claim.attribution.denies
        if disputed or (status in SETTLED and claim.status is Status.DENIED):
            yield Contradiction(
                aspect="status", event_id=claim.event_id, claimed=Status.DENIED.value
            )
        if status in SETTLED and claim.status in SETTLED and _other_days(claim.when, when):
            yield Contradiction(
                aspect="when", event_id=claim.event_id, claimed=_interval(claim.when)
            )


def _other_days(one: When, other: When) -> bool:
    if not (is_dated(one) and is_dated(other)):
        return False
    ours, theirs = days_of(one), days_of(other)
    return max(ours.begin - theirs.end, theirs.begin - ours.end) > _FILED


def _interval(when: When) -> str:
    """The days in ISO 8601, both ends in it; `..` for an open end."""
    begin = when.begin.isoformat() if when.begin else ".."
    end = (when.end - timedelta(days=1)).isoformat() if when.end else ".."
    return f"{begin}/{end}"
