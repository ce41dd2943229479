"""Continuation: what the clauses after an event say of its days.

"Germany will train the crews. That begins in May." "Sweden gives ten tanks. The first arrive next
week." The later clause tells no event of its own: its subject points back to one, its verb says
that this begins, lasts, ends or comes about.
"""

from collections.abc import Iterator, Sequence

from schemas.event import Kind
from streams.core.events import phases
from streams.core.events.draft import Draft
from streams.core.events.spanning import LASTING
from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Token
from streams.core.sentence import clause
from streams.core.sentence.phrases import Phrase
from streams.core.sentence.scene import Scene
from streams.core.sentence.ties import phrase_at
from streams.core.times import TimeExpression

#: How many verbs above a time are asked whether they tell a phase: "is expected to be ready in".
_REACH = 3
#: How many paragraphs back "the exercise" may have been told, and "the tanks".
_FAR, _NEAR = 3, 1
_MOVED = frozenset({Kind.DELIVERY, Kind.DEPLOYMENT})
_SUBJECTS = frozenset({"subj", "subjpass"})


def date_from(scenes: Sequence[Scene], drafts: Sequence[Draft], pack: LanguagePack) -> None:
    """Give `drafts` the days that later clauses of the article tell of them."""
    for scene in scenes:
        if scene.headline:
            continue
        for expression in scene.times:
            for phase, subject in _phases(expression, scene, pack):
                draft = _antecedent(subject, phase, scene, drafts, pack)
                if draft is not None and not _own(draft, expression):
                    phases.apply(draft, expression, phase, scene.published)
                    break


def _phases(
    expression: TimeExpression, scene: Scene, pack: LanguagePack
) -> Iterator[tuple[str, Token]]:
    """The phases that verbs over the time tell, each with the word for what is in it."""
    doc = scene.sentence.doc
    span = doc.char_span(expression.start, expression.end)
    if span is None:
        return
    above = [parent for _, parent in clause.ancestors(span.root)]
    verbs = [t for t in above if clause.is_verb(t) or t.pos_ == "ADJ" or _predicate(t)]
    for number, verb in enumerate(verbs[:_REACH]):
        if any(c.lower_ in pack.words["negation"] for c in verb.children):
            return
        phase = _phase(verb, pack)
        if phase is not None:
            subject = _subject(verbs[number : number + _REACH], phase)
            if subject is not None:
                yield phase, subject
            return
        if any(clause.function(c) in _SUBJECTS for c in verb.children) and clause.is_finite(verb):
            return


def _predicate(token: Token) -> bool:
    return any(c.dep_ == "cop" for c in token.children)


def _phase(verb: Token, pack: LanguagePack) -> str | None:
    lemma = pack.cues.forms.get(verb.lower_, verb.lemma_.lower())
    known = pack.lemmas.get(verb.lower_, lemma)
    apart = clause.particle(verb)
    words = [verb.lower_, lemma, known]
    if apart is not None:
        words = [f"{apart}+{lemma}", f"{apart}+{known}", f"{apart}{lemma}", *words]
    # "Got under way": what parsers do not agree to call a particle.
    words += [f"{lemma}+{c.lower_}" for c in verb.children if c.pos_ in {"ADP", "ADV"}]
    return next((pack.phases[word] for word in words if word in pack.phases), None)


def _subject(verbs: Sequence[Token], phase: str) -> Token | None:
    """The subject of the first verb that has one; of what is expected, the object as well."""
    for verb in verbs:
        for child in verb.children:
            function = clause.function(child)
            if phase == "await" and function == "obj":
                return child
            if function in _SUBJECTS and (phase != "await" or function == "subjpass"):
                return child
        if clause.is_relative(verb) or verb.dep_ == "acl":
            return verb.head
    return None


def _told_before(
    subject: Token, phase: str, scene: Scene, drafts: Sequence[Draft], pack: LanguagePack
) -> Draft | None:
    """What a relative clause points to, where it tells of a beginning or an end.

    Parsers hang it on any noun before it; but of these it is an event that begins and ends.
    """
    if subject.lower_ not in pack.pronouns["relative"] or phase not in {"begin", "last", "end"}:
        return None
    above = subject.head.head
    if clause.is_relative(subject.head) and above.lower_ in pack.military["agreements"]:
        # "Keeps its base under a treaty that runs until 2044": the treaty does.
        return None
    here = (scene.paragraph, scene.offset + scene.sentence.start_char)
    own = [d for d in drafts if (d.paragraph, d.start) == here and d.kind in LASTING]
    before = [(at, d) for d in own for at in _places(d, scene) if at < subject.i]
    return max(before, key=lambda found: found[0])[1] if before else None


def _places(draft: Draft, scene: Scene) -> list[int]:
    return [o.token.i for o in scene.occurrences if o.token.text == draft.trigger]


