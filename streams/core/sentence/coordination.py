"""Coordination: lists of phrases, tied to their first member once it is known what they are."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from streams.core.language.pack import LanguagePack
from streams.core.sentence import clause
from streams.core.sentence.phrases import Phrase


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
    main = verb.head if verb.dep_ in {"aux", "auxpass", "aux:pass", "aux:tense", "cop"} else verb
    subjects = [c for c in main.children if clause.function(c) in {"subj", "subjpass"}]
    return all(phrase.start <= s.i < phrase.end for s in subjects)


def _new_clause(left: Phrase, right: Phrase) -> bool:
    """Whether "and" opens a clause: "arrived in Kyiv and Russia said"."""
    subjects = {"subj", "subjpass"}
    apart = right.func in subjects and left.func not in subjects and right.root.dep_ != "conj"
    return apart and clause.is_verb(left.gov) and left.gov != right.gov
