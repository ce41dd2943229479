"""Alert: the decision that a story is worth waking somebody for."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from schemas.article import Identifier
from schemas.base import Record
from schemas.event import Actor, Confidence, Item, Kind, Place, Status
from schemas.when import When


class AlertType(StrEnum):
    """Why the alert was raised."""

    NEW = "new"
    ESCALATED = "escalated"
    DATE_MOVED = "date_moved"
    CANCELLED = "cancelled"
    RETRACTED = "retracted"
    MERGED = "merged"
    """Two stories that were both told of proved to be one: this one is closed, in silence."""
    DIGEST = "digest"
    """What the cap of an hour kept back, in one alert for that hour."""


class Silence(StrEnum):
    """Why an alert is for the record only."""

    BACKFILL = "backfill"
    """Its article was old when it came in."""
    PAST = "past"
    """The event was long over when the article told of it."""
    CAP = "cap"
    """The rule had spoken often enough in that hour: it stands in the hour's digest."""
    MERGED = "merged"
    """It only closes a story that went into another."""
    REVERTED = "reverted"
    """What it told was overtaken before it was due."""


class AlertChange(Record):
    """One thing that is otherwise than it was when the story was last told of."""

    aspect: Literal["status", "when", "sources", "confidence"]
    before: str
    after: str


class DigestLine(Record):
    """An alert that a digest stands for."""

    alert_id: Identifier
    story_id: Identifier
    type: AlertType
    headline: str


class AlertEvidence(Record):
    """A sentence that supports the alert, with its source."""

    text: str
    source: str
    url: str | None
    article_id: Identifier


class Alert(Record):
    """One alert; `alert_id` is a hash of story, type and what changed, so a repeat is the same."""

    alert_id: Identifier
    rule: str
    type: AlertType
    story_id: Identifier
    story_revision: Annotated[int, Field(ge=1)]
    kind: Kind
    status: Status
    when: When
    roles: dict[str, tuple[Actor, ...]]
    place: Place | None = None
    items: tuple[Item, ...] = ()
    headline: str
    """What happened in one line of English."""
    reason: str
    raised_at: AwareDatetime
    """Publication time of the claim that caused it: the same on every replay."""
    evidence: tuple[AlertEvidence, ...] = ()
    changes: tuple[AlertChange, ...] = ()
    """What is otherwise than when the story was last told of; empty where it never was."""
    sources: Annotated[int, Field(ge=0)] = 0
    confidence: Confidence = 1.0
    stands: bool = True
    """Whether the story is still worth an alert; False after it was cancelled or retracted."""
    silenced: Silence | None = None
    """None for what wakes somebody; anything else is for the record."""
    due_at: AwareDatetime | None = None
    """When it is to be sent, where not at once: until then a newer form under the same id takes
    its place."""
    lines: tuple[DigestLine, ...] = ()
    """Of a digest: the alerts that it stands for. Its other fields are those of the first."""