def _antecedent(
    subject: Token, phase: str, scene: Scene, drafts: Sequence[Draft], pack: LanguagePack
) -> Draft | None:
    """The event that the subject of a phase points to."""
    here = (scene.paragraph, scene.offset + scene.sentence.start_char)
    before = [d for d in drafts if (d.paragraph, d.start) < here and not d.headline]
    before.sort(key=lambda d: (d.paragraph, d.start))
    told = _told_before(subject, phase, scene, drafts, pack)
    if told is not None:
        return told
    if subject.lower_ in pack.pronouns["relative"] and clause.is_relative(subject.head):
        # "The drills, which end on Friday": of them.
        subject = subject.head.head
    if subject.pos_ in {"PRON", "DET"}:
        if subject.lower_ not in pack.pronouns["thing"]:
            return None
        return _last_told(before, scene, phase)
    phrase = phrase_at(subject, scene.phrases)
    word = subject.lower_
    if phase in {"begin", "last", "end"} and word in pack.words["undertakings"]:
        near = [d for d in before if d.kind in LASTING and scene.paragraph - d.paragraph <= _FAR]
        return near[-1] if near else None
    if phrase is None and word in pack.nouns:
        # "The drills kicked off": a noun that the parser takes for a verb.
        told_kinds = {t.frame.kind for t in pack.nouns[word]}
        near = [d for d in before if d.kind.value in told_kinds]
        return near[-1] if near and near[-1].kind in LASTING else None
    if phrase is None:
        # "The last of them", "de laatste": of what was told right before.
        moved = [d for d in before if d.kind in _MOVED and d.things]
        close = moved and scene.paragraph - moved[-1].paragraph <= _NEAR
        return moved[-1] if close and _is_part(subject, pack) else None
    within = [d for d in drafts if (d.paragraph, d.start) == here and not d.headline]
    for draft in reversed([*before, *within]):
        far = _NEAR if draft.kind in _MOVED else _FAR
        if scene.paragraph - draft.paragraph > far or _foreign(phrase, draft):
            continue
        own = draft in within and phrase.head.text == draft.trigger
        if not own and _names(phrase, draft, pack) and (draft in within or _definite(phrase, pack)):
            return draft
    return None


def _is_part(subject: Token, pack: LanguagePack) -> bool:
    ordinal = pack.words["ordinal"]
    return subject.lower_ in ordinal and any(c.dep_ == "det" for c in subject.children)


def _last_told(before: Sequence[Draft], scene: Scene, phase: str) -> Draft | None:
    """The event of the sentence right before, in the same paragraph: the undated one of several."""
    if not before or before[-1].paragraph != scene.paragraph:
        return None
    told = [d for d in before if (d.paragraph, d.start) == (before[-1].paragraph, before[-1].start)]
    previous = scene.sentence.doc[max(0, scene.sentence.start - 1)].sent
    if told[0].start != scene.offset + previous.start_char:
        return None
    open_ = [d for d in told if d.dated is None]
    return (open_ or told)[-1] if len(told) == 1 or len(open_) <= 1 or phase == "happen" else None


def _definite(phrase: Phrase, pack: LanguagePack) -> bool:
    """ "The drills", "this exercise", "its last tanks": whether it points to what is known."""
    words = [t.lower_ for t in phrase.span]
    known = pack.words["definite"] | pack.words["demonstrative"]
    if words[0] in known or words[0] in pack.words["ordinal"]:
        return True
    return "Poss" in phrase.span[0].tag_ or phrase.span[0].dep_ in {"poss", "nmod:poss"}


def _foreign(phrase: Phrase, draft: Draft) -> bool:
    """Whether the phrase names a state that is no party: then it is another event."""
    told = {r.country for r in phrase.referents if r.country and not r.pointed}
    if phrase.modifier is not None and phrase.modifier.country:
        told.add(phrase.modifier.country)
    places = {r.country for r in draft.ground if r.country}
    return bool(told - draft.parties() - places)


def _names(phrase: Phrase, draft: Draft, pack: LanguagePack) -> bool:
    """Whether the phrase can stand for the event, or for what it moves or forms."""
    nouns = [t for t in phrase.span if t.pos_ in {"NOUN", "PROPN"}]
    words = {w for t in nouns for w in (t.lower_, t.lemma_.lower())}
    kinds = {t.frame.kind for w in words for t in pack.nouns.get(w, ())}
    if draft.kind.value in kinds:
        return True
    if draft.kind is Kind.AGREEMENT:
        return bool(words & pack.military["agreements"])
    if draft.kind is Kind.JOINT_UNIT:
        return bool(words & (pack.military["units"] | pack.military["military_units"]))
    if draft.kind not in _MOVED:
        return False
    thing = phrase.thing
    if thing is not None:
        mine = {n for t in draft.things for n in (t.name, t.item_class)}
        return bool(mine & {thing.name, thing.item_class}) or bool(words & pack.words["goods"])
    counted = phrase.number is not None or phrase.span[0].lower_ in pack.words["ordinal"]
    counted = counted or any(t.lower_ in pack.words["ordinal"] for t in phrase.span)
    return bool(words & pack.words["goods"]) or (counted and not phrase.referents and not words)


def _own(draft: Draft, expression: TimeExpression) -> bool:
    return draft.dated is not None and draft.dated.start == expression.start
