"""Stories: claims about one occasion put together, as pure transitions of state.

A story is a function of its claims alone; its revision and its change tell how it came from the
story before. No clock is read: time is what the articles say it is.
"""

import heapq
from collections.abc import Iterator
from datetime import timedelta

from schemas.event import Event, Retraction
from schemas.story import Claim, Story
from streams.core.identity import story_id
from streams.core.matching import (
    Affinity,
    Profile,
    affinity,
    profile_of_event,
    profile_of_story,
)
from streams.core.telling import claim_of, retell, withdraw
from streams.core.vicinity import Vicinity

#: Ten years of days: nothing that is announced for later keeps a story open.
_FORESEEABLE = 3653

#: A story is one message with all its claims, and each revision repeats them: after so many, one
#: more that tells nothing new is passed over.
MOST_CLAIMS = 500


class Clusterer:
    """Which claim belongs to which story.

    Feed it the claims and retractions of one kind in one order, and it answers each with the new
    revisions of the stories that changed: none when nothing did, so that a repeat is harmless.
    A story no longer takes claims when both its date and its last mention lie `horizon` before
    the newest publication seen; retractions reach it still.
    """

    def __init__(self, *, horizon: timedelta = timedelta(days=400)) -> None:
        self._horizon = horizon.days
        self._stories: dict[str, Story] = {}
        self._profiles: dict[str, Profile] = {}
        self._story_of: dict[str, str] = {}
        self._index = Vicinity()
        self._expiry: list[tuple[int, str]] = []
        self._newest = 0

    @classmethod
    def empty(cls) -> "Clusterer":
        """A clusterer that knows no story."""
        return cls()

    def __len__(self) -> int:
        return len(self._stories)

    def __iter__(self) -> Iterator[Story]:
        return iter(self._stories.values())

    def restore(self, story: Story) -> None:
        """Takes a story as it was published; an older revision than the one held is passed over."""
        held = self._stories.get(story.story_id)
        if held is not None and held.revision >= story.revision:
            return
        for claim in held.claims if held else ():
            self._story_of.pop(claim.event_id, None)
        self._hold(story)

    def add(self, event: Event) -> tuple[Story, ...]:
        """The revisions that a claim brings about; () for one that is held already, or newer.

        A claim held in an older version is replaced in its story. Any other claim joins the open
        story that it fits best, or opens one. A story of `MOST_CLAIMS` takes only what tells more.
        """
        claim = claim_of(event)
        home = self._story_of.get(event.event_id)
        if home is not None:
            return self._replace(self._stories[home], claim)
        self._advance(event.published_at.date().toordinal())
        story = self._match(profile_of_event(event))
        if story is not None:
            return self._join(story, claim)
        name = self._free_name(event)
        # A story that was opened by this very claim and withdrawn goes on with its revisions.
        former = self._stories.get(name)
        return self._publish(retell((claim,), story_id=name, kind=event.kind, previous=former))

    def retract(self, retraction: Retraction) -> tuple[Story, ...]:
        """The revision that a retraction brings about; () when the claim does not stand here.

        A claim that a newer version of the article made again is not touched.
        """
        home = self._story_of.get(retraction.event_id)
        if home is None:
            return ()
        story = self._stories[home]
        gone = next(claim for claim in story.claims if claim.event_id == retraction.event_id)
        if gone.article_version > retraction.article_version:
            return ()
        del self._story_of[retraction.event_id]
        rest = tuple(claim for claim in story.claims if claim is not gone)
        if not rest:
            return self._publish(withdraw(story, at=retraction.retracted_at))
        return self._retell(story, claims=rest)

    def _join(self, story: Story, claim: Claim) -> tuple[Story, ...]:
        retold = retell(
            (*story.claims, claim), story_id=story.story_id, kind=story.kind, previous=story
        )
        if len(story.claims) >= MOST_CLAIMS and _says_nothing_new(story, retold):
            return ()
        return self._publish(retold)

    def _replace(self, story: Story, claim: Claim) -> tuple[Story, ...]:
        held = next(one for one in story.claims if one.event_id == claim.event_id)
        if held == claim or held.article_version > claim.article_version:
            return ()
        rest = tuple(one for one in story.claims if one is not held)
        return self._retell(story, claims=(*rest, claim))

    def _free_name(self, event: Event) -> str:
        """The id of the story that `event` opens, unless others carry on the one it opened once."""
        name = story_id(event.kind, first_event_id=event.event_id)
        while name in self._stories and not self._stories[name].withdrawn:
            name = story_id(event.kind, first_event_id=name)
        return name

    def _match(self, profile: Profile) -> Story | None:
        best: tuple[Affinity, str] | None = None
        for candidate in self._index.near(profile):
            fit = affinity(profile, self._profiles[candidate])
            if fit is not None and (best is None or (fit, candidate) > best):
                best = (fit, candidate)
        return self._stories[best[1]] if best else None

    def _retell(self, story: Story, *, claims: tuple[Claim, ...]) -> tuple[Story, ...]:
        return self._publish(
            retell(claims, story_id=story.story_id, kind=story.kind, previous=story)
        )

    def _publish(self, story: Story) -> tuple[Story, ...]:
        self._hold(story)
        return (story,)

    def _hold(self, story: Story) -> None:
        former = self._profiles.pop(story.story_id, None)
        if former is not None:
            self._index.drop(story.story_id, former)
        self._stories[story.story_id] = story
        for claim in story.claims:
            self._story_of[claim.event_id] = story.story_id
        if story.withdrawn:
            return
        profile = profile_of_story(story)
        last_seen = story.last_seen.date().toordinal()
        self._newest = max(self._newest, last_seen)
        expires = _last_day(profile, last_seen=last_seen) + self._horizon
        if expires < self._newest:
            return
        self._profiles[story.story_id] = profile
        self._index.put(story.story_id, profile)
        heapq.heappush(self._expiry, (expires, story.story_id))

    def _advance(self, day: int) -> None:
        """Closes the stories whose time is over on `day`."""
        self._newest = max(self._newest, day)
        while self._expiry and self._expiry[0][0] < self._newest:
            _, name = heapq.heappop(self._expiry)
            profile = self._profiles.get(name)
            if profile is None:
                continue
            last_seen = self._stories[name].last_seen.date().toordinal()
            if _last_day(profile, last_seen=last_seen) + self._horizon < self._newest:
                self._index.drop(name, profile)
                del self._profiles[name]


def _says_nothing_new(before: Story, after: Story) -> bool:
    """Whether two revisions differ in nothing but who tells it, and how often."""
    told = ("status", "when", "roles", "place", "items", "military", "history")
    return all(getattr(before, name) == getattr(after, name) for name in told)


def _last_day(profile: Profile, *, last_seen: int) -> int:
    """The day of the event or of its last mention, whichever is later.

    An end that is open or lies beyond `_FORESEEABLE` tells nothing about when it is over.
    """
    end = profile.span.end
    return end if profile.dated and last_seen < end <= last_seen + _FORESEEABLE else last_seen
