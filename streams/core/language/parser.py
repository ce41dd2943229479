"""Parser: texts in, parsed texts out."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from spacy.language import Language

from streams.core.language.tokens import Doc


class Parser(Protocol):
    """What parses texts: a pipeline, or one that is shown other spellings."""

    def __call__(self, text: str) -> Doc:
        """One parsed text."""
        ...

    def pipe(self, texts: Iterable[str]) -> Iterator[Doc]:
        """The parsed texts, in their order."""
        ...


class Pipeline:
    """A spaCy pipeline as it is."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp

    def __call__(self, text: str) -> Doc:
        """One parsed text."""
        return Doc.of(self._nlp(text))

    def pipe(self, texts: Iterable[str]) -> Iterator[Doc]:
        """The parsed texts, in their order."""
        return map(Doc.of, self._nlp.pipe(texts))
