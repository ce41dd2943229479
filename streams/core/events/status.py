"""Status: whether an event occurred, goes on, is planned, possible or denied, by its clause.

Cues are data, in the manner of ConText (Harkema, Dowling, Thornblade & Chapman, J. Biomed. Inform.
42, 2009): a cue has a direction and a scope. Here the parse gives the scope: a verb's cue covers
what it governs, a modifier's its phrase or clause.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.event import Status
from streams.core.events.roles import verb_of
from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Token
from streams.core.sentence import clause, quotation
from streams.core.sentence.aspect import is_perfect_infinitive, tense_of
from streams.core.sentence.phrases import Phrase
from streams.core.sentence.tense import parted
from streams.core.sentence.triggers import Occurrence

_SCOPE = {
    "xcomp",
    "ccomp",
    "obj",
    "dobj",
    "pobj",
    "obl",
    "nsubjpass",
    "nsubj:pass",
    "acl",
    "pcomp",
    "advcl",
    "conj",
    "nmod",
    "prep",
    "obl:arg",
    "nsubj",
    "dep",
    "acl:relcl",
    "relcl",
    "appos",
    "parataxis",
    "csubj",
    "attr",
}


#: What a verb's own modals and negation reach.
_GOVERNED = frozenset({"xcomp", "ccomp", "obj", "dobj", "conj", "advcl"})


@dataclass(frozen=True, slots=True)
class Reading:
    """The status of an event, what told it, and the tense of its clause."""

    status: Status
    cue: str
    tense: str
    opinion: bool = False


def read(occurrence: Occurrence, pack: LanguagePack, *, headline: bool) -> Reading:
    """The status that the clause of `occurrence` gives it, dates left aside."""
    verb = verb_of(occurrence)
    signals = list(_signals(occurrence, verb, pack))
    tense = "none" if _is_aside(occurrence, verb, pack) else tense_of(verb, pack)
    found = dict(reversed(signals))
    negated = "negation" in found
    if negated and "decision" in found and "denied" not in found:
        return Reading(Status.POSSIBLE, found["decision"], tense)
    if "denied" in found:
        return Reading(Status.POSSIBLE if negated else Status.DENIED, found["denied"], tense)
    if negated:
        return Reading(Status.DENIED, found["negation"], tense)
    if "opinion" in found:
        return Reading(Status.POSSIBLE, found["opinion"], tense, opinion=True)
    if "possible" in found:
        return Reading(Status.POSSIBLE, found["possible"], tense)
    if occurrence.trigger.status is not None:
        return Reading(Status(occurrence.trigger.status), occurrence.trigger.lemma, tense)
    if "planned" in found:
        return Reading(Status.PLANNED, found["planned"], tense)
    told = found.get("ongoing")
    if told is not None and not (tense == "past" and told in pack.cues.modifier):
        # "has now delivered" is done, "now delivers" goes on.
        return Reading(Status.ONGOING, told, tense)
    if tense == "progressive":
        return Reading(Status.ONGOING, "progressive", tense)
    return Reading(Status.OCCURRED, tense, "headline" if headline and tense == "present" else tense)


#: What a verb tells or denies with itself.
_CORE = frozenset({"obj", "subj", "subjpass", "ROOT"})
_TIMES = frozenset({"during", "after", "before"})
#: What a cue of several words may be to the verb, small parsers being at a loss with idioms.
_ADVERBIAL = frozenset(
    {"advmod", "npadvmod", "obl", "obl:mod", "advcl", "parataxis", "acomp", "pobj"}
)
_ADJUNCT = _TIMES | {"at", "on"}


def _signals(
    occurrence: Occurrence, verb: Token | None, pack: LanguagePack
) -> Iterator[tuple[str, str]]:
    cues = pack.cues
    if occurrence.phrase is not None:
        for token in occurrence.phrase.span:
            cue = cues.modifier.get(token.lower_)
            if cue is not None and cue != "occurred":
                yield cue, token.lower_
            if token.lower_ in pack.words["negation"]:
                yield "negation", token.lower_
    if verb is None:
        yield from _stated(occurrence.phrase, pack)
        return
    phrase = occurrence.phrase
    over = list(_nouns_over(phrase.root, verb)) if phrase is not None else []
    for above in over:
        # "The decision on the delivery": what the event hangs on tells of it, and is told of.
        found = [] if above.lower_ in pack.nouns else list(_governor(above, pack))
        found += _undecided(above, pack)
        yield from found
        if found and any(c.lower_ in pack.words["negation"] for c in above.children):
            yield "negation", above.lower_
        if found and clause.function(above) in _CORE:
            yield from ((cue, word) for cue, word in _around(verb, pack) if cue == "negation")
    light = verb.lemma_.lower() in pack.words["light_verbs"]
    core = phrase is None or phrase.func in _CORE
    core = core or (light and phrase is not None and phrase.gov == verb)
    if phrase is not None and verb.lower_ in pack.words["aimed"]:
        # "The drills are not aimed at anybody": what is denied is their aim.
        core = False
    if phrase is not None and (phrase.case in _TIMES or (phrase.case in _ADJUNCT and not light)):
        # "said at a meeting": the clause around tells when, not whether.
        return
    if phrase is not None and verb.lower_ in pack.cases:
        # "Following talks": a preposition that looks like a verb.
        return
    for cue, word in _around(verb, pack):
        if cue != "negation" or core:
            yield cue, word
    if occurrence.phrase is not None and verb != occurrence.phrase.root:
        yield from _governor(verb, pack)
        yield from _predicate(verb, pack)
        yield from _undecided(verb, pack)
    if occurrence.phrase is None:
        noun = _noun_before(verb)
        if noun is not None:
            yield from _governor(noun, pack)
    for depth, (child, parent) in enumerate(clause.ancestors(verb)):
        if depth > 4 or child.dep_ not in _SCOPE or parted(child, parent):
            break
        if child.dep_ == "parataxis" or (child.dep_ == "conj" and clause.is_finite(child)):
            break
        if child.dep_ in {"acl:relcl", "relcl"}:
            break
        if child.dep_ == "acl" and _is_done(child):
            # "Ordered under a contract | signed in May": it is signed, whatever is ordered.
            break
        if child.dep_ == "advcl" and not _complement(child, pack):
            if any(c.lower_ in pack.cues.conditional and c.dep_ == "mark" for c in child.children):
                yield "possible", "conditional"
            elif not clause.is_finite(child) and not any(c.dep_ == "mark" for c in child.children):
                # "ruled out sending": a gerund that the parser took for an adverbial.
                yield from _governor(parent, pack)
            break
        if (
            child.dep_ in {"nsubj", "subj"}
            and not clause.is_passive(parent, pack.words["passive"])
            and depth > 0
        ):
            break
        yield from _governor(parent, pack)
        yield from _undecided(parent, pack)
        if (
            parent.lemma_ in pack.words["bound"]
            and child.dep_ == "xcomp"
            and "Inf" in child.morph.get("VerbForm", [])
        ):
            yield "planned", "is to"
        stated = child.dep_ == "ccomp" and _says(parent, pack)
        if clause.is_verb(parent) and child.dep_ in _GOVERNED and not stated:
            yield from _around(parent, pack, governed=True)


def _stated(phrase: Phrase | None, pack: LanguagePack) -> Iterator[tuple[str, str]]:
    """ "Een bezoek is niet aan de orde": what the noun says that the event's noun is subject of."""
    if phrase is None or phrase.func != "subj":
        return
    predicate = phrase.gov
    if any(c.dep_ == "cop" for c in predicate.children):
        cues = list(_governor(predicate, pack))
        yield from cues
        if cues and any(c.lower_ in pack.words["negation"] for c in predicate.children):
            yield "negation", predicate.lower_


