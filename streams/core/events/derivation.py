"""Derivation: parties that no phrase tells as such, but the items or the place name.

"American soldiers in Poland": the soldiers say who sends them; "trained in Germany": the place says
who trains.
"""

from collections.abc import Sequence
from dataclasses import replace

from schemas.event import Kind
from streams.core.events.fillers import MINIMUM
from streams.core.events.nations import is_new, merged, nations
from streams.core.events.roles import Link
from streams.core.language.items import Thing
from streams.core.language.pack import LanguagePack
from streams.core.sentence import clause
from streams.core.sentence.phrases import Phrase, Referent
from streams.core.sentence.scene import Scene
from streams.core.sentence.triggers import Occurrence

Assigned = dict[str, list[Referent]]

#: Frames of deliveries that tell what comes, rather than who gives.
_RECEIVED = frozenset({"delivery.receive", "delivery.arrive", "delivery.leave"})
#: How machines that take part in an exercise stand to it.
_TAKING_PART = frozenset({"subj", "with", "of", "by"})
#: How what is bought stands to the accord.
_ABOUT = frozenset({"on", "about"})
_BOUGHT = frozenset({"for", "of", "obj", "on"})


def derive(
    occurrence: Occurrence,
    assigned: Assigned,
    found: Sequence[Link],
    *,
    things: Sequence[tuple[Phrase, Thing]],
    scene: Scene,
    pack: LanguagePack,
) -> None:
    """Add to `assigned` the parties that items, places and permissions name."""
    frame = occurrence.trigger.frame
    kind = Kind(frame.kind)
    if frame.id == "visit.send":
        _sent(assigned, found)
    elif frame.id == "visit.noun":
        _carried(occurrence, assigned, scene.phrases, pack)
    elif kind is Kind.DEPLOYMENT:
        _sender(assigned, things)
    elif kind is Kind.DELIVERY and frame.id in _RECEIVED:
        _maker(assigned, things)
    elif kind is Kind.TRAINING:
        _teachers(occurrence, assigned, scene.phrases, pack)
        _trainer(assigned, found)
    elif kind is Kind.BASING:
        _user(occurrence, assigned, found)
        _guest(occurrence, assigned, found, pack)
        if not _permitting(occurrence, assigned, scene.phrases, pack):
            _owner(assigned, found, pack)
    elif kind is Kind.EXERCISE:
        _participants(assigned, found)
    elif kind is Kind.AGREEMENT:
        _sellers(assigned, found)
    if frame.id == "joint_unit.merge":
        assigned["member"] = merged(found, pack)


def seller(occurrence: Occurrence, found: Sequence[Link]) -> str | None:
    """The country that sells, where an arms purchase tells it."""
    slot = {"agreement.buy": "from", "agreement.sell": "subj"}.get(occurrence.trigger.frame.id)
    for link in found:
        if link.slot == slot:
            for referent in link.phrase.referents:
                if referent.country:
                    return referent.country
    for link in found:
        if link.phrase.thing is not None and link.slot in _BOUGHT:
            for nation in nations(link.phrase):
                return nation.country
    return None


def _sent(assigned: Assigned, found: Sequence[Link]) -> None:
    """ "Japan will send | a deputy minister": he is of the state that sends him."""
    named = [r for r in assigned.get("visitor", ()) if r.country and not r.pointed]
    senders = [
        r for link in found if link.slot == "subj" for r in link.phrase.referents if r.country
    ]
    goes = next((link.phrase for link in found if link.slot == "obj"), None)
    if named or not senders or goes is None:
        return
    assigned["visitor"] = [
        replace(senders[0], text=goes.text, start=goes.char_start, end=goes.char_end, type="person")
    ]


def _carried(
    occurrence: Occurrence, assigned: Assigned, phrases: Sequence[Phrase], pack: LanguagePack
) -> None:
    """ "A tour that takes | them to Fiji": who is carried by the journey makes it."""
    for verb in occurrence.token.children:
        if not clause.is_relative(verb) or verb.lemma_ not in pack.words["carrying"]:
            continue
        for phrase in phrases:
            if phrase.gov is verb and phrase.func == "obj" and phrase.case is None:
                people = [r for r in phrase.referents if r.type == "person"]
                if people:
                    assigned["visitor"] = people


def _sender(assigned: Assigned, things: Sequence[tuple[Phrase, Thing]]) -> None:
    for phrase, _ in things:
        states = list(phrase.referents) or nations(phrase)
        if states and not assigned.get("sender"):
            assigned["sender"] = [n for n in states if n.type != "place"]


def _maker(assigned: Assigned, things: Sequence[tuple[Phrase, Thing]]) -> None:
    """ "Received three French patrol boats": by name theirs, so they supplied them."""
    mine = {r.country for r in assigned.get("recipient", [])}
    for phrase, _ in things:
        states = [n for n in nations(phrase) if n.country not in mine]
        if states and mine and not assigned.get("supplier"):
            assigned["supplier"] = states[:1]


