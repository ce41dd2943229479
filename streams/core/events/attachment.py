"""Attachment: how surely a time of a sentence is tied to an event that the sentence tells."""

from collections.abc import Sequence

from streams.core.events.roles import verb_of
from streams.core.language.pack import LanguagePack
from streams.core.language.tokens import Span, Token
from streams.core.sentence import clause
from streams.core.sentence.phrases import Phrase
from streams.core.sentence.tense import parted, saying_before
from streams.core.sentence.triggers import Occurrence
from streams.core.times import TimeExpression

#: What a noun that tells an event is when its clause tells of saying.
ADJUNCT = frozenset({"during", "after", "at", "on", "before"})
#: Where a parser puts nouns, drones that it takes for verbs among them.
_NOMINAL = frozenset({"obj", "dobj", "pobj"})


def tie(
    occurrence: Occurrence,
    sentence: Span,
    expression: TimeExpression,
    pack: LanguagePack,
    others: Sequence[Occurrence],
) -> float:
    """How surely `expression` dates the event, from 0 to 1; 0.6 is as good as said of it."""
    span = sentence.doc.char_span(expression.start, expression.end)
    if span is None:
        return 0.0
    root = span.root
    own = occurrence.token
    verb = verb_of(occurrence)
    chain = above(root)
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
            return 0.25 if own_phrase.case not in ADJUNCT else 0.6
        return 0.9 if not between_other else 0.6
    if _says(attached, pack) and verb is not None and not under(verb, attached):
        # "And on Wednesday the Pentagon said": another clause, that tells of saying.
        return 0.2
    if _says(attached, pack) and verb is not None and under(verb, attached):
        # The weekday of "said on Tuesday" is the statement's, unless the parse hung it there
        # from inside the complement.
        return 0.2 if not _inside_complement(root, attached, own) else 0.7
    if verb is not None and under(verb, attached):
        if _comes_after(verb, attached, pack):
            # "Goes to Delhi on Sunday before flying to Paris": of the flight no day is told.
            return 0.25
        if expression.relation != "since" and _in_relative(verb, attached, pack):
            # In "the soldiers who were trained there returned on Friday" the return is dated.
            return 0.25
        return 0.65 if not between_other else 0.45
    if verb is not None and under(attached, verb):
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


def _anchors_another(root: Token, own: Token, pack: LanguagePack) -> bool:
    """Whether the time is that of what the event is told to follow: "since his visit in May"."""
    for token in above(root):
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


def above(token: Token) -> list[Token]:
    """What a word depends on, directly or not, the nearest first."""
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


def under(token: Token, ancestor: Token) -> bool:
    """Whether a word depends on another, directly or not."""
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
