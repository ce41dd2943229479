"""Clusterer: claims about one occasion put together, as pure transitions of state.

A story is a function of its claims, and which claims make up a story is a function of all claims
of its kind, taken in the order of their publication: the order of arrival leaves no trace but in
names and revisions. No clock is read: time is what the articles say it is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta

from schemas.event import Event, Kind, Retraction
from schemas.story import Claim, Story
from streams.core.identity import story_id
from streams.core.stories.changeset import bound, finished, unfinished
from streams.core.stories.expiry import Expiry
from streams.core.stories.gathering import (
    Group,
    Outline,
    choose,
    gather,
    group_of,
    joined,
    outline,
    twin,
)
from streams.core.stories.homes import Homes
from streams.core.stories.profile import Extent, extent_of, profile_of_claim
from streams.core.stories.redistribution import redistribute
from streams.core.stories.shelf import WARM, Drawer, Shelf
from streams.core.stories.telling import Cause, claim_of, order, retell, withdraw
from streams.core.stories.vicinity import Vicinity

#: Ten years of days: nothing that is announced for later keeps a story open.
_FORESEEABLE = 3653

#: Days after its date and its last mention on which a story is over.
HORIZON = timedelta(days=400)

#: Stories that are over stay open until so many others changed: old news that is fed in later
#: finds its stories.
KEPT_OPEN = 10_000

#: A story is one message with all its claims, and each revision repeats them: after so many, one
#: more that tells nothing new is passed over.
MOST_CLAIMS = 500

#: Claims around a late one, or around one that is taken back, that are gathered anew: more than
#: that would hold up the stream, and the claim is then taken as if it were the newest.
MOST_REGATHERED = 200


class Clusterer:
    """Which claim belongs to which story.

    Feed it the claims and retractions of one kind, and it answers each with the new revisions of
    the stories that changed: none when nothing did, so that a repeat is harmless. Stories that gain
    claims come before those that lose them, so that whoever breaks off in between loses none.

    A story is over when both its date and its last mention lie `horizon` before the newest
    publication seen, and `keep` others changed since: it takes no more claims then. Corrections
    and repeats of its claims reach it still.

    In memory are the `warm` stories that were told of last, and of the other open ones what
    matching looks at. All else lies in what `drawer` makes, which nobody else may hold.
    """

    def __init__(
        self,
        *,
        horizon: timedelta = HORIZON,
        keep: int = KEPT_OPEN,
        warm: int = WARM,
        drawer: Callable[[], Drawer] = dict,
    ) -> None:
        self._horizon = horizon.days
        self._shelf: Shelf[Story] = Shelf(
            write=Story.to_bytes, read=Story.model_validate_json, warm=warm, drawer=drawer
        )
        self._outlines: dict[str, Outline] = {}
        self._extents: dict[str, Extent] = {}
        self._homes = Homes(drawer=drawer)
        self._near = Vicinity()
        self._expiry = Expiry(keep=keep)
        self._newest = 0
        self._joint: list[str] = []

    @classmethod
    def empty(cls) -> "Clusterer":
        """A clusterer that knows no story."""
        return cls()

    def __len__(self) -> int:
        return len(self._shelf)

    def __iter__(self) -> Iterator[Story]:
        return iter(self._shelf)

    def restore(self, story: Story) -> None:
        """Takes a story as it was published, in the order of publication; an older revision than
        the one held is passed over."""
        held = self._shelf.get(story.story_id)
        if held is not None and held.revision >= story.revision:
            return
        self._hold(story)
        if story.changeset:
            self._joint.append(story.story_id)
        self._close()

    def repair(self) -> tuple[Story, ...]:
        """The revisions that were not published when a worker broke off between two of them.

        After `restore`: the very revisions that were to follow, for each that was published tells
        of them all. None where nothing was broken off.
        """
        repaired: list[Story] = []
        for name in self._joint:
            of = self._shelf[name]
            for step in unfinished(of, revision_of=self._revision_of):
                previous = self._shelf.get(step.story_id)
                story = finished(step, of=of, previous=previous, held=self._claim)
                if story is not None:
                    self._hold(story)
                    repaired.append(story)
        self._joint.clear()
        return tuple(repaired)

    def add(self, event: Event) -> tuple[Story, ...]:
        """The revisions that a claim brings about; () for one that is held already, or newer.

        A claim held in an older version is replaced. A story of `MOST_CLAIMS` takes only what
        tells more.
        """
        claim = claim_of(event)
        self._newest = max(self._newest, event.published_at.date().toordinal())
        self._close()
        home = self._homes.of(event.event_id)
        if home is not None:
            return self._replace(self._shelf[home], claim)
        cause = Cause(at=claim.published_at)
        extent = extent_of(profile_of_claim(claim, kind=event.kind))
        region = self._region(event.kind, extent)
        if region is not None and any(self._is_later(name, claim) for name in region):
            return self._settle(region, kind=event.kind, plus=(claim,), cause=cause)
        return self._append(claim, kind=event.kind, extent=extent, cause=cause)

    def retract(self, retraction: Retraction) -> tuple[Story, ...]:
        """The revisions that a retraction brings about; () when the claim does not stand here.

        A claim that a newer version of the article made again is not touched.
        """
        home = self._homes.of(retraction.event_id)
        if home is None:
            return ()
        story = self._shelf[home]
        gone = _held(story, retraction.event_id)
        if gone.article_version > retraction.article_version:
            return ()
        anew = retraction.extractor if retraction.reason == "extractor" else None
        cause = Cause(at=retraction.retracted_at, extractor=anew)
        return self._exchange(story, gone=gone, plus=(), cause=cause)

    def _replace(self, story: Story, claim: Claim) -> tuple[Story, ...]:
        held = _held(story, claim.event_id)
        if held.article_version > claim.article_version or _same(held, claim):
            return ()
        anew = held.article_version == claim.article_version
        cause = Cause(
            at=claim.published_at,
            extractor=claim.extractor if anew and held.extractor != claim.extractor else None,
        )
        return self._exchange(story, gone=held, plus=(claim,), cause=cause)

    def _exchange(
        self, story: Story, *, gone: Claim, plus: tuple[Claim, ...], cause: Cause
    ) -> tuple[Story, ...]:
        """Takes `gone` out of `story`, and `plus` in for it."""
        rest = [claim for claim in story.claims if claim is not gone]
        matters = not plus or not _fits_alike(gone, plus[0])
        if story.story_id in self._outlines and rest and matters:
            region = self._region(story.kind, self._extents[story.story_id])
            if region is not None:
                return self._settle(
                    region, kind=story.kind, plus=plus, minus=gone.event_id, cause=cause
                )
        if not rest and not plus:
            return self._publish([withdraw(story, cause=cause)])
        return self._publish([self._retold(story, [*rest, *plus], cause=cause)])

    def _append(
        self, claim: Claim, *, kind: Kind, extent: Extent, cause: Cause
    ) -> tuple[Story, ...]:
        """Adds the newest claim, as `gather` would."""
        names = {id(self._outlines[name]): name for name in self._near.near(kind, extent)}
        outlines = [self._outlines[name] for name in names.values()]
        chosen = choose(profile_of_claim(claim, kind=kind), outlines)
        if chosen is None:
            return self._open(claim, kind=kind, cause=cause)
        story = self._shelf[names[id(chosen)]]
        grown = joined(story.claims, kind=kind, others=(claim,))
        if len(story.claims) >= MOST_CLAIMS:
            retold = self._retold(story, grown.claims, cause=cause)
            return () if _says_nothing_new(story, retold) else self._publish([retold])
        region = {*names.values(), *self._near.near(kind, self._extents[story.story_id] | extent)}
        others = {name: self._outlines[name] for name in region if name != story.story_id}
        merged: list[str] = []
        while (other := twin(grown, others.values())) is not None:
            name = next(name for name, one in others.items() if one is other)
            merged.append(name)
            del others[name]
            grown = joined(grown.claims, kind=kind, others=self._shelf[name].claims)
        if not merged:
            return self._publish([self._retold(story, grown.claims, cause=cause)])
        # One rule for who carries on the name, whatever the order of arrival.
        return self._distribute([story.story_id, *merged], groups=[grown], kind=kind, cause=cause)

    def _open(self, claim: Claim, *, kind: Kind, cause: Cause) -> tuple[Story, ...]:
        name = self._free_name(claim, kind=kind)
        # A story that was opened by this very claim and withdrawn goes on with its revisions.
        former = self._shelf.get(name)
        return self._publish(
            [retell((claim,), story_id=name, kind=kind, previous=former, cause=cause)]
        )

    def _settle(
        self,
        region: Iterable[str],
        *,
        kind: Kind,
        cause: Cause,
        plus: tuple[Claim, ...] = (),
        minus: str | None = None,
    ) -> tuple[Story, ...]:
        """Gathers the claims of the stories in `region` anew."""
        names = list(region)
        pool = [claim for name in names for claim in self._shelf[name].claims]
        pool = [claim for claim in pool if claim.event_id != minus]
        return self._distribute(
            names, groups=gather([*pool, *plus], kind=kind), kind=kind, cause=cause
        )

    def _distribute(
        self, names: Iterable[str], *, groups: Sequence[Group], kind: Kind, cause: Cause
    ) -> tuple[Story, ...]:
        stories = [self._shelf[name] for name in names]
        changed = redistribute(
            stories,
            groups=[group.claims for group in groups],
            kind=kind,
            cause=cause,
            name_of=lambda claim: self._free_name(claim, kind=kind),
            former=self._shelf.get,
        )
        return self._publish(changed)

    def _region(self, kind: Kind, extent: Extent) -> list[str] | None:
        """The open stories that can have to do with claims of `extent`, directly or through each
        other; None when they hold more than `MOST_REGATHERED` claims."""
        found: list[str] = []
        seen: set[str] = set()
        extents, claims = [extent], 0
        while extents:
            for name in sorted(self._near.near(kind, extents.pop()) - seen):
                seen.add(name)
                found.append(name)
                claims += self._outlines[name].size
                if claims > MOST_REGATHERED:
                    return None
                extents.append(self._extents[name])
        return found

    def _is_later(self, name: str, claim: Claim) -> bool:
        return self._outlines[name].latest > order(claim)

    def _free_name(self, claim: Claim, *, kind: Kind) -> str:
        """The id of the story that `claim` opens, unless others carry on the one it opened once."""
        name = story_id(kind, first_event_id=claim.event_id)
        while (held := self._shelf.get(name)) is not None and (
            not held.withdrawn or held.merged_into is not None
        ):
            name = story_id(kind, first_event_id=name)
        return name

    def _retold(self, story: Story, claims: Iterable[Claim], *, cause: Cause) -> Story:
        return retell(claims, story_id=story.story_id, kind=story.kind, previous=story, cause=cause)

    def _publish(self, stories: Iterable[Story]) -> tuple[Story, ...]:
        told = bound(tuple(stories), held=self._claim)
        for story in told:
            self._hold(story)
        return told

    def _claim(self, event_id: str) -> Claim | None:
        """The claim of that id, as its story holds it."""
        home = self._homes.of(event_id)
        return None if home is None else _held(self._shelf[home], event_id)

    def _revision_of(self, name: str) -> int:
        story = self._shelf.get(name)
        return 0 if story is None else story.revision

    def _hold(self, story: Story) -> None:
        name = story.story_id
        former = self._shelf.get(name)
        self._homes.move(name, former=former.claims if former else (), claims=story.claims)
        self._drop(name)
        self._shelf.put(name, story)
        if story.withdrawn:
            self._expiry.forget(name)
            self._shelf.pack(name)
            return
        group = group_of(story.claims, kind=story.kind)
        extent = _extent(group, kind=story.kind)
        self._outlines[name], self._extents[name] = outline(group), extent
        self._near.put(name, story.kind, extent)
        self._newest = max(self._newest, group.profile.last_told)
        self._expiry.touch(name, expires=_last_day(group) + self._horizon)

    def _drop(self, name: str) -> None:
        outlined = self._outlines.pop(name, None)
        if outlined is not None:
            self._near.drop(name, outlined.profile.kind, self._extents.pop(name))

    def _close(self) -> None:
        """Packs stories that are over."""
        for name in self._expiry.over(self._newest):
            self._drop(name)
            self._shelf.pack(name)


def _held(story: Story, event_id: str) -> Claim:
    return next(claim for claim in story.claims if claim.event_id == event_id)


def _same(held: Claim, claim: Claim) -> bool:
    """Whether two claims differ in nothing that a reader sees."""
    unseen = {"extractor": "", "fingerprint": None}
    return held.model_copy(update=unseen) == claim.model_copy(update=unseen)


def _fits_alike(one: Claim, other: Claim) -> bool:
    """Whether matching sees no difference between two claims."""
    seen = ("published_at", "status", "when", "roles", "place", "items", "article_id")
    return all(getattr(one, name) == getattr(other, name) for name in seen)


def _says_nothing_new(before: Story, after: Story) -> bool:
    """Whether two revisions differ in nothing but who tells it, and how often."""
    told = ("status", "when", "roles", "place", "items", "military", "history")
    return all(getattr(before, name) == getattr(after, name) for name in told)


def _extent(group: Group, *, kind: Kind) -> Extent:
    extent = extent_of(group.profile)
    for claim in group.claims:
        extent |= extent_of(profile_of_claim(claim, kind=kind))
    return extent


def _last_day(group: Group) -> int:
    """The day of the event or of its last mention, whichever is later.

    An end that is open or lies beyond `_FORESEEABLE` tells nothing about when it is over.
    """
    end, last_told = group.profile.span.end, group.profile.last_told
    dated = group.profile.dated and last_told < end <= last_told + _FORESEEABLE
    return end if dated else last_told
