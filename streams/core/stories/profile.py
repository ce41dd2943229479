"""Profile: what matching looks at, of one claim or of several taken together.

Days are counted as proleptic Gregorian ordinals.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from schemas.event import Actor, Item, Kind, Place, Status
from schemas.story import Claim, Story
from schemas.when import Basis, Granularity, When
from streams.core.identity import normal_name
from streams.core.party import Party, party_of

SETTLED = frozenset({Status.OCCURRED, Status.ONGOING})
AHEAD = frozenset({Status.PLANNED, Status.POSSIBLE})

#: Days by which two dates may miss each other. Reports of one day differ by time zones and by the
#: day on which they are filed; a month is told loosely at its edges.
_SLACK = {Granularity.DAY: 1, Granularity.WEEK: 1, Granularity.MONTH: 3}
_LOOSE_SLACK = 5
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
#: How far any claim reaches before and after the day on which it was published, at the most: an
#: undated one that lasts, and a promise that is given a date.
FARTHEST_REACH = (30, 120)

#: What is told to go on is over within so many days: an exercise lasts a day or three weeks.
GOES_ON = 21
_GOING_ON = frozenset({Kind.EXERCISE, Kind.TRAINING})

_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()

#: Kinds in which the place is itself a party when that party is not named.
_PLACE_ROLE = {Kind.VISIT: "host", Kind.DEPLOYMENT: "host", Kind.BASING: "host"}


class Span(NamedTuple):
    """Days from `begin` to `end`, both in it."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Things:
    """What is handed over or sent: each thing by the words of its name, and their classes."""

    names: frozenset[frozenset[str]]
    named: frozenset[frozenset[str]]
    """Those that bear a name of their own, "F-16" and not "fighter"."""
    classes: frozenset[str]

    def share(self, other: "Things") -> bool:
        """Whether some thing of the one is a thing of the other, in more words or fewer."""
        return any(mine <= yours or yours <= mine for mine in self.names for yours in other.names)

    def akin(self, other: "Things") -> bool:
        """Whether some class of the one is a class of the other, or the more general of the two:
        "howitzer" and "self-propelled howitzer"."""
        return any(
            mine == yours or f" {mine}".endswith(f" {yours}") or f" {yours}".endswith(f" {mine}")
            for mine in self.classes
            for yours in other.classes
        )


@dataclass(frozen=True, slots=True)
class Profile:
    """What matching looks at.

    `settled_on` is the first day on which it was told as fact, or the day that it was told for
    where that is later, `ahead_on` the last on which it was told as a plan; None where it never
    was.
    """

    kind: Kind
    roles: Mapping[str, Party]
    status: Status
    span: Span
    dated: bool
    slack: int
    settled_on: int | None
    ahead_on: int | None
    last_told: int
    things: Things
    place: Place | None
    articles: frozenset[str]

    @property
    def keys(self) -> frozenset[str]:
        """All parties, in whatever role."""
        return frozenset().union(*(party.keys for party in self.roles.values()))


def profile_of_claim(claim: Claim, *, kind: Kind) -> Profile:
    """The profile of one claim."""
    return profile(
        kind,
        roles=claim.roles,
        status=claim.status,
        when=claim.when,
        place=claim.place,
        items=claim.items,
        claims=(claim,),
    )


def profile_of_story(story: Story) -> Profile:
    """The profile of a story that stands: that of its claims taken together."""
    return profile(
        story.kind,
        roles=story.roles,
        status=story.status,
        when=story.when,
        place=story.place,
        items=story.items,
        claims=story.claims,
    )


