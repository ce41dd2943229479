"""Extent: where a noun phrase begins and how far it goes, by parts of speech, names and arcs."""

from collections.abc import Sequence
from dataclasses import dataclass

from streams.core.language.gazetteer import Match
from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Span, Token
from streams.core.language.world import Entry
from streams.core.sentence import clause

_NOMINAL = {"NOUN", "PROPN"}
_PERSONS = frozenset({"person"})
_LANDS = frozenset({"country", "capital", "place"})
_INSIDE = {"DET", "NUM", "ADJ", "NOUN", "PROPN", "SYM", "X"}


@dataclass(frozen=True, slots=True)
class NamedTokens:
    """Where names lie in a sentence, by the numbers of its tokens."""

    covering: dict[int, int]
    """Token -> number of the match that covers it."""
    genitives: frozenset[int]
    """Names with the sign of the genitive attached: "Poetins"."""
    demonyms: frozenset[int]
    known: frozenset[int]
    """Nouns of the military that a tagger may take for something else."""
    temporal: frozenset[int]
    persons: frozenset[int] = frozenset()
    lands: frozenset[int] = frozenset()
    """Names of states, capitals and places."""

    @classmethod
    def of(
        cls,
        sentence: Span,
        pack: LanguagePack,
        matches: Sequence[Match[Entry]],
        temporal: Sequence[tuple[int, int]],
    ) -> "NamedTokens":
        """The names and times of `sentence`, at the doc's offsets, laid over its tokens."""
        begin, end = sentence.start_char, sentence.end_char
        matches = [m for m in matches if m.start < end and begin < m.end]
        return cls(
            _by_token(sentence, matches),
            _genitives(sentence, matches),
            _demonyms(sentence, matches),
            frozenset(t.i for t in sentence if t.lower_ in pack.known),
            _begun_in(sentence, temporal),
            _only(sentence, matches, _PERSONS),
            _only(sentence, matches, _LANDS),
        )

    @property
    def proper(self) -> set[int]:
        """Tokens that a name makes nouns, whatever the tagger says."""
        return (set(self.covering) | self.genitives | self.known) - self.demonyms


def _genitives(sentence: Span, matches: Sequence[Match[Entry]]) -> frozenset[int]:
    ends = {m.end for m in matches}
    if not ends:
        return frozenset()
    return frozenset(
        t.i for t in sentence if t.text.endswith("s") and t.idx + len(t) - 1 in ends and len(t) > 3
    )


def _demonyms(sentence: Span, matches: Sequence[Match[Entry]]) -> frozenset[int]:
    starts = {m.start for m in matches if any(e.type == "demonym" for e in m.entries)}
    return frozenset(t.i for t in sentence if t.idx in starts) if starts else frozenset()


def _only(sentence: Span, matches: Sequence[Match[Entry]], types: frozenset[str]) -> frozenset[int]:
    """The tokens of names that can be nothing but one of `types`."""
    spans = [(m.start, m.end) for m in matches if all(e.type in types for e in m.entries)]
    return _begun_in(sentence, spans)


