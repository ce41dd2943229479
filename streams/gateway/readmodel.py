"""Read model: the stories, alerts and recent events, held in memory within bounds."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter, OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TypeVar

from schemas.alert import Alert
from schemas.event import Event, Kind, Retraction
from schemas.story import Story
from streams.gateway.query import AlertQuery, EventQuery, StoryQuery, write_cursor
from streams.gateway.replies import Revision
from streams.gateway.row import Row, row_of

T = TypeVar("T")

_REVISIONS = 50
"""Revisions kept of one story; stories that change more often have lost their first ones."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of rows."""

    rows: tuple[Row, ...]
    total: int
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class _Downwards:
    """An order turned round, for searching what is sorted downwards."""

    order: tuple[datetime, str]

    def __lt__(self, other: "_Downwards") -> bool:
        return self.order > other.order


@dataclass(slots=True)
class ReadModel:
    """What the topics tell, for reading. Not more than `limit` stories, the longest unheard of
    let go first, and not more than `recent` alerts and events each."""

    limit: int = 100_000
    recent: int = 1_000
    left_out: int = 0
    version: int = 0
    """Goes up with everything that is put in."""
    _rows: dict[str, Row] = field(default_factory=dict)
    _order: list[tuple[datetime, str, Row]] = field(default_factory=list)
    """The rows by `Row.order`, which no two share."""
    _revisions: dict[str, deque[bytes]] = field(default_factory=dict)
    _alerts: OrderedDict[str, Alert] = field(default_factory=OrderedDict)
    _events: OrderedDict[str, Event] = field(default_factory=OrderedDict)
    _kinds: Counter[Kind] = field(default_factory=Counter)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def alerts_held(self) -> int:
        """Alerts held."""
        return len(self._alerts)

    @property
    def events_held(self) -> int:
        """Events held."""
        return len(self._events)

    @property
    def newest(self) -> datetime | None:
        """When the story told of last was told of."""
        return self._order[-1][0] if self._order else None

    def kinds(self) -> dict[Kind, int]:
        """Stories that stand, by kind."""
        return {kind: self._kinds[kind] for kind in Kind}

    def row(self, story_id: str) -> Row | None:
        """The row of a story, None where there is none."""
        return self._rows.get(story_id)

    def put_story(self, value: bytes) -> tuple[Row | None, Row] | None:
        """Take a record of the topic: the row before and the new one; None for an old revision.

        Raises `pydantic.ValidationError`.
        """
        story = Story.model_validate_json(value)
        former = self._rows.get(story.story_id)
        if former is not None and former.revision > story.revision:
            return None
        row = row_of(story, value)
        self.version += 1
        self._take_out(former)
        self._rows[row.story_id] = row
        insort(self._order, (*row.order, row))
        self._kinds[row.kind] += not row.withdrawn
        self._note(story, known=former is not None and former.revision == story.revision)
        if len(self._rows) > self.limit:
            self._let_go(self._order[0][2])
            self.left_out += 1
        return former, row

    def drop_story(self, story_id: str) -> Row | None:
        """Forget a story whose key was deleted from the topic; its row, None if unknown."""
        row = self._rows.get(story_id)
        if row is not None:
            self.version += 1
            self._let_go(row)
        return row

    def put_alert(self, value: bytes) -> tuple[Alert, bool]:
        """Take an alert, and whether it says anything new. Raises `pydantic.ValidationError`."""
        alert = Alert.model_validate_json(value)
        new = self._alerts.get(alert.alert_id) != alert
        self.version += 1
        self._alerts[alert.alert_id] = alert
        if len(self._alerts) > self.recent:
            self._alerts.popitem(last=False)
        return alert, new

    def put_event(self, event: Event) -> None:
        """Take an event; the same id again replaces it."""
        self.version += 1
        self._events[event.event_id] = event
        self._events.move_to_end(event.event_id)
        if len(self._events) > self.recent:
            self._events.popitem(last=False)

    def take_back(self, retraction: Retraction) -> None:
        """Take an event out that no longer stands."""
        if self._events.pop(retraction.event_id, None) is not None:
            self.version += 1

    def find(self, query: StoryQuery) -> Found:
        """The stories that match, the one told of last first."""
        found = list(query.select(row for _, _, row in reversed(self._order)))
        start = 0
        if (after := query.after()) is not None:
            # From the top down, so that what comes after a cursor is what is smaller.
            start = bisect_right(found, _Downwards(after), key=lambda row: _Downwards(row.order))
        page = tuple(found[start : start + query.limit])
        more = start + query.limit < len(found)
        cursor = write_cursor(page[-1].order) if more else None
        return Found(rows=page, total=len(found), next_cursor=cursor)

    def revisions(self, story_id: str) -> tuple[Revision, ...]:
        """The revisions of a story that were seen, the oldest first."""
        return tuple(map(Revision.model_validate_json, self._revisions.get(story_id, ())))

    def alerts_of(self, story_id: str) -> tuple[Alert, ...]:
        """Alerts for one story, the newest first."""
        return tuple(one for one in reversed(self._alerts.values()) if one.story_id == story_id)

    def alerts(self, query: AlertQuery) -> tuple[Alert, ...]:
        """The alerts that match, the newest first."""
        found = (
            alert
            for alert in reversed(self._alerts.values())
            if (not query.type or alert.type in query.type)
            and (query.silenced or alert.silenced is None)
            and query.takes(kind=alert.kind, status=alert.status, countries=countries_of(alert))
        )
        return _first(found, query.limit)

    def events(self, query: EventQuery) -> tuple[Event, ...]:
        """The events that match, the last arrived first."""
        return _first(filter(query.lets_through, reversed(self._events.values())), query.limit)

    def _take_out(self, row: Row | None) -> None:
        if row is None:
            return
        del self._order[bisect_left(self._order, row.order)]
        self._kinds[row.kind] -= not row.withdrawn

    def _let_go(self, row: Row) -> None:
        self._take_out(row)
        del self._rows[row.story_id]
        self._revisions.pop(row.story_id, None)

    def _note(self, story: Story, *, known: bool) -> None:
        kept = self._revisions.setdefault(story.story_id, deque(maxlen=_REVISIONS))
        if known and kept:
            kept.pop()
        kept.append(
            Revision(
                revision=story.revision,
                change=story.change,
                at=story.claims[-1].published_at if story.claims else story.last_seen,
                status=story.status,
                when=story.when,
                articles=len(story.claims),
                withdrawn=story.withdrawn,
            ).to_bytes()
        )


def countries_of(alert: Alert) -> tuple[str, ...]:
    """The codes of all who take part."""
    return tuple(
        dict.fromkeys(
            actor.country for actors in alert.roles.values() for actor in actors if actor.country
        )
    )


def _first(found: Iterable[T], limit: int) -> tuple[T, ...]:
    return tuple(islice(found, limit))