def _is_done(child: Token) -> bool:
    """Whether a participle of the past, without an infinitive's marks, describes a noun."""
    return clause.is_participle(child) and not any(
        c.tag_ == "TO" or c.dep_ in {"aux", "auxpass", "aux:pass"} for c in child.children
    )


def _noun_before(verb: Token) -> Token | None:
    """ "Permission | to send": the noun right before the marks of an infinitive.

    It governs the infinitive, whatever arc the parse gives it.
    """
    if "Inf" not in verb.morph.get("VerbForm", []):
        return None
    marks = [c.i for c in verb.children if c.dep_ in {"mark", "aux"} and c.i < verb.i]
    if not marks or min(marks) == verb.sent.start:
        return None
    before = verb.doc[min(marks) - 1]
    return before if before.pos_ == "NOUN" else None


def _nouns_over(noun: Token, verb: Token) -> Iterator[Token]:
    """ "The decision on the | delivery": the nouns that a noun hangs on, up to its verb."""
    for _, parent in clause.ancestors(clause.head_of_conjuncts(noun)):
        if parent == verb or clause.is_verb(parent):
            return
        if parent.pos_ == "NOUN" or (parent.pos_ == "ADJ" and parent.dep_ == "acomp"):
            # "Are close to a pact": what is said of the parties governs it too.
            yield parent


