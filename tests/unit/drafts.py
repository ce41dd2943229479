"""Drafts by hand, for tests of what is done with them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from schemas.event import Kind, Status
from schemas.when import Basis
from streams.core.calendar import Days
from streams.core.events.draft import Dated, Draft
from streams.core.language.items import Count, Thing
from streams.core.sentence.phrases import Referent


def party(country: str | None, name: str = "", type_: str = "state", **more: Any) -> Referent:
    """A referent; its words are its name."""
    shown = name or str(country)
    return Referent(shown, 0, len(shown), shown, country, type_, **more)


def person(country: str, name: str) -> Referent:
    """A person of a state."""
    return party(country, name, "person")


def thing(name: str, number: int | None = None, *, text: str = "") -> Thing:
    """Equipment, so many of it."""
    count = Count(number, number)
    return Thing(0, 1, text or f"{number or ''} {name}".strip(), name, name, True, False, count)


def on(first: str, last: str = "", *, basis: Basis = Basis.TEXT, text: str = "then") -> Dated:
    """A date from `first` to `last`, both included."""
    begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
    return Dated(
        days=Days(begin, end + timedelta(1)),
        text=text,
        start=0,
        end=len(text),
        granularity="day",
        value=first,
        approximate=False,
        basis=basis,
        strength=0.9,
    )


def draft(kind: Kind, roles: Mapping[str, Sequence[Referent]], **more: Any) -> Draft:
    """A mention; what is not told has a plain default."""
    base = Draft(
        kind=kind,
        roles={role: list(fillers) for role, fillers in roles.items()},
        things=[],
        place=None,
        status=Status.OCCURRED,
        dated=None,
        start=0,
        end=1,
        trigger="x",
        rule=f"{kind.value}.x.0.x",
        score=0.8,
        military=True,
        definite=False,
        headline=False,
        paragraph=1,
        tense="past",
    )
    return replace(base, **more)
