"""Needs: what a trigger asks for by name in the packs, as `requires = "forces"`.

"Signed" tells an accord only with the accord beside it; "use" tells basing only with a base.
"""

from collections.abc import Callable, Mapping, Sequence

from streams.core.events.nations import nations
from streams.core.events.roles import Link
from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Token
from streams.core.sentence import clause
from streams.core.sentence.phrases import Phrase
from streams.core.sentence.scene import Scene
from streams.core.sentence.triggers import Occurrence

_Test = Callable[[Occurrence, Sequence[Link], Scene, LanguagePack], bool]

_FACILITY_SLOTS = frozenset({"head", "obj", "to", "of", "from", "as"})
_AGREEMENT_SLOTS = frozenset({"obj", "on", "of", "about", "for", "among"})
_KEEPING = frozenset({"deployment.keep", "deployment.host"})
#: Shorter nouns end too many other words to be looked for at the end of compounds.
_SHORTEST_TAIL = 6
#: Units of any kind as ends of compounds, but for short ones: "luchtverdedigings|eenheid".
_TAIL = 6


def unmet(
    occurrence: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack
) -> str | None:
    """Why the trigger has not what it asks for, or None where it has.

    Raises KeyError where the pack asks for something that no test here knows.
    """
    needs = occurrence.trigger.requires
    if needs is None:
        return None
    test, reason = _TESTS[needs]
    return None if test(occurrence, found, scene, pack) else reason


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


def has_unit(found: Sequence[Link], slots: Mapping[str, float], pack: LanguagePack) -> bool:
    """Whether a joint unit stands in one of `slots`, or is the trigger's own noun."""
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
