"""Occasions: mentions of one event put together, within an article."""

from collections.abc import Sequence
from dataclasses import replace

from schemas.event import EVENT_TYPES, Kind, Status
from streams.core.events.draft import Draft
from streams.core.events.retelling import headlined, kindred, mirrors, retells
from streams.core.events.stay import better, continues, follows, overlap, whole, within
from streams.core.language.items import Thing
from streams.core.sentence.phrases import Referent

_ROLES: dict[Kind, tuple[str, ...]] = {k: t.roles_ for k, t in EVENT_TYPES.items()}
_REAL = {Status.OCCURRED, Status.ONGOING}
#: Granularities by which the past is dated, rather than the news.
_LONG = frozenset({"month", "season", "year"})
#: Kinds that come about again and again between the same parties.
_REPEATED = frozenset({Kind.VISIT, Kind.MEETING, Kind.EXERCISE})
_OPEN = {Status.PLANNED, Status.POSSIBLE}
#: Frames of deployments that say that somebody comes, not that he is sent.
_COMING = frozenset({"deployment.arrive", "deployment.be"})


def merge(drafts: Sequence[Draft]) -> list[Draft]:
    """One draft an occasion, in order of first mention."""
    merged: list[Draft] = []
    by_party: dict[tuple[Kind, str], list[Draft]] = {}
    for draft in sorted(drafts, key=lambda d: (-_weight(d), d.paragraph, d.start)):
        likely = [m for party in draft.parties() for m in by_party.get((draft.kind, party), ())]
        home = next((m for m in likely if same(m, draft)), None)
        if home is None:
            merged.append(draft)
            home = draft
        else:
            _absorb(home, draft)
        for party in home.parties():
            known = by_party.setdefault((draft.kind, party), [])
            if not any(k is home for k in known):
                known.append(home)
    return sorted(headlined(_fold(merged)), key=lambda d: d.start)


def _fold(drafts: Sequence[Draft]) -> list[Draft]:
    """Talks had on a visit are the visit; the counterparts are its hosts."""
    visits = [d for d in drafts if d.kind is Kind.VISIT]
    courses = [d for d in drafts if d.kind is Kind.TRAINING]
    out: list[Draft] = []
    for draft in drafts:
        if draft.kind is Kind.DEPLOYMENT and any(_schooled(draft, c) for c in courses):
            continue
        home = next((v for v in visits if _part_of(draft, v)), None)
        if draft.kind is not Kind.MEETING or home is None:
            out.append(draft)
            continue
        guests = home.countries("visitor")
        for referent in draft.roles["participant"]:
            if referent.country and referent.country not in guests:
                _add(home.roles["host"], referent)
        _prolong(home, draft)
        home.military = home.military or draft.military
        home.also.append(draft)
    return out


def _schooled(draft: Draft, course: Draft) -> bool:
    """ "Recruits arrive in England to be trained": who comes to learn is not deployed."""
    guests, hosts = draft.countries("sender"), draft.countries("host")
    if not guests or not guests <= course.countries("trainee"):
        return False
    here = course.countries("trainer") | {course.place.country if course.place else None}
    return hosts <= here and all(m.frame in _COMING for m in (draft, *draft.also))


def split(drafts: Sequence[Draft]) -> list[Draft]:
    """Each country that is visited is a visit of its own."""
    out: list[Draft] = []
    for draft in drafts:
        hosts = draft.roles.get("host", [])
        countries = list(dict.fromkeys(r.country for r in hosts if r.country))
        goals = {r.country for r in hosts if r.type in {"state", "capital", "place"}}
        if draft.kind is not Kind.VISIT or len(countries) < 2 or len(goals) < 2:
            out.append(draft)
            continue
        for country in countries:
            mine = [r for r in hosts if r.country == country]
            place = draft.place if draft.place and draft.place.country == country else mine[0]
            roles = {**draft.roles, "host": mine}
            out.append(replace(draft, roles=roles, place=place if place.place else None))
    return out


