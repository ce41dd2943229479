"""Form: the symbolic reading of a time expression, before any calendar is consulted."""

from dataclasses import dataclass, fields, replace
from typing import Any, Literal

Direction = Literal["past", "future", "present"]

Kind = Literal[
    "block", "calendar", "step", "offset", "window", "duration", "set", "vague", "part", "range",
    "clock",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """What the words say, as far as the words alone go; every field but `kind` may be silent.

    `number` is NaN-free: None means an unknown count ("some weeks") where `unit` is given.
    `anchor` is what a relative form counts from: the publication, what was told before
    (previous), or whatever the tense the last that has begun (begun).
    `shift` counts units, or weekdays, months, ... of that name, from the anchor: -1 is the last.
    """

    kind: Kind
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    week: int | None = None
    quarter: int | None = None
    half: int | None = None
    season: str | None = None
    decade: int | None = None
    century: int | None = None
    holiday: str | None = None
    daypart: str | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    meridiem: int | None = None
    zone: str | None = None
    unit: str | None = None
    number: float | None = None
    ordinal: int | None = None
    shift: int | None = None
    sign: int | None = None
    anchor: str = "publication"
    part: str | None = None
    relation: str | None = None
    approximate: bool = False
    every: bool = False
    value: str | None = None
    base: "Form | None" = None
    until: "Form | None" = None

    def having(self, **slots: Any) -> "Form":
        """The same form with some slots changed."""
        return replace(self, **slots)


SLOTS = frozenset(field.name for field in fields(Form))