def _is_aside(occurrence: Occurrence, verb: Token | None, pack: LanguagePack) -> bool:
    """ "It is the fruit of a meeting in May": the verb tells the time of something else."""
    phrase = occurrence.phrase
    if phrase is None or verb is None or verb.lemma_.lower() not in pack.words["being"]:
        return False
    return any(above.lower_ not in pack.nouns for above in _nouns_over(phrase.root, verb))


def _undecided(token: Token, pack: LanguagePack) -> Iterator[tuple[str, str]]:
    """ "Has not decided", "no decision": what denies a decision leaves the matter open."""
    if {token.lower_, token.lemma_.lower()} & pack.words["decisions"]:
        yield "decision", token.lower_


def _says(token: Token, pack: LanguagePack) -> bool:
    return token.lemma_.lower() in pack.words["say_verbs"]


def _predicate(verb: Token, pack: LanguagePack) -> Iterator[tuple[str, str]]:
    """ "A third summit is | possible": what a copula says of the event that is its subject."""
    if verb.lemma_.lower() in pack.words["being"]:
        for child in verb.children:
            cue = pack.cues.modifier.get(child.lower_) if child.dep_ == "acomp" else None
            if cue is not None and cue != "occurred":
                yield cue, child.lower_


def _governor(token: Token, pack: LanguagePack) -> Iterator[tuple[str, str]]:
    lemma = pack.cues.forms.get(token.lower_, token.lemma_.lower())
    apart = clause.particle(token)
    if apart is not None:
        for key in (f"{apart}+{lemma}", f"{lemma}+{apart}", f"{apart}{lemma}"):
            cue = pack.cues.particle.get(key) or pack.cues.governor.get(key)
            if cue is not None:
                yield cue, key
                return
    if lemma == token.lower_ or token.pos_ != "VERB" or lemma not in pack.words["predicates"]:
        cue = pack.cues.governor.get(lemma) or pack.cues.governor.get(token.lower_)
    else:
        # "Opened the exercise": only "open to a meeting" leaves it open.
        cue = None
    if cue is not None and cue != "neutral":
        yield cue, lemma


