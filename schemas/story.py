"""Story: one real-world event, as told by one or more articles."""

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from schemas.article import Identifier, Language
from schemas.base import Record
from schemas.event import Actor, Confidence, Item, Kind, Place, Status
from schemas.when import When


class Change(StrEnum):
    """What a revision of a story changed, the weightiest first."""

    CREATED = "created"
    WITHDRAWN = "withdrawn"
    ESCALATED = "escalated"
    """Planned or possible before, occurred or ongoing now."""
    CANCELLED = "cancelled"
    DATE_MOVED = "date_moved"
    STATUS = "status"
    UPDATED = "updated"
    """More sources, items, roles or a more specific date."""


class Claim(Record):
    """One article's event within a story."""

    event_id: Identifier
    article_id: Identifier
    article_version: Annotated[int, Field(ge=1)]
    source: str
    url: str | None
    language: Language
    published_at: AwareDatetime
    status: Status
    when: When
    roles: dict[str, tuple[Actor, ...]]
    place: Place | None
    items: tuple[Item, ...]
    military: bool
    confidence: Confidence
    evidence: str


class StatusChange(Record):
    """A moment in a story's life."""

    at: AwareDatetime
    status: Status
    event_id: Identifier


class Story(Record):
    """The state of one real-world event after a revision.

    The topic is compacted by `story_id`: reading it from offset 0 gives the state of the world.
    A story whose last claim was retracted is `withdrawn`.
    """

    story_id: Identifier
    kind: Kind
    revision: Annotated[int, Field(ge=1)]
    change: Change
    previous_status: Status | None = None
    previous_when: When | None = None
    status: Status
    when: When
    roles: dict[str, tuple[Actor, ...]]
    place: Place | None = None
    items: tuple[Item, ...] = ()
    military: bool = True
    countries: tuple[str, ...] = ()
    """Sorted alpha-3 codes of all who take part."""
    sources: Annotated[int, Field(ge=0)]
    """Number of distinct sources that claim it."""
    first_seen: AwareDatetime
    last_seen: AwareDatetime
    history: tuple[StatusChange, ...] = ()
    claims: tuple[Claim, ...] = ()
    confidence: Confidence = 1.0
    withdrawn: bool = False
