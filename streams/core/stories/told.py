"""Told: what has been told of the stories, by the alerts themselves.

The topic of alerts is the memory of the stage that writes it: read to its end it gives this record
of what people know, and nothing else has to be kept.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from schemas.alert import Alert, AlertType, Silence
from schemas.story import Story
from streams.core.stories.profile import SETTLED
from streams.core.stories.shelf import WARM, Drawer, Shelf

#: Silences after which nobody knows of the story.
_UNHEARD = frozenset({Silence.BACKFILL, Silence.PAST})


@dataclass(frozen=True, slots=True)
class Standing:
    """What people know of a story.

    `anchor` is the last alert that reached them, with the time at which it was decided on; `held`
    one that is not due yet; `unheard` the last that was for the record only.
    """

    revision: int = 0
    anchor: Alert | None = None
    decided_at: datetime | None = None
    held: Alert | None = None
    unheard: Alert | None = None

    def at(self, now: datetime) -> "Standing":
        """The standing at `now`: what was held and has come due is known."""
        held = self.held
        if held is None or held.due_at is None or held.due_at > now:
            return self
        return replace(self, anchor=held, decided_at=held.due_at, held=None)

    def to_bytes(self) -> bytes:
        """As lines: what it is without its alerts, and each of them."""
        head = {
            "revision": self.revision,
            "decided_at": self.decided_at.isoformat() if self.decided_at else None,
        }
        alerts = (self.anchor, self.held, self.unheard)
        lines = [b"" if one is None else one.to_bytes() for one in alerts]
        return b"\n".join([json.dumps(head).encode(), *lines])

    @classmethod
    def from_bytes(cls, lines: bytes) -> "Standing":
        """What `to_bytes` made."""
        head, *alerts = lines.split(b"\n")
        told = json.loads(head)
        anchor, held, unheard = (
            Alert.model_validate_json(line) if line else None for line in alerts
        )
        at = told["decided_at"]
        return cls(
            revision=told["revision"],
            anchor=anchor,
            decided_at=datetime.fromisoformat(at) if at else None,
            held=held,
            unheard=unheard,
        )


class Told:
    """The standing of each story, and how often each rule has spoken in the last hours.

    In memory are the `warm` standings that were asked for last; the others lie in what `drawer`
    makes.
    """

    def __init__(self, *, warm: int = WARM, drawer: Callable[[], Drawer] = dict) -> None:
        self._standings: Shelf[Standing] = Shelf(
            write=Standing.to_bytes, read=Standing.from_bytes, warm=warm, drawer=drawer
        )
        self._spoken: Counter[tuple[str, datetime]] = Counter()
        self._digests: dict[tuple[str, datetime], Alert] = {}

    def of(self, story: Story, *, now: datetime) -> Standing:
        """What is known of `story`, or of those that went into it where that is more."""
        own = self._standing(story.story_id).at(now)
        if own.anchor is not None and own.anchor.stands:
            return own
        others = (self._standing(name).at(now) for name in story.merged_from)
        known = [one for one in others if one.anchor is not None and one.anchor.stands]
        if not known:
            return own
        # Of two that were told, the one that tells more: what has happened, then the newest.
        best = max(known, key=lambda one: (_is_settled(one), one.decided_at or now))
        return replace(best, revision=own.revision, held=own.held, unheard=own.unheard)

    def spoken(self, rule: str, *, hour: datetime) -> int:
        """How many alerts of `rule` woke somebody in the hour that begins at `hour`."""
        return self._spoken[rule, hour]

    def digest(self, rule: str, *, hour: datetime) -> Alert | None:
        """The digest of that hour as it stands."""
        return self._digests.get((rule, hour))

    def note(self, alert: Alert, *, at: datetime) -> None:
        """Takes note of an alert that was decided on at `at` and is on its topic."""
        hour = hour_of(at)
        if alert.type is AlertType.DIGEST:
            if alert.due_at is not None:
                self._digests[alert.rule, hour_of(alert.due_at) - timedelta(hours=1)] = alert
            self._forget(hour)
            return
        held = self._standing(alert.story_id).at(at)
        standing = replace(held, revision=max(held.revision, alert.story_revision))
        if alert.type is AlertType.MERGED:
            # Whatever is known of it is known of the story that it went into.
            self._standings.put(alert.story_id, standing)
            return
        if alert.silenced is Silence.REVERTED:
            standing = replace(standing, held=None)
        elif alert.silenced in _UNHEARD:
            standing = replace(standing, unheard=alert)
        elif alert.due_at is not None and alert.due_at > at:
            standing = replace(standing, held=alert)
        else:
            standing = replace(standing, anchor=alert, decided_at=at, held=None, unheard=None)
        self._standings.put(alert.story_id, standing)
        if alert.silenced is None:
            self._spoken[alert.rule, hour] += 1

    def _standing(self, name: str) -> Standing:
        return self._standings.get(name) or Standing()

    def _forget(self, hour: datetime) -> None:
        """Lets go of hours long past."""
        for kept in (self._spoken, self._digests):
            for key in [key for key in kept if key[1] < hour - timedelta(hours=2)]:
                del kept[key]

    def note_all(self, alerts: Iterable[Alert], *, at: datetime) -> None:
        """Takes note of several."""
        for alert in alerts:
            self.note(alert, at=at)


def hour_of(moment: datetime) -> datetime:
    """The hour in which `moment` lies, by its beginning."""
    return moment.replace(minute=0, second=0, microsecond=0)


def _is_settled(standing: Standing) -> bool:
    return standing.anchor is not None and standing.anchor.status in SETTLED
