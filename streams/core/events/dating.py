"""Dating: which time expression of a sentence dates which event."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from schemas.event import Kind, Status
from schemas.when import Basis
from streams.core.calendar import Days
from streams.core.events import reckoning
from streams.core.events.draft import Dated
from streams.core.events.roles import verb_over
from streams.core.events.spanning import LASTING, joined
from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Span, Token
from streams.core.sentence import clause
from streams.core.sentence.phrases import Phrase
from streams.core.sentence.tense import parted, saying_before
from streams.core.sentence.triggers import Occurrence
from streams.core.times import TimeExpression, event_days

#: What a word may make of the event that it governs: something that has not come about.
_UNREAL = frozenset({"planned", "possible", "denied"})
_ADJUNCT = {"during", "after", "at", "on", "before"}
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
_NOMINAL = frozenset({"obj", "dobj", "pobj"})
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
        strength = _tie(occurrence, sentence, expression, pack, others)
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


def _tie(
    occurrence: Occurrence,
    sentence: Span,
    expression: TimeExpression,
    pack: LanguagePack,
    others: Sequence[Occurrence],
) -> float:
    span = sentence.doc.char_span(expression.start, expression.end)
    if span is None:
        return 0.0
    root = span.root
    own = occurrence.token
    verb = own if occurrence.phrase is None else verb_over(occurrence.phrase)
    chain = _chain(root)
    own_phrase = occurrence.phrase
    below = [root, *_until_verb(chain)]
    if _is_of_the_saying(span, occurrence, pack):
        return 0.2
    if parted(root, own):
        return 0.2
    if _anchors_another(root, own, pack):
        return 0.25
    if own_phrase is not None and any(own_phrase.start <= t.i < own_phrase.end for t in below):
        return 1.0
    if own in chain[:3] and own in _until_verb(chain):
        return 0.95
    attached = next((t for t in chain if _is_verb(t) or t.pos_ == "ADJ"), None)
    if own_phrase is not None and (
        _modifies(attached, own_phrase) or _in_its_relative(span, own_phrase, pack)
    ):
        return 0.92
    if attached is not None and parted(root, attached):
        attached = None
    if verb is not None and _at_which(verb, chain):
        return 0.7
    distance = abs(root.i - own.i)
    nearness = 1.0 / (1.0 + distance / 12)
    between_other = _other_between(own, root, others)
    if attached is None:
        return (0.5 if not between_other else 0.25) * nearness + 0.1
    if verb is not None and (
        attached == verb or (attached.head == verb and attached.pos_ == "AUX")
    ):
        if own_phrase is not None and _says(attached, pack):
            return 0.25 if own_phrase.case not in _ADJUNCT else 0.6
        return 0.9 if not between_other else 0.6
    if _says(attached, pack) and verb is not None and not _under(verb, attached):
        # "And on Wednesday the Pentagon said": another clause, that tells of saying.
        return 0.2
    if _says(attached, pack) and verb is not None and _under(verb, attached):
        # The weekday of "said on Tuesday" is the statement's, unless the parse hung it there
        # from inside the complement.
        return 0.2 if not _inside_complement(root, attached, own) else 0.7
    if verb is not None and _under(verb, attached):
        if _comes_after(verb, attached, pack):
            # "Goes to Delhi on Sunday before flying to Paris": of the flight no day is told.
            return 0.25
        if expression.relation != "since" and _in_relative(verb, attached, pack):
            # In "the soldiers who were trained there returned on Friday" the return is dated.
            return 0.25
        return 0.65 if not between_other else 0.45
    if verb is not None and _under(attached, verb):
        if attached.dep_ in {"acl", "relcl", "acl:relcl"}:
            # "Under an accord | signed this week": the time is that of the accord.
            return 0.25
        if clause.is_finite(attached) or clause.has_subject(attached):
            # A clause of its own under the event's: what it dates is something else.
            return 0.25
        return 0.5 if not between_other else 0.3
    return (0.35 if not between_other else 0.2) * (0.5 + nearness / 2)


def _is_of_the_saying(time: Span, occurrence: Occurrence, pack: LanguagePack) -> bool:
    """ "Said on Wednesday it would send": whether a verb of saying, and who said it, stand before.

    Where the event stands between them, the day may be its own.
    """
    said = saying_before(time.start, time.doc, pack.words["say_verbs"])
    return said is not None and not said.i <= occurrence.token.i < time.start


def _comes_after(verb: Token, attached: Token, pack: LanguagePack) -> bool:
    """Whether a verb is told to follow upon another: "before flying", "avant de rencontrer"."""
    for child, parent in clause.ancestors(verb):
        marks = {c.lower_ for c in child.children if c.dep_ in {"mark", "case", "prep"}}
        if child.dep_ == "pcomp":
            marks.add(child.head.lower_)
        if marks & pack.words["preceding"]:
            return True
        if parent == attached:
            return False
    return False


def _at_which(verb: Token, chain: Sequence[Token]) -> bool:
    """ "A ceremony on Tuesday at which it gave tanks": the day of the noun is that of the verb."""
    if not clause.is_relative(verb):
        return False
    pronoun = next((c for c in verb.children if c.dep_ in {"prep", "obl", "advmod"}), None)
    nouns = [t for t in chain[:2] if t.pos_ in {"NOUN", "PROPN"}]
    return pronoun is not None and pronoun.i < verb.i and verb.head in nouns


def _in_its_relative(time: Span, phrase: Phrase, pack: LanguagePack) -> bool:
    """ "Het verdrag af | dat zij in mei sloten": whether a relative pronoun leads to the time.

    It stands right behind the event, but for a comma or a particle, and no other clause between.
    """
    between = [t for t in time.doc[phrase.end : time.start] if not t.is_punct]
    led = any(t.lower_ in pack.pronouns["relative"] for t in between[:2])
    if not led or any(t.text == "," for t in time.doc[phrase.end + 2 : time.start]):
        return False
    return not any(clause.is_verb(t) for t in between)


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
    attached = next((t for t in _chain(span.root) if clause.is_verb(t)), None)
    own = occurrence.token
    if attached is None or (attached == own and occurrence.trigger.status is None):
        return False
    if attached == own:
        return occurrence.trigger.status == Status.PLANNED
    verb = own if occurrence.phrase is None else verb_over(occurrence.phrase)
    if _is_meant(own, attached, pack):
        return True
    if occurrence.phrase is not None and occurrence.phrase.case in _ADJUNCT:
        return False
    if verb is None or (verb != attached and not _under(verb, attached)):
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
        if parent.pos_ == "NOUN" and word in _UNREAL and _under(parent, attached):
            return True
    return False


def _anchors_another(root: Token, own: Token, pack: LanguagePack) -> bool:
    """Whether the time is that of what the event is told to follow: "since his visit in May"."""
    for token in _chain(root):
        if token == own or clause.is_verb(token):
            return False
        if token.pos_ == "NOUN":
            cases = [c.lower_ for c in token.children if c.dep_ in {"case", "mark"}]
            if token.dep_ == "pobj":
                cases.append(token.head.lower_)
            told = token.lower_ in pack.nouns or token.lemma_.lower() in pack.nouns
            open_ = pack.words["anchoring"] if told else pack.words["anchoring_any"]
            if any(c in open_ for c in cases):
                return True
    return False


def _chain(token: Token) -> list[Token]:
    return [parent for _, parent in clause.ancestors(token)]


def _until_verb(chain: Sequence[Token]) -> list[Token]:
    """The chain up to its first verb, that verb included."""
    for index, token in enumerate(chain):
        if _is_verb(token):
            return list(chain[: index + 1])
    return list(chain)


def _is_verb(token: Token) -> bool:
    """Whether it is a verb by its place too: parsers take "drones" for one that is an object."""
    return clause.is_verb(token) and token.dep_ not in _NOMINAL


def _under(token: Token, ancestor: Token) -> bool:
    return any(parent == ancestor for _, parent in clause.ancestors(token))


def _modifies(attached: Token | None, phrase: Phrase) -> bool:
    """ "An accord that they signed in May": whether the time's verb is said of the event noun."""
    if attached is None or attached.dep_ not in {"acl", "relcl", "acl:relcl"}:
        return False
    return phrase.start <= attached.head.i < phrase.end


def _in_relative(token: Token, ancestor: Token, pack: LanguagePack) -> bool:
    """Whether a relative clause of who or what lies between a word and one above it.

    What is done "where" somebody went is done when he went there.
    """
    for child, parent in clause.ancestors(token):
        if clause.is_relative(child):
            return not any(c.lower_ in pack.words["where"] for c in child.children)
        if parent == ancestor:
            return False
    return False


def _says(token: Token, pack: LanguagePack) -> bool:
    return token.lemma_.lower() in pack.words["say_verbs"]


def _inside_complement(time: Token, say: Token, own: Token) -> bool:
    """Whether the time stands on the event's side of the verb of saying."""
    return (time.i > say.i) == (own.i > say.i) and abs(time.i - own.i) < abs(time.i - say.i)


def _other_between(own: Token, time: Token, others: Sequence[Occurrence]) -> bool:
    low, high = sorted((own.i, time.i))
    return any(low < o.token.i < high and o.token.i != own.i for o in others)
