"""Phrases: the noun phrases of a sentence, cut on the surface and tied to the parse.

A small parser is wrong often enough that a phrase must not fall apart with one arc. Phrases are cut
by part of speech and word order; the parse says what each hangs on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from spacy.tokens import Doc, Span, Token

from streams.core import clause
from streams.core.gazetteer import Match
from streams.core.items import Count, Thing
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
    owner: "Phrase | None" = None
    thing: Thing | None = None
    number: Count | None = None
    """The count that a phrase without an item of its own gives: "dozens"."""
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
    names = _Names(
        covering,
        _genitives(sentence, matches),
        _demonyms(sentence, matches),
        frozenset(t.i for t in sentence if t.lower_ in pack.known),
        frozenset(t.i for t in sentence if any(b <= t.idx < e for b, e in temporal)),
    )
    phrases: list[Phrase] = []
    i = sentence.start
    while i < sentence.end:
        if not _opens(sentence.doc[i], pack):
            i += 1
            continue
        j = _extent(sentence, i, pack, names)
        if not any(_nominal(t) or t.i in names.proper for t in sentence.doc[i:j]):
            i = j
            continue
        phrases.append(_phrase(sentence, i, j, pack, covering, temporal, hedges))
        i = j
        if i < sentence.end and sentence.doc[i].lower_ in pack.words["genitive"]:
            phrases[-1].genitive = True
            i += 1
    for phrase in phrases:
        phrase.genitive = phrase.genitive or _ends_in_genitive(phrase, matches)
    _own(phrases)
    _past_times(phrases)
    return phrases


def _past_times(phrases: Sequence[Phrase]) -> None:
    """Hang on the verb what the parser hung on a weekday: "heeft maandag Warschau bezocht"."""
    times = [p for p in phrases if p.temporal]
    for phrase in phrases:
        for time in times:
            if phrase is not time and time.start <= phrase.gov.i < time.end:
                phrase.gov = clause.governor(time.root)
                phrase.func = "obj" if phrase.case is None else "obl"


def spread(phrases: Sequence[Phrase]) -> None:
    """Give "the ministers of Poland and Lithuania", "troops from A and B" a referent a state."""
    for phrase, following in pairwise(phrases):
        if following.prep != phrase.end or not following.referents or not phrase.referents:
            continue
        first = phrase.referents[0]
        if first.country != following.referents[0].country or first.country is None:
            continue
        for member in phrases:
            if (
                member.coordinated is following
                and member.referents
                and member.case == following.case
            ):
                state = member.referents[0]
                if state.country and all(r.country != state.country for r in phrase.referents):
                    kind = "person" if first.type == "person" else first.type
                    phrase.referents += (
                        replace(first, name=state.name, country=state.country, type=kind),
                    )


def _ends_in_genitive(phrase: Phrase, matches: Sequence[Match[Entry]]) -> bool:
    """ "Poetins bezoek": the name ends before its token does, and a noun follows."""
    if phrase.end >= len(phrase.doc) or phrase.doc[phrase.end].pos_ not in {"NOUN", "ADJ"}:
        return False
    end = phrase.char_end
    return phrase.text.endswith("s") and any(m.end == end - 1 for m in matches)


def _nominal(token: Token) -> bool:
    return token.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "X", "SYM"}


def _possessive(token: Token) -> bool:
    return token.pos_ in {"PRON", "DET"} and (
        clause.function(token) == "gen" or "Yes" in token.morph.get("Poss", [])
    )


def _opens(token: Token, pack: LanguagePack) -> bool:
    if token.pos_ == "PRON":
        return True
    if token.pos_ == "VERB":
        return _attributive(token)
    return token.pos_ in _INSIDE and not token.is_punct


def _attributive(token: Token) -> bool:
    return token.dep_ == "amod" and token.head.i > token.i and token.head.i - token.i <= 3


def _extent(sentence: Span, i: int, pack: LanguagePack, names: "_Names") -> int:
    doc = sentence.doc
    j = i + 1
    if doc[i].pos_ == "PRON" and not _follows_noun(doc, i, sentence.end):
        return j
    if doc[i].pos_ == "PRON":
        return j
    if _possessive(doc[i]) and doc[i].pos_ == "PRON":
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
    for stop in range(min(j + 4, sentence.end), j, -1):
        for start in range(i, j):
            if doc[start:stop].text.lower() in pack.titles:
                return stop
    return j


def _follows_noun(doc: Doc, i: int, end: int) -> bool:
    return i + 1 < end and doc[i + 1].pos_ in _NOMINAL and doc[i].head.i > i


@dataclass(frozen=True, slots=True)
class _Names:
    """Where names lie: token -> number of its match; tokens that are genitives; demonyms."""

    covering: dict[int, int]
    genitives: frozenset[int]
    demonyms: frozenset[int]
    known: frozenset[int]
    temporal: frozenset[int]

    @property
    def proper(self) -> set[int]:
        """Tokens that a name makes nouns, whatever the tagger says."""
        return (set(self.covering) | self.genitives | self.known) - self.demonyms


def _genitives(sentence: Span, matches: Sequence[Match[Entry]]) -> frozenset[int]:
    ends = {m.end for m in matches}
    return frozenset(
        t.i for t in sentence if t.text.endswith("s") and t.idx + len(t) - 1 in ends and len(t) > 3
    )


def _demonyms(sentence: Span, matches: Sequence[Match[Entry]]) -> frozenset[int]:
    starts = {m.start for m in matches if any(e.type == "demonym" for e in m.entries)}
    return frozenset(t.i for t in sentence if t.idx in starts)


def _listed_demonyms(doc: Doc, j: int, names: _Names, pack: LanguagePack) -> bool:
    """ "Armenian and American soldiers", "Estonian, Czech and Swedish commandos"."""
    if doc[j].lower_ not in {",", *pack.words["and"]}:
        return False
    k = j + 1
    return j - 1 in names.demonyms and k in names.demonyms and k + 1 < len(doc)


def _continues(doc: Doc, i: int, j: int, pack: LanguagePack, names: _Names) -> bool:
    token, previous = doc[j], doc[j - 1]
    covering = names.covering
    if j - 1 in names.genitives or (j in names.temporal) != (j - 1 in names.temporal):
        return False
    if j in covering and covering.get(previous.head.i) == covering[j] and previous.head.i > j:
        return True
    if _listed_demonyms(doc, j, names, pack):
        return True
    if previous.lower_ in {",", *pack.words["and"]}:
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
    if previous.pos_ in _NOMINAL:
        if token.pos_ in _NOMINAL:
            named = token.pos_ == "PROPN" and (
                previous.lower_ in pack.titles or _name_goes_on(doc, i, j, pack, names)
            )
            return named or _reaches(token, previous) or _compound(previous, token, i)
        if token.pos_ == "ADJ" and pack.adjectives_after:
            return True
        return token.pos_ in {"ADJ", "NUM"} and _shares_head(doc, i, j)
    return token.pos_ != "DET" or previous.pos_ == "DET"


def _name_goes_on(doc: Doc, i: int, j: int, pack: LanguagePack, names: _Names) -> bool:
    """Whether a surname follows a first name behind a title, neither known to a table."""
    if doc[j - 1].pos_ != "PROPN" or j in names.covering or j - 1 in names.covering:
        return False
    return doc[j].text[:1].isupper() and any(t.lower_ in pack.titles for t in doc[i : j - 1])


def _shares_head(doc: Doc, i: int, j: int) -> bool:
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
    kinds = ("approximate", "at_least", "at_most")
    return frozenset(words for kind in kinds for words in pack.quantity[kind])


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
        for width in (4, 3, 2, 1):
            if i - width >= sentence.start and doc[i - width : i].text.lower() in hedges:
                start = i - width
                break
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
    outside = [t for t in doc[i:j] if not i <= t.head.i < j or t.head == t]
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
        own = doc[k].pos_ == "ADP" or doc[k].head == root
        if doc[k].lower_ in pack.cases and own and doc[k].dep_ not in {"prt", "compound:prt"}:
            return pack.cases[doc[k].lower_], k
    return None, None


def _own(phrases: list[Phrase]) -> None:
    """Tie possessors to what they own."""
    for left, right in pairwise(phrases):
        if left.genitive and right.start - left.end <= 1 and right.case is None:
            right.owner = left
            right.case, right.prep = left.case, left.prep
            left.case = None


def coordinate(phrases: Sequence[Phrase], pack: LanguagePack) -> None:
    """Tie the members of lists to the first: "Polen, Litouwen en Letland".

    Call it when the phrases are read: members of a list are of one sort, parties or items.
    """
    pending: list[Phrase] = []
    owners = {id(p.owner) for p in phrases if p.owner is not None}
    top = [p for p in phrases if id(p) not in owners]
    for left, right in pairwise(top):
        begin = right.owner.start if right.owner is not None else right.start
        between = left.doc[left.end : right.prep if right.prep is not None else begin]
        words = [t.lower_ for t in between if not t.is_space]
        joined = bool(words) and all(w in {",", "("} or w in pack.words["and"] for w in words)
        if not joined or not _alike(left, right) or right.case not in {None, left.case}:
            pending = []
            continue
        if left.func not in {"subj", "subjpass"} and _opens_clause(right):
            pending = []
            continue
        if not any(w in pack.words["and"] for w in words):
            pending = [*(pending or [left]), right]
            if _conjoined(left, right):
                _join(left, right)
            continue
        if not pending and not _conjoined(left, right) and _new_clause(left, right):
            continue
        for member in (pending or [left])[1:]:
            _join(pending[0], member)
        _join(pending[0] if pending else left, right)
        pending = []


def _alike(left: Phrase, right: Phrase) -> bool:
    if left.temporal or right.temporal:
        return False
    if left.thing is not None and right.thing is not None:
        return True
    return bool(left.referents) and bool(right.referents)


def _join(leader: Phrase, member: Phrase) -> None:
    first = leader.coordinated or leader
    if first is not member:
        member.coordinated = first
        if member.case is None:
            member.case = first.case


def _conjoined(left: Phrase, right: Phrase) -> bool:
    conjunct = clause.head_of_conjuncts(right.root)
    return conjunct != right.root and (
        left.start <= conjunct.i < left.end or left.start <= right.root.head.i < left.end
    )


def _opens_clause(phrase: Phrase) -> bool:
    """Whether a finite verb follows at once: "in Kyiv and Scholz stayed"."""
    doc = phrase.doc
    if phrase.end >= len(doc) or phrase.case is not None:
        return False
    verb = doc[phrase.end]
    if verb.pos_ not in {"VERB", "AUX"} or "Fin" not in verb.morph.get("VerbForm", []):
        return False
    main = verb.head if verb.dep_ in {"aux", "auxpass", "aux:pass", "cop"} else verb
    subjects = [c for c in main.children if clause.function(c) in {"subj", "subjpass"}]
    return all(phrase.start <= s.i < phrase.end for s in subjects)


def _new_clause(left: Phrase, right: Phrase) -> bool:
    """Whether "and" opens a clause: "arrived in Kyiv and Russia said"."""
    subjects = {"subj", "subjpass"}
    apart = right.func in subjects and left.func not in subjects and right.root.dep_ != "conj"
    return apart and clause.is_verb(left.gov) and left.gov != right.gov
