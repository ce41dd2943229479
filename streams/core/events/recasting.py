"""Recasting: what is told in the words of one kind and is an event of another.

Whoever meets his colleague in the colleague's capital is there on a visit; arms that a state may
buy are no contract yet but a delivery that is possible.
"""

from collections.abc import Sequence

from schemas.event import Kind, Status
from streams.core.events.draft import Draft
from streams.core.events.roles import Link, verb_of
from streams.core.language.pack import LanguagePack
from streams.core.sentence.phrases import Referent
from streams.core.sentence.scene import Scene
from streams.core.sentence.ties import leader_of
from streams.core.sentence.triggers import Occurrence

#: A meeting of more states than this is a conference, wherever it is.
_MOST_STATES = 3
#: How surely the place must be tied to the words of meeting.
_SURE_PLACE = 0.6
_PLACE_CASES = frozenset({"in", "at", "to"})
_GROUND = frozenset({"place", "capital"})
#: Where states meet whose the place is not: the seat of the United Nations.
_SEATS = frozenset({"New York", "New York City"})


def recast(
    draft: Draft,
    occurrence: Occurrence,
    found: Sequence[Link],
    *,
    scene: Scene,
    pack: LanguagePack,
) -> None:
    """Make of `draft` the kind of event that it tells, where that is not the trigger's."""
    if draft.kind is Kind.MEETING:
        if draft.place is None:
            draft.place = _there(draft, occurrence, scene, pack)
            sure = draft.place is not None
        else:
            sure = _is_surely_there(draft.place, found)
        if sure:
            _as_visit(draft, found)
    elif draft.kind is Kind.AGREEMENT:
        _as_delivery(draft, occurrence)


def _as_visit(draft: Draft, found: Sequence[Link]) -> None:
    """ "Blinken met President Sandu in Chisinau": the subject is abroad, and the other at home."""
    people = draft.roles.get("participant", [])
    place = draft.place
    if place is None or place.country is None:
        return
    if place.place in _SEATS:
        return
    countries = {r.country for r in people}
    if None in countries or not 2 <= len(countries) <= _MOST_STATES:
        return
    guests = [r for r in people if r.country != place.country]
    hosts = [r for r in people if r.country == place.country]
    subjects = {r.start for link in found if link.slot == "subj" for r in link.phrase.referents}
    abroad = [r for r in guests if r.type == "person" and r.start in subjects]
    if not hosts or not abroad or len({r.country for r in guests}) > 1:
        return
    if _stand_together(hosts, abroad, found):
        # "Chinese and Japanese officials met in Tokyo": nobody is told to have come.
        return
    draft.kind = Kind.VISIT
    draft.roles = {"visitor": guests, "host": hosts}


def _stand_together(
    hosts: Sequence[Referent], guests: Sequence[Referent], found: Sequence[Link]
) -> bool:
    """Whether all hosts are told in one subject, or list of subjects, with a guest."""
    leaders = {
        r.start: leader_of(link.phrase).start
        for link in found
        if link.slot == "subj"
        for r in link.phrase.referents
    }
    told = {leaders.get(guest.start) for guest in guests} - {None}
    return all(leaders.get(host.start) in told for host in hosts)


def _there(
    draft: Draft, occurrence: Occurrence, scene: Scene, pack: LanguagePack
) -> Referent | None:
    """ "Returned from Dhaka, having met Hasina there", "Tokyo, where he held talks": the place."""
    verb = verb_of(occurrence)
    pointers = pack.words["where"] | pack.pronouns["place"]
    if verb is None or not any(child.lower_ in pointers for child in verb.children):
        return None
    here = [r for p in scene.phrases if p.end <= verb.i for r in p.referents if r.type in _GROUND]
    homes = draft.countries("participant")
    told = (place for place in reversed([*draft.ground, *here]) if place.country in homes)
    return next(told, None)


def _is_surely_there(place: Referent, found: Sequence[Link]) -> bool:
    return any(
        link.slot in _PLACE_CASES
        and link.strength >= _SURE_PLACE
        and any(r.start == place.start for r in link.phrase.referents)
        for link in found
    )


def _as_delivery(draft: Draft, occurrence: Occurrence) -> None:
    """ "Might sell the navy missiles", "considers buying F-16s from Portugal"."""
    frame = occurrence.trigger.frame.id
    unsure = draft.status is Status.POSSIBLE
    unsold = frame == "agreement.sell" and draft.status is not Status.OCCURRED
    if frame not in {"agreement.buy", "agreement.sell"} or not (unsure or unsold):
        return
    parties = draft.roles.get("party", [])
    sellers = [r for r in parties if r.country and r.country == draft.seller]
    buyers = [r for r in parties if r.country != draft.seller]
    if not sellers or not buyers or not draft.things:
        return
    draft.kind = Kind.DELIVERY
    draft.roles = {"supplier": sellers, "recipient": buyers}
