"""Telling: what a story says, as a function of its claims.

Claims are folded in the order of their publication, whatever order they arrived in, so that the
status, the date and the history of a story depend on that order alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from schemas.event import Actor, Event, Item, Kind, Place, Status
from schemas.story import Change, Claim, StatusChange, Story
from schemas.when import Basis, When
from streams.core.identity import actor_key, normal_name
from streams.core.stories.contradiction import contradictions
from streams.core.stories.crossing import aligned
from streams.core.stories.profile import AHEAD, SETTLED, is_dated, overlap
from streams.core.stories.sources import independent

#: No number of sources makes a certainty.
_MOST_CONFIDENT = 0.99


def claim_of(event: Event) -> Claim:
    """The event as a claim within a story."""
    return Claim(
        event_id=event.event_id,
        article_id=event.article_id,
        article_version=event.article_version,
        source=event.source,
        url=event.url,
        language=event.language,
        published_at=event.published_at,
        status=event.status,
        when=event.when,
        roles={role: actors for role, actors in event.roles().items() if actors},
        place=event.place,
        items=event.items,
        military=event.military,
        confidence=event.confidence,
        evidence=event.evidence[0].text,
        attribution=event.attribution,
        extractor=event.extractor,
        fingerprint=event.fingerprint,
    )


@dataclass(frozen=True, slots=True)
class Telling:
    """What claims tell when they are taken together."""

    status: Status
    when: When
    roles: dict[str, tuple[Actor, ...]]
    place: Place | None
    items: tuple[Item, ...]
    history: tuple[StatusChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What brings a revision about: the time of its publication, and the extractor that read it
    anew, where it was no news."""

    at: datetime
    extractor: str | None = None


def order(claim: Claim) -> tuple[datetime, str]:
    """The order in which claims are told: that of their publication."""
    return claim.published_at, claim.event_id


def tell(told: Sequence[Claim]) -> Telling:
    """What `told`, one claim or more in their order, tells."""
    history = _history(told)
    status = history[-1].status
    return Telling(
        status=status,
        when=_best_when(told, status=status),
        roles=_roles(told),
        place=_place(told),
        items=_items(told),
        history=history,
    )


def retell(
    claims: Iterable[Claim],
    *,
    story_id: str,
    kind: Kind,
    previous: Story | None,
    cause: Cause,
    merged_from: Iterable[str] = (),
    split_from: str | None = None,
) -> Story:
    """The story that the claims, one at least, tell, as the revision that follows `previous`."""
    claims = tuple(sorted(claims, key=order))
    told = tell(claims)
    fresh = previous is None or previous.withdrawn
    moved = previous is not None and _days(previous.when) != _days(told.when)
    sources = independent(claims)
    absorbed = {*(previous.merged_from if previous else ()), *merged_from}
    return Story(
        story_id=story_id,
        kind=kind,
        revision=previous.revision + 1 if previous else 1,
        change=Change.SPLIT
        if fresh and split_from
        else _change(None if fresh else previous, status=told.status, when=told.when),
        previous_status=previous.status
        if previous and previous.status is not told.status
        else None,
        previous_when=previous.when if previous and moved else None,
        status=told.status,
        when=told.when,
        roles=told.roles,
        place=told.place,
        items=told.items,
        military=any(claim.military for claim in claims),
        countries=tuple(
            sorted({actor.country for who in told.roles.values() for actor in who if actor.country})
        ),
        sources=len(set(sources)),
        first_seen=claims[0].published_at,
        last_seen=claims[-1].published_at,
        history=told.history,
        claims=claims,
        confidence=_confidence(claims, sources=sources),
        merged_from=tuple(sorted(absorbed)),
        split_from=split_from or (previous.split_from if previous else None),
        contradictions=contradictions(claims, status=told.status, when=told.when),
        changed_at=cause.at,
        revised_by=cause.extractor,
    )


def withdraw(story: Story, *, cause: Cause, merged_into: str | None = None) -> Story:
    """The revision in which a story loses its last claim: it keeps what it said, and is void."""
    return story.model_copy(
        update={
            "revision": story.revision + 1,
            "change": Change.WITHDRAWN if merged_into is None else Change.MERGED,
            "previous_status": None,
            "previous_when": None,
            "sources": 0,
            "last_seen": max(story.last_seen, cause.at),
            "claims": (),
            "withdrawn": True,
            "merged_into": merged_into,
            "contradictions": (),
            "changed_at": cause.at,
            "revised_by": cause.extractor,
            "changeset": (),
        }
    )


