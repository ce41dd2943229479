"""Event: one dated claim by one version of one article, one typed record a kind."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AwareDatetime, Field, StringConstraints, TypeAdapter, model_validator

from schemas.article import Identifier, Language
from schemas.base import Record
from schemas.when import When

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""An ISO 3166-1 alpha-3 code (XKX, user-assigned, for Kosovo)."""
Offset = Annotated[int, Field(ge=0)]
"""Characters (Unicode code points) from the start of the field."""
Confidence = Annotated[float, Field(ge=0, le=1)]
Fingerprint = Annotated[str, StringConstraints(max_length=1024)]
"""A sketch of the article's words by which copies of one text are recognised."""


class Kind(StrEnum):
    """The nine kinds of events."""

    VISIT = "visit"
    MEETING = "meeting"
    DELIVERY = "delivery"
    JOINT_UNIT = "joint_unit"
    EXERCISE = "exercise"
    TRAINING = "training"
    DEPLOYMENT = "deployment"
    BASING = "basing"
    AGREEMENT = "agreement"


class Status(StrEnum):
    """How the text presents the event, at the time of publication."""

    OCCURRED = "occurred"
    ONGOING = "ongoing"
    PLANNED = "planned"
    POSSIBLE = "possible"
    DENIED = "denied"


class ActorType(StrEnum):
    """What sort of party an actor is."""

    STATE = "state"
    PERSON = "person"
    MINISTRY = "ministry"
    FORCE = "force"
    ALLIANCE = "alliance"
    GROUP = "group"
    COMPANY = "company"
    OTHER = "other"


class Actor(Record):
    """A party to an event: the words, its canonical English name, and the state it stands for.

    `country` is None where the party stands for no one state (NATO, the EU, an armed group).
    `text` is None for a party that is understood but not named in the sentence.
    """

    text: str
    name: str
    country: Country | None
    type: ActorType = ActorType.STATE


class Place(Record):
    """Where: the words, the canonical English name, and the country it lies in."""

    text: str
    name: str
    country: Country | None


class Quantity(Record):
    """Bounds of a count; None where the text leaves one open ("at least 40": 40..None)."""

    minimum: Annotated[int, Field(ge=0)] | None = None
    maximum: Annotated[int, Field(ge=0)] | None = None
    approximate: bool = False

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError("minimum must not exceed maximum")
        return self


class Item(Record):
    """What is delivered, sent or put together: equipment, aid or personnel."""

    text: str
    name: str
    item_class: str | None = None
    quantity: Quantity = Quantity()


class Evidence(Record):
    """The exact words that carry the event: half-open character offsets into one field."""

    field: Literal["title", "text"] = "text"
    start: Offset
    end: Offset
    text: str
    trigger: str
    rule: str
    """Id of the rule in the language pack that matched."""


class Attribution(Record):
    """Who says so, or who denies what another asserts."""

    text: str
    name: str | None = None
    country: Country | None = None
    denies: bool = False


class Code(Record):
    """A secondary code of a published event ontology."""

    scheme: Literal["PLOVER", "CAMEO"]
    version: str
    code: str


class EventBase(Record):
    """What the nine kinds have in common."""

    roles_: ClassVar[tuple[str, ...]] = ()

    event_id: Identifier
    article_id: Identifier
    article_version: Annotated[int, Field(ge=1)]
    published_at: AwareDatetime
    language: Language
    source: str = ""
    url: str | None = None
    status: Status
    when: When
    place: Place | None = None
    items: tuple[Item, ...] = ()
    military: bool = True
    attribution: Attribution | None = None
    confidence: Confidence = 1.0
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    codes: tuple[Code, ...] = ()
    extractor: str
    fingerprint: Fingerprint | None = None
    """Of the whole article: a wire story that five papers print is one source, not five."""

    def roles(self) -> dict[str, tuple[Actor, ...]]:
        """The fillers by role, in the order of the guide."""
        return {role: getattr(self, role) for role in self.roles_}


