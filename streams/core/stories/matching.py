"""Matching: may a claim and a story be about one occasion, and how well do they fit.

Parties, dates, items and places decide; the words never do, so that language and spelling cannot.
A contradiction in any of them rules a match out; a silence rules nothing out.
"""

from typing import NamedTuple

from schemas.event import Kind, Place, Status
from streams.core.identity import normal_name
from streams.core.stories.crossing import are_crossed
from streams.core.stories.profile import AHEAD, GOES_ON, SETTLED, Profile, Span, may_go_on

#: A plan moves: by so many days the event may fall beside the day that was announced for it.
PLAN_SLACK = 7
#: What is promised without a date is told of again, with one or as a fact, within so many days: the
#: same things between the same parties.
PROMISE_DAYS = 120
#: One who goes to one host is there for a day or several, and is told of on each of them.
STAY = 3
#: A plan without a date may be repeated so many days after the event by a desk that lags.
_LAG = 2
#: A claim that lacks a party joins only what lies so near in time, or shares a thing or place.
_NEAR = 7
#: A date of more days than these tells two occasions of one month not apart.
_PRECISE = 4

#: Kinds in which the person matters: two ministers of one state make two visits.
_PERSONAL = frozenset({Kind.VISIT, Kind.MEETING})


class Affinity(NamedTuple):
    """How well two profiles fit; greater is better."""

    points: int
    nearness: int
    """Days between them, negated: of their dates, or where those are vague, of their telling."""


def affinity(claim: Profile, story: Profile) -> Affinity | None:
    """How well `claim` fits `story`; None when it cannot be about the same occasion."""
    if claim.kind is not story.kind:
        return None
    parties = _parties(claim, story) or _crossed(claim, story)
    things = _things(claim, story)
    places = _places(claim.place, story.place)
    if parties is None or things is None or places is None:
        return None
    points, whole = parties
    gap = _gap(claim, story, whole=whole, promise=whole and things > 0)
    if gap is None:
        return None
    apart = abs(claim.span.begin - story.span.begin)
    if not whole and not things and places < 2 and apart > _NEAR:
        return None
    same_day = claim.dated and story.dated and claim.span == story.span
    precise = _is_precise(claim) and _is_precise(story)
    return Affinity(
        points=points + things + places + same_day,
        nearness=-max(gap, apart if precise else abs(claim.last_told - story.last_told)),
    )


def are_one(story: Profile, other: Profile) -> bool:
    """Whether two stories proved to be one: nothing contradicts it, and it is sure.

    Sure are dates within a few days, told in both or borne out by the days of publication, and
    with them the same day in both, all parties, a thing or the place. What is vague stays apart
    until something tells.
    """
    if not (_is_precise(story) and _is_precise(other)) or affinity(story, other) is None:
        return False
    parties = _parties(story, other)
    return (
        (story.dated and other.dated and _distance(story.span, other.span) == 0)
        or (parties is not None and parties[1])
        or bool(_things(story, other))
        or (_places(story.place, other.place) or 0) > 1
    )


def _is_precise(profile: Profile) -> bool:
    return profile.span.end - profile.span.begin < _PRECISE + 3 * (not profile.dated)


def _gap(claim: Profile, story: Profile, *, whole: bool, promise: bool) -> int | None:
    """Days between the two dates, 0 when they overlap; None when they are too far apart."""
    if _after_the_fact(claim, story) or _after_the_fact(story, claim):
        return None
    gap = _distance(claim.span, story.span)
    slack = max(claim.slack, story.slack)
    if (
        claim.status in AHEAD
        or story.status in AHEAD
        or claim.status is story.status is Status.DENIED
    ):
        slack = max(slack, PLAN_SLACK)
    elif whole:
        slack = max(slack, STAY)
    if gap <= slack:
        return gap
    if promise and (_promises(claim, story) or _promises(story, claim)):
        return gap
    if whole and (_ends(claim, story) or _ends(story, claim)):
        return gap
    return None


def _distance(one: Span, other: Span) -> int:
    return max(0, one.begin - other.end, other.begin - one.end)


