"""Promise: how likely an article tells an event of ours, by what its words may be, before a parse.

Of the articles that have a sentence with all that an event needs, a third tell none: combat,
sanctions, sport abroad. A logistic regression over what the prefilter saw, which means the same in
every language, passes over those that are hopeless. Its weights are data, learned from the
annotated development articles by `tools/promise.py`, which also states what it loses of articles
that it has not learned from.
"""

from collections.abc import Mapping, Sequence
from math import exp, log1p

from streams.core.pipeline import Paragraph
from streams.core.screening.prefilter import Candidate
from streams.core.screening.vocabulary import Sign

#: A text of fewer sentences is a flash: it says too little about itself, and costs little.
_SHORT = 8
#: An article of which fewer paragraphs than this speak of the military is about something else.
_QUIET = 0.34
_MILITARY = int(Sign.MILITARY)
_SIGNS = tuple((sign.name, int(sign)) for sign in Sign)


class Promise:
    """The learned weights, and the probability below which an article is passed over."""

    def __init__(self, weights: Mapping[str, float], *, least: float) -> None:
        self._weights = weights
        self._least = least

    def holds(self, parts: Sequence[Paragraph], sentences: Sequence[Candidate]) -> bool:
        """Whether the article, of which some sentence may tell an event, is worth a parse."""
        if len(sentences) < _SHORT:
            return True
        return self.of(parts, sentences) >= self._least

    def of(self, parts: Sequence[Paragraph], sentences: Sequence[Candidate]) -> float:
        """The probability that the article tells an event."""
        told = features(parts, sentences)
        total = sum(self._weights.get(name, 0.0) * value for name, value in told.items())
        return 1.0 / (1.0 + exp(-total))


def features(parts: Sequence[Paragraph], sentences: Sequence[Candidate]) -> dict[str, float]:
    """What speaks for an article and against it; some sentence of it must be a candidate."""
    telling = [one for one in sentences if one.frames]
    title = [one for one in sentences if parts[one.paragraph].headline]
    lead = next((one for one in sentences if not parts[one.paragraph].headline), None)
    frames = frozenset[str]().union(*(one.frames for one in telling))
    military = [one.paragraph for one in sentences if one.signs & _MILITARY]
    paragraphs = len(set(military)) / len({one.paragraph for one in sentences})
    found = {
        "bias": 1.0,
        "sentences": log1p(len(sentences)),
        "telling": log1p(len(telling)),
        "density": len(telling) / len(sentences),
        "frames": log1p(len(frames)),
        "title": float(any(one.frames for one in title)),
        "title military": float(any(one.signs & _MILITARY for one in title)),
        "title parties": float(any(one.parties >= 2 for one in title)),
        "lead": float(lead is not None and bool(lead.frames)),
        "military": len(military) / len(sentences),
        "military paragraphs": paragraphs,
        "quiet": float(paragraphs < _QUIET),
        "weight": max(one.weight for one in telling),
        "mean weight": sum(one.weight for one in telling) / len(telling),
        "parties": log1p(max(one.parties for one in telling)),
        "two parties": sum(one.parties >= 2 for one in telling) / len(telling),
        "pointing": log1p(sum(one.pointing for one in sentences)),
    }
    for frame in frames:
        found[f"kind={frame.partition('.')[0]}"] = 1.0
    for name, sign in _SIGNS:
        found[f"{name} in telling"] = sum(1 for o in telling if o.signs & sign) / len(telling)
        found[f"{name} in all"] = sum(1 for o in sentences if o.signs & sign) / len(sentences)
    return found
