"""Headline: a story in one line of plain English, made of its roles alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas.event import Actor, ActorType, Item, Kind, Status
from schemas.story import Story

#: Ends of common nouns that take no plural s.
_UNCOUNTED = ("s", "aircraft", "ammunition", "equipment", "aid", "personnel", "police", "infantry")
#: Names in a row before the rest is counted.
NAMED = 3


@dataclass(frozen=True, slots=True)
class _Verb:
    """The verb of a kind: "delivers", "deliver", "delivering"."""

    one: str
    many: str
    going_on: str


_VERBS = {
    Kind.VISIT: _Verb("visits", "visit", "visiting"),
    Kind.MEETING: _Verb("meets", "meet", "meeting"),
    Kind.DELIVERY: _Verb("delivers", "deliver", "delivering"),
    Kind.JOINT_UNIT: _Verb("forms", "form", "forming"),
    Kind.EXERCISE: _Verb("holds", "hold", "holding"),
    Kind.TRAINING: _Verb("trains", "train", "training"),
    Kind.DEPLOYMENT: _Verb("deploys", "deploy", "deploying"),
    Kind.BASING: _Verb("lets", "let", "letting"),
    Kind.AGREEMENT: _Verb("concludes", "conclude", "concluding"),
}
_SUBJECTS = {
    Kind.VISIT: "visitor",
    Kind.MEETING: "participant",
    Kind.DELIVERY: "supplier",
    Kind.JOINT_UNIT: "member",
    Kind.EXERCISE: "participant",
    Kind.TRAINING: "trainer",
    Kind.DEPLOYMENT: "sender",
    Kind.BASING: "host",
    Kind.AGREEMENT: "party",
}


def headline(story: Story) -> str:
    """ "Russia delivers S-400, Iskander to Belarus": who does what, to whom, and how it stands."""
    role = _SUBJECTS[story.kind]
    subjects = story.roles.get(role, ())
    names = names_of(subjects, people=True)
    subject = _joinednames_of(names) if names else f"an unnamed {role}"
    words = [subject, _predicate(story, plural=len(names) > 1), _rest(story)]
    line = " ".join(word for word in words if word)
    return f"Denied: {line}" if story.status is Status.DENIED else line[0].upper() + line[1:]


def _predicate(story: Story, *, plural: bool) -> str:
    verb = _VERBS[story.kind]
    match story.status:
        case Status.PLANNED:
            return f"to {verb.many}"
        case Status.POSSIBLE:
            return f"may {verb.many}"
        case Status.ONGOING:
            return f"{'are' if plural else 'is'} {verb.going_on}"
        case Status.OCCURRED | Status.DENIED:
            return verb.many if plural else verb.one


def _rest(story: Story) -> str:
    """What follows the verb."""
    place = story.place.name if story.place else ""
    match story.kind:
        case Kind.VISIT:
            return _named(story.roles.get("host", ())) or place
        case Kind.MEETING:
            return f"in {place}" if place else ""
        case Kind.DELIVERY:
            things = _things(story.items, otherwise="military aid")
            return _joined(things, "to", _named(story.roles.get("recipient", ())))
        case Kind.JOINT_UNIT:
            return "a joint unit"
        case Kind.EXERCISE:
            return _joined("a joint exercise", "in", place)
        case Kind.TRAINING:
            trainees = _named(story.roles.get("trainee", ()))
            forces = f"forces of {trainees}" if trainees else "foreign forces"
            return _joined(forces, "in", place)
        case Kind.DEPLOYMENT:
            things = _things(story.items, otherwise="forces")
            return _joined(things, "in", _named(story.roles.get("host", ())) or place)
        case Kind.BASING:
            user = _named(story.roles.get("user", ())) or "foreign forces"
            return f"{user} use {place or 'its territory'}"
        case Kind.AGREEMENT:
            return "a defence agreement"


def _joined(things: str, preposition: str, whom: str) -> str:
    return f"{things} {preposition} {whom}" if whom else things


def names_of(actors: Sequence[Actor], *, people: bool) -> list[str]:
    """The names, one a state where its people and the state itself are both told: whoever acts
    is named by the people, whoever is acted upon by the state."""
    states = {actor.country for actor in actors if actor.type is ActorType.STATE}
    told = {actor.country for actor in actors if actor.type is not ActorType.STATE}
    kept = (
        actor.name
        for actor in actors
        if actor.country is None
        or actor.country not in states & told
        or (actor.type is not ActorType.STATE) is people
    )
    return list(dict.fromkeys(kept))


def _named(actors: Sequence[Actor]) -> str:
    return _joinednames_of(names_of(actors, people=False))


def _joinednames_of(names: list[str]) -> str:
    if len(names) > NAMED + 1:
        names = [*names[:NAMED], f"{len(names) - NAMED} others"]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _things(items: Iterable[Item], *, otherwise: str) -> str:
    return ", ".join(_thing(item) for item in items) or otherwise


def _thing(item: Item) -> str:
    least, most = item.quantity.minimum, item.quantity.maximum
    countable = item.name.islower() and not item.name.endswith(_UNCOUNTED)
    many = f"{item.name}s" if countable else item.name
    if least is not None and least == most:
        about = "about " if item.quantity.approximate else ""
        return f"{about}{least} {many}" if least != 1 else item.name
    if least is not None:
        return f"{least} {many} or more" if most is None else f"{least} to {most} {many}"
    return item.name if most is None else f"up to {most} {many}"