def _around(
    verb: Token, pack: LanguagePack, *, governed: bool = False
) -> Iterator[tuple[str, str]]:
    cues = pack.cues
    for child in verb.children:
        lowered = child.lower_
        if child.dep_ in {"aux", "auxpass", "aux:pass", "aux:tense"} or child.pos_ == "AUX":
            modal = cues.modal.get(lowered)
            if modal == "hearsay":
                # "zou volgens X hebben geleverd" tells what is said to have happened.
                if not (is_perfect_infinitive(verb, pack) and _according(verb, pack)):
                    yield "possible", lowered
            elif modal == "reported":
                # "said it would send": a plan, seen from the past; elsewhere a condition.
                yield ("planned" if _reported(verb, pack) else "possible"), lowered
            elif modal == "duty":
                # "Moet in mei komen" is due; what a speaker says must be done is an opinion.
                yield ("opinion" if quotation.is_quoted(verb) else "planned"), lowered
            elif modal is not None:
                yield modal, lowered
        if lowered in pack.words["negation"] or child.dep_ == "neg":
            yield "negation", lowered
        if clause.function(child) == "obj" and _is_neither(child, pack):
            yield "negation", lowered
        if child.dep_ == "det" and lowered in pack.words["negation"]:
            yield "negation", lowered
        if child.dep_ == "mark" and lowered in pack.words["unreal"]:
            # "As though they were founding an army": a likeness is no event.
            yield "opinion", lowered
        if child.dep_ == "mark" and lowered in cues.conditional and not governed:
            yield "possible", lowered
        if child.dep_ == "advcl" and not governed and _is_condition(child, pack):
            yield "possible", "condition"
        if child.dep_ == "advmod" and any(
            g.lower_ in pack.words["negation"] for g in child.children
        ):
            # "no longer", "niet langer"
            yield "negation", lowered
        if child.dep_ in {"advmod", "npadvmod", "obl", "amod"}:
            cue = cues.modifier.get(lowered)
            # "To whom he promised arms": with a subject of its own it is no modifier.
            if cue is not None and cue != "occurred" and not clause.has_subject(child):
                yield cue, lowered
        if child.dep_ in _ADVERBIAL:
            # "Naar verluidt", "sans doute": cues of several words, by their last.
            told = next((w for w in _ending(child) if w in cues.modifier), None)
            if told is not None and cues.modifier[told] != "occurred":
                yield cues.modifier[told], told
    for word in (verb, *clause.auxiliaries(verb)):
        if "Fut" in word.morph.get("Tense", []):
            # A language that inflects for the future: "la France livrera".
            yield "planned", word.lower_
        if word.lower_ not in cues.modal and "Cnd" in word.morph.get("Mood", []):
            # "a annoncé qu'elle livrerait": a plan, seen from the past; elsewhere hearsay.
            yield ("planned" if _reported(verb, pack) else "possible"), word.lower_
    if verb.lemma_ in pack.words["bound"] and any(
        c.dep_ == "xcomp" and c.tag_ == "VB" for c in verb.children
    ):
        yield "planned", "is to"
    if _is_to(verb, pack):
        yield "planned", "is to"
    for child in verb.children:
        if clause.function(child) in {"obj", "subjpass", "subj"}:
            for grandchild in child.children:
                if grandchild.dep_ == "det" and grandchild.lower_ in pack.words["negation"]:
                    yield "negation", grandchild.lower_


def _ending(last: Token) -> Iterator[str]:
    """The two and the three words that end with `last`."""
    words = [t.lower_ for t in last.doc.tokens[max(0, last.i - 2) : last.i + 1]]
    yield from (" ".join(words[-number:]) for number in (2, 3) if len(words) >= number)


def _is_condition(child: Token, pack: LanguagePack) -> bool:
    """ "If parliament agrees, ...": whether the clause makes the one above depend on it."""
    return clause.is_finite(child) and any(
        c.dep_ == "mark" and c.lower_ in pack.cues.condition for c in child.children
    )


def _according(verb: Token, pack: LanguagePack) -> bool:
    return any(t.lower_ in pack.words["according"] for t in verb.sent)


def _is_to(verb: Token, pack: LanguagePack) -> bool:
    """ "Tanks that are to be delivered": a passive infinitive bound to a finite "be"."""
    marked = any(c.tag_ == "TO" for c in verb.children)
    return marked and verb.dep_ == "xcomp" and verb.head.lemma_ in pack.words["bound"]


def _complement(clause_head: Token, pack: LanguagePack) -> bool:
    """ "Dat hij een verdrag sloot, spreekt hij tegen": a fronted complement, not an adverbial."""
    return any(c.dep_ == "mark" and c.lower_ in pack.words["that"] for c in clause_head.children)


def _is_neither(token: Token, pack: LanguagePack) -> bool:
    """ "Ne livrera ni chars ni avions": the conjunction before the object denies the verb."""
    return any(c.lower_ in pack.words["neither"] and c.i < token.i for c in token.children)


def _reported(verb: Token, pack: LanguagePack) -> bool:
    return any(_says(parent, pack) for _, parent in clause.ancestors(verb))
