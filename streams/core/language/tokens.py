"""Tokens: a parsed text as plain Python objects.

The attributes are spaCy's and mean the same. A rule asks dozens of them of every word, and spaCy
makes a new object for each token and looks each string up anew; here both are done once a text.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import overload

import spacy.tokens

from streams.core.language.parse import Parse

#: What is asked of the words themselves, whatever a parser says of them.
_SURFACE: list[int | str] = ["IDX", "LENGTH", "SPACY", "LIKE_NUM", "IS_SPACE", "IS_PUNCT"]


class Token:
    """A word, punctuation mark or stretch of white space, and what the parser says of it.

    Two tokens are equal if they are the same.
    """

    __slots__ = (
        "children", "dep_", "doc", "head", "i", "idx", "is_punct", "is_space", "lemma_", "like_num",
        "lower_", "morph", "pos_", "sent", "tag_", "text", "whitespace_",
    )  # fmt: skip

    doc: "Doc"
    sent: "Span"
    i: int
    """Its place in the text."""
    idx: int
    """Offset of its first character."""
    text: str
    lower_: str
    whitespace_: str
    """The blank after it, or nothing."""
    like_num: bool
    is_space: bool
    is_punct: bool
    lemma_: str
    pos_: str
    tag_: str
    dep_: str
    morph: Mapping[str, Sequence[str]]
    """The values of each morphological feature."""
    head: "Token"
    """What it depends on; itself for a root."""
    children: Sequence["Token"]
    """What depends on it, in order."""

    @property
    def ancestors(self) -> Iterator["Token"]:
        """What it depends on, directly or not, the nearest first."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    @property
    def subtree(self) -> Sequence["Token"]:
        """Itself and all that depends on it, directly or not, in order."""
        found = [self]
        for token in found:
            found += token.children
        return sorted(found, key=lambda token: token.i)

    @property
    def left_edge(self) -> "Token":
        """The first token of its subtree."""
        return self.subtree[0]

    @property
    def right_edge(self) -> "Token":
        """The last token of its subtree."""
        return self.subtree[-1]

    def __len__(self) -> int:
        """The number of its characters."""
        return len(self.text)

    def __bool__(self) -> bool:
        """True, however short the word."""
        return True

    def __repr__(self) -> str:
        """The word."""
        return self.text


class Span:
    """The tokens [start, end) of a text."""

    __slots__ = ("doc", "end", "start")

    def __init__(self, doc: "Doc", start: int, end: int) -> None:
        self.doc = doc
        self.start = start
        self.end = end

    def __len__(self) -> int:
        """The number of its tokens."""
        return self.end - self.start

    def __iter__(self) -> Iterator[Token]:
        """Its tokens, in order."""
        return iter(self.doc.tokens[self.start : self.end])

    def __getitem__(self, i: int) -> Token:
        """Its token at `i`, counted from its end if negative. Raises IndexError."""
        return self.doc.tokens[self.start : self.end][i]

    @property
    def start_char(self) -> int:
        """Offset of its first character."""
        return self.doc.tokens[self.start].idx

    @property
    def end_char(self) -> int:
        """Offset after its last character."""
        last = self.doc.tokens[self.end - 1]
        return last.idx + len(last.text)

    @property
    def text(self) -> str:
        """Its words as they are written."""
        return self.doc.text[self.start_char : self.end_char] if self.end > self.start else ""

    @property
    def sent(self) -> "Span":
        """The sentence that it begins in."""
        return self.doc.tokens[self.start].sent

    @property
    def root(self) -> Token:
        """The token nearest to the root of the sentence, the first of several.

        Marks and white space are it only where nothing else is.
        """
        start, end = self.start, self.end
        tokens = self.doc.tokens[start:end]
        for token in tokens:
            if token.head is token:
                return token
        best, least = tokens[0], len(self.doc.tokens)
        for token in tokens:
            if not start <= token.head.i < end:
                bare = (token.is_punct or token.is_space) and not token.children
                depth = len(self.doc.tokens) - 1 if bare else sum(1 for _ in token.ancestors)
                if depth < least:
                    best, least = token, depth
        return best


