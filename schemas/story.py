"""Story: one real-world event, as told by one or more articles."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from schemas.article import Identifier, Language
from schemas.base import Record
from schemas.event import Actor, Attribution, Confidence, Fingerprint, Item, Kind, Place, Status
from schemas.when import When


class Change(StrEnum):
    """What a revision of a story changed, the weightiest first."""

    CREATED = "created"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    """It proved to be one with another story, `merged_into`, which holds its claims now."""
    SPLIT = "split"
    """It was opened for claims that another story, `split_from`, held until now."""
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
    attribution: Attribution | None = None
    extractor: str = ""
    fingerprint: Fingerprint | None = None


class StatusChange(Record):
    """A moment in a story's life."""

    at: AwareDatetime
    status: Status
    event_id: Identifier


class Contradiction(Record):
    """A claim that says otherwise than the story does, and in what."""

    aspect: Literal["status", "when"]
    event_id: Identifier
    claimed: str
    """What it says: a status, or an interval of days in ISO 8601 with both ends in it."""


class Step(Record):
    """What a change that concerns several stories does to one of them."""

    story_id: Identifier
    revision: Annotated[int, Field(ge=1)]
    claims: tuple[Identifier, ...]
    """The `event_id`s of the claims that the story holds then; none where it is withdrawn."""
    news: tuple[Claim, ...] = ()
    """Those of them that no story held before the change, or not in this form."""
    merged_into: Identifier | None = None
    merged_from: tuple[Identifier, ...] = ()
    split_from: Identifier | None = None


class Story(Record):
    """The state of one real-world event after a revision.

    The topic is compacted by `story_id`: reading it from offset 0 gives the state of the world.
    A story that holds no claim any more is `withdrawn`: the last was retracted, or all of them
    are told of by the story that it was `merged_into`.
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
    """Number of independent sources that claim it: copies of one text are one."""
    first_seen: AwareDatetime
    last_seen: AwareDatetime
    history: tuple[StatusChange, ...] = ()
    claims: tuple[Claim, ...] = ()
    confidence: Confidence = 1.0
    withdrawn: bool = False
    merged_into: Identifier | None = None
    merged_from: tuple[Identifier, ...] = ()
    """The stories that went into this one, in the order of their ids."""
    split_from: Identifier | None = None
    contradictions: tuple[Contradiction, ...] = ()
    changed_at: AwareDatetime | None = None
    """Publication time of what brought this revision about: the same on every replay."""
    revised_by: str | None = None
    """The extractor that brought this revision about by reading an article anew; None where news
    did."""
    changeset: tuple[Step, ...] = ()
    """All revisions of the change that brought this one about, in the order of publication, where
    it brought several: who finds that some were not published can make them."""