def _promises(early: Profile, late: Profile) -> bool:
    """Whether `early` announces without a date what `late` sets a date for, or tells as a fact."""
    if early.kind is not Kind.DELIVERY or early.status not in AHEAD or early.dated:
        return False
    if not 0 <= late.last_told - early.last_told <= PROMISE_DAYS:
        return False
    if late.status in SETTLED:
        return late.span.end >= early.last_told
    return late.status in AHEAD and late.dated and late.span.begin > early.last_told


def _ends(late: Profile, early: Profile) -> bool:
    """Whether `late` may tell the end of what `early` tells to go on."""
    return (
        may_go_on(early)
        and late.status is Status.OCCURRED
        and late.dated
        and 0 < late.span.end - early.span.begin <= GOES_ON
    )


def _after_the_fact(plan: Profile, fact: Profile) -> bool:
    """Whether `plan` is for a time to come when `fact` was already told: another occasion."""
    if plan.status not in AHEAD or plan.ahead_on is None or fact.settled_on is None:
        return False
    lag = 0 if plan.dated else _LAG
    return plan.ahead_on >= fact.settled_on and plan.span.begin > fact.settled_on + lag


def _parties(claim: Profile, story: Profile) -> tuple[int, bool] | None:
    """Points for shared parties, and whether each role is shared; None where they contradict."""
    points = 0
    shared_roles = 0
    personal = claim.kind in _PERSONAL
    for role in claim.roles.keys() & story.roles.keys():
        ours, theirs = claim.roles[role], story.roles[role]
        shared = ours.keys & theirs.keys
        if not shared:
            return None
        if personal and any(ours.strangers(theirs, key=key) for key in shared):
            return None
        points += 1 + (personal and ours.acquainted(theirs))
        shared_roles += 1
    if not shared_roles:
        return None
    if len(claim.roles) == len(story.roles) == shared_roles == 1:
        return _circle(claim, story, points=points)
    return points, shared_roles == max(len(claim.roles), len(story.roles))


def _crossed(claim: Profile, story: Profile) -> tuple[int, bool] | None:
    """As `_parties`, where one of the two tells who did it and the other to whom it was done.

    Who is who is easily misread, and seldom do two states do the same to each other at one time:
    the dates must agree, or where they are not told, the days of publication.
    """
    if not are_crossed(claim.roles, story.roles) or claim.keys != story.keys:
        return None
    if claim.articles & story.articles:
        return None  # whoever tells both ways in one article means two
    if claim.kind is Kind.DELIVERY and not claim.things.share(story.things):
        return None
    if claim.dated and story.dated:
        together = _distance(claim.span, story.span) == 0
    else:
        together = abs(claim.last_told - story.last_told) <= _NEAR
    return (0, True) if together else None


def _circle(claim: Profile, story: Profile, *, points: int) -> tuple[int, bool] | None:
    """As `_parties`, where all parties stand in one role: the one circle must hold the other,
    or both must share half of themselves and two at least."""
    ours, theirs = claim.keys, story.keys
    shared = len(ours & theirs)
    if not (ours <= theirs or theirs <= ours) and (shared < 2 or 2 * shared < len(ours | theirs)):
        return None
    return points + shared - 1, shared > 1


def _things(claim: Profile, story: Profile) -> int | None:
    """A point for a shared thing; None where both tell what was handed over and it differs."""
    ours, theirs = claim.things, story.things
    if ours.share(theirs):
        return 1
    if claim.kind is not Kind.DELIVERY or not (ours.names and theirs.names):
        return 0
    if ours.classes and theirs.classes and not ours.akin(theirs):
        return None
    if ours.named == ours.names and theirs.named == theirs.names:
        return None
    # One article tells each consignment once; two articles may name one at two levels.
    return None if claim.articles & story.articles else 0


def _places(ours: Place | None, theirs: Place | None) -> int | None:
    """Two points for the same place, one for the same state; None for two states."""
    if ours is None or theirs is None:
        return 0
    if normal_name(ours.name) == normal_name(theirs.name):
        return 2
    if ours.country and theirs.country:
        return 1 if ours.country == theirs.country else None
    return 0