def _part_of(meeting: Draft, visit: Draft) -> bool:
    if abs(meeting.paragraph - visit.paragraph) > 2 and not visit.headline:
        return False
    talkers = meeting.countries("participant")
    guests, hosts = visit.countries("visitor"), visit.countries("host")
    if not talkers or not (talkers & guests and talkers & hosts):
        return False
    strangers = talkers - guests - hosts
    if strangers:
        # Of one sentence: "flew on to Dakar, where he met Barrow and President Sall".
        here = (meeting.paragraph, meeting.start) == (visit.paragraph, visit.start)
        told = [r for r in meeting.roles["participant"] if r.country in strangers]
        if not here or any(r.type != "person" or r.nameless for r in told):
            return False
    if overlap(meeting, visit) and _statuses(meeting, visit):
        return True
    real = visit.status in _REAL and meeting.status in _REAL | {Status.PLANNED}
    return real and follows(meeting, visit)


def _weight(draft: Draft) -> float:
    """Mentions that say more come first, so that vaguer ones join them."""
    filled = sum(1 for fillers in draft.roles.values() if fillers)
    named = sum(1 for fillers in draft.roles.values() for r in fillers if not r.pointed)
    return (
        draft.score
        + 0.5 * filled
        + 0.1 * min(named, 4)
        + (0.5 if draft.dated is not None else 0)
        + 0.2 * bool(draft.things)
        - (0.4 if draft.headline else 0)
    )


def same(one: Draft, other: Draft) -> bool:
    """Whether two mentions of an article tell the same occasion."""
    if one.kind is not other.kind:
        return False
    if not _things(one, other):
        return False
    if mirrors(one, other):
        return True
    at_once = _statuses(one, other) and (overlap(one, other) or retells(one, other))
    if not at_once and not continues(one, other):
        return False
    if one.kind in {Kind.MEETING, Kind.AGREEMENT, Kind.EXERCISE, Kind.JOINT_UNIT}:
        role = _ROLES[one.kind][0]
        mine, theirs = _keys(one, role), _keys(other, role)
        shared = mine & theirs
        return len(shared) >= min(2, len(mine), len(theirs)) and bool(shared)
    if one.kind is Kind.VISIT and not _company(one, other):
        return False
    shared_roles = 0
    for role in _ROLES[one.kind]:
        mine, theirs = _keys(one, role), _keys(other, role)
        if mine and theirs:
            if not mine & theirs:
                return False
            shared_roles += 1
    return shared_roles > 0


def _company(one: Draft, other: Draft) -> bool:
    """Whether two visits may be one: named visitors differ in two different visits."""
    mine, theirs = _travellers(one), _travellers(other)
    return not mine or not theirs or bool(mine & theirs)


def _travellers(draft: Draft) -> set[str]:
    """The visitors who are told by name; "the Saudi leader" has but that of his state."""
    return {r.name for r in draft.roles.get("visitor", ()) if r.type == "person" and not r.nameless}


def _keys(draft: Draft, role: str) -> set[str]:
    return {r.country or r.name for r in draft.roles.get(role, ())}


def _statuses(one: Draft, other: Draft) -> bool:
    if one.status is other.status:
        return True
    pair = {one.status, other.status}
    if pair <= _REAL or pair <= _OPEN:
        return True
    if _cancels(one, other) or _cancels(other, one):
        return True
    if Status.DENIED in pair:
        # One party denies what another asserts: one occasion, contested.
        return one.denial or other.denial
    # "plans to visit" and "visited" are two moments; one occasion only where dates do not differ.
    if one.headline or other.headline:
        return True
    if one.dated is None or other.dated is None:
        return one.kind not in _REPEATED or not _of_the_past(one, other)
    return one.kind not in {Kind.DELIVERY, Kind.DEPLOYMENT} and within(one, other)


def _of_the_past(one: Draft, other: Draft) -> bool:
    """ "Will go to Serbia, where he was in 2016": whether what happened is told as background."""
    return any(
        d.status is Status.OCCURRED and d.dated is not None and d.dated.granularity in _LONG
        for d in (one, other)
    )


def _cancels(denied: Draft, plan: Draft) -> bool:
    """Whether a plan is told and, right after, that it is off: "but that visit was called off"."""
    off = denied.status is Status.DENIED and plan.status in _OPEN and denied.definite
    near = denied.paragraph == plan.paragraph and denied.start >= plan.start
    return off and near and not denied.denial and not denied.headline


