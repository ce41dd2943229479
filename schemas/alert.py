"""Alert: the decision that a story is worth waking somebody for."""

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from schemas.article import Identifier
from schemas.base import Record
from schemas.event import Actor, Kind, Status
from schemas.when import When


class AlertType(StrEnum):
    """Why the alert was raised."""

    NEW = "new"
    ESCALATED = "escalated"
    DATE_MOVED = "date_moved"
    CANCELLED = "cancelled"
    RETRACTED = "retracted"


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
    headline: str
    reason: str
    raised_at: AwareDatetime
    """Publication time of the claim that caused it: the same on every replay."""
    evidence: tuple[AlertEvidence, ...] = ()