def _begun_in(sentence: Span, spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The tokens that begin in one of the spans of characters."""
    if not spans:
        return frozenset()
    return frozenset(t.i for t in sentence if any(b <= t.idx < e for b, e in spans))


def _by_token(sentence: Span, matches: Sequence[Match[Entry]]) -> dict[int, int]:
    covering: dict[int, int] = {}
    for number, match in enumerate(matches):
        named = sentence.doc.char_span(match.start, match.end)
        if named is not None:
            for i in range(max(named.start, sentence.start), min(named.end, sentence.end)):
                covering.setdefault(i, number)
    return covering


def opens(token: Token, names: NamedTokens) -> bool:
    """Whether a noun phrase may begin with `token`: names whatever the tagger says."""
    if token.i in names.covering and token.text[:1].isupper():
        return True
    if token.pos_ == "PRON":
        return True
    if token.pos_ == "VERB":
        return _attributive(token)
    return token.pos_ in _INSIDE and not token.is_punct


def _attributive(token: Token) -> bool:
    return token.dep_ == "amod" and token.head.i > token.i and token.head.i - token.i <= 3


def extent(sentence: Span, i: int, pack: LanguagePack, names: NamedTokens) -> int:
    """The token at which the phrase that begins at `i` ends, exclusive. A pronoun stands alone."""
    doc = sentence.doc.tokens
    j = i + 1
    if doc[i].pos_ == "PRON":
        return j
    while j < sentence.end and _continues(doc, i, j, pack, names):
        j += 1
    over = _title_over(sentence, i, j, pack)
    if over > j:
        j = over
        while j < sentence.end and _continues(doc, i, j, pack, names):
            j += 1
    return j


def _title_over(sentence: Span, i: int, j: int, pack: LanguagePack) -> int:
    """Where a title ends that runs over a preposition: "minister van Defensie"."""
    doc = sentence.doc
    starts = [start for start in range(i, j) if doc[start].lower_ in pack.title_starts]
    if not starts:
        return j
    for stop in range(min(j + 4, sentence.end), j, -1):
        for start in starts:
            if doc[start:stop].text.lower() in pack.titles:
                return stop
    return j


def _continues(
    doc: Sequence[Token], i: int, j: int, pack: LanguagePack, names: NamedTokens
) -> bool:
    token, previous = doc[j], doc[j - 1]
    covering = names.covering
    if j - 1 in names.genitives or (j in names.temporal) != (j - 1 in names.temporal):
        return False
    if (j - 1 in names.persons and j in names.lands) or (
        j - 1 in names.lands and j in names.persons
    ):
        # "that Putin China visited": two names side by side are two parties.
        return False
    if j in covering and covering.get(previous.head.i) == covering[j] and previous.head.i > j:
        return True
    if _listed_demonyms(doc, j, names, pack):
        return True
    if previous.lower_ == "," or previous.lower_ in pack.words["and"]:
        return j in names.demonyms
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
    if pack.adjectives_after and token.pos_ == "NUM" and _counts(doc, j):
        # "l'armée malienne | vingt blindés": what is counted follows its number.
        return previous.pos_ not in {*_NOMINAL, "ADJ"} or previous.head.i > j
    if previous.pos_ in _NOMINAL:
        if token.pos_ in _NOMINAL:
            named = token.pos_ == "PROPN" and (
                previous.lower_ in pack.titles or _name_goes_on(doc, i, j, pack, names)
            )
            if named or _reaches(token, previous) or _compound(previous, token, i):
                return True
            # "Russian and U.S. | officials": what the first of the list modifies.
            noun = _noun_of_list(previous)
            return noun is not None and (token is noun or token.head is noun)
        listed = _noun_of_list(previous)
        if listed is not None and token.pos_ == "ADJ" and token.head is listed:
            return True
        if token.pos_ == "ADJ" and pack.adjectives_after:
            return True
        return token.pos_ in {"ADJ", "NUM"} and _shares_head(doc, i, j)
    return token.pos_ != "DET" or previous.pos_ == "DET"


def _counts(doc: Sequence[Token], j: int) -> bool:
    """Whether a noun follows the number at `j`."""
    return j + 1 < len(doc) and doc[j + 1].pos_ == "NOUN"


def _listed_demonyms(doc: Sequence[Token], j: int, names: NamedTokens, pack: LanguagePack) -> bool:
    """ "Armenian and American soldiers", "Estonian, Czech and Swedish commandos"."""
    if doc[j].lower_ != "," and doc[j].lower_ not in pack.words["and"]:
        return False
    k = j + 1
    if k + 1 >= len(doc):
        return False
    if j - 1 in names.demonyms and k in names.demonyms:
        return True
    # "Serbian and Kosovo leaders": names of states do as well where a noun behind them says so.
    either = names.demonyms | names.lands
    return j - 1 in either and k in either and _noun_of_list(doc[k]) is not None


def _noun_of_list(token: Token) -> Token | None:
    """The noun ahead that the list which `token` is a later member of stands before."""
    first = clause.head_of_conjuncts(token)
    noun = first.head
    if first is token or first.dep_ not in {"amod", "nmod", "compound"} or noun.pos_ != "NOUN":
        return None
    return noun if noun.i > token.i else None


def _name_goes_on(
    doc: Sequence[Token], i: int, j: int, pack: LanguagePack, names: NamedTokens
) -> bool:
    """Whether a surname follows a first name behind a title, neither known to a table."""
    if doc[j - 1].pos_ != "PROPN" or j in names.covering or j - 1 in names.covering:
        return False
    return doc[j].text[:1].isupper() and any(t.lower_ in pack.titles for t in doc[i : j - 1])


def _shares_head(doc: Sequence[Token], i: int, j: int) -> bool:
    """Whether an earlier word of the phrase and the word at `j` modify one noun ahead."""
    head = doc[j].head
    return j < head.i <= j + 3 and any(
        t.head.i == head.i and t.dep_ in {"amod", "compound", "nmod", "nummod", "det", "poss"}
        for t in doc[i:j]
    )


def _reaches(right: Token, left: Token) -> bool:
    """Whether a name hangs, over its own parts, on the noun before it."""
    token = right
    for _ in range(3):
        if token.dep_ not in {"compound", "flat", "flat:name", "appos", "nmod"}:
            return False
        if any(c.dep_ == "case" for c in token.children):
            return False
        token = token.head
        if token.i == left.i:
            return right.pos_ == "PROPN"
    return False


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
    return right.dep_ in joined and start <= right.head.i < right.i
