"""Gathering: claims put together to stories, one after the other in the order of publication.

What comes out depends on the claims alone, and not on the order in which they arrived: each claim
joins the group that it fits best among those of the claims before it, or opens one, and groups
that it shows to be one are merged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from schemas.event import Kind
from schemas.story import Claim
from streams.core.stories.matching import Affinity, affinity, are_one
from streams.core.stories.profile import Profile, profile, profile_of_claim
from streams.core.stories.telling import order, tell


class Gathered(Protocol):
    """What matching asks of claims that were put together."""

    @property
    def profile(self) -> Profile:
        """That of all of them."""
        ...

    @property
    def opened(self) -> tuple[datetime, str]:
        """What tells groups apart where nothing else does: the order of their first claim."""
        ...


G = TypeVar("G", bound=Gathered)


@dataclass(frozen=True, slots=True)
class Group:
    """Claims about one occasion, in their order, and their profile."""

    claims: tuple[Claim, ...]
    profile: Profile

    @property
    def opened(self) -> tuple[datetime, str]:
        """The order of the first claim."""
        return order(self.claims[0])


@dataclass(frozen=True, slots=True)
class Outline:
    """What is kept at hand of an open story, whose claims may lie packed."""

    profile: Profile
    opened: tuple[datetime, str]
    latest: tuple[datetime, str]
    """The order of the last claim."""
    size: int
    """The number of claims."""


def outline(group: Group) -> Outline:
    """The outline of a group."""
    return Outline(
        profile=group.profile,
        opened=group.opened,
        latest=order(group.claims[-1]),
        size=len(group.claims),
    )


def group_of(claims: Sequence[Claim], *, kind: Kind) -> Group:
    """The group of `claims`, one at least, in their order."""
    told = tell(claims)
    found = profile(
        kind,
        roles=told.roles,
        status=told.status,
        when=told.when,
        place=told.place,
        items=told.items,
        claims=tuple(claims),
    )
    return Group(tuple(claims), found)


def joined(claims: Iterable[Claim], *, kind: Kind, others: Iterable[Claim]) -> Group:
    """The group of `claims` with `others` among them."""
    return group_of(sorted((*claims, *others), key=order), kind=kind)


def choose(claim: Profile, groups: Iterable[G]) -> G | None:
    """The group that `claim` fits best; of equals the one that was opened last."""
    best: tuple[Affinity, tuple[datetime, str]] | None = None
    chosen = None
    for group in groups:
        fit = affinity(claim, group.profile)
        if fit is not None and (best is None or (fit, group.opened) > best):
            best, chosen = (fit, group.opened), group
    return chosen


def twin(group: Gathered, groups: Iterable[G]) -> G | None:
    """The first-opened of the other groups that proves to be one with `group`."""
    twins = (
        other for other in groups if other is not group and are_one(group.profile, other.profile)
    )
    return min(twins, key=lambda other: other.opened, default=None)


def gather(claims: Iterable[Claim], *, kind: Kind) -> list[Group]:
    """The groups of `claims`."""
    groups: list[Group] = []
    for claim in sorted(claims, key=order):
        alone = Group((claim,), profile_of_claim(claim, kind=kind))
        chosen = choose(alone.profile, groups)
        if chosen is None:
            groups.append(alone)
            continue
        groups.remove(chosen)
        grown = joined(chosen.claims, kind=kind, others=(claim,))
        while (other := twin(grown, groups)) is not None:
            groups.remove(other)
            grown = joined(grown.claims, kind=kind, others=other.claims)
        groups.append(grown)
    return groups
