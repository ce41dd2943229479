"""Redistribution: which story carries on when claims are put together anew.

Readers know stories by their names. A name stays with the claims that most of its story went on
with; whatever becomes of the others is said, and never silent: a story that is void tells where
its claims are now, one that is new tells whose they were.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from schemas.event import Kind
from schemas.story import Claim, Story
from streams.core.stories.telling import Cause, order, retell, withdraw

Claims = Sequence[Claim]


def redistribute(
    stories: Sequence[Story],
    *,
    groups: Sequence[Claims],
    kind: Kind,
    cause: Cause,
    name_of: Callable[[Claim], str],
    former: Callable[[str], Story | None],
) -> Iterator[Story]:
    """The revisions that make of `stories` one story for each of `groups`.

    They come in such an order that a claim is in its new story before it leaves the old one:
    whoever breaks off in between has told a claim twice, and lost none. A story whose claims stay
    as they are has no revision. `name_of` names the story that a claim opens, and `former` is the
    void story of that name.
    """
    home = {claim.event_id: story for story in stories for claim in story.claims}
    heirs = _heirs(stories, groups, home=home)
    while True:
        names = [
            heirs[at].story_id if at in heirs else name_of(claims[0])
            for at, claims in enumerate(groups)
        ]
        name_after = {
            claim.event_id: name
            for claims, name in zip(groups, names, strict=True)
            for claim in claims
        }
        sequence, stuck = _sequence(heirs, names=names, name_after=name_after)
        if not stuck:
            break
        # Stories that would exchange claims: one of them goes on under a new name.
        del heirs[max(stuck)]
    into = _destinations(stories, name_after=name_after, kept=set(names))
    for at in sequence:
        claims, heir = groups[at], heirs.get(at)
        if heir is not None and tuple(heir.claims) == tuple(claims):
            continue
        donors = Counter(home[one.event_id].story_id for one in claims if one.event_id in home)
        absorbed = [
            part
            for story in stories
            if into.get(story.story_id) == names[at]
            for part in (story.story_id, *story.merged_from)
        ]
        yield retell(
            claims,
            story_id=names[at],
            kind=kind,
            previous=heir or former(names[at]),
            cause=cause,
            merged_from=absorbed,
            split_from=donors.most_common(1)[0][0] if donors and heir is None else None,
        )
    for story in stories:
        if story.story_id not in names:
            yield withdraw(story, cause=cause, merged_into=into.get(story.story_id))


def _heirs(
    stories: Sequence[Story], groups: Sequence[Claims], *, home: Mapping[str, Story]
) -> dict[int, Story]:
    """The story that each group carries on: whichever shares the most claims with it, and of
    equals the one that was opened first."""
    by_name = {
        story.story_id: story for story in sorted(stories, key=lambda one: order(one.claims[0]))
    }
    rank = {name: at for at, name in enumerate(by_name)}
    shared = Counter(
        (at, home[claim.event_id].story_id)
        for at, claims in enumerate(groups)
        for claim in claims
        if claim.event_id in home
    )
    heirs: dict[int, Story] = {}
    taken: set[str] = set()
    for at, name in sorted(shared, key=lambda one: (-shared[one], rank[one[1]], one[0])):
        if at not in heirs and name not in taken:
            heirs[at] = by_name[name]
            taken.add(name)
    return heirs


def _sequence(
    heirs: Mapping[int, Story], *, names: Sequence[str], name_after: Mapping[str, str]
) -> tuple[list[int], set[int]]:
    """The groups in the order of publication, each after those that its story loses claims to;
    and those for which there is no such order."""
    waits_for = {
        at: {
            name_after[claim.event_id]
            for claim in (heirs[at].claims if at in heirs else ())
            if claim.event_id in name_after
        }
        - {name}
        for at, name in enumerate(names)
    }
    sequence: list[int] = []
    waiting = set(waits_for)
    while ready := {at for at in waiting if not waits_for[at] & {names[one] for one in waiting}}:
        sequence += sorted(ready)
        waiting -= ready
    return sequence, waiting


def _destinations(
    stories: Iterable[Story], *, name_after: Mapping[str, str], kept: set[str]
) -> dict[str, str]:
    """Where most claims of each story went that carries on no group; those of which no claim is
    left are not in it."""
    into = {}
    for story in stories:
        went = Counter(
            name_after[claim.event_id] for claim in story.claims if claim.event_id in name_after
        )
        if story.story_id not in kept and went:
            into[story.story_id] = went.most_common(1)[0][0]
    return into
