"""Gapping: conjuncts of a clause that leave out its verb, and what they say in its place.

"Germany will send 14 tanks, Poland ten and Norway eight"; "3,000 soldiers to Poland and 1,000 to
Romania"; "signed pacts with Australia in 2022 and with Britain in 2023"; "spoke in May and again
on Monday". A conjunct is what stands between two commas or "and" without a verb, and repeats the
order of what the clause before it told. Small parsers hang its words anywhere, so that it is found
by its sort of phrases, not by its arcs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Span, Token
from streams.core.sentence.phrases import Phrase
from streams.core.times import TimeExpression

_PARTIES = frozenset({"state", "capital", "place", "force", "ministry", "alliance", "people"})
_COMMA = frozenset({",", ";"})
#: Cases by which a conjunct repeats what role its party has.
_REPEATED = frozenset({"with", "to", "from", "by", "in", "at"})
_FUNCTION = frozenset({"ADP", "DET", "PUNCT", "SPACE", "PART"})


@dataclass(frozen=True, slots=True)
class Conjunct:
    """A conjunct without its verb: a party, a count or thing, a time, of which two are told."""

    begin: int
    """Token of the boundary before it."""
    party: Phrase | None
    count: Phrase | None
    time: TimeExpression | None
    bare: bool
    """Whether the party stands where the clause has its subject."""

    @property
    def phrases(self) -> Iterator[Phrase]:
        """Those that belong to it alone."""
        yield from (p for p in (self.party, self.count) if p is not None)


def find(
    sentence: Span,
    phrases: Sequence[Phrase],
    expressions: Sequence[TimeExpression],
    pack: LanguagePack,
) -> list[Conjunct]:
    """The conjuncts of `sentence` that leave out their verb, in order.

    Call it before lists are coordinated: "to Ukraine, Poland ten" is none of states.
    """
    if sum(p.thing is not None or p.number is not None or p.temporal for p in phrases) < 2:
        return []
    verb = next((t for t in sentence if t.pos_ in {"VERB", "AUX"}), None)
    if verb is None:
        return []
    owners = {id(p.owner) for p in phrases if p.owner is not None}
    top = [p for p in phrases if id(p) not in owners]
    found: list[Conjunct] = []
    aside: TimeExpression | None = None
    bounds = [*_boundaries(sentence, top, pack), sentence.end]
    for begin, end in pairwise(bounds):
        if begin < verb.i:
            continue
        segment = [t for t in sentence.doc.tokens[begin:end] if not t.is_space]
        inside = [p for p in top if begin <= p.start < end]
        times = [e for e in expressions if _covers(segment, e)]
        if len(times) == 1 and all(_in(t, times[0]) or t.pos_ in _FUNCTION for t in segment[:-1]):
            # "And, last month, vehicles to Chad": the time of what comes next.
            aside = times[0]
        conjunct = _read(segment, inside, times, pack)
        if conjunct is None or len(times) > 1:
            continue
        if conjunct.time is None:
            conjunct, aside = replace(conjunct, time=aside), None
        clause = found[0].begin if found else begin
        before = [p for p in top if p.end <= clause]
        dated = any(sentence.start_char <= e.start < segment[0].idx for e in expressions)
        if _repeats(conjunct, before, dated=dated):
            found.append(conjunct)
    return found


def own_times(
    sentence: Span, expressions: Sequence[TimeExpression], conjuncts: Sequence[Conjunct]
) -> list[TimeExpression]:
    """The times that are not a conjunct's: where there is no other, its time is that of all."""
    theirs = [c.time for c in conjuncts if c.time is not None]
    inside = [
        e
        for e in expressions
        if sentence.start_char <= e.start < sentence.end_char and e.type == "DATE"
    ]
    if all(e in theirs for e in inside):
        return list(expressions)
    return [e for e in expressions if e not in theirs]


def _boundaries(sentence: Span, phrases: Sequence[Phrase], pack: LanguagePack) -> Iterator[int]:
    """Where something may begin that is coordinated: the token after the comma or the "and"."""
    within = {i for p in phrases for i in range(p.start, p.end)}
    for token in sentence:
        joins = token.text in _COMMA or token.lower_ in pack.words["and"]
        if joins and token.i not in within and token.i + 1 < sentence.end:
            following = sentence.doc.tokens[token.i + 1]
            if following.text not in _COMMA and following.lower_ not in pack.words["and"]:
                yield token.i + 1


def _covers(segment: Sequence[Token], expression: TimeExpression) -> bool:
    return bool(segment) and segment[0].idx <= expression.start < segment[-1].idx + 1


def _read(
    segment: Sequence[Token],
    phrases: Sequence[Phrase],
    times: Sequence[TimeExpression],
    pack: LanguagePack,
) -> Conjunct | None:
    """What the segment tells, if it tells nothing else and at least two things."""
    if not segment:
        return None
    plain = [p for p in phrases if not p.temporal and not _timed(p, times)]
    time = times[0] if times and times[0].type == "DATE" else None
    covered = {i for p in phrases for i in range(p.start, p.end)}
    others = [t for t in segment if t.i not in covered and not any(_in(t, e) for e in times)]
    more = pack.words["further"] | pack.words["again"] | pack.words["and"]
    if any(t.lower_ not in more for t in others if t.pos_ not in _FUNCTION):
        return None
    if any(t.lower_ in pack.words["negation"] for t in others):
        return None
    if not plain:
        again = any(t.lower_ in pack.words["again"] for t in segment)
        return Conjunct(segment[0].i, None, None, time, False) if time and again else None
    if len(plain) > 2:
        return None
    party = next((p for p in plain if _is_party(p)), None)
    count = next((p for p in plain if p is not party and _is_count(p)), None)
    if party is None or len(plain) != 1 + (count is not None):
        return None
    if count is None and (time is None or party.case is None):
        return None
    bare = party.case is None
    if count is not None and (count.case is not None or bare != (party.start < count.start)):
        return None
    return Conjunct(segment[0].i, party, count, time, bare)


def _repeats(conjunct: Conjunct, before: Sequence[Phrase], *, dated: bool) -> bool:
    """Whether the clause before has what the conjunct gives anew."""
    party, count = conjunct.party, conjunct.count
    if count is not None and not any(p.thing is not None and p.case is None for p in before):
        return False
    if count is None and not dated:
        return False
    if party is None:
        return True
    if conjunct.bare:
        return any(p.case is None and p.referents and p.thing is None for p in before)
    return party.case in _REPEATED and any(p.case == party.case and p.referents for p in before)


def _is_party(phrase: Phrase) -> bool:
    countries = {r.country for r in phrase.referents}
    typed = all(r.type in _PARTIES for r in phrase.referents)
    return bool(phrase.referents) and typed and len(countries) == 1 and phrase.thing is None


def _is_count(phrase: Phrase) -> bool:
    """A thing, or a number by itself: "ten", "another 14"."""
    if phrase.thing is not None:
        return True
    if phrase.number is None or phrase.referents:
        return False
    return all(t.pos_ in {"NUM", "DET", "ADV", "ADJ", "ADP"} or t.like_num for t in phrase.span)


def _timed(phrase: Phrase, times: Sequence[TimeExpression]) -> bool:
    return any(e.start <= phrase.char_start < e.end for e in times)


def _in(token: Token, expression: TimeExpression) -> bool:
    return expression.start <= token.idx < expression.end
