"""Leaning: a guess at the direction of a clause from its words alone, without a parse."""

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
    suffixes: tuple[tuple[str, Direction], ...]
    not_verbs: frozenset[str]
    breaks: frozenset[str]
    auxiliaries: frozenset[str]
    participles: tuple[tuple[str, str], ...]
    not_participles: frozenset[str]
    reporting: frozenset[str]

    @classmethod
    def from_toml(cls, data: Mapping[str, Any]) -> Self:
        words: dict[str, Direction] = {}
        for direction in ("past", "future", "present"):
            for word in data.get(direction, ()):
                words[word] = direction  # type: ignore[assignment]
        suffixes: list[tuple[str, Direction]] = []
        for suffix in data.get("past_suffixes", ()):
            suffixes.append((suffix, "past"))
        for suffix in data.get("present_suffixes", ()):
            suffixes.append((suffix, "present"))
        return cls(
            words=words,
            suffixes=tuple(suffixes),
            not_verbs=frozenset(data.get("not_verbs", ())),
            breaks=frozenset(data.get("breaks", ())),
            auxiliaries=frozenset(data.get("auxiliaries", ())),
            participles=tuple((p[0], p[1]) for p in data.get("participles", ())),
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
        auxiliary = participle = False
        for index in [*range(begin, min(first, end)), *range(last, min(end, len(words)))]:
            word = words[index]
            if word in self.auxiliaries:
                auxiliary = True
            elif word not in self.not_participles and any(
                word.startswith(a) and word.endswith(z) and len(word) > len(a) + len(z) + 1
                for a, z in self.participles
            ):
                participle = True
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
        if auxiliary and participle:
            return "past"
        if best is not None:
            return best[1]
        return None

    def _lean(self, word: str) -> Direction | None:
        known = self.words.get(word)
        if known is not None or word in self.not_verbs or len(word) < 5:
            return known
        for suffix, direction in self.suffixes:
            if word.endswith(suffix):
                return direction
        return None