def profile(
    kind: Kind,
    *,
    roles: Mapping[str, tuple[Actor, ...]],
    status: Status,
    when: When,
    place: Place | None,
    items: tuple[Item, ...],
    claims: tuple[Claim, ...],
) -> Profile:
    """The profile of `claims`, which together tell the rest."""
    parties = {role: party_of(actors) for role, actors in roles.items() if actors}
    stand_in = _PLACE_ROLE.get(kind)
    if stand_in and stand_in not in parties and place and place.country:
        parties[stand_in] = Party(keys=frozenset({place.country}), people=frozenset())
    host = parties.get(stand_in) if stand_in else None
    if host is not None and place and place.country and place.country not in host.keys:
        # It was read wrongly: who is host says where.
        place = None
    dated = is_dated(when)
    told = [(claim.status, published_on(claim)) for claim in claims]
    return Profile(
        kind=kind,
        roles=parties,
        status=status,
        span=days_of(when) if dated else _reach(kind, status=status, told=told),
        dated=dated,
        slack=_SLACK.get(when.granularity, _LOOSE_SLACK) if dated else 0,
        settled_on=min(map(_settled_on, (c for c in claims if c.status in SETTLED)), default=None),
        ahead_on=max((day for told_as, day in told if told_as in AHEAD), default=None),
        last_told=max(day for _, day in told),
        things=_things(items),
        place=place,
        articles=frozenset(claim.article_id for claim in claims),
    )


def _settled_on(claim: Claim) -> int:
    """The day by which a fact is one: what is told for a day to come is none before."""
    begin = days_of(claim.when).begin if is_dated(claim.when) else _FIRST
    return max(published_on(claim), begin)


def published_on(claim: Claim) -> int:
    """The day of publication."""
    return claim.published_at.date().toordinal()


def is_dated(when: When) -> bool:
    """Whether the text gives the date."""
    return when.basis is not Basis.PUBLICATION and not (when.begin is None and when.end is None)


def may_go_on(profile: Profile) -> bool:
    """Whether the date is that of a beginning, and how long it lasts is not told."""
    return profile.kind in _GOING_ON and profile.dated and profile.status is Status.ONGOING


def overlap(one: When, other: When) -> bool:
    """Whether two dates have a day in common."""
    begin = max(one.begin or date.min, other.begin or date.min)
    end = min(one.end or date.max, other.end or date.max)
    return begin < end


def days_of(when: When) -> Span:
    """The days of `when`; an open end lies at the end of the calendar."""
    return Span(
        when.begin.toordinal() if when.begin else _FIRST,
        when.end.toordinal() - 1 if when.end else _LAST,
    )


@dataclass(frozen=True, slots=True)
class Extent:
    """The parties of some claims and all days that any part of these claims can be about: whatever
    fits some of them shares a party and a day with it."""

    keys: frozenset[str]
    days: frozenset[Span]

    def __or__(self, other: "Extent") -> "Extent":
        return Extent(self.keys | other.keys, self.days | other.days)


def extent_of(profile: Profile) -> Extent:
    """The extent of a claim with this profile."""
    days = {profile.span} if profile.dated else set()
    if may_go_on(profile):
        days.add(Span(profile.span.begin, min(_LAST, profile.span.begin + GOES_ON)))
    if not profile.dated or profile.kind is Kind.DELIVERY:
        # Without a date the days of publication tell; and a delivery may be promised without one.
        before, after = FARTHEST_REACH
        last = profile.last_told
        days.add(Span(max(_FIRST, last - before), min(_LAST, last + after)))
    return Extent(profile.keys, frozenset(days))


def _things(items: Iterable[Item]) -> Things:
    kept = tuple(items)
    return Things(
        names=frozenset(frozenset(normal_name(item.name).split()) for item in kept),
        # The packs write general names small: "battle tank", but "Leopard 2".
        named=frozenset(
            frozenset(normal_name(item.name).split()) for item in kept if not item.name.islower()
        ),
        classes=frozenset(item.item_class for item in kept if item.item_class),
    )


def _reach(kind: Kind, *, status: Status, told: list[tuple[Status, int]]) -> Span:
    """The days on which it can have been, as the days of publication allow."""
    days = [day for told_as, day in told if told_as is status] or [day for _, day in told]
    before, after = _REACH[status]
    if kind in _LASTING:
        before, after = max(before, _LASTING_REACH), max(after, _LASTING_REACH)
    last = min(days) if status is Status.OCCURRED else max(days)
    return Span(max(_FIRST, min(days) - before), min(_LAST, last + after))
