"""Completion: mentions that leave out a party, finished from what was told shortly before.

"Denmark sold Argentina 24 F-16s. The first six will be delivered in 2025." The second sentence
names nobody; the occasion it continues does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from schemas.event import EVENT_TYPES, Kind, Status
from schemas.when import Basis
from streams.core.events import kinds
from streams.core.events.draft import Draft
from streams.core.sentence.phrases import Referent

#: How many paragraphs back an occasion still lends its parties.
_REACH = 1
#: How many occasions back are remembered at most: an article tells a handful.
_MEMORY = 32
#: How well a state from elsewhere must suit the role by its type.
_LEAST_CARRIED = 0.5


def complete(
    kept: Sequence[Draft], weak: Sequence[Draft], *, salience: Mapping[str, int] | None = None
) -> list[Draft]:
    """`kept` with those of `weak` that an earlier occasion completes, in order of the text.

    A weak mention without a party of its own makes no event: it can only date one. `salience`
    counts how often the article names each country.
    """
    told = [(d, False) for d in (*kept, *_combined(weak, kept))] + [(d, True) for d in weak]
    out: list[Draft] = []
    lead: list[Draft] = []
    for draft, lacking in sorted(told, key=lambda pair: (*_order(pair[0]), pair[1])):
        before = [d for d in reversed(out[-_MEMORY:]) if _near(d, draft)]
        before += [d for d in reversed(lead) if d not in before]
        finished: Draft | None = draft
        if lacking:
            here = out[-_MEMORY:]
            if draft.status is Status.DENIED and _cancel(draft, here[::-1]):
                continue
            if _told_again(draft, here):
                continue
            rivals = any(_rivals(d, draft) for d in here if d.paragraph == draft.paragraph)
            if rivals:
                _date_rival(draft, here)
            finished = None if rivals else _finish(draft, before) or _carry(draft)
        elif draft.kind is Kind.DELIVERY:
            _supply(draft, before, salience or {})
        if finished is not None:
            out.append(finished)
            if finished.paragraph <= 1 and len(lead) < _MEMORY:
                lead.append(finished)
    return out


def _finish(draft: Draft, before: Sequence[Draft]) -> Draft | None:
    """The mention with the parties that it lacks, or None."""
    if draft.kind is Kind.VISIT:
        return _ground(draft)
    if draft.kind in _JOINT and _pair(draft):
        return draft
    if draft.parties():
        return _borrow(draft, before) if draft.strong else None
    finished = _resume(draft, before)
    if finished is None:
        _date(draft, before)
    return finished


def _carry(draft: Draft) -> Draft | None:
    """The mention with the states that were named last in its empty roles, or None.

    The least sure way: it holds for a mention that nothing else completes.
    """
    if not draft.strong or draft.headline or not draft.parties():
        return None
    if draft.tense == "infinitive":
        # "Under pressure to send troops": what is wanted need not be of those last named.
        return None
    roles = EVENT_TYPES[draft.kind].roles_
    known = {r.country or r.name for fillers in draft.roles.values() for r in fillers}
    told = tuple(reversed(draft.pair))
    carried = 0
    for role in roles:
        wanted = 2 if len(roles) == 1 else 1
        for referent in told:
            fillers = draft.roles.setdefault(role, [])
            if len(fillers) >= wanted:
                break
            fit = kinds.FITS[(draft.kind.value, role)].get(referent.type, 0.0)
            if referent.country is None or referent.country in known or fit < _LEAST_CARRIED:
                continue
            known.add(referent.country)
            fillers.append(referent)
            carried += 1
    draft.roles = {role: fillers for role, fillers in draft.roles.items() if fillers}
    draft.carried += carried
    draft.score *= 0.6
    return draft if carried and kinds.VALID[draft.kind](draft) else None


def _cancel(draft: Draft, before: Sequence[Draft]) -> bool:
    """ "Was due on Monday, but called off the trip": let the denial be of what was told before."""
    for earlier in before:
        if earlier.kind is not draft.kind or earlier.headline:
            continue
        if earlier.paragraph != draft.paragraph or earlier.status is Status.DENIED:
            continue
        if not draft.definite or not draft.parties() <= earlier.parties():
            continue
        earlier.status = Status.DENIED
        earlier.dated = earlier.dated or earlier.lapsed
        return True
    return False


def _told_again(draft: Draft, before: Sequence[Draft]) -> bool:
    """ "During the visit the delegation will hold talks": whether a visit without a host is one
    that was told, so that it says no more than that, whatever else it stands beside."""
    if draft.kind is not Kind.VISIT or not draft.definite or draft.roles.get("host"):
        return False
    visitors = draft.countries("visitor")
    return any(d.kind is Kind.VISIT and visitors <= d.countries("visitor") for d in before)


def _combined(weak: Sequence[Draft], kept: Sequence[Draft]) -> list[Draft]:
    """ "India signed a contract to purchase jets from France": two words tell one accord."""
    groups: dict[tuple[int, int], list[Draft]] = {}
    for draft in weak:
        if draft.kind is Kind.AGREEMENT and draft.roles.get("party"):
            groups.setdefault(_order(draft), []).append(draft)
    out: list[Draft] = []
    for place, drafts in groups.items():
        if len(drafts) < 2 or any(d.kind is Kind.AGREEMENT and _order(d) == place for d in kept):
            continue
        first = max(drafts, key=lambda d: d.score)
        for other in drafts:
            for referent in other.roles["party"]:
                if all(r.country != referent.country for r in first.roles["party"]):
                    first.roles["party"].append(referent)
            first.seller = first.seller or other.seller
            first.dated = first.dated or other.dated
            first.military = first.military or other.military
        if kinds.VALID[first.kind](first):
            out.append(first)
    return out


def _supply(draft: Draft, before: Sequence[Draft], salience: Mapping[str, int]) -> None:
    """Fill the empty role of a delivery from what was told before, the most named state first."""
    if not draft.sure:
        return
    empty = [r for r in ("supplier", "recipient") if not draft.roles.get(r)]
    if not empty and draft.recruited == ("recipient",):
        _supply_again(draft, before)
    if len(empty) != 1:
        return
    known = {r.country or r.name for fillers in draft.roles.values() for r in fillers}
    # Whoever was supplied before is likelier to be supplied again than anybody else who was named.
    alike = [r for d in before if d.kind is Kind.DELIVERY for r in d.roles.get(empty[0], ())]
    told = [r for d in before for r in _parties(d)]
    told = sorted((*told, *reversed(draft.pair)), key=lambda r: -salience.get(r.country or "", 0))
    for referent in (*alike, *told):
        if referent.country and referent.country not in known:
            state = referent
            if kinds.FITS[("delivery", empty[0])].get(state.type, 0.0) >= 0.5:
                draft.roles[empty[0]] = [state]
                return


def _supply_again(draft: Draft, before: Sequence[Draft]) -> None:
    """ "Poland, France said, will send tanks": whoever was supplied before is likelier to be
    meant than who is but near, unless that one was supplied before as well."""
    near = {r.country or r.name for r in draft.roles["recipient"]}
    suppliers = draft.countries("supplier")
    for earlier in before:
        if earlier.kind is not Kind.DELIVERY or "recipient" in earlier.recruited:
            continue
        told = earlier.roles.get("recipient", [])
        if near & {r.country or r.name for r in told}:
            return
        if told and not suppliers & earlier.countries("recipient"):
            draft.roles["recipient"] = list(told)
            return


def _order(draft: Draft) -> tuple[int, int]:
    return (draft.paragraph, draft.start)


def _rivals(kept: Draft, draft: Draft) -> bool:
    """Whether the sentence told this kind already, or the same word told another kind."""
    return kept.start == draft.start and (kept.kind is draft.kind or kept.trigger == draft.trigger)


def _near(earlier: Draft, draft: Draft) -> bool:
    return draft.paragraph - earlier.paragraph <= _REACH or earlier.paragraph <= 1


def _date(draft: Draft, before: Sequence[Draft]) -> None:
    """Date the last occasion of the kind, where it has no date and the mention points to it."""
    told = draft.definite or draft.things or draft.kind is Kind.AGREEMENT
    if draft.dated is None or not told:
        return
    for earlier in before:
        if earlier.kind is not draft.kind or draft.paragraph - earlier.paragraph > 1:
            continue
        if earlier.dated is None and _tells_same(draft, earlier):
            earlier.dated = replace(draft.dated, basis=Basis.CONTEXT)
        return


def _date_rival(draft: Draft, kept: Sequence[Draft]) -> None:
    """ "Tanks ordered under a contract signed in 2016": two words of one event, one with a date."""
    for other in kept:
        alike = other.kind is draft.kind and (other.paragraph, other.start) == _order(draft)
        if not alike or other.dated is not None or draft.dated is None:
            continue
        if other.status is draft.status and draft.parties() <= other.parties():
            other.dated = replace(draft.dated, basis=Basis.CONTEXT)


def _tells_same(draft: Draft, earlier: Draft) -> bool:
    mine, theirs = {t.name for t in draft.things}, {t.name for t in earlier.things}
    return draft.status is earlier.status and (not mine or not theirs or bool(mine & theirs))


#: Kinds whose words say that there are several parties: "the joint brigade".
_JOINT = {Kind.JOINT_UNIT}


def _pair(draft: Draft) -> bool:
    """Give a joint unit without members the two states that were named last."""
    role = EVENT_TYPES[draft.kind].roles_[0]
    known = {r.country for r in draft.roles.get(role, ())}
    missing = [r for r in draft.pair if r.country not in known]
    if len(known | {r.country for r in draft.pair}) != 2 or not missing:
        return False
    draft.roles[role] = [*draft.roles.get(role, []), *missing]
    draft.score *= 0.7
    return kinds.VALID[draft.kind](draft)


def _resume(draft: Draft, before: Sequence[Draft]) -> Draft | None:
    """ "The first six will be delivered in 2025": parties of the delivery or order before."""
    told = draft.things or draft.number is not None
    if draft.kind is not Kind.DELIVERY or not told or not draft.strong:
        return None
    for earlier in before:
        if draft.paragraph - earlier.paragraph > 1:
            continue
        if earlier.kind is Kind.DELIVERY and earlier.dated != draft.dated:
            draft.roles = {role: list(rs) for role, rs in earlier.roles.items()}
        elif earlier.kind is Kind.AGREEMENT and earlier.seller is not None:
            parties = earlier.roles["party"]
            draft.roles = {
                "supplier": [r for r in parties if r.country == earlier.seller],
                "recipient": [r for r in parties if r.country != earlier.seller],
            }
        else:
            continue
        if not draft.things and draft.number is not None and earlier.things:
            draft.things = [replace(earlier.things[0], count=draft.number)]
        draft.score *= 0.8
        return draft if kinds.VALID[draft.kind](draft) else None
    return None


def _ground(draft: Draft) -> Draft | None:
    """Let a visitor without a goal have gone where the text is at."""
    visitors, hosts = draft.roles.get("visitor", []), draft.roles.get("host", [])
    if not visitors or hosts or not draft.ground or not (draft.arrives or draft.there):
        return None
    home = {r.country for r in visitors}
    away = [p for p in reversed(draft.ground) if p.country and p.country not in home]
    if not away or None in home:
        return None
    draft.roles["host"] = [away[0]]
    draft.place = draft.place or away[0]
    draft.score *= 0.8
    return draft if kinds.VALID[draft.kind](draft) else None


def _borrow(draft: Draft, before: Sequence[Draft]) -> Draft | None:
    """Fill the one empty role with the other party of the last occasion that shares the first."""
    roles = EVENT_TYPES[draft.kind].roles_
    unreal = draft.status in {Status.DENIED, Status.POSSIBLE}
    if draft.kind is Kind.DEPLOYMENT and not (_specific(draft) or unreal or draft.there):
        return None
    located = draft.there or (unreal and draft.kind in {Kind.DEPLOYMENT, Kind.BASING})
    if located and draft.kind in {Kind.DEPLOYMENT, Kind.BASING} and not draft.roles.get("host"):
        known = {r.country for fillers in draft.roles.values() for r in fillers}
        for place in reversed(draft.ground):
            if place.country and place.country not in known:
                draft.roles["host"] = [place]
                draft.score *= 0.8
                return draft if kinds.VALID[draft.kind](draft) else None
    if len(roles) == 1 and draft.kind is not Kind.MEETING:
        return _join(draft, before, roles[0])
    empty = [r for r in roles if not draft.roles.get(r)]
    if len(roles) != 2 or len(empty) != 1 or draft.kind is Kind.VISIT:
        return None
    known = {r.country or r.name for fillers in draft.roles.values() for r in fillers}
    for earlier in before:
        if earlier.kind in {Kind.VISIT, Kind.MEETING} and draft.kind is Kind.DELIVERY:
            continue
        parties = _parties(earlier)
        others = [r for r in parties if (r.country or r.name) not in known and r.country]
        if known & {r.country or r.name for r in parties} and len({r.country for r in others}) == 1:
            fit = kinds.FITS[(draft.kind.value, empty[0])]
            if fit.get(others[0].type, 0.0) < 0.3:
                return None
            if empty[0] == "trainee" and others[0].type not in {"force", "people", "group"}:
                return None
            draft.roles[empty[0]] = others[:1]
            draft.score *= 0.7
            return draft if kinds.VALID[draft.kind](draft) else None
    return None


def _specific(draft: Draft) -> bool:
    """Whether the forces are told by number or by more than "troops"."""
    return any(
        t.count.minimum or t.count.maximum or t.name not in {"troops", "soldier"}
        for t in draft.things
    )


def _join(draft: Draft, before: Sequence[Draft], role: str) -> Draft | None:
    """ "New Delhi signed the contract in 2018": add the party of the occasion it belongs to."""
    known = {r.country or r.name for r in draft.roles.get(role, ())}
    for earlier in before:
        parties = _parties(earlier)
        others = [r for r in parties if r.country and r.country not in known]
        if known & {r.country or r.name for r in parties} and len({r.country for r in others}) == 1:
            draft.roles[role] = [*draft.roles[role], others[0]]
            draft.score *= 0.7
            return draft if kinds.VALID[draft.kind](draft) else None
    return None


def _parties(draft: Draft) -> list[Referent]:
    return [r for fillers in draft.roles.values() for r in fillers]
