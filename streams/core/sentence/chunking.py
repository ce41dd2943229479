"""Chunking: the noun phrases of a sentence, cut on the surface and tied to the parse.

A small parser is wrong often enough that a phrase must not fall apart with one arc. Phrases are cut
by part of speech and word order; the parse says what each hangs on.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from streams.core.language.gazetteer import Match
from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Doc, Span, Token
from streams.core.language.world import Entry
from streams.core.sentence import clause
from streams.core.sentence.extent import NamedTokens, extent, opens
from streams.core.sentence.phrases import Phrase

_HEDGES = ("approximate", "at_least", "at_most")


def cut(
    sentence: Span,
    pack: LanguagePack,
    matches: Sequence[Match[Entry]],
    temporal: Sequence[tuple[int, int]],
) -> list[Phrase]:
    """The phrases of `sentence`, left to right. Offsets of `matches` and `temporal`: the doc's."""
    names = NamedTokens.of(sentence, pack, matches, temporal)
    proper = names.proper
    phrases: list[Phrase] = []
    tokens = sentence.doc.tokens
    genitive = pack.words["genitive"]
    i = sentence.start
    while i < sentence.end:
        if not opens(tokens[i], names):
            i += 1
            continue
        j = _one_state(sentence, i, _whole_range(sentence, i, pack, names), matches)
        if not any(_nominal(t) or t.i in proper for t in tokens[i:j]):
            i = j
            continue
        phrases.append(_phrase(sentence, i, j, pack=pack, temporal=temporal))
        i = j
        if i < sentence.end and tokens[i].lower_ in genitive:
            phrases[-1].genitive = True
            i += 1
    for phrase in phrases:
        phrase.genitive = phrase.genitive or _ends_in_genitive(phrase, matches)
    _own(phrases)
    _past_times(phrases)
    _beside_states(phrases, matches)
    return phrases


def _whole_range(sentence: Span, i: int, pack: LanguagePack, names: NamedTokens) -> int:
    """Where the phrase that begins at `i` ends: "200 | to | 300 soldiers" is one number."""
    doc, j = sentence.doc, extent(sentence, i, pack, names)
    ranges = pack.quantity["ranges"]
    raised = i > sentence.start and pack.cases.get(doc[i - 1].lower_) == "from"
    if raised or not j + 1 < sentence.end or doc[j].lower_ not in ranges:
        return j
    if not (doc[j - 1].like_num and doc[j + 1].like_num and opens(doc[j + 1], names)):
        return j
    return extent(sentence, j + 1, pack, names)


def _states(begin: int, end: int, matches: Sequence[Match[Entry]]) -> list[Match[Entry]]:
    """The names of countries that begin within the offsets [begin, end)."""
    return [
        m for m in matches if begin <= m.start < end and any(e.type == "country" for e in m.entries)
    ]


def _one_state(sentence: Span, i: int, j: int, matches: Sequence[Match[Entry]]) -> int:
    """Where the phrase of tokens [i, j) ends: "leverde Duitsland | Oekraïne tanks" names two."""
    doc = sentence.doc
    found = _states(doc[i].idx, doc[j - 1].idx + len(doc[j - 1]), matches)
    for one, other in pairwise(found):
        told = {e.country for e in one.entries} & {e.country for e in other.entries}
        if other.start == one.end + 1 and not told and doc.text[one.end] == " ":
            return next(t.i for t in doc[i:j] if t.idx >= other.start)
    return j


def _beside_states(phrases: Sequence[Phrase], matches: Sequence[Match[Entry]]) -> None:
    """Hang a state that stands right behind another on the verb: it gets what the other gives."""
    for left, right in pairwise(phrases):
        bare = right.case is None and left.start <= right.root.head.i < left.end
        if right.start != left.end or not bare or left.func not in {"subj", "subjpass"}:
            continue
        if all(_states(p.char_start, p.char_end, matches) for p in (left, right)):
            right.func, right.gov = "iobj", left.gov


def _phrase(
    sentence: Span,
    i: int,
    j: int,
    *,
    pack: LanguagePack,
    temporal: Sequence[tuple[int, int]],
) -> Phrase:
    """The phrase of the tokens [i, j), with the hedge before its number: "up to 200 tanks"."""
    doc = sentence.doc
    start = i
    if any(t.pos_ == "NUM" or t.like_num for t in doc[i:j]):
        hedges = _hedge_words(pack)
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
        head_first=pack.adjectives_after,
    )


