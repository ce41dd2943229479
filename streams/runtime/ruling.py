"""Ruling: the attribute ruler of a pipeline, with a memory of what its rules say of a word.

Most rules of an attribute ruler look at one token: at its tag, its label, its letters. spaCy tries
all of them on every token, which takes a fifth of an English parse; but the same token in the same
place of a sentence comes again and again, and gets the same answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

#: What a rule may ask of a token and be remembered; IS_SPACE follows from the letters.
_ASKED = frozenset({"TAG", "DEP", "LOWER", "POS", "IS_SPACE"})
_KEY: list[int | str] = ["TAG", "DEP", "LOWER", "POS"]
#: Tokens remembered before the memory is emptied.
_REMEMBERED = 200_000

_Match = tuple[int, int, int]


class RememberedRules:
    """Finds what a matcher with the rules of `ruler` finds, in its place."""

    def __init__(self, ruler: AttributeRuler) -> None:
        self._single, self._rest = Matcher(ruler.vocab), Matcher(ruler.vocab)
        for number, rule in enumerate(ruler.patterns):
            patterns: Any = rule["patterns"]
            # The label is the rule's number, as the ruler itself has it.
            for matcher, wanted in ((self._single, True), (self._rest, False)):
                fitting = [p for p in patterns if _remembers(p) is wanted]
                if fitting:
                    matcher.add(str(number), fitting)
        self._memory: dict[tuple[int, ...], tuple[int, ...]] = {}

    def __call__(self, doc: Doc, **_: Any) -> list[_Match]:
        """The rules that apply, each with its first token and the one after its last."""
        keys = [tuple(row) for row in doc.to_array(_KEY).tolist()]
        memory = self._memory
        if any(key not in memory for key in keys):
            memory = self._learn(doc, keys)
        found = [(rule, i, i + 1) for i, key in enumerate(keys) for rule in memory[key]]
        if len(self._rest):
            found += self._rest(doc, allow_missing=True)
        return found

    def get(self, _: object, default: object = None) -> object:
        """Nothing: the ruler asks for a rule's patterns only to tell of an error."""
        return default

    def _learn(
        self, doc: Doc, keys: Iterable[tuple[int, ...]]
    ) -> dict[tuple[int, ...], tuple[int, ...]]:
        if len(self._memory) >= _REMEMBERED:
            self._memory.clear()
        rules: dict[int, list[int]] = {}
        for rule, start, _ in self._single(doc, allow_missing=True):
            rules.setdefault(start, []).append(rule)
        self._memory |= {key: tuple(rules.get(i, ())) for i, key in enumerate(keys)}
        return self._memory


def remember(nlp: Language) -> None:
    """Let the attribute ruler of `nlp`, if it has one, remember what its rules say."""
    for _, pipe in nlp.pipeline:
        if isinstance(pipe, AttributeRuler):
            pipe.matcher = RememberedRules(pipe)  # type: ignore[assignment]


def _remembers(pattern: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a pattern is of one token and asks only what the memory goes by."""
    return len(pattern) == 1 and set(pattern[0]) <= _ASKED
