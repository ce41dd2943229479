"""Phrases: noun phrases with what they hang on, and whom they stand for."""

from dataclasses import dataclass, field

from streams.core.language.gazetteer import Match
from streams.core.language.items import Count, Thing
from streams.core.language.tokens import Doc, Span, Token
from streams.core.language.world import Entry

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
    nameless: bool = False
    """A person told by office and state alone, whose name is that of the state."""


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
    head_first: bool = False
    """Whether the language puts what a noun phrase is about before what modifies it."""
    modifier: Referent | None = None
    """The state that a demonym, possessor or compound part names."""

    # What the rules ask of a phrase again and again, and what never changes.
    doc: Doc = field(init=False, repr=False)
    """The parsed paragraph."""
    span: Span = field(init=False, repr=False)
    """The tokens."""
    tokens: tuple[Token, ...] = field(init=False, repr=False)
    text: str = field(init=False)
    """The words."""
    lowered: str = field(init=False, repr=False)
    """The words in lower case."""
    char_start: int = field(init=False, repr=False)
    """Offset in the paragraph."""
    char_end: int = field(init=False, repr=False)
    """Offset in the paragraph, exclusive."""
    head: Token = field(init=False, repr=False)
    """What the phrase is about: in Dutch and English its last noun, in French its first."""

    def __post_init__(self) -> None:
        self.doc = self.root.doc
        self.span = self.doc[self.start : self.end]
        self.tokens = tuple(self.span)
        self.text = str(self.span.text)
        self.lowered = self.text.lower()
        self.char_start, self.char_end = self.span.start_char, self.span.end_char
        ordered = self.tokens if self.head_first else reversed(self.tokens)
        self.head = next((t for t in ordered if t.pos_ in _NOMINAL), self.root)
