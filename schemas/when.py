"""When: the interval of days at which something happens, and how it is known."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.base import Record


class Basis(StrEnum):
    """Where a date comes from; a default is never shown as a finding."""

    TEXT = "text"
    """Said of this very event."""
    CONTEXT = "context"
    """Said nearby and carried over."""
    PUBLICATION = "publication"
    """Nothing said: the article's own day, for sorting only."""


class Granularity(StrEnum):
    """The unit in which a date was told."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    INTERVAL = "interval"


class When(Record):
    """A half-open interval of days in the Gregorian calendar: `begin` is in it, `end` is not.

    An end that is None is open. `text` holds the words it came from and `value` their TIMEX3
    value (ISO-TimeML); both are None where the basis is `publication`.
    """

    begin: date | None
    end: date | None
    granularity: Granularity
    basis: Basis
    text: str | None = None
    value: str | None = None
    approximate: bool = False
    confidence: Annotated[float, Field(ge=0, le=1)] = 1.0

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.begin is not None and self.end is not None and self.begin >= self.end:
            raise ValueError("begin must lie before end")
        return self
