"""Replies: what the read API answers with; the OpenAPI document is made of these models."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from schemas.alert import Alert
from schemas.base import Record
from schemas.event import ActorType, Confidence, Event, Kind, Status
from schemas.story import Change, Story
from schemas.when import When


class Party(Record):
    """Somebody who takes part: the canonical English name and the state it stands for."""

    name: str
    country: str | None = None
    type: ActorType = ActorType.STATE


class StoryRow(Record):
    """A story without its claims: what a list, a map and a timeline show.

    Fields that hold their default are left out of the JSON.
    """

    story_id: str
    kind: Kind
    status: Status
    revision: Annotated[int, Field(ge=1)]
    change: Change
    headline: str
    """What happened in one line of English, in the tense of the status."""
    when: When
    roles: dict[str, tuple[Party, ...]]
    countries: tuple[str, ...] = ()
    place: str | None = None
    items: tuple[str, ...] = ()
    sources: Annotated[int, Field(ge=0)] = 0
    told_by: tuple[str, ...] = ()
    """Names of the sources, the first eight."""
    articles: Annotated[int, Field(ge=0)] = 0
    confidence: Confidence = 1.0
    first_seen: AwareDatetime
    last_seen: AwareDatetime
    withdrawn: bool = False
    merged_into: str | None = None
    """The story that holds its claims now."""


class StoryPage(Record):
    """A page of stories, the one told of last first."""

    stories: tuple[StoryRow, ...]
    total: Annotated[int, Field(ge=0)]
    """Stories that match, on all pages."""
    position: str
    """Where the stream stood: `/api/stream?last_event_id=` goes on from here without a gap."""
    next_cursor: str | None = None
    """Given back as `cursor` it brings the next page; None on the last."""


class Revision(Record):
    """One revision of a story: what changed, and what held afterwards."""

    revision: Annotated[int, Field(ge=1)]
    change: Change
    at: AwareDatetime
    """Publication of the newest claim that it rests on."""
    status: Status
    when: When
    articles: Annotated[int, Field(ge=0)]
    withdrawn: bool = False


class ToldAlert(Alert):
    """An alert with its headline in other languages than English."""

    headlines: dict[str, str] = Field(default_factory=dict)


class StoryReply(Record):
    """One story, whole."""

    story: Story
    headline: str
    headlines: dict[str, str] = Field(default_factory=dict)
    """The same in other languages, by their ISO 639-1 codes."""
    claims_total: Annotated[int, Field(ge=0)]
    """Claims that the story has; `story.claims` holds the newest of them."""
    revisions: tuple[Revision, ...]
    """The revisions that this gateway has seen, the oldest first; the last one at least."""
    alerts: tuple[Alert, ...]
    """Alerts raised for it, the newest first."""


class AlertPage(Record):
    """The newest alerts first."""

    alerts: tuple[ToldAlert, ...]


class EventPage(Record):
    """The newest events that stand, the last arrived first."""

    events: tuple[Event, ...]


class StageLag(Record):
    """Messages that wait before one stage of the stream."""

    stage: str
    messages: Annotated[int, Field(ge=0)]


class Meta(Record):
    """How things stand."""

    version: str
    instance: str
    """Changes when the gateway starts anew."""
    ready: bool
    """Whether everything that the topics held at the start has been read."""
    position: str
    stories: Annotated[int, Field(ge=0)]
    """Stories held, withdrawn ones included."""
    left_out: Annotated[int, Field(ge=0)]
    """Stories that were let go because more than `limit` were told of."""
    limit: Annotated[int, Field(ge=1)]
    alerts: Annotated[int, Field(ge=0)]
    events: Annotated[int, Field(ge=0)]
    clients: Annotated[int, Field(ge=0)]
    """Open streams."""
    kinds: dict[Kind, int]
    """Stories that stand, by kind."""
    newest: AwareDatetime | None = None
    """Publication of the newest claim of all."""
    lag: tuple[StageLag, ...] | None = None
    """By stage; None when the broker could not be asked."""
    unreadable: Annotated[int, Field(ge=0)] = 0
    """Records on the topics that do not fit the schema."""


class FieldProblem(Record):
    """One wrong parameter."""

    parameter: str
    reason: str


class Problem(Record):
    """What went wrong (RFC 9457, application/problem+json)."""

    type: Literal["about:blank"] = "about:blank"
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    errors: tuple[FieldProblem, ...] = ()
