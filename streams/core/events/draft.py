"""Draft: an event as the engine builds it, before it becomes a record."""

from dataclasses import dataclass, field
from typing import Self

from schemas.event import Kind, Status
from schemas.when import Basis
from streams.core.calendar import Days
from streams.core.language.items import Count, Thing
from streams.core.sentence.phrases import Referent
from streams.core.times import TimeExpression


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of an event with its words (character offsets) and its basis."""

    days: Days
    text: str
    start: int
    end: int
    granularity: str
    value: str
    approximate: bool
    basis: Basis
    strength: float
    relation: str | None = None
    """What its preposition says of the event: "since", "until"..."""

    complete: bool = False
    """Whether both its beginning and its end were told."""

    @classmethod
    def of(cls, days: Days, expression: TimeExpression, *, basis: Basis, strength: float) -> Self:
        """The days that an expression gives an event."""
        return cls(
            days=days,
            text=expression.text,
            start=expression.start,
            end=expression.end,
            granularity=expression.granularity,
            value=expression.value,
            approximate=expression.approximate,
            basis=basis,
            strength=strength,
            relation=expression.relation,
        )

    @classmethod
    def carried(cls, days: Days, expression: TimeExpression) -> Self:
        """A date carried over from another sentence or clause."""
        return cls.of(days, expression, basis=Basis.CONTEXT, strength=0.5)


@dataclass(slots=True)
class Draft:
    """A mention of an event: what one trigger with its phrases tells. Offsets: the article's."""

    kind: Kind
    roles: dict[str, list[Referent]]
    things: list[Thing]
    place: Referent | None
    status: Status
    dated: Dated | None
    start: int
    end: int
    trigger: str
    rule: str
    score: float
    military: bool
    definite: bool
    headline: bool
    paragraph: int
    tense: str
    civil: bool = False
    """Nothing military is in the article: a journey or talks of another subject."""
    ground: tuple[Referent, ...] = ()
    """The places that were named last, the latest last."""
    pair: tuple[Referent, ...] = ()
    """The two states that were named last."""
    there: bool = False
    """Whether the sentence points to a place: "there", "er"."""
    arrives: bool = False
    """Whether the trigger says that somebody got there: "landed", "a visit"."""
    number: Count | None = None
    """The count of items that are not named again: "the first six"."""
    sure: bool = True
    """Whether the trigger can tell nothing but this kind."""
    seller: str | None = None
    """In an arms purchase, the country that sells, where told."""
    strong: bool = True
    """Whether the trigger tells this kind without help from its parties."""
    attribution: Referent | None = None
    """Who says so; where `contested`, who denies it."""
    denial: bool = False
    """Whether a party says that it is not so, rather than that it will not be."""
    contested: bool = False
    frame: str = ""
    weight: float = 1.0
    """How much the trigger says by itself."""
    verbal: bool = True
    near: int = 0
    """How many roles a phrase fills that is but near."""
    recruited: tuple[str, ...] = ()
    """Those roles."""
    carried: int = 0
    """How many roles were filled from what was told elsewhere in the article."""
    features: tuple[tuple[str, float], ...] = ()
    """What speaks for the event and against it, once it is weighed."""
    length: int | None = None
    """How many days it lasts, where told."""
    begun: bool = False
    """Whether it is told that it began: then it goes on from its day."""
    perfect: bool = False
    """Whether it is told in the perfect: done by now, on whatever day."""
    lapsed: Dated | None = None
    """A day gone by that was told of a plan."""
    also: list["Draft"] = field(default_factory=list)
    """Other mentions of the same occasion that were merged into this one."""

    def countries(self, role: str) -> set[str]:
        """The countries of a role's fillers."""
        return {r.country for r in self.roles.get(role, ()) if r.country}

    def parties(self) -> set[str]:
        """Countries, or names where there is none, of all fillers."""
        return {r.country or r.name for fillers in self.roles.values() for r in fillers}
