"""Ties: how a phrase stands to a word, and how sure that is."""

from collections.abc import Sequence
from typing import NamedTuple

from streams.core.language.tokens import Token
from streams.core.sentence import clause
from streams.core.sentence.phrases import Phrase


class Link(NamedTuple):
    """How a phrase stands to a trigger: the slot it could fill, and how sure the tie is."""

    phrase: Phrase
    slot: str
    strength: float


def slot_of(phrase: Phrase, *, passive: bool) -> str | None:
    """The slot of a phrase under its own verb, in the active view."""
    if phrase.case == "by" and passive:
        return "subj"
    if phrase.func == "agent":
        return "subj"
    if phrase.case is not None:
        return phrase.case
    if phrase.func in {"subj", "subjpass"}:
        return "obj" if passive else "subj"
    if phrase.func in {"obj", "iobj"}:
        return phrase.func
    if phrase.func in {"obl", "obl:arg"}:
        return "iobj"
    return None


def leader_of(phrase: Phrase) -> Phrase:
    """The first phrase of the list that `phrase` is in, or itself."""
    return phrase.coordinated or phrase


def is_under(verb: Token, phrase: Phrase) -> bool:
    """Whether `phrase` hangs on `verb` or on a word that serves it."""
    gov = phrase.gov
    if gov.i == verb.i:
        return True
    return gov.head.i == verb.i and gov.dep_ in {
        "aux",
        "auxpass",
        "aux:pass",
        "cop",
        "prt",
        "compound:prt",
    }


def phrase_at(token: Token, phrases: Sequence[Phrase]) -> Phrase | None:
    """The phrase that holds `token`."""
    for phrase in phrases:
        if phrase.start <= token.i < phrase.end:
            return phrase
    return None


def verb_over(noun: Phrase) -> Token | None:
    """The verb or predicate that governs the phrase of an event noun, None where there is none."""
    token = clause.head_of_conjuncts(noun.root)
    for _, parent in clause.ancestors(token):
        if clause.is_verb(parent):
            return parent
        if parent.pos_ == "ADJ" and any(c.dep_ in {"cop", "aux"} for c in parent.children):
            return parent
    if any(c.dep_ == "cop" for c in noun.root.children):
        return noun.root
    return None
