"""Caption: who stands with whom where, told without a verb.

"President Macron with his Polish colleague Duda in Warsaw, Monday." dates a visit as surely as a
sentence does.
"""

from dataclasses import replace
from datetime import date

from schemas.event import Kind, Status
from schemas.when import Basis
from streams.core.events.draft import Dated, Draft
from streams.core.sentence.phrases import Phrase, Referent
from streams.core.sentence.scene import Scene
from streams.core.times import event_days


def read(scene: Scene) -> Draft | None:
    """The visit or meeting that a verbless sentence with two persons of two states shows."""
    if any(t.pos_ == "VERB" and "Fin" in t.morph.get("VerbForm", []) for t in scene.sentence):
        return None
    if scene.headline or any(t.pos_ == "AUX" for t in scene.sentence):
        return None
    people = [(p, r) for p in scene.phrases for r in p.referents if r.type == "person"]
    people = [(p, r) for p, r in people if r.country and not r.pointed]
    if len({r.country for _, r in people}) < 2 or not any(p.case == "with" for p, _ in people):
        return None
    place = next((r for p in scene.phrases for r in p.referents if _where(p, r)), None)
    dated = _date(scene)
    if place is None or dated is None:
        return None
    return _draft(scene, [r for _, r in people], place, dated)


def _where(phrase: Phrase, referent: Referent) -> bool:
    return phrase.case in {"in", "at", "on"} and referent.type in {"capital", "place", "state"}


def _date(scene: Scene) -> Dated | None:
    for expression in scene.times:
        days = event_days(expression, scene.published)
        if days is not None and days.begin is not None:
            told = Dated.of(days, expression, basis=Basis.TEXT, strength=0.9)
            # A picture shows its day, whatever preposition stands before it.
            return replace(told, relation=None)
    return None


def _draft(scene: Scene, people: list[Referent], place: Referent, dated: Dated) -> Draft:
    hosts = [r for r in people if r.country == place.country]
    guests = [r for r in people if r.country != place.country]
    visit = bool(hosts) and bool(guests)
    roles = {"visitor": guests, "host": hosts} if visit else {"participant": people}
    return Draft(
        kind=Kind.VISIT if visit else Kind.MEETING,
        roles=roles,
        things=[],
        place=place,
        status=_status(dated, scene.published),
        dated=dated,
        start=scene.offset + scene.sentence.start_char,
        end=scene.offset + scene.sentence.end_char,
        trigger=scene.sentence[0].text,
        rule="caption",
        score=0.8,
        military=any(r.office == "defence" for r in people),
        definite=False,
        headline=False,
        paragraph=scene.paragraph,
        tense="none",
    )


def _status(dated: Dated, published: date) -> Status:
    ahead = dated.days.begin is not None and dated.days.begin > published
    return Status.PLANNED if ahead else Status.OCCURRED
