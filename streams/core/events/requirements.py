"""Requirements: what must stand around a trigger that says too little by itself.

"Signed" tells an accord only with the accord beside it; "use" tells basing only with a base.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from streams.core.events.nations import merged, nations
from streams.core.events.roles import Link, verb_over
from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Token
from streams.core.sentence import clause
from streams.core.sentence.phrases import Phrase
from streams.core.sentence.scene import Scene
from streams.core.sentence.triggers import Occurrence

_FACILITY_SLOTS = frozenset({"head", "obj", "to", "of", "from", "as"})
_AGREEMENT_SLOTS = frozenset({"obj", "on", "of", "about", "for", "among"})
_KEEPING = frozenset({"deployment.keep", "deployment.host"})
_JOURNEYS = frozenset({"visit.go", "visit.leave"})
#: Where a journey ends.
_GOALS = frozenset({"to", "in", "at"})
_FORMING = frozenset({"joint_unit.form", "joint_unit.arise"})
#: How sure a tie must be to count as an object.
_TIED = 0.5
#: Shorter nouns end too many other words to be looked for at the end of compounds.
_SHORTEST_TAIL = 6
#: Units of any kind as ends of compounds, but for short ones: "luchtverdedigings|eenheid".
_TAIL = 6


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
    if frame.id in _FORMING and not _has_unit(found, frame.roles["unit"], pack):
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
    needs = occurrence.trigger.requires
    if needs is None:
        return None
    test, reason = _TESTS[needs]
    return None if test(occurrence, found, scene, pack) else reason


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
    noun = occurrence.phrase
    verb = verb_over(noun) if noun is not None else occurrence.token
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


def _soldiers(_: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack) -> bool:
    subjects = [link.phrase for link in found if link.slot == "subj"]
    return any(
        (p.thing is not None and p.thing.personnel)
        or any(r.type in {"force", "group"} for r in p.referents)
        for p in subjects
    )


def _lesson(
    occurrence: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack
) -> bool:
    """Whether soldiers learn something, and not of something."""
    told = any(link.slot in {"of", "about", "from"} and link.strength >= 1.0 for link in found)
    that = any(c.dep_ == "ccomp" for c in occurrence.token.children)
    return not told and not that and _soldiers(occurrence, found, scene, pack)


def _unit(_: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack) -> bool:
    return any(_is_joint_unit(link.phrase, pack) for link in found if link.slot in {"obj", "of"})


_Test = Callable[[Occurrence, Sequence[Link], Scene, LanguagePack], bool]


def _brigade(_: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack) -> bool:
    """Whether a unit is what is put under others: soldiers abroad are under them for a while."""
    units = pack.military["military_units"]
    heads = [link.phrase.head.lower_ for link in found if link.slot in {"subj", "obj"}]
    heads += [head.removesuffix(end) for head in heads for end in pack.plurals]
    return any(h in units or any(h.endswith(u) for u in units if len(u) > 5) for h in heads)


def _items(_: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack) -> bool:
    things = [link.phrase.thing for link in found]
    return any(t is not None and t.strong and not t.personnel for t in things)


def _goods(_: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack) -> bool:
    told = [link.phrase.thing for link in found if link.slot == "obj"]
    return any(t is not None and not t.personnel for t in told)


def _base(_: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack) -> bool:
    return _facility(_, [link for link in found if link.slot == "obj"], scene, pack)


def _facility(_: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack) -> bool:
    nouns = pack.military["facilities"]
    return any(
        any(t.lower_ in nouns and not _in_name(t, link.phrase) for t in link.phrase.span)
        or any(n in link.phrase.lowered for n in nouns if " " in n)
        for link in found
        if link.slot in _FACILITY_SLOTS
    )


def _in_name(token: Token, phrase: Phrase) -> bool:
    """ "Port-au-Prince", "Port Moresby": a city whose name begins like a facility."""
    begin, end = token.idx, token.idx + len(token)
    return any(
        m.start <= begin
        and end < m.end
        and any(e.type in {"capital", "country"} for e in m.entries)
        for m in phrase.matches
    )


def _object_of(kind: str) -> _Test:
    """A test whether the object is a noun that may tell `kind`: "received training"."""

    def test(_: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack) -> bool:
        heads = [link.phrase.head.lower_ for link in found if link.slot == "obj"]
        return any(t.frame.kind == kind for head in heads for t in pack.nouns.get(head, ()))

    return test


def _forces(
    occurrence: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack
) -> bool:
    slots = occurrence.trigger.frame.roles["items"]
    for link in found:
        thing = link.phrase.thing
        if thing is None or not slots.get(link.slot):
            continue
        if any(r.type == "person" for r in link.phrase.referents):
            # "Had the Algerian army chief Chengriha as his guest": a man with a name is no force.
            continue
        counted = thing.count.minimum or thing.count.maximum
        if thing.personnel and (counted or thing.unit or nations(link.phrase)):
            return True
        base = any(t.lower_ in pack.military["facilities"] for t in link.phrase.span)
        kept = link.slot == "obj" and occurrence.trigger.frame.id in _KEEPING
        if thing.personnel and kept and not base:
            # "Turkey has had soldiers in the emirate since 2015."
            return True
        if (thing.unit or counted) and thing.strong and nations(link.phrase):
            # "Two American Patriot batteries have been in Poland since March."
            return True
    return False


def _having(
    occurrence: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack
) -> bool:
    """ "Heeft er vier vliegtuigen *staan*": whether somebody has forces that stand somewhere."""
    verb = occurrence.token
    above = clause.controller(verb)
    having = {a.lemma_ for a in clause.auxiliaries(verb)} | ({above.lemma_} if above else set())
    if verb.lower_ != occurrence.trigger.lemma or not having & pack.words["perfect"]:
        return False
    things = [link.phrase.thing for link in found if link.slot in {"obj", "subj"}]
    return any(t is not None and (t.strong or t.personnel) for t in things)


def _person(
    occurrence: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack
) -> bool:
    named = any(
        r.type in {"person", "ministry"} or (r.type == "alliance" and r.office)
        for link in found
        for r in link.phrase.referents
    )
    return named and not _is_naming(occurrence, found)


def _is_naming(occurrence: Occurrence, found: Sequence[Link]) -> bool:
    """ "What Maduro | called an unacceptable provocation": a name is given, nobody is rung up."""
    verb = occurrence.token
    if occurrence.phrase is not None or occurrence.trigger.lemma != "call":
        return False
    given = [
        link.phrase
        for link in found
        if link.phrase.gov is verb and link.phrase.func == "obj" and not link.phrase.temporal
    ]
    return any(not phrase.referents for phrase in given)


def _guest(occurrence: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack) -> bool:
    """ "Called on the crown prince in Riyadh"; who is called on to do something has no guest."""
    asked = any(c.dep_ in {"xcomp", "ccomp", "advcl"} for c in occurrence.token.children)
    at_home = any(link.slot in {"in", "at"} and link.phrase.referents for link in found)
    return (
        at_home
        and not asked
        and any(
            r.type == "person" for link in found if link.slot == "on" for r in link.phrase.referents
        )
    )


def _delegation(
    occurrence: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack
) -> bool:
    """ "Will send a deputy minister": people who go for a state are what is sent or led."""
    return any(
        link.slot == "obj"
        and link.phrase.thing is None
        and any(t.lower_ in pack.words["delegates"] for t in link.phrase.span)
        for link in found
    )


def _shared(_: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack) -> bool:
    """ "Training with the Guyanese coast guard": both sides do it, neither to the other."""
    forces = {"force", "state"}
    taught = any(link.slot in {"of", "for"} and link.phrase.referents for link in found)
    return not taught and any(
        link.slot == "with" and any(r.type in forces for r in link.phrase.referents)
        for link in found
    )


def _joint(_: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack) -> bool:
    return any(t.lower_ in pack.words["together"] for t in scene.sentence)


def _joined(
    occurrence: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack
) -> bool:
    """ "Australian and Indonesian soldiers rehearsed a landing", "practised with commandos"."""
    if _joint(occurrence, found, scene, pack):
        return True
    forces = [link for link in found if _is_of_forces(link.phrase)]
    states = {n.country for f in forces if f.slot == "subj" for n in nations(f.phrase)}
    return len(states) >= 2 or any(f.slot == "with" for f in forces)


def _is_of_forces(phrase: Phrase) -> bool:
    return any(r.type == "force" for r in phrase.referents) or (
        phrase.thing is not None and phrase.thing.strong and bool(nations(phrase))
    )


def _agreement(
    occurrence: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack
) -> bool:
    if occurrence.phrase is not None:
        return True
    nouns = pack.military["agreements"]
    # "Akkoord gaan met de levering" is consent: the noun of the idiom is no accord.
    own = occurrence.trigger.particle
    phrases = [f.phrase for f in found if f.slot in _AGREEMENT_SLOTS]
    return any(_is_agreement(p, nouns) for p in phrases if p.head.lower_ != own)


def _is_agreement(phrase: Phrase, nouns: frozenset[str]) -> bool:
    # "a letter | of intent": names of two or three words run over the phrase's end.
    ahead = phrase.doc[phrase.start : phrase.end + 2].text.lower()
    return (
        phrase.head.lower_ in nouns
        or any(n in ahead for n in nouns if " " in n)
        or any(phrase.head.lower_.endswith(n) for n in nouns if len(n) >= _SHORTEST_TAIL)
    )


_TESTS: Mapping[str, tuple[_Test, str]] = {
    "items": (_items, "nothing military is bought"),
    "goods": (_goods, "no equipment is what is promised"),
    "facility": (_facility, "no base, airspace or territory is used"),
    "training": (_object_of("training"), "no training is had"),
    "meeting": (_object_of("meeting"), "no talks are hosted"),
    "forces": (_forces, "no forces are told that could be there"),
    "having": (_having, "nobody has forces there"),
    "person": (_person, "nobody is named who speaks"),
    "base": (_base, "no base is what is hosted"),
    "unit": (_unit, "no joint unit is what is set up"),
    "brigade": (_brigade, "no unit is what is put under others"),
    "soldiers": (_soldiers, "no soldiers do it"),
    "lesson": (_lesson, "no soldiers are taught"),
    "joint": (_joint, "not told to be together"),
    "joined": (_joined, "not told to be of forces of several states"),
    "guest": (_guest, "nobody is called on at home"),
    "delegation": (_delegation, "no delegation is sent or led"),
    "shared": (_shared, "not told to be with the forces of others"),
    "agreement": (_agreement, "no accord is signed"),
}


def _has_unit(found: Sequence[Link], slots: Mapping[str, float], pack: LanguagePack) -> bool:
    places = {"head", *slots}
    return any(_is_joint_unit(link.phrase, pack) for link in found if link.slot in places)


def _is_joint_unit(phrase: Phrase, pack: LanguagePack) -> bool:
    """Whether the phrase is a unit, and one of several states or of an army."""
    nouns = pack.military
    noun, lowered = phrase.head.lower_, phrase.lowered
    unit = (
        noun in nouns["units"]
        or any(u in lowered for u in nouns["military_units"] if " " in u)
        or any(u in lowered for u in nouns["units"] if " " in u)
        or any(noun.endswith(u) for u in nouns["military_units"] if len(u) >= _SHORTEST_TAIL)
        or (pack.compounds and any(noun.endswith(u) for u in nouns["units"] if len(u) > _TAIL))
    )
    joint = any(t in nouns["joint"] for t in lowered.replace("-", " ").split())
    demonyms = sum(1 for m in phrase.matches if any(e.type == "demonym" for e in m.entries))
    military = noun in nouns["military_units"] or any(
        u in lowered for u in nouns["military_units"] if " " in u
    )
    return unit and (joint or demonyms >= 2 or military)
