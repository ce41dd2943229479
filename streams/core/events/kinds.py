"""Kinds: what each role takes, and what a mention must have to count as an event of its kind."""

from collections.abc import Callable, Mapping

from schemas.event import Kind
from streams.core.actors.names import ALLIANCE
from streams.core.events.draft import Draft
from streams.core.sentence.phrases import Phrase, Referent

_PARTY = {
    "state": 1.0,
    "capital": 0.95,
    "ministry": 0.95,
    "force": 0.95,
    "alliance": 0.95,
    "group": 0.9,
    "person": 0.85,
    "people": 0.6,
    "company": 0.3,
    "place": 0.1,
}
_SENDER = {**_PARTY, "person": 0.7, "company": 0.5}
_PLACE = {
    "state": 1.0,
    "capital": 1.0,
    "place": 0.95,
    "force": 0.2,
    "people": 0.2,
    "alliance": 0.4,
    "group": 0.3,
    "ministry": 0.2,
    "person": 0.1,
}
_HOST = {**_PLACE, "person": 0.9, "ministry": 0.7, "alliance": 0.9, "force": 0.5, "group": 0.6}
_VISITOR = {"person": 1.0, "ministry": 0.5, "force": 0.1, "group": 0.4, "state": 0.15}
_TALKER = {**_PARTY, "person": 1.0, "place": 0.0, "capital": 0.85, "people": 0.4, "force": 0.5}

#: What a role takes: type of referent -> fit (0..1). None: items, told by `Thing`.
FITS: Mapping[tuple[str, str], Mapping[str, float]] = {
    ("visit", "visitor"): _VISITOR,
    ("visit", "host"): _HOST,
    ("meeting", "participant"): _TALKER,
    ("delivery", "supplier"): {**_SENDER, "company": 0.7},
    ("delivery", "recipient"): _PARTY,
    ("joint_unit", "member"): _PARTY,
    ("exercise", "participant"): _PARTY,
    ("training", "trainer"): {**_SENDER, "place": 0.5},
    ("training", "trainee"): {
        "force": 1.0,
        "people": 0.7,
        "group": 0.8,
        "state": 0.7,
        "person": 0.3,
        "capital": 0.3,
        "ministry": 0.3,
    },
    ("deployment", "sender"): _SENDER,
    ("deployment", "host"): _PLACE,
    ("basing", "host"): {**_PLACE, "person": 0.5, "ministry": 0.6, "capital": 0.95},
    ("basing", "user"): _PARTY,
    ("agreement", "party"): {**_PARTY, "company": 0.6},
}


def fit(kind: str, role: str, phrase: Phrase, referent: Referent) -> float:
    """How well `referent` suits the role, from 0 (never) to 1."""
    value = FITS.get((kind, role), {}).get(referent.type, 0.0)
    if referent.country is None and referent.type == "person" and referent.office != ALLIANCE:
        # An unknown person still may visit, but stands for no state.
        value *= 0.4
    if role == "host" and referent.country is None and referent.type == "place":
        # A sea or a desert is nobody's host.
        value *= 0.4
    return value * (0.9 if referent.pointed else 1.0)


#: Going and coming is told of many; below this it is no visit of state.
_LEAST_VISIT = 0.35


def _two(draft: Draft, role: str) -> bool:
    return len({r.country or r.name for r in draft.roles.get(role, ())}) >= 2


def _apart(draft: Draft, left: str, right: str) -> bool:
    """Whether both roles are filled, by different states."""
    one, other = draft.roles.get(left, []), draft.roles.get(right, [])
    if not one or not other:
        return False
    mine = {r.country or r.name for r in one}
    theirs = {r.country or r.name for r in other}
    return bool(mine - theirs) and bool(theirs - mine)


def _visit(draft: Draft) -> bool:
    return (
        draft.score >= _LEAST_VISIT
        and _apart(draft, "visitor", "host")
        and any(_is_official(r) for r in draft.roles["visitor"])
    )


def _is_official(visitor: Referent) -> bool:
    """Whether a visitor stands for a state, or for several together."""
    return (
        bool(visitor.country)
        or visitor.type in {"alliance", "group"}
        or (visitor.type == "person" and visitor.office == ALLIANCE)
    )


def _meeting(draft: Draft) -> bool:
    if _two(draft, "participant"):
        return True
    if draft.military and any(
        r.type == "alliance" and not r.pointed for r in draft.roles.get("participant", ())
    ):
        # "The defence ministers of NATO meet": an alliance is several parties.
        return True
    # Two offices of one state: news where the subject is military.
    names = {r.name for r in draft.roles.get("participant", ()) if r.type in {"person", "ministry"}}
    return draft.military and len(names) >= 2


def _delivery(draft: Draft) -> bool:
    if not draft.things or draft.things[0].personnel:
        return False
    strong = any(t.strong for t in draft.things)
    if not strong and not draft.military:
        return False
    supplier, recipient = draft.roles.get("supplier", []), draft.roles.get("recipient", [])
    both = _apart(draft, "supplier", "recipient")
    if supplier and recipient and not both:
        return False
    if not any(r.country or r.type in {"alliance", "group"} for r in supplier + recipient):
        return False
    return both or (strong and bool(recipient or supplier) and draft.score >= 0.6)


def _joint_unit(draft: Draft) -> bool:
    members = draft.roles.get("member", ())
    # "Ecowas has raised an intervention force": an alliance is several states.
    return _two(draft, "member") or any(r.type == "alliance" and not r.pointed for r in members)


def _exercise(draft: Draft) -> bool:
    told = draft.roles.get("participant", ())
    if not draft.military and (
        all(r.pointed for r in told)
        or (draft.verbal and (draft.near or any(r.type != "state" for r in told)))
    ):
        # "The Dutch hockey team trained with Germany."
        return False
    return _two(draft, "participant") or any(
        r.type == "alliance" for r in draft.roles.get("participant", ())
    )


#: What is trained only where the subject is military.
_SOFT = frozenset({"state", "capital", "people", "place", "person"})


def _training(draft: Draft) -> bool:
    if not draft.military and all(r.type in _SOFT for r in draft.roles.get("trainee", ())):
        # "The football teams of France and Spain trained in Doha."
        return False
    if _apart(draft, "trainer", "trainee"):
        return True
    trainees = draft.roles.get("trainee", [])
    return not draft.roles.get("trainer") and bool(
        draft.place is not None
        and draft.place.country
        and trainees
        and draft.place.country not in {t.country for t in trainees}
    )


def _deployment(draft: Draft) -> bool:
    forces = any(t.strong or t.personnel for t in draft.things)
    return forces and _apart(draft, "sender", "host")


def _basing(draft: Draft) -> bool:
    return _apart(draft, "host", "user")


def _agreement(draft: Draft) -> bool:
    return draft.military and _two(draft, "party")


VALID: Mapping[Kind, Callable[[Draft], bool]] = {
    Kind.VISIT: _visit,
    Kind.MEETING: _meeting,
    Kind.DELIVERY: _delivery,
    Kind.JOINT_UNIT: _joint_unit,
    Kind.EXERCISE: _exercise,
    Kind.TRAINING: _training,
    Kind.DEPLOYMENT: _deployment,
    Kind.BASING: _basing,
    Kind.AGREEMENT: _agreement,
}
