"""Predication: the phrases that stand to a verb, by its own arcs, by control, or by nearness."""

from collections.abc import Sequence

from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Token
from streams.core.sentence import clause
from streams.core.sentence.phrases import Phrase
from streams.core.sentence.ties import Link, is_under, leader_of, phrase_at, slot_of
from streams.core.sentence.triggers import Occurrence

#: Fillers that a slot takes only by order or nearness score below this share of a sure one.
_NEAR = 0.35
#: Cases of what may hang on an object in the parse and yet belongs to the verb.
_GOAL_CASES = frozenset({"to", "for", "from", "in", "with", "by", "at", "on", "between"})
#: Cases of what is told beside the verb, with goals of its own.
_ASIDE = frozenset({"after", "before", "during"})
#: Verbs of coming and being have no passive: "zijn aangekomen" is their perfect.
INTRANSITIVE = frozenset(
    {
        "visit.go",
        "visit.leave",
        "deployment.arrive",
        "deployment.be",
        "delivery.arrive",
        "delivery.leave",
        "joint_unit.arise",
    }
)


def verb_links(
    occurrence: Occurrence, phrase: Phrase, phrases: Sequence[Phrase], pack: LanguagePack
) -> list[Link]:
    """All slots of the trigger, a verb, that `phrase` could fill; by nearness where none else."""
    verb = occurrence.token
    if verb.dep_ == "cop":
        return _copula_links(verb, phrase)
    passive = occurrence.trigger.frame.id not in INTRANSITIVE and (
        clause.is_passive(verb, pack.words["passive"]) or _bare_participle(verb)
    )
    found = _own_links(verb, phrase, phrases, passive=passive)
    alone = not any(p.func == "subj" and is_under(verb, p) for p in phrases)
    if occurrence.trigger.frame.id in INTRANSITIVE and alone and is_under(verb, phrase):
        # "In Belarus zijn soldaten aangekomen": after inversion the subject is taken for an object.
        found += [Link(phrase, "subj", 0.9) for link in found if link.slot == "obj"][:1]
    if _stands_before(phrase, verb):
        found.append(Link(phrase, "obj" if passive else "subj", 0.97))
    leader = leader_of(phrase)
    host = phrase_at(leader.gov, phrases) if leader.case in _GOAL_CASES else None
    aside = host is not None and leader_of(host).case in _ASIDE
    if host is not None and host is not leader and is_under(verb, leader_of(host)) and not aside:
        # "170 tanks to Ukraine": the goal may hang on the object, and not on "after a visit".
        found.append(Link(phrase, str(leader.case), 0.75))
    found += inherited(verb, phrase, phrases, passive=passive, pack=pack)
    found += relative(verb, phrase, phrases, pack, passive=passive)
    return found or _nearby(verb, phrase, passive=passive)


def _own_links(
    verb: Token, phrase: Phrase, phrases: Sequence[Phrase], *, passive: bool
) -> list[Link]:
    """The slots by the arc between phrase and verb, and those that a wrong label may hide."""
    leader = leader_of(phrase)
    if not is_under(verb, leader):
        return []
    slot = slot_of(leader, passive=passive)
    if slot is None:
        if leader.genitive:
            return []
        order = "obj" if phrase.start > verb.i else "subj"
        return [Link(phrase, order, 0.5), Link(phrase, "iobj", 0.5)]
    if slot == "iobj" and not passive and _lacks_subject(verb) and phrase.start < verb.i:
        # "Volgens Berlijn heeft Duitsland tanks geleverd": after inversion the subject is taken
        # for an object.
        return [Link(phrase, "subj", 1.0), Link(phrase, "iobj", 0.6)]
    if slot == "obj" and not passive and _first_of_two(verb, leader, phrases):
        # "Hier trainen honderd militairen het leger": of two objects behind it, one acts.
        return [Link(phrase, "subj", 0.95), Link(phrase, "obj", 0.4)]
    found = [Link(phrase, slot, 1.0)]
    if slot == "iobj" and leader.func != "iobj":
        found.append(Link(phrase, "obj", 0.7))
    if slot == "obj" and leader.case is None:
        # "heeft Belarus ook raketten geleverd": bare recipients pass for objects.
        found.append(Link(phrase, "iobj", 0.7))
    elif slot == "subj" and leader.case is None:
        if phrase.start > verb.i:
            found.append(Link(phrase, "obj", 0.4))
        if _second_subject(verb, leader, phrases):
            found += [Link(phrase, "iobj", 0.7), Link(phrase, "obj", 0.6)]
    return found


def _first_of_two(verb: Token, phrase: Phrase, phrases: Sequence[Phrase]) -> bool:
    """Whether a finite verb that nobody acts for has two bare objects behind it, this one first."""
    above = clause.controller(verb)
    acted = clause.has_subject(verb) or (above is not None and clause.has_subject(above))
    if acted or not clause.is_finite(verb) or phrase.start < verb.i or phrase.case is not None:
        return False
    others = [
        p
        for p in phrases
        if p is not phrase and p.gov == verb and p.case is None and p.coordinated is None
    ]
    bare = [p for p in others if p.func in {"obj", "iobj"} and not p.temporal and p.owner is None]
    return bool(bare) and all(p.start > phrase.start for p in bare)


