"""Matching: may a claim and a story be about one occasion, and how well do they fit.

Parties, dates, items and places decide; the words never do, so that language and spelling cannot.
A contradiction in any of them rules a match out; a silence rules nothing out. Days are counted as
proleptic Gregorian ordinals.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from schemas.event import Actor, ActorType, Event, Item, Kind, Place, Status
from schemas.story import Story
from schemas.when import Basis, Granularity, When
from streams.core.identity import normal_name

SETTLED = frozenset({Status.OCCURRED, Status.ONGOING})
AHEAD = frozenset({Status.PLANNED, Status.POSSIBLE})

#: Days by which two dates may miss each other. Reports of one day differ by time zones and by the
#: day on which they are filed; a month is told loosely at its edges.
_SLACK = {Granularity.DAY: 1, Granularity.WEEK: 1, Granularity.MONTH: 3}
_LOOSE_SLACK = 5
#: A plan moves: by so many days the event may fall beside the day that was announced for it.
PLAN_SLACK = 7
#: How far an undated claim reaches before and after the days on which it was published.
_REACH = {
    Status.OCCURRED: (5, 1),
    Status.ONGOING: (30, 1),
    Status.PLANNED: (0, 60),
    Status.POSSIBLE: (0, 60),
    Status.DENIED: (5, 60),
}
#: What is concluded once and lasts is spoken of, without a date, so many days before and after, as
#: a fact and as a plan alike.
_LASTING_REACH = 30
_LASTING = frozenset({Kind.AGREEMENT, Kind.BASING, Kind.JOINT_UNIT})
#: A plan without a date may be repeated so many days after the event by a desk that lags.
_LAG = 2
#: A claim that lacks a party joins only what lies so near in time, or shares a thing or place.
_NEAR = 7

_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()

#: Kinds in which the person matters: two ministers of one state make two visits.
_PERSONAL = frozenset({Kind.VISIT, Kind.MEETING})
#: Kinds in which the place is itself a party when that party is not named.
_PLACE_ROLE = {Kind.VISIT: "host", Kind.DEPLOYMENT: "host", Kind.BASING: "host"}


class Span(NamedTuple):
    """Days from `begin` to `end`, both in it."""

    begin: int
    end: int


class Affinity(NamedTuple):
    """How well two profiles fit; greater is better."""

    points: int
    nearness: int


@dataclass(frozen=True, slots=True)
class Party:
    """Who fills a role: states and other names, and the people by state."""

    keys: frozenset[str]
    people: frozenset[tuple[str, frozenset[str]]]

    def strangers(self, other: "Party", *, key: str) -> bool:
        """Whether both name people for `key`, and none of them can be the same."""
        ours = [parts for state, parts in self.people if state == key]
        theirs = [parts for state, parts in other.people if state == key]
        if not ours or not theirs:
            return False
        return not any(mine <= yours or yours <= mine for mine in ours for yours in theirs)

    def acquainted(self, other: "Party") -> bool:
        """Whether some person of the one is a person of the other."""
        return any(
            state == their_state and (parts <= their_parts or their_parts <= parts)
            for state, parts in self.people
            for their_state, their_parts in other.people
        )


@dataclass(frozen=True, slots=True)
class Profile:
    """What matching looks at, of a claim or of a story.

    `settled_on` is the first day on which it was told as fact, `ahead_on` the last on which it was
    told as a plan; None where it never was.
    """

    kind: Kind
    roles: Mapping[str, Party]
    status: Status
    span: Span
    dated: bool
    slack: int
    settled_on: int | None
    ahead_on: int | None
    item_names: frozenset[str]
    item_classes: frozenset[str]
    place: Place | None
    articles: frozenset[str]

    @property
    def keys(self) -> frozenset[str]:
        """All parties, in whatever role."""
        return frozenset().union(*(party.keys for party in self.roles.values()))


def profile_of_event(event: Event) -> Profile:
    """The profile of one claim."""
    day = event.published_at.date().toordinal()
    return _profile(
        event.kind,
        roles=event.roles(),
        status=event.status,
        when=event.when,
        place=event.place,
        items=event.items,
        told=[(event.status, day)],
        articles=(event.article_id,),
    )


def profile_of_story(story: Story) -> Profile:
    """The profile of a story that stands: that of its claims taken together."""
    return _profile(
        story.kind,
        roles=story.roles,
        status=story.status,
        when=story.when,
        place=story.place,
        items=story.items,
        told=[(claim.status, claim.published_at.date().toordinal()) for claim in story.claims],
        articles=(claim.article_id for claim in story.claims),
    )


def _profile(
    kind: Kind,
    *,
    roles: Mapping[str, tuple[Actor, ...]],
    status: Status,
    when: When,
    place: Place | None,
    items: tuple[Item, ...],
    told: list[tuple[Status, int]],
    articles: Iterable[str],
) -> Profile:
    parties = {role: _party(actors) for role, actors in roles.items() if actors}
    stand_in = _PLACE_ROLE.get(kind)
    if stand_in and stand_in not in parties and place and place.country:
        parties[stand_in] = Party(keys=frozenset({place.country}), people=frozenset())
    dated = when.basis is not Basis.PUBLICATION and not (when.begin is None and when.end is None)
    return Profile(
        kind=kind,
        roles=parties,
        status=status,
        span=_span(kind, when=when, status=status, told=told, dated=dated),
        dated=dated,
        slack=_SLACK.get(when.granularity, _LOOSE_SLACK) if dated else 0,
        settled_on=min((day for told_as, day in told if told_as in SETTLED), default=None),
        ahead_on=max((day for told_as, day in told if told_as in AHEAD), default=None),
        item_names=frozenset(normal_name(item.name) for item in items),
        item_classes=frozenset(item.item_class for item in items if item.item_class),
        place=place,
        articles=frozenset(articles),
    )


def _party(actors: tuple[Actor, ...]) -> Party:
    keys: set[str] = set()
    people: set[tuple[str, frozenset[str]]] = set()
    for actor in actors:
        key = actor.country or sound(actor.name)
        keys.add(key)
        if actor.type is ActorType.PERSON:
            people.add((key, frozenset(sound(part) for part in normal_name(actor.name).split())))
    return Party(keys=frozenset(keys), people=frozenset(people))


#: Letters that the Dutch, English, German and French renderings of one Cyrillic or Arabic name do
#: not agree on, longest first; what is left without vowels is the same for all of them.
_RENDERINGS = (
    ("stsj", "s"), ("sjtsj", "s"), ("shch", "s"), ("tsch", "c"), ("tsj", "c"), ("tch", "c"),
    ("sch", "s"), ("sh", "s"), ("sj", "s"), ("zh", "z"), ("zj", "z"), ("kh", "c"), ("ch", "c"),
    ("ph", "f"), ("gh", "g"), ("w", "v"), ("x", "ks"), ("q", "k"),
)  # fmt: skip
_VOWELS = frozenset("aeiouyjh ")


def sound(name: str) -> str:
    """The consonants of `name`: equal for Sjojgoe and Shoigu. Names of vowels stay as they are."""
    folded = normal_name(name)
    skeleton = folded
    for rendering, letter in _RENDERINGS:
        skeleton = skeleton.replace(rendering, letter)
    kept = ""
    for letter in skeleton:
        if letter not in _VOWELS and not kept.endswith(letter):
            kept += letter
    return kept or folded


def _span(
    kind: Kind, *, when: When, status: Status, told: list[tuple[Status, int]], dated: bool
) -> Span:
    """The days on which it can have been; undated, what the days of publication allow."""
    if dated:
        return Span(
            when.begin.toordinal() if when.begin else _FIRST,
            when.end.toordinal() - 1 if when.end else _LAST,
        )
    days = [day for told_as, day in told if told_as is status] or [day for _, day in told]
    before, after = _REACH[status]
    if kind in _LASTING:
        before, after = max(before, _LASTING_REACH), max(after, _LASTING_REACH)
    last = min(days) if status is Status.OCCURRED else max(days)
    return Span(max(_FIRST, min(days) - before), min(_LAST, last + after))


def affinity(claim: Profile, story: Profile) -> Affinity | None:
    """How well `claim` fits `story`; None when it cannot be about the same occasion."""
    if claim.kind is not story.kind:
        return None
    gap = _gap(claim, story)
    if gap is None:
        return None
    parties = _parties(claim, story)
    things = _things(claim, story)
    places = _places(claim.place, story.place)
    if parties is None or things is None or places is None:
        return None
    points, whole = parties
    if not whole and not things and places < 2 and abs(claim.span.begin - story.span.begin) > _NEAR:
        return None
    same_day = claim.dated and story.dated and claim.span == story.span
    return Affinity(
        points=points + things + places + same_day,
        nearness=-max(gap, abs(claim.span.begin - story.span.begin)),
    )


def _gap(claim: Profile, story: Profile) -> int | None:
    """Days between the two dates, 0 when they overlap; None when they are too far apart."""
    if _after_the_fact(claim, story) or _after_the_fact(story, claim):
        return None
    gap = max(0, claim.span.begin - story.span.end, story.span.begin - claim.span.end)
    slack = max(claim.slack, story.slack)
    if claim.status in AHEAD or story.status in AHEAD:
        slack = max(slack, PLAN_SLACK)
    return gap if gap <= slack else None


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
    if claim.item_names & story.item_names:
        return 1
    if claim.kind is not Kind.DELIVERY or not (claim.item_names and story.item_names):
        return 0
    classes_differ = bool(claim.item_classes and story.item_classes) and not (
        claim.item_classes & story.item_classes
    )
    # One article tells each consignment once; two articles may name one at two levels.
    return None if classes_differ or claim.articles & story.articles else 0


def _places(ours: Place | None, theirs: Place | None) -> int | None:
    """Two points for the same place, one for the same state; None for two states."""
    if ours is None or theirs is None:
        return 0
    if normal_name(ours.name) == normal_name(theirs.name):
        return 2
    if ours.country and theirs.country:
        return 1 if ours.country == theirs.country else None
    return 0
