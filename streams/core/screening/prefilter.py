"""Prefilter: which sentences of an article may tell an event, found without a parse.

A parse costs a hundred times what it costs to look words up, and nearly all news holds no event of
ours. A sentence is worth a parse when its words hold a trigger, the parties that its frame asks for
and whatever else the kind does (equipment, a base, an accord): the conditions that the rules set,
less all that only a parse can tell.

They are necessary conditions but for one. The rules also let a party be pointed to ("the country",
"his visit"); here one sentence at least of an article has to name both, as news does when it first
tells an event. What that loses is measured: `eventwire eval` with and without `--no-prefilter`.

The sieve before the parse is that of open information extraction on the web (Etzioni et al.,
"Unsupervised named-entity extraction from the Web", Artificial Intelligence 165, 2005).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.event import Kind
from streams.core.events.fillers import MINIMUM
from streams.core.language.pack import LanguagePack, Trigger
from streams.core.language.world import World
from streams.core.pipeline import Paragraph
from streams.core.screening.vocabulary import Sign, Vocabulary, tokens

#: Where a sentence ends for sure: not after an initial or a short word ("Nov. 3", "U.S. Army").
#: What is left together is looked at together, and at worst parsed for nothing.
#: The stop stands first in the pattern, because a single sign is searched for far faster.
_SENTENCE_END = re.compile(
    r"[.!?…](?:(?<=\w{4}.)|(?<=\d{3}.)|(?<=[\w%)][)\"'’”»].))[)\"'’”»]*\s+(?=\W{0,2}[A-ZÀ-Þ0-9])"
)
#: Words between a preposition and the name of the goal: "in the south of war-torn Ukraine".
_NEAR = 6
#: As plain numbers: flags are slow to combine, and these are asked of every sentence.
_CALLER, _MILITARY = int(Sign.CALLER), int(Sign.MILITARY)
#: Slots that are functions in the clause, which no single word shows.
_FUNCTIONS = frozenset({"subj", "obj", "iobj", "gen", "mod", "head"})
#: The role of a frame that is a goal, and shows by its preposition.
_GOALS = {Kind.VISIT: "host", Kind.DEPLOYMENT: "host", Kind.DELIVERY: "recipient"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence: where it stands, and what event it may tell."""

    paragraph: int
    start: int
    end: int
    """Offsets in the text of its paragraph."""
    frames: frozenset[str]
    """Of the events that it may tell by its own words; of none, and it is no candidate."""
    pointing: bool = False
    """Whether it has a trigger, and may tell an event whose parties others name."""
    dating: bool = False
    """Whether it may tell when what was told before begins, lasts or ends."""
    signs: int = 0
    """Flags of `Sign`, of all its words."""
    parties: int = 0
    """How many it names."""
    weight: float = 0.0
    """How much the surest of its possible triggers says by itself, from 0 to 1."""


@dataclass(slots=True)
class Evidence:
    """What the words of a sentence may be, taken together."""

    signs: int = 0
    parties: set[str] = field(default_factory=set)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    approached: set[str] = field(default_factory=set)
    """Cases of the prepositions that stand shortly before a party."""
    words: list[str] = field(default_factory=list)
    military: bool = False
    """Whether its paragraph speaks of the military."""
    known: int = 0
    """Parties that the article has named up to here."""
    callers: bool = False
    """Whether it has named or told somebody in office up to here."""

    def has(self, *signs: Sign) -> bool:
        """Whether any of `signs` is there."""
        mine = self.signs
        return any(mine & int(sign) for sign in signs)


