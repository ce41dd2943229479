"""Crossing: who did it and to whom it was done, told the other way round.

"A trains B" is read as "B trains A" more easily than the two happen side by side. Claims that agree
in all but that are about one occasion, and most of them tell which way round it was.
"""

from collections.abc import Mapping, Sequence

from schemas.event import Actor
from schemas.story import Claim
from streams.core.party import Party, party_of

Roles = Mapping[str, tuple[Actor, ...]]


def are_crossed(ours: Mapping[str, Party], theirs: Mapping[str, Party]) -> bool:
    """Whether each of two roles is filled by who fills the other one there, and not by its own."""
    if len(ours) != 2 or ours.keys() != theirs.keys():
        return False
    one, other = ours
    return (
        _are_one(ours[one], theirs[other])
        and _are_one(ours[other], theirs[one])
        and not (ours[one].keys & theirs[one].keys or ours[other].keys & theirs[other].keys)
    )


def _are_one(one: Party, other: Party) -> bool:
    shared = one.keys & other.keys
    return bool(shared) and not any(one.strangers(other, key=key) for key in shared)


def aligned(told: Sequence[Claim]) -> Sequence[Roles]:
    """The roles of each claim, turned round where most of the others, or as many that were told
    earlier, tell them the other way round."""
    ways = [claim.roles for claim in told]
    parties = [
        {role: party_of(actors) for role, actors in roles.items() if actors} for roles in ways
    ]
    full = [one for one in parties if len(one) == 2]
    if len(full) < 2:
        return ways
    crossed = [one for one in full if are_crossed(one, full[0])]
    leader = crossed[0] if 2 * len(crossed) > len(full) else full[0]
    return [
        _turned(roles) if are_crossed(one, leader) else roles
        for roles, one in zip(ways, parties, strict=True)
    ]


def _turned(roles: Roles) -> Roles:
    one, other = (role for role, actors in roles.items() if actors)
    return {one: roles[other], other: roles[one]}
