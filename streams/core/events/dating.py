"""Dating: which time expression of a sentence dates which event."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from schemas.event import Kind, Status
from schemas.when import Basis
from streams.core.calendar import Days
from streams.core.events import reckoning
from streams.core.events.attachment import ADJUNCT, above, tie, under
from streams.core.events.draft import Dated
from streams.core.events.roles import verb_of
from streams.core.events.spanning import LASTING, joined
from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Span, Token
from streams.core.sentence import clause
from streams.core.sentence.triggers import Occurrence
from streams.core.times import TimeExpression, event_days

#: What a word may make of the event that it governs: something that has not come about.
_UNREAL = frozenset({"planned", "possible", "denied"})
#: A date that is tied more loosely than this says nothing of the event, not even when it ends.
_LOOSE = 0.25
#: A date that is tied more loosely than this is not said of the event.
_MINIMUM = 0.3
#: "Saturday and Sunday" are one stretch, "Monday and Friday" are not.
_APART = timedelta(1)
#: A date that is tied as surely as this is said of the event.
_SURE = 0.6
#: What holds for long is told beside the days of other things: its own is tied to it.
_STATES = frozenset({Kind.DEPLOYMENT, Kind.BASING})
#: What years and months tell of a refusal, they tell of what was refused.
_LONG = frozenset({"month", "quarter", "half", "season", "year"})


def date_of(
    occurrence: Occurrence,
    sentence: Span,
    expressions: Sequence[TimeExpression],
    pack: LanguagePack,
    *,
    published: date,
    others: Sequence[Occurrence],
    denied: bool = False,
) -> Dated | None:
    """The best tied expression of the sentence, resolved for an event, or None.

    `denied` is whether it is told that there was none: then a year or a month is that of none.
    """
    best: Dated | None = None
    loose: list[Dated] = []
    kind = Kind(occurrence.trigger.frame.kind)
    least = _SURE if kind in _STATES else _MINIMUM
    for told in expressions:
        if not sentence.start_char <= told.start < sentence.end_char:
            continue
        if reckoning.is_any_night(told, sentence):
            continue
        expression = reckoning.since_what(occurrence, sentence, told, pack)
        days = event_days(expression, published)
        endless = days is not None and days.end is None
        if expression.relation == "from" and expression.own is not None and endless:
            # "from next month a battalion is built up": it begins then; no end is told.
            days = expression.own
        if days is None or (days.begin is None and days.end is None):
            continue
        strength = tie(occurrence, sentence, expression, pack, others)
        if expression is not told:
            strength = _SURE
        gone = days.begin is not None and days.begin <= published and expression.relation is None
        of_none = denied and expression.granularity in _LONG
        if of_none and strength >= _MINIMUM:
            strength = max(strength, _SURE)
        elif gone and strength < 1.0 and _dates_decision(occurrence, sentence, expression, pack):
            continue
        if strength < _LOOSE:
            continue
        basis = Basis.TEXT if strength >= _SURE else Basis.CONTEXT
        dated = Dated.of(days, expression, basis=basis, strength=strength)
        loose.append(dated)
        if strength >= least and (best is None or _tells_more(days, strength, best)):
            best = dated
    if kind in LASTING:
        best = _to_its_end(best, [d for d in loose if not _ends_another(d, occurrence, others)])
    best = best or reckoning.counted_back(
        occurrence, sentence, expressions, pack, published=published
    )
    return _both_days(best, sentence, expressions, pack, published=published)


def _ends_another(dated: Dated, occurrence: Occurrence, others: Sequence[Occurrence]) -> bool:
    """Whether a loosely tied day stands behind another noun for what lasts, and so is its end."""
    if dated.strength >= _MINIMUM:
        return False
    own = occurrence.token
    return any(
        o.phrase is not None
        and Kind(o.trigger.frame.kind) in LASTING
        and own.i < o.token.i
        and o.token.idx < dated.start
        for o in others
    )


def _to_its_end(best: Dated | None, loose: Sequence[Dated]) -> Dated | None:
    """A beginning with the end that the same sentence tells, and the other way round."""
    for other in sorted(loose, key=lambda d: -d.strength):
        sure = other.strength >= _SURE or other.relation in {"until", "through"}
        span = joined(best, other) if sure and other is not best else None
        if span is not None:
            return span
    return best


def _both_days(
    best: Dated | None,
    sentence: Span,
    expressions: Sequence[TimeExpression],
    pack: LanguagePack,
    *,
    published: date,
) -> Dated | None:
    """ "Saturday and Sunday": the days of a date with the one that is listed beside it."""
    if best is None or best.granularity != "day" or best.days.end is None:
        return best
    text = sentence.doc.text
    for expression in expressions:
        days = event_days(expression, published)
        if days is None or days.begin is None or days.end is None:
            continue
        between = text[best.end : expression.start].strip().lower()
        follows = timedelta(0) <= days.begin - best.days.end <= _APART
        if expression.granularity == "day" and follows and between in pack.words["and"]:
            return replace(best, days=Days(best.days.begin, days.end))
    return best


def _tells_more(days: Days, strength: float, best: Dated) -> bool:
    """Whether days are tied more surely, or as surely say more: "a week ago, on October 27"."""
    sure = min(strength, best.strength) >= _SURE
    if sure and _inside(days, best.days):
        return True
    return strength > best.strength and not (sure and _inside(best.days, days))


def _inside(days: Days, whole: Days) -> bool:
    if days == whole or None in (days.begin, days.end, whole.begin, whole.end):
        return False
    return bool(whole.begin <= days.begin and days.end <= whole.end)  # type: ignore[operator]


def _dates_decision(
    occurrence: Occurrence, sentence: Span, expression: TimeExpression, pack: LanguagePack
) -> bool:
    """Whether a day gone by hangs on what decides, allows or rules out the event.

    In "approved on Tuesday the transfer of jets" it is not the day of the transfer.
    """
    span = sentence.doc.char_span(expression.start, expression.end)
    if span is None:
        return False
    attached = next((t for t in above(span.root) if clause.is_verb(t)), None)
    own = occurrence.token
    if attached is None or (attached == own and occurrence.trigger.status is None):
        return False
    if attached == own:
        return occurrence.trigger.status == Status.PLANNED
    verb = verb_of(occurrence)
    if _is_meant(own, attached, pack):
        return True
    if occurrence.phrase is not None and occurrence.phrase.case in ADJUNCT:
        return False
    if verb is None or (verb != attached and not under(verb, attached)):
        return False
    lemma = pack.cues.forms.get(attached.lower_, attached.lemma_.lower())
    apart = clause.particle(attached)
    words: tuple[str, ...] = (lemma, attached.lower_)
    if apart is not None:
        words = (f"{lemma}+{apart}", f"{apart}+{lemma}", f"{apart}{lemma}")
    if any(word in pack.words["scheduling"] for word in words):
        return False
    cues = {pack.cues.particle.get(w) or pack.cues.governor.get(w) for w in words}
    if apart:
        cues.add(pack.cues.governor.get(lemma))
    return bool(cues & _UNREAL)


def _is_meant(own: Token, attached: Token, pack: LanguagePack) -> bool:
    """ "Accepted on Tuesday an invitation to visit": whether a noun makes it but an intention."""
    for _, parent in clause.ancestors(own):
        if parent == attached:
            return False
        word = pack.cues.governor.get(parent.lemma_.lower()) or pack.cues.governor.get(
            parent.lower_
        )
        if parent.pos_ == "NOUN" and word in _UNREAL and under(parent, attached):
            return True
    return False
