"""Phrases: the noun phrases of a sentence, cut on the surface and tied to the parse.

A small parser is wrong often enough that a phrase must not fall apart with one arc. Phrases are cut
by part of speech and word order; the parse says what each hangs on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span, Token

from streams.core import clause
from streams.core.gazetteer import Match
from streams.core.items import Thing
from streams.core.pack import LanguagePack
from streams.core.world import Entry

_NOMINAL = {"NOUN", "PROPN"}
_INSIDE = {"DET", "NUM", "ADJ", "NOUN", "PROPN", "SYM", "X"}


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
    owner: "Phrase | None" = None
    thing: Thing | None = None
    referents: tuple[Referent, ...] = ()
    modifier: Referent | None = None
    """The state that a demonym, possessor or compound part names."""
    attached: list["Phrase"] = field(default_factory=list)

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


def cut(
    sentence: Span,
    pack: LanguagePack,
    matches: Sequence[Match[Entry]],
    temporal: Sequence[tuple[int, int]],
) -> list[Phrase]:
    """The phrases of `sentence`, left to right. Offsets of `matches` and `temporal`: the doc's."""
    covering = _by_token(sentence, matches)
    hedges = _hedge_words(pack)
    phrases: list[Phrase] = []
    i = sentence.start
    while i < sentence.end:
        if not _opens(sentence.doc[i], pack):
            i += 1
            continue
        j = _extent(sentence, i, pack, covering)
        if not any(_nominal(t) for t in sentence.doc[i:j]):
            i = j
            continue
        phrases.append(_phrase(sentence, i, j, pack, covering, temporal, hedges))
        i = j
        if i < sentence.end and sentence.doc[i].lower_ in pack.words["genitive"]:
            phrases[-1].genitive = True
            i += 1
    _link(phrases, pack)
    return phrases


def _nominal(token: Token) -> bool:
    return token.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "X", "SYM"}


def _possessive(token: Token) -> bool:
    return token.pos_ in {"PRON", "DET"} and (
        clause.function(token) == "gen" or "Yes" in token.morph.get("Poss")
    )


def _opens(token: Token, pack: LanguagePack) -> bool:
    if token.pos_ == "PRON":
        return True
    if token.pos_ == "VERB":
        return _attributive(token)
    return token.pos_ in _INSIDE and not token.is_punct


def _attributive(token: Token) -> bool:
    return token.dep_ == "amod" and token.head.i > token.i and token.head.i - token.i <= 3


def _extent(sentence: Span, i: int, pack: LanguagePack, covering: dict[int, int]) -> int:
    doc = sentence.doc
    j = i + 1
    if doc[i].pos_ == "PRON" and not _follows_noun(doc, i, sentence.end):
        return j
    if doc[i].pos_ == "PRON":
        return j
    if _possessive(doc[i]) and doc[i].pos_ == "PRON":
        return j
    while j < sentence.end and _continues(doc, i, j, pack, covering):
        j += 1
    return j


def _follows_noun(doc: Doc, i: int, end: int) -> bool:
    return i + 1 < end and doc[i + 1].pos_ in _NOMINAL and doc[i].head.i > i


def _continues(doc: Doc, i: int, j: int, pack: LanguagePack, covering: dict[int, int]) -> bool:
    token, previous = doc[j], doc[j - 1]
    if j in covering and covering.get(j) == covering.get(j - 1):
        return True
    if token.lower_ in pack.words["genitive"]:
        return False
    if token.text in "-–/" and not token.whitespace_ and not previous.whitespace_:
        return True
    if previous.text in "-–/" and not previous.whitespace_:
        return token.pos_ in _INSIDE
    if token.pos_ == "VERB":
        return _attributive(token) and previous.pos_ not in _NOMINAL
    if token.pos_ not in _INSIDE or token.is_punct:
        return False
    if previous.pos_ in _NOMINAL:
        if token.pos_ in _NOMINAL:
            return _compound(previous, token, i)
        if token.pos_ == "ADJ" and pack.code == "fr":
            return True
        return _within(token, i, j) and token.pos_ in {"ADJ", "NUM"} and token.head.i > j
    if previous.pos_ == "NUM" and token.pos_ == "DET":
        return False
    return True


def _within(token: Token, i: int, j: int) -> bool:
    head = token.head
    return bool(i <= head.i <= j + 2 and token.dep_ in {"compound", "nmod", "flat"})


def _compound(left: Token, right: Token, start: int) -> bool:
    joined = {"compound", "flat", "flat:name", "appos", "nmod", "amod", "nn", "goeswith", "fixed"}
    if left.head.i == right.i and left.dep_ in joined | {"nmod:poss", "poss", "det", "nummod"}:
        # "Poetins bezoek": a genitive without a sign is a phrase of its own.
        return clause.function(left) != "gen"
    if right.head.i == left.i and right.dep_ in joined:
        return True
    if left.head.i == right.head.i and left.dep_ in joined and right.dep_ in joined:
        return True
    if left.head.i == right.head.i and left.dep_ in {"compound", "nmod", "amod"}:
        return True
    if right.dep_ in joined and start <= right.head.i < right.i:
        return True
    return left.pos_ == right.pos_ == "PROPN" and left.ent_iob_ in "BI" and right.ent_iob_ == "I"


