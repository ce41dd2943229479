"""Phrases: noun phrases with what they hang on, and whom they stand for."""

from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from streams.core.gazetteer import Match
from streams.core.items import Count, Thing
from streams.core.world import Entry

_NOMINAL = {"NOUN", "PROPN"}


@dataclass(frozen=True, slots=True)
class Referent:
    """Who or what a phrase stands for. `pointed`: found through a pronoun or a bare title."""

    text: str
    start: int
    end: int
    name: str
    country: str | None
    type: str
    pointed: bool = False
    office: str = ""
    place: str = ""
    """The canonical name of the place, where the words name one ("Minsk" for Belarus)."""


@dataclass(slots=True, eq=False)
class Phrase:
    """A noun phrase: tokens [start, end), its root in the parse, its case and what it hangs on."""

    start: int
    end: int
    root: Token
    case: str | None
    prep: int | None
    func: str
    gov: Token
    matches: tuple[Match[Entry], ...] = ()
    temporal: bool = False
    genitive: bool = False
    coordinated: "Phrase | None" = None
    """The first member of the list that the phrase is a further member of."""
    owner: "Phrase | None" = None
    """The possessor right before it: "Poland's | army"."""
    thing: Thing | None = None
    number: Count | None = None
    """The count that a phrase without an item of its own gives: "dozens"."""
    referents: tuple[Referent, ...] = ()
    modifier: Referent | None = None
    """The state that a demonym, possessor or compound part names."""

    @property
    def doc(self) -> Doc:
        """The parsed paragraph."""
        return self.root.doc

    @property
    def span(self) -> Span:
        """The tokens."""
        return self.doc[self.start : self.end]

    @property
    def text(self) -> str:
        """The words."""
        return str(self.span.text)

    @property
    def char_start(self) -> int:
        """Offset in the paragraph."""
        return int(self.doc[self.start].idx)

    @property
    def char_end(self) -> int:
        """Offset in the paragraph, exclusive."""
        last = self.doc[self.end - 1]
        return int(last.idx + len(last))

    @property
    def head(self) -> Token:
        """The last noun: in Dutch and English what the phrase is about."""
        for token in reversed(self.span):
            if token.pos_ in _NOMINAL:
                return token
        return self.root

    @property
    def lowered(self) -> str:
        """The words in lower case."""
        return self.text.lower()