def _trainer(assigned: Assigned, found: Sequence[Link]) -> None:
    """Who lets others train on his soil trains them."""
    if assigned.get("trainer"):
        return
    mine = {r.country for r in assigned.get("trainee", [])}
    for link in found:
        if link.slot not in {"in", "at", "to"} or link.strength < 0.3:
            continue
        soil = [
            r
            for r in link.phrase.referents
            if r.country and r.type in {"state", "capital", "place"}
        ]
        if soil and soil[0].country not in mine:
            assigned["trainer"] = soil[:1]
            return


def _teachers(
    occurrence: Occurrence, assigned: Assigned, phrases: Sequence[Phrase], pack: LanguagePack
) -> None:
    """ "150 French soldiers will be sent to Poland to train Ukrainians": those who go train them.

    Instructors are meant whoever governs the verb, other soldiers only where nobody else does.
    """
    verb = occurrence.token
    if occurrence.phrase is not None or "Inf" not in verb.morph.get("VerbForm", []):
        return
    pupils = {r.country for r in assigned.get("trainee", [])}
    for phrase in reversed(phrases):
        if phrase.end > verb.i or phrase.thing is None or not phrase.thing.personnel:
            continue
        teach = any(t.lower_ in pack.words["teachers"] for t in phrase.span)
        if assigned.get("trainer") and not teach:
            continue
        states = [n for n in nations(phrase) if n.country not in pupils]
        if states:
            assigned["trainer"] = states[:1]
            return


def _user(occurrence: Occurrence, assigned: Assigned, found: Sequence[Link]) -> None:
    """ "American bombers use the base": machines stand for their state."""
    if assigned.get("user"):
        return
    slots = occurrence.trigger.frame.roles["user"]
    for link in found:
        if link.phrase.thing is None or slots.get(link.slot, 0) * link.strength < MINIMUM:
            continue
        assigned["user"] = nations(link.phrase)[:1]


def _guest(
    occurrence: Occurrence, assigned: Assigned, found: Sequence[Link], pack: LanguagePack
) -> None:
    """ "Hosts the largest American base": who has it on his soil is not whose it is."""
    if occurrence.trigger.frame.id != "basing.host" or assigned.get("user"):
        return
    hosts = {r.country for r in assigned.get("host", [])}
    for link in found:
        if link.slot != "obj" or not any(
            t.lower_ in pack.military["facilities"] for t in link.phrase.span
        ):
            continue
        states = [n for n in nations(link.phrase) if n.country not in hosts]
        if hosts and states:
            assigned["user"] = states
            return


def _permitting(
    occurrence: Occurrence, assigned: Assigned, phrases: Sequence[Phrase], pack: LanguagePack
) -> bool:
    """Whether a verb above permits the use; its subject becomes the host."""
    permits = clause.controller(occurrence.token)
    if permits is None or not any(
        t.frame.id == "basing.allow" for t in pack.verbs.get(permits.lower_, ())
    ):
        return False
    users = {r.country for r in assigned.get("user", [])}
    for phrase in phrases:
        subject = phrase.gov == permits and phrase.func == "subj"
        if subject and phrase.referents and phrase.referents[0].country not in users:
            assigned["host"] = list(phrase.referents)
            return True
    return False


def _owner(assigned: Assigned, found: Sequence[Link], pack: LanguagePack) -> None:
    """ "Polish bases": the state whose bases they are is the host; "opened a Turkish base in
    Doha": with the host told it is the user."""
    nouns = pack.military["facilities"]
    users = {r.country for r in assigned.get("user", [])}
    hosts = {r.country for r in assigned.get("host", [])}
    for link in found:
        if not any(t.lower_ in nouns for t in link.phrase.span):
            continue
        states = nations(link.phrase)
        if states and not hosts and states[0].country not in users:
            assigned["host"] = states[:1]
            return
        if states and not users and states[0].country not in hosts:
            assigned["user"] = states[:1]
            return


def _participants(assigned: Assigned, found: Sequence[Link]) -> None:
    """ "American F-35s and Swedish Gripens trained": machines stand for their states."""
    for link in found:
        if link.slot in _TAKING_PART and link.phrase.thing is not None:
            _add(assigned, "participant", nations(link.phrase))


def _sellers(assigned: Assigned, found: Sequence[Link]) -> None:
    """ "A contract for French missiles": the seller is a party."""
    for link in found:
        if link.slot in _BOUGHT and link.phrase.thing is not None:
            _add(assigned, "party", nations(link.phrase)[:1])
    if len({r.country or r.name for r in assigned.get("party", ())}) == 1:
        # "Ratified an accord on the American use of the base": whom it is about is party to it.
        for link in found:
            if link.slot in _ABOUT and link.phrase.modifier is not None:
                _add(assigned, "party", nations(link.phrase)[:1])


def _add(assigned: Assigned, role: str, states: Sequence[Referent]) -> None:
    for state in states:
        if is_new(assigned.get(role, ()), state):
            assigned.setdefault(role, []).append(state)
