"""Requirements: what must and what must not stand around a trigger, by its frame.

"Ended its mission" deploys nobody, "held its own drill" is no exercise with others.
"""

from collections.abc import Iterator, Sequence

from streams.core.events.nations import merged, nations
from streams.core.events.needs import has_unit, unmet
from streams.core.events.roles import Link, verb_of
from streams.core.language.pack import LanguagePack
from streams.core.sentence import clause
from streams.core.sentence.phrases import Phrase
from streams.core.sentence.scene import Scene
from streams.core.sentence.triggers import Occurrence

_JOURNEYS = frozenset({"visit.go", "visit.leave"})
#: Where a journey ends.
_GOALS = frozenset({"to", "in", "at"})
_FORMING = frozenset({"joint_unit.form", "joint_unit.arise"})
#: How sure a tie must be to count as an object.
_TIED = 0.5


def missing(
    occurrence: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack
) -> str | None:
    """Why the trigger tells no event here, or None where it has all that it asks for.

    Raises KeyError where the pack asks for something that no rule knows.
    """
    frame = occurrence.trigger.frame
    if frame.id == "joint_unit.merge":
        states = {n.country for n in merged(found, pack)}
        if len(states) < 2:
            return "no units of two states are put together"
    if frame.kind == "deployment" and _is_over(occurrence, pack):
        return "forces that leave"
    if frame.kind == "exercise" and _of_one(occurrence, found, pack):
        return "a state's own drill"
    if frame.id in _FORMING and not has_unit(found, frame.roles["unit"], pack):
        return "no joint unit is formed"
    if _names_alliance(occurrence):
        return "the noun is in the name of an alliance"
    if frame.id == "agreement.noun" and _is_undone(occurrence, pack):
        return "the accord is one that ends"
    if frame.kind == "exercise" and _provided_for(occurrence, pack):
        return "an accord provides for it"
    if frame.id == "meeting.noun" and _only_goal(occurrence, found):
        return "only where somebody goes"
    if frame.id == "meeting.noun" and _beside(occurrence, pack):
        return "only beside which something happens"
    if frame.id == "deployment.noun" and _attended(occurrence, pack):
        return "only in whose presence something happens"
    if frame.id in _JOURNEYS and _goods_come(found):
        return "things come, not people"
    if frame.id == "deployment.leave" and not _goal(found):
        return "forces that leave"
    if frame.id == "basing.base" and _is_left(occurrence, pack):
        return "a base that is given up"
    if frame.id == "training.verb" and _only_governs(occurrence):
        return "nobody is trained"
    if frame.id == "training.verb" and _learns(occurrence, found):
        return "soldiers who train themselves"
    if frame.id == "delivery.give" and _to_itself(occurrence, pack):
        return "what a state gives itself"
    if frame.id in _JOURNEYS and _at_home(found):
        return "who goes stays in the own country"
    if frame.id == "basing.base" and _circumstance(occurrence):
        return "the base is only where something else happens"
    if frame.id == "basing.base" and _told_by_verb(occurrence, pack):
        return "the verb tells whose base it is"
    return unmet(occurrence, found, scene, pack)


def _of_one(occurrence: Occurrence, found: Sequence[Link], pack: LanguagePack) -> bool:
    """ "Held its own drill": nobody else is in it, unless with them."""
    noun = occurrence.phrase
    if noun is None or not any(t.lower_ in pack.words["own"] for t in noun.span):
        return False
    return not any(link.slot == "with" and nations(link.phrase) for link in found)


def _is_over(occurrence: Occurrence, pack: LanguagePack) -> bool:
    """ "Ends its mission in Mali": whether what a noun tells is brought to an end."""
    noun = occurrence.phrase
    if noun is None or noun.case in {"in", "at", "during", "after", "before", "of"}:
        return False
    over = noun.gov
    return bool({over.lower_, over.lemma_.lower()} & pack.words["withdrawing"])


def _goal(found: Sequence[Link]) -> bool:
    """Whether it is told where those who leave go."""
    return any(link.slot in {"for", "to"} and link.phrase.referents for link in found)


def _is_left(occurrence: Occurrence, pack: LanguagePack) -> bool:
    """ "Left the base": no use of it is told."""
    noun = occurrence.phrase
    if noun is None or noun.func != "obj":
        return False
    return bool({noun.gov.lower_, noun.gov.lemma_.lower()} & pack.words["leaving"])


def _only_governs(occurrence: Occurrence) -> bool:
    """ "Is preparing to send troops": a verb with another as its object, and no one."""
    verb = occurrence.token
    if occurrence.phrase is not None or clause.is_passive(verb, frozenset()):
        return False
    functions = [clause.function(c) for c in verb.children]
    return any(c.dep_ == "xcomp" for c in verb.children) and "obj" not in functions


