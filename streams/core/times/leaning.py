"""Leaning: a guess at the direction of a clause from its words alone, without a parse."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from streams.core.times.form import Direction
from streams.core.times.tokens import Tokens

_REACH = 25
"""Tokens to either side that are looked at: the length of a long clause, and a fixed cost."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """Cue words by direction, the words at which a clause ends, and inflections by suffix.

    A guess is None where no cue stands in the clause of the expression, or in its sentence.
    Auxiliaries look back with a participle, known by its prefix and suffix: "heeft ... ge-t".
    A day right after a `reporting` verb is that of the saying.
    """

    words: Mapping[str, Direction]
    past_suffixes: tuple[str, ...]
    present_suffixes: tuple[str, ...]
    not_verbs: frozenset[str]
    breaks: frozenset[str]
    auxiliaries: frozenset[str]
    participle: re.Pattern[str]
    not_participles: frozenset[str]
    reporting: frozenset[str]

    @classmethod
    def from_toml(cls, data: Mapping[str, Any]) -> Self:
        words: dict[str, Direction] = {}
        for direction in ("past", "future", "present"):
            for word in data.get(direction, ()):
                words[word] = direction
        shapes = [f"{re.escape(a)}.*{re.escape(z)}" for a, z in data.get("participles", ())]
        return cls(
            words=words,
            past_suffixes=tuple(data.get("past_suffixes", ())),
            present_suffixes=tuple(data.get("present_suffixes", ())),
            not_verbs=frozenset(data.get("not_verbs", ())),
            breaks=frozenset(data.get("breaks", ())),
            auxiliaries=frozenset(data.get("auxiliaries", ())),
            participle=re.compile(f"(?=.{{5}})(?:{'|'.join(shapes) or '(?!)'})"),
            not_participles=frozenset(data.get("not_participles", ())),
            reporting=frozenset(data.get("reporting", ())),
        )

    def at(self, tokens: Tokens, first: int, last: int) -> Direction | None:
        """The direction of the clause that holds tokens `first` to `last` (exclusive)."""
        begin = self._edge(tokens, first - 1, -1)
        end = self._edge(tokens, last, 1)
        if any(word in self.reporting for word in tokens.words[max(first - 2, begin) : first]):
            return "past"  # "said Tuesday he would": the day is that of the saying
        own = self._judge(tokens, begin, end, first, last)
        if own is not None:
            return own
        # A clause with no verb of its own (an apposition, a list) leans as its sentence does.
        words = tokens.words
        low, high = first, last
        while low > 0 and first - low < _REACH and words[low - 1] not in ".!?":
            low -= 1
        while high < len(words) and high - last < _REACH and words[high] not in ".!?":
            high += 1
        return self._judge(tokens, low, high, first, last)

    def _edge(self, tokens: Tokens, at: int, step: int) -> int:
        """The nearest clause border on one side: an index to slice with."""
        words = tokens.words
        for _ in range(_REACH):
            if not 0 <= at < len(words) or words[at] in ".!?;:," or words[at] in self.breaks:
                break
            at += step
        return max(at + 1 if step < 0 else at, 0)

    def _judge(
        self, tokens: Tokens, begin: int, end: int, first: int, last: int
    ) -> Direction | None:
        """The cue nearest to the expression; an auxiliary with its participle looks back."""
        words = tokens.words
        best: tuple[int, Direction] | None = None
        around = [*range(begin, min(first, end)), *range(last, min(end, len(words)))]
        for index in around:
            word = words[index]
            direction = self._lean(word)
            if direction is not None and tokens.is_title(index) and not tokens.is_initial(index):
                direction = None
            if direction is not None:
                distance = first - index if index < first else index - last + 1
                # Explicit futures outweigh a nearer plain verb: "zal ... bekendgemaakt had".
                if direction == "future":
                    distance -= _REACH
                if best is None or distance < best[0]:
                    best = distance, direction
        if best is not None and best[1] == "future":
            return "future"
        if any(words[index] in self.auxiliaries for index in around) and any(
            self._is_participle(words[index]) for index in around
        ):
            return "past"
        if best is not None:
            return best[1]
        return None

    def _lean(self, word: str) -> Direction | None:
        known = self.words.get(word)
        if known is not None or word in self.not_verbs or len(word) < 5:
            return known
        if word.endswith(self.past_suffixes):
            return "past"
        return "present" if word.endswith(self.present_suffixes) else None

    def _is_participle(self, word: str) -> bool:
        return word not in self.not_participles and self.participle.fullmatch(word) is not None