def _by_token(sentence: Span, matches: Sequence[Match[Entry]]) -> dict[int, int]:
    covering: dict[int, int] = {}
    for number, match in enumerate(matches):
        for token in sentence:
            if token.idx < match.end and match.start < token.idx + len(token):
                covering.setdefault(token.i, number)
    return covering


def _hedge_words(pack: LanguagePack) -> frozenset[str]:
    found: set[str] = set()
    for kind in ("approximate", "at_least", "at_most"):
        for words in pack.quantity[kind]:
            found.update(words.split())
    return frozenset(found)


def _phrase(
    sentence: Span,
    i: int,
    j: int,
    pack: LanguagePack,
    covering: dict[int, int],
    temporal: Sequence[tuple[int, int]],
    hedges: frozenset[str],
) -> Phrase:
    doc = sentence.doc
    start = i
    if any(t.pos_ == "NUM" or t.like_num for t in doc[i:j]):
        while start > sentence.start and doc[start - 1].lower_ in hedges:
            start -= 1
        # "to at least 40 tanks" keeps its preposition; "up to 40 tanks" is a hedge throughout.
        if start < i and doc[start].pos_ == "ADP" and doc[start].lower_ in pack.cases:
            text = doc[start:i].text.lower()
            if not any(text.startswith(h) for h in pack.quantity["at_most"]) or start + 1 < i:
                start += 0 if text in pack.quantity["at_most"] else 1
    root = _root(doc, i, j)
    case, prep = _case(sentence, start, root, pack)
    begin, end = doc[start].idx, doc[j - 1].idx + len(doc[j - 1])
    return Phrase(
        start=start,
        end=j,
        root=root,
        case=case,
        prep=prep,
        func=clause.function(root),
        gov=clause.governor(root),
        temporal=any(b < end and begin < e for b, e in temporal)
        and _mostly_temporal(begin, end, temporal),
        genitive=clause.function(root) == "gen" or _possessive(root),
    )


def _mostly_temporal(begin: int, end: int, temporal: Sequence[tuple[int, int]]) -> bool:
    covered = sum(max(0, min(e, end) - max(b, begin)) for b, e in temporal)
    return covered * 2 >= end - begin


def _root(doc: Doc, i: int, j: int) -> Token:
    outside = [t for t in doc[i:j] if not i <= t.head.i < j or t.head is t]
    nominal = [t for t in outside if t.pos_ in {"NOUN", "PROPN", "PRON"}]
    return (nominal or outside or [doc[j - 1]])[0]


def _case(
    sentence: Span, start: int, root: Token, pack: LanguagePack
) -> tuple[str | None, int | None]:
    doc = sentence.doc
    k = start - 1
    while k >= sentence.start and doc[k].pos_ in {"ADV", "PUNCT"} and doc[k].text in "\"'“‘„«":
        k -= 1
    if k >= sentence.start:
        two = f"{doc[k - 1].lower_} {doc[k].lower_}" if k > sentence.start else ""
        if two in pack.cases:
            return pack.cases[two], k
        if doc[k].lower_ in pack.cases and doc[k].dep_ not in {"prt", "compound:prt"}:
            return pack.cases[doc[k].lower_], k
    return None, None


def _link(phrases: list[Phrase], pack: LanguagePack) -> None:
    for left, right in zip(phrases, phrases[1:], strict=False):
        between = left.doc[left.end : right.prep if right.prep is not None else right.start]
        words = [t.lower_ for t in between if not t.is_space]
        if left.genitive and not words or (len(words) == 1 and left.genitive):
            right.owner = left
            continue
        joined = bool(words) and all(w == "," or w in pack.words["and"] for w in words)
        same_case = right.case is None or right.case == left.case
        if joined and same_case and _coordinate(left, right, words, pack):
            right.coordinated = left.coordinated or left
            if right.case is None:
                right.case = left.case


def _coordinate(left: Phrase, right: Phrase, words: list[str], pack: LanguagePack) -> bool:
    if left.temporal != right.temporal:
        return False
    conjunct = clause.head_of_conjuncts(right.root)
    if conjunct is not right.root and left.start <= conjunct.i < left.end:
        return True
    if right.root.dep_ == "conj" and left.start <= right.root.head.i < left.end:
        return True
    if any(w in pack.words["and"] for w in words):
        # Not where "and" opens a clause: "arrived in Kyiv and Russia said".
        return clause.function(right.root) not in {"subj", "subjpass"} or (
            clause.function(left.root) in {"subj", "subjpass"}
        )
    return False