def _learns(occurrence: Occurrence, found: Sequence[Link]) -> bool:
    """ "Polish crews train at a Korean school": soldiers who train nobody are the ones trained."""
    verb = occurrence.token
    if occurrence.phrase is not None or clause.is_passive(verb) or not clause.is_finite(verb):
        return False
    if any(clause.function(c) in {"obj", "iobj"} for c in verb.children):
        return False
    bare = [f for f in found if f.slot in {"obj", "iobj", "of"} and f.strength >= _TIED]
    subjects = [f.phrase for f in found if f.slot == "subj" and f.strength >= 1.0]
    soldiers = any(p.thing is not None and p.thing.personnel for p in subjects)
    there = any(f.slot in {"in", "at"} and f.strength >= 1.0 for f in found)
    return soldiers and there and not bare


def _to_itself(occurrence: Occurrence, pack: LanguagePack) -> bool:
    """ "Is arming itself": the subject gives nothing to others."""
    return occurrence.phrase is None and any(
        c.lower_ in pack.words["self"] and clause.function(c) in {"obj", "iobj"}
        for c in occurrence.token.children
    )


def _circumstance(occurrence: Occurrence) -> bool:
    noun = occurrence.phrase
    return noun is not None and noun.case in {"in", "at", "on"} and noun.func not in {"subj", "obj"}


def _names_alliance(occurrence: Occurrence) -> bool:
    """ "The Atlantic Alliance": a noun that tells an accord elsewhere."""
    # Its last letter: "Quad|-top" begins as an alliance's name does, and tells a meeting.
    noun, at = occurrence.phrase, occurrence.token.idx
    if occurrence.trigger.frame.kind == "meeting":
        at += len(occurrence.token) - 1
    return noun is not None and any(
        m.start <= at < m.end and any(e.type == "alliance" for e in m.entries) for m in noun.matches
    )


def _is_undone(occurrence: Occurrence, pack: LanguagePack) -> bool:
    """ "Denounced the pact", "the end of the accord": it was made long before."""
    noun = occurrence.phrase
    if noun is None:
        return False
    above = noun.gov
    return above.lower_ in pack.words["undoing"] or above.lemma_.lower() in pack.words["undoing"]


def _provided_for(occurrence: Occurrence, pack: LanguagePack) -> bool:
    """ "The pact | provides for joint drills": what an accord is about has not come about by it."""
    verb = verb_of(occurrence)
    accords = pack.military["agreements"]
    for _ in range(2):
        if verb is None:
            return False
        if any(
            clause.function(child) == "subj" and child.lower_ in accords for child in verb.children
        ):
            return bool({verb.lower_, verb.lemma_.lower()} & pack.words["providing"])
        above = verb.head
        if clause.is_relative(verb) and above.lower_ in accords:
            return True
        verb = clause.controller(verb)
    return False


def _only_goal(occurrence: Occurrence, found: Sequence[Link]) -> bool:
    """ "Travel to the NATO summit": with nobody named whom one meets there."""
    noun = occurrence.phrase
    if noun is None or noun.case not in {"to", "for"} or not any(_of_alliance(noun)):
        return False
    return not any(link.slot in {"with", "between"} and link.phrase.referents for link in found)


def _of_alliance(noun: Phrase) -> Iterator[bool]:
    return (any(e.type == "alliance" for e in m.entries) for m in noun.matches)


def _beside(occurrence: Occurrence, pack: LanguagePack) -> bool:
    """ "On the margins of a gathering": who meets beside it is not in it."""
    noun = occurrence.phrase
    return noun is not None and noun.case == "of" and noun.gov.lower_ in pack.words["margins"]


def _attended(occurrence: Occurrence, pack: LanguagePack) -> bool:
    """ "In the presence of the ambassador" sends nobody anywhere."""
    noun = occurrence.phrase
    if noun is None or noun.head.lower_ not in pack.words["presence"]:
        return False
    return noun.case == "in" and not any(t.pos_ == "ADJ" for t in noun.span)


def _goods_come(found: Sequence[Link]) -> bool:
    """ "Eighteen tanks have arrived, said the minister": he has not."""
    subjects = [link.phrase for link in found if link.slot == "subj"]
    things = [p for p in subjects if p.thing is not None and not p.thing.personnel]
    return bool(things) and not any(p.referents for p in things)


def _at_home(found: Sequence[Link]) -> bool:
    """ "Putin will not come to Kazan": no visit, nor that of somebody who is named beside him."""
    goers = [
        link.phrase
        for link in found
        if link.slot == "subj" and link.strength >= 1.0 and link.phrase.owner is None
    ]
    goals = [link.phrase for link in found if link.slot in _GOALS and link.strength >= 1.0]
    home = {r.country for p in goers for r in p.referents if r.country and not r.pointed}
    away = {r.country for p in goals for r in p.referents if r.country}
    return len(home) == 1 and home == away


def _told_by_verb(occurrence: Occurrence, pack: LanguagePack) -> bool:
    """ "Hosts a French base": the subject is the host, which a base has not by itself."""
    noun = occurrence.phrase
    if noun is None:
        return False
    if any(t.frame.id == "basing.noun" for t in pack.nouns.get(noun.gov.lower_, ())):
        return True
    if clause.function(noun.root) != "obj":
        return False
    hosting = {"basing.allow", "basing.host"}
    return any(t.frame.id in hosting for t in pack.verbs.get(noun.gov.lower_, ()))
