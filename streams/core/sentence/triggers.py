"""Triggers: the words of a sentence that may tell an event."""

from collections.abc import Sequence
from dataclasses import dataclass

from streams.core.language.pack import LanguagePack, Trigger
from streams.core.language.tokens import Span, Token
from streams.core.sentence import clause
from streams.core.sentence.phrases import Phrase

#: Shortest noun that may be the last part of a compound ("tank|levering").
COMPOUND_MINIMUM = 6


#: Arcs from a verb to the words of a fixed phrase, or the first of them.
_FIXED = frozenset({"compound:prt", "obl", "obl:mod", "fixed", "case", "advmod"})
#: Particles as long as this are nouns of fixed phrases: "ontvangst", "delivery"; shorter ones may
#: be, where the tagger takes them for no preposition: "op de been brengen".
_NOMINAL_PARTICLE = 6
_SHORT_NOMINAL = 4


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A trigger in the text. `phrase` is the noun phrase it heads, None for a verb."""

    token: Token
    trigger: Trigger
    phrase: Phrase | None
    prefix: str = ""
    """What stands before the trigger in a compound, in lower case."""


def find(sentence: Span, pack: LanguagePack, phrases: Sequence[Phrase]) -> list[Occurrence]:
    """All readings of all triggers in `sentence`, in order."""
    by_token = {t.i: p for p in phrases for t in p.span}
    found: list[Occurrence] = []
    for token in sentence:
        if token.dep_ in {"aux", "auxpass", "aux:pass", "aux:tense"}:
            continue
        if token.dep_ == "amod" and token.lower_ in pack.military["joint"]:
            # "An integrated battle group" is of one kind rather than put together now.
            continue
        if token.dep_ == "amod" and token.pos_ == "VERB" and not clause.is_participle(token):
            continue
        if (
            token.pos_ in {"VERB", "AUX"}
            or (token.pos_ == "ADJ" and _verbal_adjective(token))
            or (token.lower_ in pack.verbs and (_has_auxiliary(token) or _conjoined_verb(token)))
        ):
            found += _verbs(token, pack)
        if token.pos_ in {"NOUN", "PROPN"} or (
            token.pos_ in {"VERB", "ADJ"} and _gerund_noun(token)
        ):
            found += _nouns(token, pack, by_token.get(token.i))
    return found


def _verbal_adjective(token: Token) -> bool:
    """ "stationed" with the participle taken for an adjective; "close" is no form of "to close"."""
    return token.dep_ in {"ROOT", "acl", "advcl", "xcomp", "ccomp", "acl:relcl", "conj", "amod"}


def _has_auxiliary(token: Token) -> bool:
    """ "is geland" with the participle taken for a noun: an auxiliary or copula depends on it."""
    return token.dep_ not in {"obj", "obl"} and any(
        c.dep_ in {"aux", "aux:pass", "aux:tense", "auxpass", "cop"} for c in token.children
    )


def _conjoined_verb(token: Token) -> bool:
    """ "chose it and *send* a battalion": a bare noun in a row with a verb is another verb."""
    if token.pos_ != "NOUN" or token.dep_ != "conj" or token.head.pos_ != "VERB":
        return False
    return not any(c.dep_ in {"det", "amod", "nummod", "case"} for c in token.children)


def _gerund_noun(token: Token) -> bool:
    return token.tag_ == "VBG" and any(c.dep_ in {"det", "poss", "amod"} for c in token.children)


def _verbs(token: Token, pack: LanguagePack) -> list[Occurrence]:
    candidates = pack.verbs.get(token.lower_) or pack.verbs.get(token.lemma_.lower(), ())
    apart = clause.particle(token)
    if apart is not None and any(c.lower_ in pack.pronouns["place"] for c in token.children):
        # "Reisde er in mei voor naar Rabat": the other half of an adverb, not of the verb.
        apart = apart if apart in _particles(candidates) else None
    if token.dep_ == "obj":
        # "Legde bezoeken af aan": a noun taken for a verb, and the particle of the verb above it.
        apart = None
    reflexive = _reflexive(token, pack)
    own = {t.frame.kind for t in candidates if reflexive and t.particle in pack.words["reflexive"]}
    found = []
    modifies = token.dep_ in {"amod", "acl"}
    for trigger in candidates:
        if modifies and trigger.status is not None:
            # "the tanks promised by Spain arrived": what was promised is told by the other verb.
            continue
        if trigger.particle in pack.words["reflexive"]:
            fits = reflexive
        elif trigger.particle is None and trigger.frame.kind in own:
            # "s'entraîner" tells who is trained, "entraîner" who trains.
            fits = False
        elif trigger.particle is None:
            # A separable verb is another verb ("omkomen"); an English particle often adds little.
            talk = trigger.frame.kind == "meeting"
            bare = apart is None or not (talk or _separable(token))
            fits = bare and apart not in _particles(candidates)
            fits = fits and not _joined(token, candidates)
        else:
            fits = (
                apart == trigger.particle
                or token.lower_.startswith(trigger.particle)
                or any(
                    c.lower_ == trigger.particle and (c.i > token.i or c.pos_ == "NOUN")
                    for c in token.children
                )
                or (len(trigger.particle) >= _SHORT_NOMINAL and _beside(token, trigger.particle))
            )
        if fits:
            found.append(Occurrence(token, trigger, None))
    return found


def _beside(token: Token, noun: str) -> bool:
    """Whether the noun of a fixed phrase goes with the verb: "in ontvangst genomen"."""
    near = token.doc[max(token.sent.start, token.i - 3) : min(token.sent.end, token.i + 4)]
    # "Nam ... *in* ontvangst": the noun may hang on its preposition.
    fixed = [c for child in token.children if child.dep_ in _FIXED for c in child.children]
    sure = len(noun) >= _NOMINAL_PARTICLE
    told = [t for t in (*token.children, *fixed, *near) if t.lower_ == noun]
    if any(sure or t.pos_ not in {"ADP", "ADV"} for t in told):
        return True
    return clause.is_finite(token) and _closes(token, noun)


def _closes(verb: Token, noun: str) -> bool:
    """ "Nam het leger twintig tanks uit Rusland *in ontvangst*": whether the noun, with its
    preposition, ends the clause that the verb opens."""
    for word in verb.doc[verb.i + 1 : verb.sent.end]:
        if word.pos_ in {"VERB", "AUX"} and clause.is_finite(word):
            return False
        if word.lower_ == noun:
            before = verb.doc[max(verb.i, word.i - 2) : word.i]
            return any(t.pos_ == "ADP" for t in before)
    return False


def _reflexive(token: Token, pack: LanguagePack) -> bool:
    """ "S'entraîne", "se sont entraînés": whether the verb has a reflexive pronoun before it."""
    words = pack.words["reflexive"]
    return bool(words) and any(c.lower_ in words and c.i < token.i for c in token.children)


def _separable(token: Token) -> bool:
    return any(c.dep_ == "compound:prt" and c.pos_ in {"ADP", "ADV"} for c in token.children)


def _particles(candidates: Sequence[Trigger]) -> set[str]:
    return {t.particle for t in candidates if t.particle}


def _joined(token: Token, candidates: Sequence[Trigger]) -> bool:
    return any(t.particle and token.lower_.startswith(t.particle) for t in candidates)


def _nouns(token: Token, pack: LanguagePack, phrase: Phrase | None) -> list[Occurrence]:
    if phrase is None:
        return []
    lowered = token.lower_
    if token.i + 1 < phrase.end:
        pair = f"{lowered} {token.doc[token.i + 1].lower_}"
        if pair in pack.nouns:
            return [Occurrence(token.doc[token.i + 1], t, phrase) for t in pack.nouns[pair]]
    if token not in (phrase.head, phrase.root):
        # "the supply ship": a part of a compound tells what the thing is, not what happens.
        return []
    direct = pack.nouns.get(lowered) or pack.nouns.get(token.lemma_.lower())
    if direct:
        return [Occurrence(token, t, phrase) for t in direct]
    if not pack.compounds:
        return []
    tail = lowered.rpartition("-")[2]
    if tail != lowered and tail in pack.nouns:
        # "Quad-top": a hyphen says where the last part begins, however short it is.
        prefix = lowered[: -len(tail) - 1]
        return [Occurrence(token, t, phrase, prefix) for t in pack.nouns[tail]]
    for size in range(len(lowered) - 2, COMPOUND_MINIMUM - 1, -1):
        tail = lowered[-size:]
        if tail in pack.nouns:
            prefix = lowered[:-size].rstrip("-")
            return [Occurrence(token, t, phrase, prefix) for t in pack.nouns[tail]]
    return []
