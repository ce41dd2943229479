"""Respelling: a parser is shown words as it knows them.

A small pipeline has seen few texts: one trained on straight apostrophes alone takes a typographic
one for part of a noun, and a number in letters for a verb. It is shown the sign or the digits that
it knows in their place, token for token; what it says is mended and laid over the text again.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from spacy.language import Language
from spacy.tokens import Doc, Token

from streams.core.language.mending import Mender, Parse
from streams.core.language.pack import LanguagePack
from streams.core.language.world import World

#: What stands for any number in letters.
_NUMBER = "12"


class Parser(Protocol):
    """What parses texts: a pipeline, or one that is shown other spellings."""

    def __call__(self, text: str) -> Doc:
        """One parsed text."""
        ...

    def pipe(self, texts: Iterable[str]) -> Iterator[Doc]:
        """The parsed texts, in their order."""
        ...


class Respelling:
    """A pipeline of one language, shown the words as its pack says."""

    def __init__(self, nlp: Language, pack: LanguagePack, world: World) -> None:
        self._nlp = nlp
        self._pack = pack
        self._signs = str.maketrans(dict(pack.respelling["signs"]))
        named = world.gazetteer.names()
        demonyms = frozenset(name for name, entry, _ in named if entry.type == "demonym")
        self._mender = Mender(pack, demonyms)

    def __call__(self, text: str) -> Doc:
        """One parsed text."""
        return next(self.pipe((text,)))

    def pipe(self, texts: Iterable[str]) -> Iterator[Doc]:
        """The parsed texts, in their order; each document holds the words of its text."""
        tokenized = (self._nlp.make_doc(text) for text in texts)
        pairs = ((self._shown(doc), doc) for doc in tokenized)
        for parsed, doc in self._nlp.pipe(pairs, as_tuples=True):
            yield self._restored(parsed, doc)

    def _shown(self, doc: Doc) -> Doc:
        words = [self._spelled(token) for token in doc]
        return Doc(doc.vocab, words=words, spaces=[bool(t.whitespace_) for t in doc])

    def _spelled(self, token: Token) -> str:
        parts = token.lower_.split("-")
        if all(part in self._pack.numbers for part in parts):
            # "un" is an article as well.
            alone = len(parts) == 1 and self._pack.numbers[parts[0]] == 1
            return token.text if alone else _NUMBER
        return token.text.translate(self._signs)

    def _restored(self, parsed: Doc, doc: Doc) -> Doc:
        if not len(doc):
            return parsed
        parse = Parse.of(parsed)
        parse.words = [token.lower_ for token in doc]
        for i, token in enumerate(parsed):
            if token.text != doc[i].text:
                parse.lemmas[i] = doc[i].lower_
        self._mender.mend(parse)
        return Doc(
            doc.vocab,
            words=[token.text for token in doc],
            spaces=[bool(token.whitespace_) for token in doc],
            tags=parse.tags,
            pos=parse.pos,
            morphs=parse.morphs,
            lemmas=parse.lemmas,
            heads=parse.heads,
            deps=parse.deps,
        )