class Prefilter:
    """The sieve of one language."""

    def __init__(self, pack: LanguagePack, world: World) -> None:
        self._pack = pack
        self._vocabulary = Vocabulary(pack, world)
        self._arriving = pack.words["arrival"]

    def candidates(self, parts: Iterable[Paragraph]) -> tuple[Candidate, ...]:
        """The sentences of an article that may tell an event, in order of the text."""
        return tuple(sentence for sentence in self.sentences(parts) if sentence.frames)

    def sentences(self, parts: Iterable[Paragraph]) -> tuple[Candidate, ...]:
        """All sentences of an article with what they may tell, in order of the text.

        Where none may tell an event nothing else is asked of them.

        An event has two parties, and what points to one points back: as long as the article has
        named a single state there are no candidates.
        """
        found: list[tuple[int, int, int, Evidence, list[Trigger]]] = []
        known: set[str] = set()
        callers = False
        for number, part in enumerate(parts):
            if part.dateline:
                known |= self._evidence(part.dateline.title()).parties
            here = []
            for start, end in sentences(part.text):
                evidence = self._evidence(part.text[start:end])
                known |= evidence.parties
                evidence.known = len(known)
                callers = callers or bool(evidence.signs & _CALLER)
                evidence.callers = callers
                here.append((start, end, evidence))
            military = any(evidence.signs & _MILITARY for _, _, evidence in here)
            for start, end, evidence in here:
                evidence.military = military
                possible = self._possible_triggers(evidence)
                found.append((number, start, end, evidence, possible))
        if not any(possible for *_, possible in found):
            return tuple(Candidate(n, start, end, frozenset()) for n, start, end, _, _ in found)
        return tuple(self._candidate(*one) for one in found)

    def _candidate(
        self, number: int, start: int, end: int, evidence: Evidence, possible: Sequence[Trigger]
    ) -> Candidate:
        return Candidate(
            number,
            start,
            end,
            frozenset(trigger.frame.id for trigger in possible),
            pointing=self._points(evidence),
            dating=evidence.has(Sign.PHASE),
            signs=evidence.signs,
            parties=len(evidence.parties),
            weight=max((trigger.weight for trigger in possible), default=0.0),
        )

    def covers(self, text: str) -> frozenset[str]:
        """The ids of the triggers that the words of `text` may be."""
        return frozenset(self._evidence(text).triggers)

    def _evidence(self, text: str) -> Evidence:
        words = tokens(text)
        evidence = Evidence(words=words)
        parties, triggers, signs = evidence.parties, evidence.triggers, 0
        recent: list[tuple[int, frozenset[str]]] = []
        for place, sense in self._vocabulary.senses(words):
            signs |= sense.signs
            if sense.parties:
                parties |= sense.parties
                evidence.approached.update(*(c for at, c in recent if place - at <= _NEAR))
            if sense.cases:
                recent.append((place, sense.cases))
            for trigger in sense.triggers:
                triggers[trigger.id] = trigger
        evidence.signs = signs
        return evidence

    def _possible_triggers(self, evidence: Evidence) -> list[Trigger]:
        """The triggers whose frames the sentence may fill."""
        if not evidence.triggers or not evidence.parties or evidence.known < 2:
            return []
        return [one for one in evidence.triggers.values() if self._possible(one, evidence)]

    def _points(self, evidence: Evidence) -> bool:
        """Whether a trigger has all that it asks for but the parties, which may be pointed to."""
        return any(
            _met(trigger, evidence) and self._whole(trigger, evidence)
            for trigger in evidence.triggers.values()
        )

    def _possible(self, trigger: Trigger, evidence: Evidence) -> bool:
        return (
            _met(trigger, evidence)
            and _RULES[Kind(trigger.frame.kind)](trigger, evidence)
            and self._reaches(trigger, evidence)
            and self._whole(trigger, evidence)
        )

    def _reaches(self, trigger: Trigger, evidence: Evidence) -> bool:
        """Whether the goal can be told, where its frame lets only prepositions tell it."""
        role = _GOALS.get(Kind(trigger.frame.kind))
        weights = trigger.frame.roles.get(role, {}) if role is not None else {}
        slots = {slot for slot, weight in weights.items() if weight >= MINIMUM}
        if not slots or not _FUNCTIONS.isdisjoint(slots):
            return True
        if evidence.has(Sign.THERE) or trigger.word in self._arriving:
            return True
        return bool(evidence.approached & slots)

    def _whole(self, trigger: Trigger, evidence: Evidence) -> bool:
        """Whether a separable verb can have its particle."""
        particle = trigger.particle
        if particle is None or not trigger.verbal:
            return True
        return any(w.casefold().startswith(particle) for w in evidence.words)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph; two rather stay one than one is cut in two."""
    begin = 0
    for border in _SENTENCE_END.finditer(text):
        yield begin, border.end()
        begin = border.end()
    if begin < len(text):
        yield begin, len(text)


def _two(_: Trigger, evidence: Evidence) -> bool:
    return len(evidence.parties) >= 2


def _visit(_: Trigger, evidence: Evidence) -> bool:
    somebody = evidence.has(Sign.CALLER) or (evidence.callers and evidence.has(Sign.PRONOUN))
    return somebody and len(evidence.parties) >= 2


def _delivery(_: Trigger, evidence: Evidence) -> bool:
    # The other side may be whoever was named last.
    return evidence.has(Sign.THING) and evidence.has(Sign.MILITARY)


def _joint_unit(trigger: Trigger, evidence: Evidence) -> bool:
    if trigger.frame.id == "joint_unit.merge":
        return len(evidence.parties) >= 2
    # So may its members.
    several = evidence.has(Sign.JOINT) or evidence.has(Sign.ALLIANCE) or len(evidence.parties) >= 2
    return evidence.has(Sign.UNIT) and several


def _exercise(_: Trigger, evidence: Evidence) -> bool:
    return len(evidence.parties) >= 2 or evidence.has(Sign.ALLIANCE)


def _deployment(_: Trigger, evidence: Evidence) -> bool:
    return evidence.has(Sign.THING, Sign.FORCES) and len(evidence.parties) >= 2


def _agreement(_: Trigger, evidence: Evidence) -> bool:
    return len(evidence.parties) >= 2 and evidence.military


_RULES: Mapping[Kind, Callable[[Trigger, Evidence], bool]] = {
    Kind.VISIT: _visit,
    Kind.MEETING: _two,
    Kind.DELIVERY: _delivery,
    Kind.JOINT_UNIT: _joint_unit,
    Kind.EXERCISE: _exercise,
    Kind.TRAINING: _two,
    Kind.DEPLOYMENT: _deployment,
    Kind.BASING: _two,
    Kind.AGREEMENT: _agreement,
}


def _met(trigger: Trigger, evidence: Evidence) -> bool:
    """Whether what the trigger asks for beside it can be there; what no rule knows can."""
    match trigger.requires:
        case "items":
            return evidence.has(Sign.THING)
        case "facility":
            return evidence.has(Sign.FACILITY)
        case "forces":
            return evidence.has(Sign.FORCES) and evidence.has(Sign.NUMBER)
        case "joint":
            return evidence.has(Sign.TOGETHER)
        case "agreement":
            return not trigger.verbal or evidence.has(Sign.ACCORD)
        case "training" | "meeting" as kind:
            return any(
                not other.verbal and other.frame.kind == kind
                for other in evidence.triggers.values()
            )
        case _:
            return True
