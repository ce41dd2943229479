"""Roles: which phrase fills which slot of a frame, by syntax, case, order and type together."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from streams.core import clause
from streams.core.pack import LanguagePack
from streams.core.phrases import Phrase
from streams.core.triggers import Occurrence

#: Fillers that a slot takes only by order or nearness score below this share of a sure one.
_NEAR = 0.35
#: Phrases that are looked at around a trigger. Sentences have some ten; only lists and texts
#: without full stops have more, and would cost the cube of their length.
_MOST_PHRASES = 48


@dataclass(frozen=True, slots=True)
class Link:
    """How a phrase stands to a trigger: the slot it could fill, and how sure the tie is."""

    phrase: Phrase
    slot: str
    strength: float


def links(occurrence: Occurrence, phrases: Sequence[Phrase], pack: LanguagePack) -> list[Link]:
    """All ties between a trigger and the phrases of its sentence, the nearest of a long one."""
    found: list[Link] = []
    if len(phrases) > _MOST_PHRASES:
        place = occurrence.token.i
        phrases = sorted(phrases, key=lambda p: abs(p.start - place))[:_MOST_PHRASES]
        phrases = sorted(phrases, key=lambda p: p.start)
    for phrase in phrases:
        if phrase is occurrence.phrase:
            found.append(Link(phrase, "head", 1.0))
            continue
        if phrase.temporal:
            continue
        if occurrence.phrase is None:
            found += _verb_links(occurrence, phrase, phrases, pack)
        else:
            found += _noun_links(occurrence.phrase, phrase, phrases, pack)
    return _best(found)


def _best(found: Sequence[Link]) -> list[Link]:
    best: dict[tuple[int, str], Link] = {}
    for link in found:
        key = (link.phrase.start, link.slot)
        if key not in best or best[key].strength < link.strength:
            best[key] = link
    return list(best.values())


def _slot(phrase: Phrase, *, passive: bool) -> str | None:
    """The slot of a phrase under its own verb, in the active view."""
    if phrase.case == "by" and passive:
        return "subj"
    if phrase.func == "agent":
        return "subj"
    if phrase.case is not None:
        return phrase.case
    if phrase.func == "subj":
        return "obj" if passive else "subj"
    if phrase.func == "subjpass":
        return "obj" if passive else "subj"
    if phrase.func in {"obj", "iobj"}:
        return phrase.func
    if phrase.func in {"obl", "obl:arg"}:
        return "iobj"
    return None


def _leader(phrase: Phrase) -> Phrase:
    return phrase.coordinated or phrase


#: Cases of what may hang on an object in the parse and yet belongs to the verb.
_GOAL_CASES = frozenset({"to", "for", "from", "in", "with", "by", "at", "on", "between"})
#: Cases of an event that is but the circumstance of what the verb tells.
_CIRCUMSTANCE = frozenset({"during", "after", "before", "at", "on", "for", "in"})

#: Verbs of coming and being have no passive: "zijn aangekomen" is their perfect.
_INTRANSITIVE = frozenset(
    {"visit.go", "visit.leave", "deployment.arrive", "deployment.be", "delivery.arrive"}
)


def _verb_links(
    occurrence: Occurrence, phrase: Phrase, phrases: Sequence[Phrase], pack: LanguagePack
) -> list[Link]:
    verb = occurrence.token
    passive = occurrence.trigger.frame.id not in _INTRANSITIVE and (
        clause.is_passive(verb, pack.words["passive"]) or _bare_participle(verb)
    )
    leader = _leader(phrase)
    found: list[Link] = []
    if verb.dep_ == "cop":
        return _copula_links(verb, phrase, leader)
    if _governs(verb, leader):
        slot = _slot(leader, passive=passive)
        if slot is not None:
            found.append(Link(phrase, slot, 1.0))
            if slot == "iobj" and leader.func != "iobj":
                found.append(Link(phrase, "obj", 0.7))
            if slot == "obj" and leader.case is None:
                # "heeft Belarus ook raketten geleverd": bare recipients pass for objects.
                found.append(Link(phrase, "iobj", 0.7))
            elif slot == "subj" and leader.case is None:
                if phrase.start > verb.i:
                    found.append(Link(phrase, "obj", 0.4))
                if _second_subject(verb, leader, phrases):
                    found.append(Link(phrase, "iobj", 0.7))
                    found.append(Link(phrase, "obj", 0.6))
        elif not leader.genitive:
            found.append(Link(phrase, "obj" if phrase.start > verb.i else "subj", 0.5))
            found.append(Link(phrase, "iobj", 0.5))
    if _stands_before(phrase, verb):
        found.append(Link(phrase, "obj" if passive else "subj", 0.97))
    host = _phrase_of(leader.gov, phrases)
    if host is not None and host is not leader and leader.case is not None:
        # "170 tanks to Ukraine": the goal may hang on the object.
        if _governs(verb, _leader(host)) and leader.case in _GOAL_CASES:
            found.append(Link(phrase, leader.case, 0.75))
    found += _inherited(verb, phrase, leader, phrases, passive=passive, pack=pack)
    found += _relative(verb, phrase, pack, passive=passive)
    if not found:
        found += _nearby(verb, phrase, leader, passive=passive, pack=pack)
    return found


def _stands_before(phrase: Phrase, verb: Token) -> bool:
    """ "and Poland delivered": what stands right before a finite verb without subject is it."""
    start = min([verb.i, *(a.i for a in clause.auxiliaries(verb))])
    return (
        phrase.end == start
        and phrase.func == "conj"
        and clause.is_finite(verb)
        and not clause.has_subject(verb)
    )


def _second_subject(verb: Token, phrase: Phrase, phrases: Sequence[Phrase]) -> bool:
    """Whether the parse took a bare object for a subject: the clause has one before it."""
    return any(
        p is not phrase and p.start < phrase.start and p.func == "subj" and _governs(verb, p)
        for p in phrases
        if p.coordinated is None and p.case is None
    )


def _copula_links(verb: Token, phrase: Phrase, leader: Phrase) -> list[Link]:
    """ "Duda is in Seoul": UD makes the place the head and the verb its copula."""
    predicate = verb.head
    if leader.start <= predicate.i < leader.end:
        return [Link(phrase, leader.case, 1.0)] if leader.case is not None else []
    if leader.gov.i == predicate.i:
        slot = _slot(leader, passive=False)
        return [Link(phrase, slot, 1.0)] if slot is not None else []
    low, high = sorted((phrase.start, verb.i))
    if any(t.pos_ == "VERB" for t in verb.doc[low + 1 : high]) or leader.genitive:
        return []
    if leader.case is not None:
        return [Link(phrase, leader.case, 0.6)]
    return [Link(phrase, "subj", 0.6)] if leader.func in {"subj", "ROOT", "nmod"} else []


def _bare_participle(verb: Token) -> bool:
    """ "tanks delivered by Germany": a past participle that modifies a noun is passive."""
    return (
        clause.is_participle(verb)
        and verb.dep_ in {"acl", "amod"}
        and not any(clause.auxiliaries(verb))
    )


def _governs(verb: Token, phrase: Phrase) -> bool:
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


def _phrase_of(token: Token, phrases: Sequence[Phrase]) -> Phrase | None:
    for phrase in phrases:
        if phrase.start <= token.i < phrase.end:
            return phrase
    return None


def _inherited(
    verb: Token,
    phrase: Phrase,
    leader: Phrase,
    phrases: Sequence[Phrase],
    *,
    passive: bool,
    pack: LanguagePack,
) -> list[Link]:
    """The subject, or the object, of the verb that an infinitive or conjunct hangs on."""
    if clause.has_subject(verb):
        return []
    found: list[Link] = []
    current, strength = verb, 0.9
    for _ in range(4):
        parent = clause.controller(current)
        if parent is None:
            return found
        if _governs(parent, leader) and leader.case is None:
            own = _slot(leader, passive=clause.is_passive(parent, pack.words["passive"]))
            objects = any(clause.function(c) in {"obj", "iobj"} for c in parent.children)
            control = current.dep_ in {"xcomp", "ccomp"} and objects and clause.is_verb(parent)
            if own == "subj" and not control:
                found.append(Link(phrase, "obj" if passive else "subj", strength))
                if _second_subject(parent, leader, phrases):
                    found.append(Link(phrase, "obj", strength * 0.8))
            elif own in {"obj", "iobj"} and control:
                found.append(Link(phrase, "obj" if passive else "subj", strength))
            elif own == "subj" and control:
                found.append(Link(phrase, "subj", strength * 0.6))
            elif own == "obj" and leader.func == "subjpass":
                found.append(Link(phrase, "obj" if passive else "subj", strength))
        if current.dep_ == "conj" and _governs(parent, leader) and leader.case is not None:
            found.append(Link(phrase, leader.case, 0.45))
        if clause.has_subject(parent) and current.dep_ != "conj":
            current, strength = parent, strength * 0.5
            return found
        current, strength = parent, strength * 0.85
    return found


def _relative(verb: Token, phrase: Phrase, pack: LanguagePack, *, passive: bool) -> list[Link]:
    """The noun that a relative clause or a participle modifies."""
    current = verb
    while current.dep_ in {"conj", "xcomp"} and not clause.is_relative(current):
        current = current.head
    if not (clause.is_relative(current) or current.dep_ in {"acl", "amod"}):
        return []
    if not phrase.start <= current.head.i < phrase.end:
        return []
    if current.dep_ == "amod":
        return [Link(phrase, "obj", 0.9)]
    for child in current.children:
        function = clause.function(child)
        case = pack.cases.get(child.lower_)
        if case is not None and child.pos_ in {"ADV", "PRON"} and child.i < current.i:
            return [Link(phrase, case, 0.9)]
        relative = child.pos_ == "PRON" and child.i < current.i
        relative = relative and child.lower_ not in pack.pronouns["subject"]
        if relative and function in {"subj", "subjpass"}:
            return [Link(phrase, "obj" if passive or function == "subjpass" else "subj", 0.9)]
    if current.dep_ == "acl" and not _bare_participle(current):
        return [Link(phrase, "subj", 0.9)]
    return [Link(phrase, "obj", 0.7 if clause.has_subject(current) else 0.9)]


def _nearby(
    verb: Token, phrase: Phrase, leader: Phrase, *, passive: bool, pack: LanguagePack
) -> list[Link]:
    """Case and order, where the parse gives no tie and no other verb stands between."""
    low, high = sorted((phrase.start, verb.i))
    between = verb.doc[low + 1 : high]
    if any(t.pos_ == "VERB" and clause.is_finite(t) and t.i != verb.i for t in between):
        return []
    if leader.genitive:
        return []
    if leader.case is not None:
        slot = "subj" if leader.case == "by" and passive else leader.case
        return [Link(phrase, slot, _NEAR)]
    if any(t.pos_ == "VERB" for t in between):
        return []
    before = phrase.start < verb.i
    slot = ("obj" if passive else "subj") if before else "obj"
    return [Link(phrase, slot, _NEAR * 0.8), Link(phrase, "iobj", _NEAR * 0.7)]


def _noun_links(
    noun: Phrase, phrase: Phrase, phrases: Sequence[Phrase], pack: LanguagePack
) -> list[Link]:
    leader = _leader(phrase)
    if noun.owner is not None and (
        phrase is noun.owner or phrase.coordinated is noun.owner or noun.owner.coordinated is phrase
    ):
        return [Link(phrase, "gen", 1.0)]
    found: list[Link] = []
    if noun.start <= leader.gov.i < noun.end and phrase is not noun:
        slot = "gen" if leader.genitive else leader.case
        if slot is not None:
            found.append(Link(phrase, slot, 1.0))
    if leader.case is not None and _chained(noun, leader, phrases):
        found.append(Link(phrase, leader.case, 0.85))
    verb = verb_over(noun)
    if verb is not None and not _same_chain(noun, leader, phrases):
        found += _through_verb(noun, phrase, leader, verb, phrases, pack)
    return found


def _chained(noun: Phrase, phrase: Phrase, phrases: Sequence[Phrase]) -> bool:
    """Whether only phrases with their prepositions stand between noun and phrase."""
    if phrase.start < noun.end:
        return False
    position = noun.end
    for other in phrases:
        if other.start < noun.end:
            continue
        begin = other.prep if other.prep is not None else other.start
        gap = [t for t in noun.doc[position:begin] if not t.is_punct]
        if any(t.pos_ in {"VERB", "AUX"} for t in gap) or len(gap) > 2:
            return False
        if any(t.text in ".;:" for t in noun.doc[position:begin]):
            return False
        if other is phrase:
            return True
        position = other.end
    return False


def _same_chain(noun: Phrase, phrase: Phrase, phrases: Sequence[Phrase]) -> bool:
    return noun.start <= phrase.gov.i < noun.end


def verb_over(noun: Phrase) -> Token | None:
    token = clause.head_of_conjuncts(noun.root)
    for _, parent in clause.ancestors(token):
        if clause.is_verb(parent):
            return parent
        if parent.pos_ == "ADJ" and any(c.dep_ in {"cop", "aux"} for c in parent.children):
            return parent
    if any(c.dep_ == "cop" for c in noun.root.children):
        return noun.root
    return None


def _through_verb(
    noun: Phrase,
    phrase: Phrase,
    leader: Phrase,
    verb: Token,
    phrases: Sequence[Phrase],
    pack: LanguagePack,
) -> list[Link]:
    lemma = verb.lemma_.lower()
    light = lemma in pack.words["light_verbs"] or (
        pack.cues.governor.get(lemma) not in {None, "neutral"} and noun.func == "obj"
    )
    adjunct = noun.case in _CIRCUMSTANCE and noun.func not in {"obj", "subj", "subjpass"}
    strength = 1.0 if light and not adjunct else 0.6 if adjunct else 0.36
    passive = clause.is_passive(verb, pack.words["passive"])
    found: list[Link] = []
    if _governs(verb, leader):
        slot = _slot(leader, passive=passive)
        if slot == "subj":
            found.append(Link(phrase, "subj", strength))
        elif slot == "iobj":
            found.append(Link(phrase, "to", strength * 0.8))
        elif slot == "obj" and adjunct:
            found.append(Link(phrase, "obj", 0.4))
        elif slot is not None and slot != "obj":
            found.append(Link(phrase, slot, strength * 0.75))
    else:
        found += [
            Link(link.phrase, "subj", link.strength * strength * 0.9)
            for link in _inherited(verb, phrase, leader, phrases, passive=passive, pack=pack)
            if link.slot == "subj"
        ]
        found += [
            Link(link.phrase, link.slot, link.strength * strength)
            for link in _relative(verb, phrase, pack, passive=passive)
            if link.slot == "subj"
        ]
    return found