def _things(one: Draft, other: Draft) -> bool:
    if one.kind not in {Kind.DELIVERY, Kind.DEPLOYMENT}:
        return True
    mine = {t.name for t in one.things if t.name not in _GENERIC}
    theirs = {t.name for t in other.things if t.name not in _GENERIC}
    if not mine or not theirs:
        return True
    if mine & theirs:
        return True
    # "tanks" and "Leopard 2 tanks": the class of the one is the name of the other.
    if mine & {t.item_class for t in other.things} or theirs & {t.item_class for t in one.things}:
        return True
    classes = {t.item_class for t in one.things} & {t.item_class for t in other.things}
    titled = one.headline is not other.headline
    return titled and (bool(classes) or kindred(one, other))


_GENERIC = {
    "weapons",
    "military equipment",
    "military aid",
    "troops",
    "soldier",
    "military",
    "military vehicle",
}


def _absorb(home: Draft, draft: Draft) -> None:
    if mirrors(home, draft):
        # The better of two readings of who did it to whom stands; the other adds nothing.
        home.also.append(draft)
        return
    for role in _ROLES[home.kind]:
        fillers = home.roles.setdefault(role, [])
        for referent in draft.roles.get(role, ()):
            _add(fillers, referent, personal=home.kind in {Kind.VISIT, Kind.MEETING})
    names = {(t.name, t.count.minimum, t.count.maximum) for t in home.things}
    for thing in draft.things:
        if thing.name in {n for n, _, _ in names}:
            _refine(home, thing)
        elif thing.name not in _GENERIC or not home.things:
            home.things.append(thing)
    if home.place is None:
        home.place = draft.place
    home.length = home.length or draft.length
    home.arrives = home.arrives or draft.arrives
    home.begun = home.begun or draft.begun
    fulfilled = _fulfilled(home, draft)
    if home.kind is Kind.VISIT:
        _prolong(home, draft)
    else:
        home.dated = better(home.dated, draft.dated)
    if _cancels(home, draft) or _cancels(draft, home):
        home.status = Status.DENIED
        home.dated = home.dated or home.lapsed or draft.lapsed
    elif Status.DENIED in {home.status, draft.status} and home.status is not draft.status:
        _contest(home, draft)
    elif fulfilled is not None:
        home.status = fulfilled
    elif draft.status is not home.status and home.headline and not draft.headline:
        home.status = draft.status
    elif {home.status, draft.status} == _REAL:
        home.status = Status.ONGOING if home.dated is None else home.status
    elif {home.status, draft.status} == _OPEN:
        home.status = Status.PLANNED
    home.military = home.military or draft.military
    home.score = max(home.score, draft.score)
    home.also.append(draft)


def _fulfilled(one: Draft, other: Draft) -> Status | None:
    """What became of a plan for a time in which, as is told too, it happened."""
    real = next((d.status for d in (one, other) if d.status in _REAL), None)
    planned = any(d.status in _OPEN for d in (one, other))
    return real if planned and within(one, other) else None


def _prolong(home: Draft, draft: Draft) -> None:
    """Let a stay last over the days of another mention, and go on while some are to come."""
    parts = not overlap(home, draft)
    home.dated = whole(home, draft)
    if parts and Status.PLANNED in {home.status, draft.status}:
        home.status = draft.status = Status.ONGOING


def _contest(home: Draft, draft: Draft) -> None:
    """Keep the asserted status, and the denial as its attribution."""
    denier, asserter = (home, draft) if home.status is Status.DENIED else (draft, home)
    home.status = asserter.status
    home.dated = asserter.dated
    if denier.attribution is not None:
        home.attribution = denier.attribution
        home.contested = True


def _refine(home: Draft, thing: Thing) -> None:
    """Give an item without a count the count that another mention tells."""
    for index, own in enumerate(home.things):
        if own.name == thing.name and own.count.minimum is None and own.count.maximum is None:
            home.things[index] = replace(
                own, count=thing.count, text=thing.text, start=thing.start, end=thing.end
            )


def _add(fillers: list[Referent], referent: Referent, *, personal: bool = True) -> None:
    for index, own in enumerate(fillers):
        if own.name == referent.name or (
            own.country is not None
            and own.country == referent.country
            and (own.type != "person" or referent.type != "person")
        ):
            # A person says more than the state.
            named = referent.type == "person" and own.type != "person" and not referent.pointed
            if named and personal:
                fillers[index] = referent
            return
    fillers.append(referent)
