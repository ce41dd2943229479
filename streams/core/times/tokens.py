"""Tokens: words, numbers and single marks, with their offsets, in one linear pass."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\d+|[^\W\d_]+|[^\w\s]|_")
_SENTENCE_ENDS = frozenset(".!?:;\u201c\u201d\"\u2018'\u2022\u2013\u2014-|*(")
_ALIKE = {"\u2019": "'", "\u2018": "'", "\u2013": "-", "\u2014": "-", "\u2011": "-", "\u2010": "-"}


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel tuples: lower-cased words (quotes and dashes unified) and character offsets."""

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.words)

    def is_title(self, index: int) -> bool:
        return self.text[self.starts[index]].isupper()

    def is_shouted(self, index: int) -> bool:
        word = self.text[self.starts[index] : self.ends[index]]
        return len(word) > 1 and word.isupper()

    def is_initial(self, index: int) -> bool:
        """Whether the token opens the text, a line or a sentence."""
        if index == 0:
            return True
        between = self.text[self.ends[index - 1] : self.starts[index]]
        return "\n" in between or self.text[self.ends[index - 1] - 1] in _SENTENCE_ENDS

    def is_glued(self, index: int) -> bool:
        """Whether no space stands before the token."""
        return index > 0 and self.starts[index] == self.ends[index - 1]


def tokenize(text: str) -> Tokens:
    """Every token of the text; lower-casing keeps offsets, which are those of the text itself."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(text):
        word = match[0]
        words.append(_ALIKE.get(word) or word.lower())
        starts.append(match.start())
        ends.append(match.end())
    return Tokens(text, words, starts, ends)
