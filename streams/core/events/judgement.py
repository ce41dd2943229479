"""Judgement: what a draft's parties, words and date say of its status, weight and subject."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from schemas.event import EVENT_TYPES, Kind, Status
from schemas.when import Basis
from streams.core.calendar import Days
from streams.core.events import purpose
from streams.core.events.draft import Dated, Draft
from streams.core.events.roles import Link, verb_of, verb_over
from streams.core.language.items import Thing
from streams.core.language.pack import LanguagePack
from streams.core.language.world import World
from streams.core.sentence.aspect import is_perfect
from streams.core.sentence.phrases import Referent
from streams.core.sentence.scene import Scene
from streams.core.sentence.triggers import Occurrence

#: What a state sends of its own and keeps.
_DEPLOYABLE = frozenset(
    {"unit", "warship", "bomber", "ship", "submarine", "aircraft carrier", "personnel", "troops"}
)
#: What comes and goes by itself: its arrival is no delivery.
_MOBILE = frozenset({"fighter jet", "helicopter", "transport aircraft", "aircraft"})
#: What is not sent to stay the sender's.
_CONSUMED = frozenset({"ammunition", "missile", "bomb", "shell", "grenade", "mine", "aid"})
#: Kinds whose present tense tells what goes on.
_LASTING = frozenset({Kind.TRAINING, Kind.EXERCISE})
_LASTING_FRAMES = frozenset(
    {
        "deployment.arrive",
        "deployment.noun",
        "deployment.keep",
        "deployment.have",
        "deployment.host",
        "deployment.be",
        "basing.use",
        "basing.base",
        "basing.host",
    }
)
#: Frames that tell a state: since when it holds, until now.
_STATES = frozenset(
    {"deployment.keep", "deployment.host", "deployment.be", "basing.use", "basing.base"}
)
#: Kinds that happen once: nothing of the kind goes on since a day.
_POINTS = frozenset({Kind.MEETING, Kind.AGREEMENT})
#: Kinds that move counted things.
_MOVING = frozenset({Kind.DELIVERY, Kind.DEPLOYMENT})
#: Kinds whose subject the whole paragraph tells.
_OF_SUBJECT = frozenset({Kind.DELIVERY, Kind.TRAINING, Kind.EXERCISE})
#: Kinds that are news of ours only where their subject is.
DIPLOMATIC = frozenset({Kind.VISIT, Kind.MEETING})
#: Paragraphs, the title among them, from which a text is an article; and the share of them that
#: has to speak of the military for the article to be about it.
_ARTICLE, _LITTLE = 3, 0.2
#: A smaller share of the paragraphs speaks of the military in passing.
_IN_PASSING = 0.25
#: How what an accord is about stands to it.
_SUBJECT_SLOTS = frozenset({"obj", "on", "about", "for", "of", "head", "to"})
#: Frames whose triggers need their parties to tell an event at all.
_LOOSE = frozenset({"visit.go", "meeting.verb", "basing.noun", "basing.base"})
#: Visits that began earlier than this before publication, and are not told to go on, are over.
_LONGEST_VISIT = timedelta(7)
#: What a role without a filler counts for.
_EMPTY_ROLE = 0.35
#: Shorter words of the military do not count as the beginning of longer ones.
_SHORTEST_STEM = 6


def confidence(occurrence: Occurrence, scores: Mapping[str, float]) -> float:
    """How far the trigger and the fit of its parties speak for the event, from 0 to 1."""
    wanted = EVENT_TYPES[Kind(occurrence.trigger.frame.kind)].roles_
    mean = sum(min(1.0, scores.get(r, _EMPTY_ROLE)) for r in wanted) / len(wanted)
    return round(occurrence.trigger.weight * (0.4 + 0.6 * mean), 3)


def sure(occurrence: Occurrence, things: Sequence[Thing]) -> bool:
    """Whether the trigger with these items can tell nothing but its kind."""
    return occurrence.trigger.weight >= 1.0 or not any(
        t.unit or t.item_class in _DEPLOYABLE for t in things
    )


def strong(occurrence: Occurrence) -> bool:
    """Whether the trigger tells its kind without help from the parties."""
    return occurrence.trigger.weight >= 0.8 and occurrence.trigger.frame.id not in _LOOSE


def rival(draft: Draft, occurrence: Occurrence, pack: LanguagePack, world: World) -> str | None:
    """Why another kind tells it better: equipment sent to a state is a delivery, forces are not.

    What is sent to an ally under arms stays the sender's: his aircraft and batteries are deployed.
    """
    frame = occurrence.trigger.frame.id
    if not draft.things or not _of_sending(occurrence, pack):
        return None
    loan = _between_allies(draft, world)
    based = _sent_to_base(draft)
    if frame == "delivery.give" and based:
        return "what flies to a place abroad stays the sender's"
    if frame == "delivery.give":
        if draft.near and all(t.item_class in _DEPLOYABLE for t in draft.things):
            return "what a state moves of its own goes to nobody"
        return "equipment sent to an ally is deployed" if loan else None
    if frame == "deployment.noun" and all(t.item_class in _CONSUMED for t in draft.things):
        return "what is used up is delivered"
    if frame not in {"deployment.send", "deployment.arrive"}:
        return None
    if frame == "deployment.arrive" and any(t.item_class in _MOBILE for t in draft.things):
        return None
    deployable = any(t.personnel or t.unit or t.item_class in _DEPLOYABLE for t in draft.things)
    own = occurrence.trigger.lemma in pack.words["own_forces"]
    if deployable or own or ((loan or based) and frame == "deployment.send"):
        return None
    return "equipment that changes hands is delivered"


def _sent_to_base(draft: Draft) -> bool:
    """ "Sent six Typhoons to Akrotiri": a state is given aircraft; a place is where they go."""
    to_place = draft.place is not None and draft.place.type == "place"
    return to_place and all(t.item_class in _MOBILE for t in draft.things)


def _of_sending(occurrence: Occurrence, pack: LanguagePack) -> bool:
    """Whether the word may tell both a delivery and a deployment, or a deployment alone."""
    trigger = occurrence.trigger
    if trigger.frame.id != "delivery.give":
        return True
    return any(
        t.frame.id == "deployment.send" and t.lemma == trigger.lemma and t.weight > trigger.weight
        for t in pack.verbs.get(occurrence.token.lower_, pack.verbs.get(trigger.lemma, ()))
    )


def _between_allies(draft: Draft, world: World) -> bool:
    parties = {r.country for fillers in draft.roles.values() for r in fillers}
    moved = all(
        t.item_class not in _CONSUMED and t.name not in {"weapons", "military aid"}
        for t in draft.things
    )
    return moved and len(parties) >= 2 and None not in parties and world.allied(parties)


# -- the military subject ------------------------------------------------------------------------


def is_military(
    occurrence: Occurrence,
    found: Sequence[Link],
    assigned: Mapping[str, Sequence[Referent]],
    scene: Scene,
    pack: LanguagePack,
) -> bool:
    """Whether the event is of the military, by its parties, its items or the words around it."""
    kind = Kind(occurrence.trigger.frame.kind)
    parties = [r for fillers in assigned.values() for r in fillers]
    if any(r.office == "defence" or r.type == "force" for r in parties):
        return True
    if kind is Kind.AGREEMENT:
        return _is_military_accord(occurrence, found, scene, pack)
    if kind is Kind.EXERCISE and occurrence.phrase is not None:
        states = {r.country for r in parties if r.country and not r.pointed}
        if len(states) >= 2 or any(r.type == "alliance" for r in parties):
            return True
    if kind is Kind.EXERCISE and any(p.thing is not None and p.thing.strong for p in scene.phrases):
        return True
    told = scene.context if kind in _OF_SUBJECT else scene.sentence.text.lower()
    return speaks_of(told, pack.military["words"])


def is_politics(draft: Draft, *, paragraphs: int, military: float) -> bool:
    """Whether a leader's journey is politics, in an article without a word of the military.

    One that did not come about, or not yet, needs more than a word in passing. A text of a line or
    two is too short to tell.
    """
    if draft.kind not in DIPLOMATIC or draft.military or paragraphs < _ARTICLE:
        return False
    told = draft.status in {Status.OCCURRED, Status.ONGOING}
    return military == 0 if told else military < _IN_PASSING


def is_civil(draft: Draft, texts: Sequence[str], military: float, pack: LanguagePack) -> bool:
    """Whether a visit or meeting is about trade or the like, in an article that is not military.

    `texts` are the paragraphs in lower case, `military` the share of them that speak of it.
    """
    mentions = (draft, *draft.also)
    if draft.kind not in DIPLOMATIC or len(texts) < _ARTICLE or military >= _LITTLE:
        return False
    if any(m.military for m in mentions):
        return False
    own = [texts[m.paragraph] for m in mentions if m.paragraph < len(texts)]
    if any(speaks_of(text, pack.military["words"]) for text in own):
        return False
    subjects = ("civil", "society")
    return any(speaks_of(text, pack.military[subject]) for text in own for subject in subjects)


def _is_military_accord(
    occurrence: Occurrence, found: Sequence[Link], scene: Scene, pack: LanguagePack
) -> bool:
    subject = [link.phrase for link in found if _is_subject(link)]
    weapons = any(p.thing is not None and p.thing.strong for p in subject)
    near = " ".join(p.lowered for p in subject)
    weapons = weapons or any(p.thing is not None and p.thing.strong for p in scene.phrases)
    if occurrence.phrase is not None:
        near += " " + occurrence.phrase.lowered
    if weapons or speaks_of(near, pack.military["civil"]):
        return weapons
    return speaks_of(near + " " + scene.context, pack.military["words"])


def _is_subject(link: Link) -> bool:
    """Whether the phrase tells what the accord is about, not who is party to it."""
    party = bool(link.phrase.referents) and link.phrase.thing is None
    return link.slot in _SUBJECT_SLOTS and not party


@lru_cache(maxsize=1024)
def speaks_of(text: str, words: frozenset[str]) -> bool:
    """Whether `text`, in lower case, holds one of `words`, or a word that begins with one."""
    tokens = {t.strip(".,:;!?()\"'“”‘’") for t in text.replace("-", " ").split()}
    if not tokens.isdisjoint(words):
        return True
    stems, sizes = _stems(words)
    return any(t[:size] in stems for t in tokens if len(t) >= _SHORTEST_STEM for size in sizes)


@lru_cache(maxsize=64)
def _stems(words: frozenset[str]) -> tuple[frozenset[str], tuple[int, ...]]:
    """The words that count as the beginning of longer ones, and how long they are."""
    stems = frozenset(word for word in words if len(word) >= _SHORTEST_STEM)
    return stems, tuple(sorted({len(word) for word in stems}))


# -- what the date says --------------------------------------------------------------------------


def timed_status(
    draft: Draft, occurrence: Occurrence, published: date, pack: LanguagePack
) -> Status:
    """The status by tense and date: what lies ahead is not past, what lasts goes on."""
    unfinished = draft.tense in {"present", "infinitive"} and not draft.headline
    lasts = _lasts(occurrence, pack)
    if draft.status is Status.ONGOING and draft.dated is None and _is_futurate(draft, pack):
        return Status.PLANNED
    if draft.status is Status.OCCURRED and _has_lasted(draft, occurrence, pack):
        return Status.ONGOING
    if draft.status is Status.OCCURRED and draft.tense == "infinitive":
        told = purpose.fulfilled(occurrence, pack)
        if told is not None:
            return told
    if draft.dated is None:
        if draft.status is not Status.OCCURRED:
            return draft.status
        if _is_presence(occurrence, pack):
            return Status.ONGOING
        if draft.tense == "present" and not draft.headline:
            if _stands(occurrence, pack):
                return Status.OCCURRED
            return Status.ONGOING if lasts else Status.PLANNED
        return Status.PLANNED if draft.tense == "infinitive" else draft.status
    begin, end = draft.dated.days.begin, draft.dated.days.end
    if begin is not None and begin > published:
        real = draft.status in {Status.OCCURRED, Status.ONGOING}
        return Status.PLANNED if real else draft.status
    if draft.status is not Status.OCCURRED or not unfinished:
        return draft.status
    if end is not None and end <= published:
        return Status.OCCURRED
    if lasts and draft.tense == "present":
        return Status.ONGOING
    return Status.PLANNED if begin is None or begin >= published else Status.OCCURRED


def _lasts(occurrence: Occurrence, pack: LanguagePack) -> bool:
    """Whether the present tense of this event tells a state, not a plan."""
    trigger = occurrence.trigger
    stay = trigger.frame.id == "visit.go" and trigger.word in pack.words["being"]
    if trigger.frame.id == "visit.noun" and occurrence.phrase is not None:
        verb = verb_over(occurrence.phrase)
        here = verb is not None and {verb.lemma_, *(c.lemma_ for c in verb.children)}
        stay = bool(here and here & pack.words["being"])
    lasting = Kind(trigger.frame.kind) in _LASTING or trigger.frame.id in _LASTING_FRAMES
    return stay or lasting


def _is_presence(occurrence: Occurrence, pack: LanguagePack) -> bool:
    """ "Their presence was confirmed": what is there goes on, unless the verb says that it was."""
    if occurrence.phrase is None or occurrence.token.lower_ not in pack.words["standing"]:
        return False
    verb = verb_over(occurrence.phrase)
    being = verb is not None and verb.lemma_.lower() in pack.words["being"]
    return not (being and verb is not None and "Past" in verb.morph.get("Tense", []))


def _stands(occurrence: Occurrence, pack: LanguagePack) -> bool:
    """ "Under the pact the bases stay open": whether an accord is but named, and so exists."""
    phrase = occurrence.phrase
    if phrase is None or occurrence.trigger.frame.id != "agreement.noun":
        return False
    verb = verb_over(phrase)
    if verb is None:
        return False
    made = verb.lower_ in pack.verbs or verb.lemma_.lower() in pack.words["light_verbs"]
    return phrase.func not in {"obj", "subjpass"} or not made


def _is_futurate(draft: Draft, pack: LanguagePack) -> bool:
    """ "Is sending 14 tanks": a progressive that counts what moves tells an arrangement."""
    counted = any(t.count.minimum or t.count.maximum for t in draft.things)
    return draft.tense == "progressive" and draft.kind in _MOVING and counted


def _has_lasted(draft: Draft, occurrence: Occurrence, pack: LanguagePack) -> bool:
    """ "Has used the base since May", "are stationed": whether a past goes on to this day."""
    dated = draft.dated
    if draft.tense == "resultative" and (dated is None or dated.relation == "since"):
        return True
    trigger = occurrence.trigger
    own = trigger.lemma in pack.words["own_forces"]
    lasting = own or Kind(trigger.frame.kind) in _LASTING or trigger.frame.id in _STATES
    if dated is None or dated.relation != "since" or not lasting:
        return False
    verb = verb_of(occurrence)
    # "Has trained crews since 2013" goes on; "heeft sinds 2013 bemanningen opgeleid" is done.
    return not is_perfect(verb, pack) or bool(pack.words["perfect_lasts"])


def still(draft: Draft, published: date) -> Status:
    """The status of an event of several days: what began and has days left to run goes on."""
    if draft.dated is None:
        return draft.status
    begin, end = draft.dated.days.begin, draft.dated.days.end
    over = end is not None and end <= published - _LONGEST_VISIT
    if over and draft.status is Status.ONGOING and draft.kind is Kind.VISIT:
        # "Began a visit in May" was told of a May long gone by.
        return Status.OCCURRED
    if draft.status is not Status.OCCURRED:
        return draft.status
    if begin is None or end is None or end - begin <= timedelta(1):
        return draft.status
    told_as_day = draft.dated.granularity == "day" or draft.dated.complete
    if told_as_day and begin <= published and end > published + timedelta(1):
        return Status.ONGOING
    return draft.status


def _lies_ahead(draft: Draft) -> bool:
    return draft.status in {Status.PLANNED, Status.POSSIBLE} and draft.tense != "past"


def until_now(draft: Draft, published: date) -> Dated | None:
    """The date, cut at publication: what occurred "this week" occurred by then."""
    dated, today = draft.dated, published + timedelta(1)
    if dated is not None and dated.relation == "since" and draft.kind in _POINTS:
        # "Safer since April, the minister told him": nobody meets since.
        return None
    past = dated is not None and dated.days.end is not None and dated.days.end <= published
    if draft.status is Status.PLANNED and past:
        # "promised in May to deliver": a day gone by dates the promise, not what is to come.
        return None
    if dated is not None and dated.relation == "since" and _lies_ahead(draft):
        # "Will give the jets, which have stood there since May."
        return None
    gone = dated is not None and dated.days.end is not None and dated.days.end <= today
    loose = dated is not None and dated.basis is Basis.CONTEXT and dated.relation is None
    unsaid = draft.status is Status.DENIED or (draft.status is Status.ONGOING and past)
    if gone and loose and unsaid:
        # "Does not plan to, she said on Monday", "the jets that it got in 2023 stand there".
        return None
    if dated is None or draft.status is not Status.OCCURRED or dated.days.end is None:
        return dated
    begin = dated.days.begin
    if dated.days.end <= today or begin is None or begin >= today:
        return dated
    return replace(dated, days=Days(begin, today))