class Visit(EventBase):
    """A person or delegation goes to another state, or a leader to troops abroad."""

    roles_: ClassVar[tuple[str, ...]] = ("visitor", "host")
    kind: Literal[Kind.VISIT] = Kind.VISIT
    visitor: tuple[Actor, ...] = ()
    host: tuple[Actor, ...] = ()


class Meeting(EventBase):
    """Talks between named parties, in person or by phone."""

    roles_: ClassVar[tuple[str, ...]] = ("participant",)
    kind: Literal[Kind.MEETING] = Kind.MEETING
    participant: tuple[Actor, ...] = ()


class Delivery(EventBase):
    """Weapons, ammunition, military equipment or military aid change hands."""

    roles_: ClassVar[tuple[str, ...]] = ("supplier", "recipient")
    kind: Literal[Kind.DELIVERY] = Kind.DELIVERY
    supplier: tuple[Actor, ...] = ()
    recipient: tuple[Actor, ...] = ()


class JointUnit(EventBase):
    """A joint unit, force, command or integrated defence is formed or enlarged."""

    roles_: ClassVar[tuple[str, ...]] = ("member",)
    kind: Literal[Kind.JOINT_UNIT] = Kind.JOINT_UNIT
    member: tuple[Actor, ...] = ()


class Exercise(EventBase):
    """A military exercise of more than one state."""

    roles_: ClassVar[tuple[str, ...]] = ("participant",)
    kind: Literal[Kind.EXERCISE] = Kind.EXERCISE
    participant: tuple[Actor, ...] = ()


class Training(EventBase):
    """One side trains the other's military personnel."""

    roles_: ClassVar[tuple[str, ...]] = ("trainer", "trainee")
    kind: Literal[Kind.TRAINING] = Kind.TRAINING
    trainer: tuple[Actor, ...] = ()
    trainee: tuple[Actor, ...] = ()


class Deployment(EventBase):
    """Forces or equipment are sent to, arrive at or are stationed in another state."""

    roles_: ClassVar[tuple[str, ...]] = ("sender", "host")
    kind: Literal[Kind.DEPLOYMENT] = Kind.DEPLOYMENT
    sender: tuple[Actor, ...] = ()
    host: tuple[Actor, ...] = ()


class Basing(EventBase):
    """A state lets another use its territory, airspace or a base for military ends."""

    roles_: ClassVar[tuple[str, ...]] = ("host", "user")
    kind: Literal[Kind.BASING] = Kind.BASING
    host: tuple[Actor, ...] = ()
    user: tuple[Actor, ...] = ()


class Agreement(EventBase):
    """A defence, security or military-cooperation accord, or an arms purchase contract."""

    roles_: ClassVar[tuple[str, ...]] = ("party",)
    kind: Literal[Kind.AGREEMENT] = Kind.AGREEMENT
    party: tuple[Actor, ...] = ()


Event = Annotated[
    Visit | Meeting | Delivery | JointUnit | Exercise | Training | Deployment | Basing | Agreement,
    Field(discriminator="kind"),
]

EVENT_TYPES: dict[Kind, type[EventBase]] = {
    Kind.VISIT: Visit,
    Kind.MEETING: Meeting,
    Kind.DELIVERY: Delivery,
    Kind.JOINT_UNIT: JointUnit,
    Kind.EXERCISE: Exercise,
    Kind.TRAINING: Training,
    Kind.DEPLOYMENT: Deployment,
    Kind.BASING: Basing,
    Kind.AGREEMENT: Agreement,
}

EVENT_ADAPTER: TypeAdapter[Event] = TypeAdapter(Event)


class Retraction(Record):
    """An event that no longer stands, because its article was corrected or withdrawn."""

    event_id: Identifier
    kind: Kind
    article_id: Identifier
    article_version: Annotated[int, Field(ge=1)]
    """The version of the article that no longer makes the claim."""
    reason: Literal["corrected", "withdrawn", "extractor"]
    retracted_at: AwareDatetime
    extractor: str | None = None
    """The extractor that read the version; None where nothing was read."""
