"""Bystanders: parties that stand near a trigger although the parse ties them to something else.

A long sentence costs a small parser an arc; the party is still there. Where a role would stay
empty, the phrase that suits it best by type and case, not far from the trigger, fills it. Such a
filler counts for less than one that the grammar ties.
"""

from collections.abc import Iterator, Mapping, Sequence

from schemas.event import EVENT_TYPES, Kind
from streams.core.events import kinds
from streams.core.events.nations import is_new, nations
from streams.core.language.pack import LanguagePack
from streams.core.sentence import clause
from streams.core.sentence.phrases import Phrase, Referent
from streams.core.sentence.scene import Scene
from streams.core.sentence.triggers import Occurrence

Assigned = dict[str, list[Referent]]

#: Cases of parties that the sentence names for another reason: "against Russia", "about Iran".
_ASIDE = frozenset({"against", "about", "other", "before", "after", "during", "as"})
#: What a phrase without a preposition may be to the trigger.
_BARE = ("subj", "obj", "iobj", "gen")
#: Tokens over which nearness falls to a half.
_HALF = 14
#: A bystander that suits less than this fills nothing.
_MINIMUM = 0.18
#: How much a finite verb between a phrase and the trigger takes away.
_OTHER_CLAUSE = 0.6
#: How well a bystander must fit the role by its type: only people visit, only forces are trained.
_LEAST_FIT = {"visitor": 0.8, "trainee": 0.7, "participant": 0.4}
#: A filler found so counts this much of one that is tied.
_SHARE = 0.6


def recruit(
    occurrence: Occurrence,
    assigned: Assigned,
    scores: dict[str, float],
    *,
    scene: Scene,
    pack: LanguagePack,
) -> tuple[str, ...]:
    """Fill the empty roles in `assigned` from the sentence, with their `scores`: which, each as
    often as it got another filler."""
    kind = Kind(occurrence.trigger.frame.kind)
    about = occurrence.phrase is not None and occurrence.phrase.case == "about"
    if about and kind is not Kind.AGREEMENT:
        # What is talked about need not be of those who talk; an accord is.
        return ()
    if _told_before(occurrence, scene):
        return ()
    names = EVENT_TYPES[kind].roles_
    if len(names) == 1:
        return names * _join(occurrence, names[0], assigned, scores, scene=scene, pack=pack)
    filled: tuple[str, ...] = ()
    for role in names:
        if assigned.get(role):
            continue
        best = max(
            _candidates(occurrence, role, assigned, scene=scene, pack=pack),
            key=lambda c: c[0],
            default=None,
        )
        if best is not None and best[0] >= _MINIMUM:
            assigned[role] = list(best[1])
            scores[role] = best[0] * _SHARE
            filled += (role,)
    return filled


def _told_before(occurrence: Occurrence, scene: Scene) -> bool:
    """Whether a definite noun points to what the sentence has told: "the drills last until"."""
    phrase = occurrence.phrase
    if phrase is None or "Def" not in phrase.span[0].morph.get("Definite", []):
        return False
    kind = occurrence.trigger.frame.kind
    return any(o.token.i < phrase.start and o.trigger.frame.kind == kind for o in scene.occurrences)


def _join(
    occurrence: Occurrence,
    role: str,
    assigned: Assigned,
    scores: dict[str, float],
    *,
    scene: Scene,
    pack: LanguagePack,
) -> int:
    """Fill a role of several parties until it has two of different states."""
    filled = 0
    ranked = sorted(
        _candidates(occurrence, role, assigned, scene=scene, pack=pack), key=lambda c: -c[0]
    )
    for score, referents in ranked:
        known = {r.country or r.name for r in assigned.get(role, ())}
        if score < _MINIMUM or len(known) >= 2:
            break
        filled += 1
        for referent in referents:
            if is_new(assigned.setdefault(role, []), referent):
                assigned[role].append(referent)
                scores.setdefault(role, score * _SHARE)
    return filled


def _candidates(
    occurrence: Occurrence, role: str, assigned: Assigned, *, scene: Scene, pack: LanguagePack
) -> Iterator[tuple[float, Sequence[Referent]]]:
    """How well each phrase suits the role, with its referents that do."""
    frame = occurrence.trigger.frame
    slots = frame.roles.get(role, {})
    taken = {r.country or r.name for fillers in assigned.values() for r in fillers}
    for phrase in scene.phrases:
        if phrase.temporal or phrase.case in _ASIDE or phrase.coordinated is not None:
            continue
        weight = _weight(phrase, slots)
        if not weight:
            continue
        listed = [p for p in scene.phrases if p.coordinated is phrase]
        told = [
            r
            for p in (phrase, *listed)
            for r in _stand_for(p)
            if (r.country or r.name) not in taken and (r.country or r.type in {"alliance", "group"})
        ]
        fits = [(kinds.fit(frame.kind, role, phrase, r), r) for r in told]
        best = max((fit for fit, _ in fits), default=0.0)
        if best >= _LEAST_FIT.get(role, 0.3):
            yield weight * best * _nearness(phrase, occurrence), [r for fit, r in fits if fit]


def _weight(phrase: Phrase, slots: Mapping[str, float]) -> float:
    """The weight of the best slot that the phrase could fill by its form alone."""
    if phrase.genitive:
        return slots.get("gen", 0.0)
    if phrase.case is not None:
        return slots.get(phrase.case, 0.0)
    return max(slots.get(slot, 0.0) for slot in _BARE)


def _stand_for(phrase: Phrase) -> Sequence[Referent]:
    """The referents of a phrase; machines and soldiers stand for their state."""
    if phrase.referents or phrase.thing is None:
        return phrase.referents
    return nations(phrase)


def _nearness(phrase: Phrase, occurrence: Occurrence) -> float:
    """From 1 beside the trigger towards 0, less where another clause stands between."""
    place = occurrence.token.i
    low, high = (phrase.end, place) if phrase.end <= place else (place + 1, phrase.start)
    between = phrase.doc[low : max(low, high)]
    own = {occurrence.token.i, *(a.i for a in clause.auxiliaries(occurrence.token))}
    other = any(t.pos_ == "VERB" and clause.is_finite(t) and t.i not in own for t in between)
    return _HALF / (_HALF + len(between)) * (_OTHER_CLAUSE if other else 1.0)
