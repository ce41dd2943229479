"""Parser: texts in, parsed texts out."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from spacy.language import Language

from streams.core.language.naming import Namer
from streams.core.language.pack import LanguagePack
from streams.core.language.parse import Parse
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
    """A spaCy pipeline as it is, but for nouns that it takes for verbs."""

    def __init__(self, nlp: Language, pack: LanguagePack | None = None) -> None:
        self._nlp = nlp
        self._namer = Namer(pack) if pack is not None and pack.words.get("named_nouns") else None

    def __call__(self, text: str) -> Doc:
        """One parsed text."""
        return next(self.pipe((text,)))

    def pipe(self, texts: Iterable[str]) -> Iterator[Doc]:
        """The parsed texts, in their order."""
        for doc in self._nlp.pipe(texts):
            parse = Parse.of(doc)
            if self._namer is not None:
                self._namer.mend(parse)
            yield Doc.of(doc, parse)
