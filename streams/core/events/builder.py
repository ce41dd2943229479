"""Builder: one mention of an event from a trigger and the phrases around it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.event import Kind, Status
from streams.core.events import (
    attribution,
    bystanders,
    dating,
    derivation,
    enumeration,
    fillers,
    implied,
    judgement,
    kinds,
    lasting,
    status,
)
from streams.core.events.draft import Draft
from streams.core.events.recasting import recast
from streams.core.events.requirements import missing
from streams.core.events.roles import Link, Ties, verb_of
from streams.core.language.items import Count
from streams.core.language.pack import LanguagePack
from streams.core.language.world import World
from streams.core.sentence.aspect import is_perfect
from streams.core.sentence.phrases import Phrase
from streams.core.sentence.scene import Scene
from streams.core.sentence.triggers import Occurrence

#: Kinds that go on for days.
_EXTENDED = frozenset({Kind.VISIT, Kind.EXERCISE, Kind.TRAINING, Kind.MEETING, Kind.DEPLOYMENT})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a trigger gave no event; `draft` is what there is of it, where only parties lack."""

    occurrence: Occurrence
    reason: str
    draft: Draft | None = None


class Builder:
    """Builds drafts of one language."""

    def __init__(self, pack: LanguagePack, world: World) -> None:
        self._pack = pack
        self._world = world

    def build_all(self, scene: Scene) -> Iterator[tuple[Occurrence, Draft | Refusal]]:
        """What each trigger of a sentence tells: a draft, or why it is none."""
        ties = Ties(scene.phrases, self._pack)
        for occurrence in scene.occurrences:
            yield occurrence, self._build(occurrence, scene, ties.of(occurrence))

    def _build(
        self, occurrence: Occurrence, scene: Scene, found: Sequence[Link]
    ) -> Draft | Refusal:
        lacking = missing(occurrence, found, scene, self._pack)
        if lacking is not None:
            return Refusal(occurrence, lacking)
        reading = status.read(occurrence, self._pack, headline=scene.headline)
        if reading.opinion:
            return Refusal(occurrence, "an opinion, not an event")
        draft = self._draft(occurrence, found, scene, reading)
        self._place_in_time(draft, occurrence, scene)
        recast(draft, occurrence, found, scene=scene, pack=self._pack)
        rival = judgement.rival(draft, occurrence, self._pack, self._world)
        if rival is not None:
            return Refusal(occurrence, rival)
        if not kinds.VALID[draft.kind](draft):
            reason = f"a {draft.kind.value} needs other parties than {_told(draft)}"
            return Refusal(occurrence, reason, draft)
        return draft

    def _draft(
        self, occurrence: Occurrence, found: Sequence[Link], scene: Scene, reading: status.Reading
    ) -> Draft:
        """Parties, items and place of the event, its date left to be judged."""
        trigger, pack = occurrence.trigger, self._pack
        speaker = attribution.speaker(occurrence, scene.phrases, pack)
        kind = Kind(trigger.frame.kind)
        assigned, scores = fillers.assign(occurrence, found)
        things = fillers.things(occurrence, found)
        derivation.derive(occurrence, assigned, found, things=things, scene=scene, pack=self._pack)
        near = bystanders.recruit(occurrence, assigned, scores, scene=scene, pack=pack)
        items = enumeration.itemised(things, scene.phrases, pack)
        items = items or implied.things(occurrence, found, scene=scene, pack=pack)
        return Draft(
            kind=kind,
            roles=assigned,
            things=items,
            place=fillers.place(occurrence, found),
            status=reading.status,
            dated=dating.date_of(
                occurrence,
                scene.sentence,
                scene.expressions,
                pack,
                published=scene.published,
                others=scene.occurrences,
                denied=reading.status is Status.DENIED,
            ),
            start=scene.offset + scene.sentence.start_char,
            end=scene.offset + scene.sentence.end_char,
            trigger=occurrence.token.text,
            rule=trigger.id,
            frame=trigger.frame.id,
            weight=trigger.weight,
            verbal=trigger.verbal,
            near=len(near),
            recruited=near,
            score=judgement.confidence(occurrence, scores),
            military=judgement.is_military(occurrence, found, assigned, scene, pack),
            definite=occurrence.phrase is not None and _definite(occurrence.phrase),
            headline=scene.headline,
            paragraph=scene.paragraph,
            tense=reading.tense,
            begun=pack.phases.get(reading.cue) == "begin",
            perfect=is_perfect(verb_of(occurrence), pack),
            ground=scene.ground,
            pair=scene.pair,
            there=any(t.lower_ in pack.pronouns["place"] for t in scene.sentence),
            arrives=trigger.frame.id == "visit.noun" or trigger.word in pack.words["arrival"],
            number=_number(found) if kind is Kind.DELIVERY and not items else None,
            sure=judgement.sure(occurrence, items),
            seller=derivation.seller(occurrence, found) if kind is Kind.AGREEMENT else None,
            strong=judgement.strong(occurrence),
            attribution=attribution.named(speaker) if speaker is not None else None,
            denial=reading.status is Status.DENIED and attribution.is_denial(occurrence, pack),
        )

    def _place_in_time(self, draft: Draft, occurrence: Occurrence, scene: Scene) -> None:
        """Let tense and date settle the status, and length and publication the days."""
        draft.status = judgement.timed_status(draft, occurrence, scene.published, self._pack)
        if not scene.headline and draft.kind in _EXTENDED:
            draft.length = lasting.length(occurrence, scene.expressions, self._pack)
            draft.dated = lasting.stretched(occurrence, draft.dated, draft.length, self._pack)
            draft.status = judgement.still(draft, scene.published)
        told = draft.dated
        draft.dated = judgement.until_now(draft, scene.published)
        draft.lapsed = told if draft.dated is None else None


def _number(found: Sequence[Link]) -> Count | None:
    """The count of items that are not named again: "the first six were delivered"."""
    for link in found:
        if link.slot in {"obj", "subj"} and link.strength >= 0.9 and link.phrase.number:
            return link.phrase.number
    return None


def _definite(phrase: Phrase) -> bool:
    if phrase.owner is not None and phrase.owner.root.pos_ == "PRON":
        return True
    return "Def" in phrase.span[0].morph.get("Definite", [])


def _told(draft: Draft) -> str:
    told = [f"{role}={'+'.join(r.name for r in rs)}" for role, rs in draft.roles.items() if rs]
    return ", ".join(told) or "none"