def _root(doc: Doc, i: int, j: int) -> Token:
    """The token whose arc leaves the phrase, a noun before anything else."""
    outside = [t for t in doc[i:j] if not i <= t.head.i < j or t.head == t]
    nominal = [t for t in outside if t.pos_ in {"NOUN", "PROPN", "PRON"}]
    return (nominal or outside or [doc[j - 1]])[0]


def _case(
    sentence: Span, start: int, root: Token, pack: LanguagePack
) -> tuple[str | None, int | None]:
    """The case that the preposition before the phrase gives, and the preposition's token."""
    doc = sentence.doc
    k = start - 1
    while k >= sentence.start and doc[k].pos_ in {"ADV", "PUNCT"} and doc[k].text in "\"'“‘„«":
        k -= 1
    k = _before_aside(doc, k, sentence.start, pack)
    if k >= sentence.start:
        two = f"{doc[k - 1].lower_} {doc[k].lower_}" if k > sentence.start else ""
        if two in pack.cases:
            return pack.cases[two], k
        own = doc[k].pos_ == "ADP" or doc[k].head == root
        if doc[k].lower_ in pack.cases and own and doc[k].dep_ not in {"prt", "compound:prt"}:
            return pack.cases[doc[k].lower_], k
        if doc[k].pos_ == "ADP" and doc[k].dep_ == "case":
            # "volgens Berlijn": a case that no frame has, but no bare object either.
            return "other", k
    return None, None


def _before_aside(doc: Doc, k: int, start: int, pack: LanguagePack) -> int:
    """ "With | among others | Germans": the place before words that only say there are more."""
    asides, ends = _asides(pack.words["besides"])
    near = doc.tokens[max(k, 0) : k + 2]
    if not any(token.text.lower() in ends for token in near):
        return k
    for words, size in asides:
        for taken in range(min(size, 2)):
            # The chunk may have taken the last of them for its own: "onder | anderen Duitsers".
            before = k + taken - size
            if before >= start and doc[before + 1 : k + taken + 1].text.lower() == words:
                return before
    return k


@cache
def _asides(besides: frozenset[str]) -> tuple[tuple[tuple[str, int], ...], frozenset[str]]:
    """Each with the number of its words, and the last words of all."""
    asides = tuple((words, words.count(" ") + 1) for words in besides)
    return asides, frozenset(words.rpartition(" ")[2] for words in besides)


def _mostly_temporal(begin: int, end: int, temporal: Sequence[tuple[int, int]]) -> bool:
    covered = sum(max(0, min(e, end) - max(b, begin)) for b, e in temporal)
    return covered * 2 >= end - begin


def _nominal(token: Token) -> bool:
    return token.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "X", "SYM"}


def _possessive(token: Token) -> bool:
    return token.pos_ in {"PRON", "DET"} and (
        clause.function(token) == "gen" or "Yes" in token.morph.get("Poss", [])
    )


def _hedge_words(pack: LanguagePack) -> frozenset[str]:
    return _hedges(*(tuple(pack.quantity[kind]) for kind in _HEDGES))


@cache
def _hedges(*lists: tuple[str, ...]) -> frozenset[str]:
    return frozenset(words for words_of in lists for words in words_of)


def _ends_in_genitive(phrase: Phrase, matches: Sequence[Match[Entry]]) -> bool:
    """ "Poetins bezoek": the name ends before its token does, and a noun follows."""
    if phrase.end >= len(phrase.doc) or phrase.doc[phrase.end].pos_ not in {"NOUN", "ADJ"}:
        return False
    end = phrase.char_end
    return phrase.text.endswith("s") and any(m.end == end - 1 for m in matches)


def _own(phrases: list[Phrase]) -> None:
    """Tie possessors to what they own."""
    for left, right in pairwise(phrases):
        if left.genitive and right.start - left.end <= 1 and right.case is None:
            right.owner = left
            right.case, right.prep = left.case, left.prep
            left.case = None


def _past_times(phrases: Sequence[Phrase]) -> None:
    """Hang on the verb what the parser hung on a weekday: "heeft maandag Warschau bezocht"."""
    times = [p for p in phrases if p.temporal]
    for phrase in phrases:
        for time in times:
            if phrase is not time and time.start <= phrase.gov.i < time.end:
                phrase.gov = clause.governor(time.root)
                phrase.func = "obj" if phrase.case is None else "obl"
