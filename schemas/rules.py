"""Rules: which stories are worth an alert, as data: the form of a file of rules in TOML."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.base import Record
from schemas.event import Country, Kind, Status

Name = Annotated[str, Field(min_length=1)]


class Watch(Record):
    """A list of what to look out for: one of them in a story is enough."""

    name: Name
    countries: tuple[Country, ...] = ()
    people: tuple[Name, ...] = ()
    items: tuple[Name, ...] = ()
    """Names of things ("S-400") or of their classes ("air_defence")."""


class Rule(Record):
    """What makes a story worth an alert; whatever is empty or absent asks for nothing."""

    name: Name
    kinds: tuple[Kind, ...] = ()
    military: bool | None = None
    countries: tuple[Country, ...] = ()
    """One of these takes part."""
    people: tuple[Name, ...] = ()
    items: tuple[Name, ...] = ()
    watch: tuple[Name, ...] = ()
    """Names of watch lists, of which one must see something."""
    statuses: tuple[Status, ...] = (Status.PLANNED, Status.ONGOING, Status.OCCURRED)
    min_sources: Annotated[int, Field(ge=1)] = 1
    """Independent sources."""
    min_confidence: Annotated[float, Field(ge=0, le=1)] = 0.0
    debounce_minutes: Annotated[int, Field(ge=0, le=1440)] = 0
    """A follow-up within so many minutes of an alert on the same story is held until they are
    over, and only what is left of it then is told. What happens now, and what is taken back, is
    told at once."""
    per_hour: Annotated[int, Field(ge=1)] | None = None
    """Alerts an hour, after which the rest of the hour is told in one digest at its end."""
    silent_after_days: Annotated[int, Field(ge=0)] | None = None
    """Articles older than this when they come in wake nobody."""
    past_after_days: Annotated[int, Field(ge=0)] | None = None
    """Events that were over by more than this when an article told of them wake nobody."""

    @property
    def debounce(self) -> timedelta:
        """The debounce as a duration."""
        return timedelta(minutes=self.debounce_minutes)


class Rulebook(Record):
    """The rules in order, and the watch lists that they name."""

    rule: Annotated[tuple[Rule, ...], Field(min_length=1)]
    watch: tuple[Watch, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for what, names in (("rule", self.rule), ("watch", self.watch)):
            told = [one.name for one in names]
            doubled = sorted({name for name in told if told.count(name) > 1})
            if doubled:
                raise ValueError(f"two of [[{what}]] are named {doubled[0]!r}")
        lists = {one.name for one in self.watch}
        for rule in self.rule:
            for name in rule.watch:
                if name not in lists:
                    raise ValueError(f"rule {rule.name!r}: there is no [[watch]] named {name!r}")
        return self