def _lacks_subject(verb: Token) -> bool:
    """Whether a finite verb without subject hangs on nothing that could lend it one."""
    return not clause.has_subject(verb) and clause.controller(verb) is None


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
        p is not phrase and p.start < phrase.start and p.func == "subj" and is_under(verb, p)
        for p in phrases
        if p.coordinated is None and p.case is None
    )


def _copula_links(verb: Token, phrase: Phrase) -> list[Link]:
    """ "Duda is in Seoul": UD makes the place the head and the verb its copula."""
    leader = leader_of(phrase)
    predicate = verb.head
    if leader.start <= predicate.i < leader.end:
        return [Link(phrase, leader.case, 1.0)] if leader.case is not None else []
    if _is_antecedent(phrase, predicate):
        return [Link(phrase, "subj", 1.0)]
    if leader.gov.i == predicate.i:
        slot = slot_of(leader, passive=False)
        return [Link(phrase, slot, 1.0)] if slot is not None else []
    low, high = sorted((phrase.start, verb.i))
    if any(t.pos_ == "VERB" for t in verb.doc[low + 1 : high]) or leader.genitive:
        return []
    if leader.case is not None:
        return [Link(phrase, leader.case, 0.6)]
    return [Link(phrase, "subj", 0.6)] if leader.func in {"subj", "ROOT", "nmod"} else []


def _is_antecedent(phrase: Phrase, predicate: Token) -> bool:
    """ "Stoltenberg, who will be in Belgrade": whom a relative clause without a verb is about."""
    return (
        clause.is_relative(predicate)
        and phrase.start <= predicate.head.i < phrase.end
        and any(clause.function(c) == "subj" and c.pos_ == "PRON" for c in predicate.children)
    )


def _bare_participle(verb: Token) -> bool:
    """ "tanks delivered by Germany": a past participle that modifies a noun is passive."""
    return (
        clause.is_participle(verb)
        and verb.dep_ in {"acl", "amod"}
        and not any(clause.auxiliaries(verb))
    )


def inherited(
    verb: Token,
    phrase: Phrase,
    phrases: Sequence[Phrase],
    *,
    passive: bool,
    pack: LanguagePack,
) -> list[Link]:
    """The subject, or the object, of the verb that an infinitive or conjunct hangs on."""
    if clause.has_subject(verb):
        return []
    leader = leader_of(phrase)
    found: list[Link] = []
    current, strength = verb, 0.9
    for _ in range(4):
        parent = clause.controller(current)
        if parent is None:
            return found
        if is_under(parent, leader) and leader.case is None:
            own = slot_of(leader, passive=clause.is_passive(parent, pack.words["passive"]))
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
        if current.dep_ == "conj" and is_under(parent, leader) and leader.case is not None:
            found.append(Link(phrase, leader.case, 0.45))
        if clause.has_subject(parent) and current.dep_ != "conj":
            return found
        current, strength = parent, strength * 0.85
    return found


def relative(
    verb: Token, phrase: Phrase, phrases: Sequence[Phrase], pack: LanguagePack, *, passive: bool
) -> list[Link]:
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
        if case is not None and child.pos_ in {"ADV", "PRON", "SCONJ"} and child.i < current.i:
            return [Link(phrase, case, 0.9)]
        relative = child.pos_ == "PRON" and child.i < current.i
        relative = relative and child.lower_ not in pack.pronouns["subject"]
        if relative and function == "subj" and phrase.thing is not None and not passive:
            # "The soldiers whom Denmark sent": a state that passes for the object has sent them.
            acting = next((p for p in phrases if _acts(p, current)), None)
            if acting is not None:
                return [Link(phrase, "obj", 0.9)]
        if relative and function in {"subj", "subjpass"}:
            slot = "obj" if passive or function == "subjpass" else "subj"
            found = [Link(phrase, slot, 0.9)]
            if slot == "subj" and _acted_by_another(current, child):
                # "The pact that the ministers signed": parsers take both for the subject.
                found.append(Link(phrase, "obj", 0.6))
            return found
    if current.dep_ == "acl" and not _bare_participle(current):
        return [Link(phrase, "subj", 0.9)]
    return [Link(phrase, "obj", 0.7 if clause.has_subject(current) else 0.9)]


def _acts(phrase: Phrase, verb: Token) -> bool:
    """Whether a party, and no thing, stands before the verb as its bare object."""
    bare = phrase.gov == verb and phrase.case is None and phrase.func in {"obj", "iobj"}
    return bare and phrase.start < verb.i and bool(phrase.referents) and phrase.thing is None


def _acted_by_another(verb: Token, pronoun: Token) -> bool:
    """Whether a bare noun or pronoun behind the relative pronoun may be who acts."""
    return any(
        c.i != pronoun.i
        and pronoun.i < c.i < verb.i
        and c.pos_ in {"NOUN", "PROPN", "PRON"}
        and clause.function(c) in {"subj", "obj"}
        for c in verb.children
    )


def _nearby(verb: Token, phrase: Phrase, *, passive: bool) -> list[Link]:
    """Case and order, where the parse gives no tie and no other verb stands between."""
    leader = leader_of(phrase)
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
