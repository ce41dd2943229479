"""Plausibility: how likely a draft is an event at all, by what speaks for it.

A logistic regression over a few dozen features that mean the same in every language: how the
parties were found, what the trigger is, and what the article is about. Its weights are data,
learned from the annotated development articles by `tools/plausibility.py`; the probability is the
event's confidence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp, log1p

from schemas.event import EVENT_TYPES, Status
from streams.core.events.draft import Draft
from streams.core.events.judgement import DIPLOMATIC

#: Types of referents that are surely parties.
_FIRM = frozenset({"state", "person", "force", "ministry", "alliance", "capital"})
#: Paragraphs, the title among them, from which a text is an article.
_ARTICLE = 3
#: An article of which fewer paragraphs than this speak of the military is about something else.
_QUIET = 0.34


@dataclass(frozen=True, slots=True)
class Setting:
    """What the article as a whole says of its drafts."""

    paragraphs: int
    military: float
    """Share of the paragraphs that speak of the military, from 0 to 1."""
    states: int
    """How many states the article names."""
    drafts: int
    """How many events it may tell."""


class Plausibility:
    """The learned weights, and the probabilities below which a draft is no event.

    A draft whose parties the grammar ties to the trigger needs `least`, one that was completed
    from what stands near or was told elsewhere needs `least_loose`.
    """

    def __init__(self, weights: Mapping[str, float], *, least: float, least_loose: float) -> None:
        self._weights = weights
        self._least = least
        self._least_loose = least_loose

    def accepts(self, draft: Draft) -> bool:
        """Whether `draft`, weighed already, is an event."""
        loose = all(m.near or m.carried for m in (draft, *draft.also))
        return draft.score >= (self._least_loose if loose else self._least)

    def of(self, draft: Draft) -> float:
        """The probability that `draft`, whose features are known, is an event."""
        total = sum(self._weights.get(name, 0.0) * value for name, value in draft.features)
        return 1.0 / (1.0 + exp(-total))


def features(draft: Draft, setting: Setting) -> Iterator[tuple[str, float]]:
    """The features of a draft that are not zero, each with its value."""
    mentions = (draft, *draft.also)
    yield "bias", 1.0
    yield f"kind={draft.kind.value}", 1.0
    yield f"frame={draft.frame}", 1.0
    yield f"status={draft.status.value}", 1.0
    yield f"tense={draft.tense}", 1.0
    yield "score", draft.score
    yield "weight", draft.weight
    yield "noun", float(not draft.verbal)
    yield "mentions", log1p(len(draft.also))
    yield "title", float(any(m.headline for m in mentions))
    yield "lead", float(any(m.paragraph <= 1 for m in mentions))
    yield "dated", float(draft.dated is not None)
    yield "near", float(min(m.near for m in mentions))
    yield "carried", float(min(m.carried for m in mentions))
    yield from _parties(draft)
    if draft.things:
        yield "things", 1.0
        yield "counted", float(any(t.count.minimum or t.count.maximum for t in draft.things))
        yield "personnel", float(all(t.personnel for t in draft.things))
        yield "weak things", float(not any(t.strong for t in draft.things))
    yield "military", float(draft.military)
    if draft.kind in DIPLOMATIC:
        yield "civil military", float(draft.military)
    if setting.paragraphs >= _ARTICLE:
        # A sentence on its own says nothing of what surrounds it.
        yield "article", 1.0
        yield "setting", setting.military
        if any(m.near or m.carried for m in mentions):
            yield "loose civil", 1.0 - setting.military
        yield "weak civil", (1.0 - draft.weight) * (1.0 - setting.military)
        yield "quiet", float(setting.military < _QUIET)
        yield "states", log1p(setting.states)
        yield "drafts", log1p(setting.drafts)
        if draft.kind in DIPLOMATIC:
            yield "civil setting", setting.military


def _parties(draft: Draft) -> Iterator[tuple[str, float]]:
    roles = EVENT_TYPES[draft.kind].roles_
    told = [r for role in roles for r in draft.roles.get(role, ())]
    yield "pointed", sum(r.pointed for r in told) / max(1, len(told))
    yield "soft", sum(r.type not in _FIRM for r in told) / max(1, len(told))
    yield "persons", float(any(r.type == "person" for r in told))
    yield "stateless", float(any(r.country is None for r in told))
    yield "open role", float(any(not draft.roles.get(role) for role in roles))
    yield "many", log1p(max(0, len({r.country or r.name for r in told}) - 2))
    if draft.status in {Status.OCCURRED, Status.ONGOING} and draft.dated is None:
        yield "undated fact", 1.0
