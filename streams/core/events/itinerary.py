"""Itinerary: the later stops of a journey, whose verb is told but once.

"She will travel to Kyiv on Monday and then to Moscow on Tuesday": each stop is a visit of its own,
with the time that stands beside it. A bare list, "Poland and Lithuania", is left to the occasions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from schemas.event import Kind, Status
from schemas.when import Basis
from streams.core.calendar import Days
from streams.core.events.draft import Dated, Draft
from streams.core.language.pack import LanguagePack
from streams.core.sentence.phrases import Phrase, Referent
from streams.core.sentence.scene import Scene
from streams.core.times import TimeExpression, event_days

#: What a stop is told with: an object, or a preposition of goal or place.
_CASES = frozenset({None, "to", "in", "at"})
_GROUND = frozenset({"state", "place", "capital"})
_WEEK = timedelta(7)
_SETTLED = frozenset({Status.OCCURRED, Status.ONGOING})
_COMMA = frozenset({",", ";"})


@dataclass(frozen=True, slots=True)
class _Stop:
    phrase: Phrase
    referent: Referent
    expression: TimeExpression | None


def stops(draft: Draft, scene: Scene, pack: LanguagePack) -> list[Draft]:
    """The visits that follow `draft` in its sentence. `draft` keeps its own stop and time."""
    if draft.kind is not Kind.VISIT:
        return []
    first = _first(draft, scene)
    if first is None:
        return []
    found = list(_later(first, draft, scene, pack))
    if not found:
        return []
    taken = {stop.expression.start for stop in found if stop.expression is not None}
    if draft.dated is not None and draft.dated.start in taken:
        draft.dated = _remaining(draft, first, taken, scene)
    countries = {stop.referent.country for stop in found}
    draft.roles["host"] = [r for r in draft.roles["host"] if r.country not in countries]
    return [_visit(draft, stop, scene) for stop in found]


def _first(draft: Draft, scene: Scene) -> Phrase | None:
    """The phrase that names the ground of the visit; the first, where the host is told twice."""
    hosts = {r.country for r in draft.roles.get("host", ())}
    named = [p for p in scene.phrases if (r := _ground(p)) is not None and r.country in hosts]
    told = [p for p in named if p.coordinated is None and p.case in _CASES]
    return told[0] if told else None


def _ground(phrase: Phrase) -> Referent | None:
    if phrase.temporal or len({r.country for r in phrase.referents}) != 1:
        return None
    referent = phrase.referents[0]
    return referent if referent.country and referent.type in _GROUND else None


def _later(first: Phrase, draft: Draft, scene: Scene, pack: LanguagePack) -> Iterator[_Stop]:
    been = {first.referents[0].country} | draft.countries("visitor")
    here = first
    for phrase in scene.phrases:
        if phrase.start < here.end or phrase.temporal:
            continue
        referent = _ground(phrase)
        if referent is None or phrase.case not in _CASES or referent.country in been:
            return
        if phrase.func in {"subj", "subjpass"}:
            return
        between = _expressions(scene, here.char_end, phrase.char_start)
        link = _link(here, phrase, between, pack)
        if link is None:
            return
        # What stands before the link is the time of the stop before.
        before = [e for e in between if e.start >= link.at]
        after = _beside(scene, phrase)
        expression = before[-1] if before else after
        if expression is None and not link.then:
            return
        yield _Stop(phrase, referent, expression)
        been.add(referent.country)
        here = phrase


@dataclass(frozen=True, slots=True)
class _Link:
    at: int
    """Where the connecting word stands."""
    then: bool
    """Whether it tells an order: "then", "before going on"."""


def _link(
    left: Phrase, right: Phrase, between: Sequence[TimeExpression], pack: LanguagePack
) -> _Link | None:
    """The words that carry the journey on, where nothing else stands between the two stops."""
    begin = right.prep if right.prep is not None else right.start
    covered = [(e.start, e.end) for e in between]
    at: int | None = None
    then = False
    joining = pack.words["and"] | _COMMA
    for token in left.doc[left.end : begin]:
        if token.is_space or any(first <= token.idx < last for first, last in covered):
            continue
        word = token.lower_
        if word in pack.words["next"]:
            then = True
        elif word not in joining:
            if token.pos_ not in {"ADP", "DET"}:
                return None
            continue  # the preposition of a time: "on Monday"
        at = token.idx if at is None else at
    return None if at is None else _Link(at, then)


def _expressions(scene: Scene, begin: int, end: int) -> list[TimeExpression]:
    return [e for e in scene.expressions if begin <= e.start and e.end <= end and e.type == "DATE"]


def _beside(scene: Scene, phrase: Phrase) -> TimeExpression | None:
    """The time right after a stop: "Lithuania on Tuesday"."""
    following = (e for e in scene.expressions if e.type == "DATE" and e.start >= phrase.char_end)
    expression = next(following, None)
    if expression is None:
        return None
    doc = phrase.doc
    words = doc.text[phrase.char_end : expression.start].split()
    short = len(words) <= 1 and all(w.isalpha() for w in words)
    between = (t for t in doc[phrase.end :] if t.idx < expression.start and not t.is_space)
    return expression if short and all(t.pos_ == "ADP" for t in between) else None


def _remaining(draft: Draft, first: Phrase, taken: set[int], scene: Scene) -> Dated | None:
    """The date of the first stop: the time nearest to it that is no other stop's."""
    free = [
        e
        for e in scene.times
        if e.start not in taken and e.type == "DATE" and event_days(e, scene.published) is not None
    ]
    nearest = min(free, key=lambda e: abs(e.start - first.char_start), default=None)
    return _dated(draft, nearest, scene) if nearest is not None else None


def _dated(draft: Draft, expression: TimeExpression, scene: Scene) -> Dated | None:
    days = event_days(expression, scene.published)
    if days is None:
        return draft.dated
    return Dated.of(days, expression, basis=Basis.TEXT, strength=0.9)


def in_order(dated: Dated, before: Dated | None) -> Dated:
    """ "On Monday to Kyiv and on Tuesday to Moscow": the Tuesday after that Monday."""
    if before is None or dated.granularity != "day":
        return dated
    begin, end, first = dated.days.begin, dated.days.end, before.days.begin
    if begin is None or end is None or first is None or not timedelta(0) < first - begin < _WEEK:
        return dated
    return replace(dated, days=Days(begin + _WEEK, end + _WEEK))


def _visit(draft: Draft, stop: _Stop, scene: Scene) -> Draft:
    dated, status = draft.dated, draft.status
    if stop.expression is not None:
        told = _dated(draft, stop.expression, scene)
        dated = in_order(told, draft.dated) if told is not None else None
    elif dated is not None:
        dated = replace(dated, basis=Basis.CONTEXT)
    ahead = timedelta(0)
    if dated is not None and dated.days.begin is not None:
        ahead = dated.days.begin - scene.published
    if status in _SETTLED and ahead > timedelta(0):
        status = Status.PLANNED
    return replace(
        draft,
        roles={**draft.roles, "host": [stop.referent]},
        place=stop.referent,
        dated=dated,
        status=status,
        things=[],
        also=[],
    )