class Doc:
    """The tokens of a text and its sentences."""

    __slots__ = ("sents", "text", "tokens")

    def __init__(
        self, surface: spacy.tokens.Doc, parse: Parse, *, starts: Sequence[int] | None = None
    ) -> None:
        """`parse` laid over the words of `surface`.

        `starts` are the places of the tokens that sentences begin with; without them each tree of
        the parse is a sentence.
        """
        self.text: str = surface.text
        self.tokens: list[Token] = _tokens(self, surface, parse)
        self.sents: list[Span] = []
        borders = sorted({0, *(parse.starts() if starts is None else starts)})
        for start, end in zip(borders, [*borders[1:], len(self.tokens)], strict=True):
            sentence = Span(self, start, end)
            for token in sentence:
                token.sent = sentence
            if end > start:
                self.sents.append(sentence)

    @classmethod
    def of(cls, doc: spacy.tokens.Doc, parse: Parse | None = None) -> "Doc":
        """A document as spaCy parsed it, or as `parse` says within its sentences."""
        starts = [i for i, start in enumerate(doc.to_array("SENT_START").tolist()) if start == 1]
        return cls(doc, parse or Parse.of(doc), starts=starts)

    def __len__(self) -> int:
        """The number of its tokens."""
        return len(self.tokens)

    def __iter__(self) -> Iterator[Token]:
        """Its tokens, in order."""
        return iter(self.tokens)

    @overload
    def __getitem__(self, place: int) -> Token: ...

    @overload
    def __getitem__(self, place: slice) -> Span: ...

    def __getitem__(self, place: int | slice) -> Token | Span:
        """The token at a place, or the span of a slice. Raises IndexError for no such token."""
        if isinstance(place, slice):
            start, end, _ = place.indices(len(self.tokens))
            return Span(self, start, max(start, end))
        return self.tokens[place]

    def char_span(self, start: int, end: int) -> Span | None:
        """The tokens that hold any of the characters [start, end); None outside the text."""
        first, last = self._at(start), self._at(end - 1)
        if first is None or last is None:
            return None
        if start == first.idx + len(first.text):
            # The blank after a word is none of it.
            return Span(self, first.i + 1, max(first.i, last.i) + 1)
        return Span(self, first.i, max(first.i, last.i + 1))

    def _at(self, place: int) -> Token | None:
        """The token that a character belongs to, or the blank that it is."""
        low, high = 0, len(self.tokens)
        while low < high:
            middle = (low + high) // 2
            token = self.tokens[middle]
            if place < token.idx:
                high = middle
            elif place >= token.idx + len(token.text) + len(token.whitespace_):
                low = middle + 1
            else:
                return token
        return None


def _tokens(doc: Doc, surface: spacy.tokens.Doc, parse: Parse) -> list[Token]:
    text = doc.text
    tokens = [Token() for _ in parse.words]
    children: list[list[Token]] = [[] for _ in tokens]
    flags = surface.to_array(_SURFACE).tolist()
    for i, (token, (idx, length, blank, number, space, mark)) in enumerate(
        zip(tokens, flags, strict=True)
    ):
        token.doc = doc
        token.i = i
        token.idx = idx
        token.text = text[idx : idx + length]
        token.lower_ = parse.words[i]
        token.whitespace_ = " " if blank else ""
        token.like_num = bool(number)
        token.is_space = bool(space)
        token.is_punct = bool(mark)
        token.lemma_ = parse.lemmas[i]
        token.pos_ = parse.pos[i]
        token.tag_ = parse.tags[i]
        token.dep_ = parse.deps[i]
        token.morph = features(parse.morphs[i])
        head = parse.heads[i]
        token.head = tokens[head]
        token.children = children[i]
        if head != i:
            children[head].append(token)
    return tokens


@lru_cache(maxsize=4096)
def features(morph: str) -> Mapping[str, Sequence[str]]:
    """The features of a string in the notation of Universal Dependencies: "Number=Sing|..."."""
    pairs = (pair.partition("=") for pair in morph.split("|") if "=" in pair)
    return {name: tuple(values.split(",")) for name, _, values in pairs}