def _next_status(current: Status | None, told: Status) -> Status:
    """The status after one more claim.

    What has happened stays so, whatever is planned or denied afterwards: only a retraction takes
    it back. A denial ends a plan until it is planned anew; a mere possibility weakens nothing.
    """
    if current is Status.OCCURRED or current is None:
        return current or told
    if current is Status.ONGOING:
        return told if told in SETTLED else current
    if told is Status.POSSIBLE:
        return current
    return told


def _history(told: Iterable[Claim]) -> tuple[StatusChange, ...]:
    history: list[StatusChange] = []
    for claim in told:
        current = history[-1].status if history else None
        status = _next_status(current, claim.status)
        if status is not current:
            history.append(
                StatusChange(at=claim.published_at, status=status, event_id=claim.event_id)
            )
    return tuple(history)


def _change(previous: Story | None, *, status: Status, when: When) -> Change:
    if previous is None:
        return Change.CREATED
    if status in SETTLED and previous.status not in SETTLED:
        return Change.ESCALATED
    if status is Status.DENIED and previous.status is not Status.DENIED:
        return Change.CANCELLED
    if is_dated(when) and is_dated(previous.when) and not overlap(when, previous.when):
        return Change.DATE_MOVED
    if status is not previous.status:
        return Change.STATUS
    return Change.UPDATED


def _best_when(told: Sequence[Claim], *, status: Status) -> When:
    """The date of the story.

    The newest date that is told of it in its present status sets the time; of all dates that
    agree with that one, the most specific is taken, said of the event before carried over, and
    the newest at last. Where no claim has a date: the first publication in the present status.
    """
    dated = [claim for claim in told if is_dated(claim.when)]
    if not dated:
        return next((claim for claim in told if claim.status is status), told[0]).when
    likes = SETTLED if status in SETTLED else AHEAD if status in AHEAD else frozenset(Status)
    present = [claim for claim in dated if claim.status in likes] or dated
    reference = present[-1].when
    agreeing = [claim for claim in dated if overlap(claim.when, reference)]
    return max(agreeing, key=lambda claim: (*_precision(claim.when), order(claim))).when


def _days(when: When) -> tuple[date | None, date | None, bool]:
    return when.begin, when.end, is_dated(when)


def _precision(when: When) -> tuple[int, int]:
    begin = when.begin or date.min
    end = when.end or date.max
    return -(end - begin).days, 1 if when.basis is Basis.TEXT else 0


def _roles(told: Sequence[Claim]) -> dict[str, tuple[Actor, ...]]:
    """All parties by role, each once, as the first claim that names it puts it."""
    roles: dict[str, dict[str, Actor]] = {}
    for turned in aligned(told):
        for role, actors in turned.items():
            for actor in actors:
                roles.setdefault(role, {}).setdefault(actor_key(actor), actor)
    return {role: tuple(actors.values()) for role, actors in sorted(roles.items())}


def _place(told: Iterable[Claim]) -> Place | None:
    """The first place that is more than a state, else the first place."""
    places = [claim.place for claim in told if claim.place]
    parties = {
        normal_name(actor.name) for claim in told for who in claim.roles.values() for actor in who
    }
    exact = (place for place in places if normal_name(place.name) not in parties)
    return next(exact, places[0] if places else None)


def _items(told: Iterable[Claim]) -> tuple[Item, ...]:
    """All items, each once by name, in the newest words that count it."""
    items: dict[str, Item] = {}
    for claim in told:
        for item in claim.items:
            name = normal_name(item.name)
            held = items.get(name)
            counted = item.quantity.minimum is not None or item.quantity.maximum is not None
            if held is None or counted:
                items[name] = item
    return tuple(items.values())


def _confidence(told: Sequence[Claim], *, sources: Sequence[int]) -> float:
    """That one source at least is right, each source counted once at its best (noisy or)."""
    best: dict[int, float] = {}
    for claim, source in zip(told, sources, strict=True):
        best[source] = max(best.get(source, 0.0), claim.confidence)
    doubt = 1.0
    for confidence in best.values():
        doubt *= 1.0 - confidence
    only = max(best.values())
    return round(max(only, min(_MOST_CONFIDENT, 1.0 - doubt)), 4)
