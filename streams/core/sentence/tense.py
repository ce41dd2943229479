"""Tense: the direction - past, present, future - of the clause that governs a token.

Read from a spaCy parse with Universal Dependencies labels (Dutch, French) or ClearNLP's
(English). A small parser is wrong often enough that morphology, word lists and labels are asked
together; where they say nothing the answer is None, and the words of the sentence decide.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from streams.core.language.tokens import Doc, Span, Token
from streams.core.times.form import Direction

_CLAUSES = frozenset(
    (
        *("ROOT", "root", "ccomp", "advcl", "acl", "acl:relcl", "relcl", "csubj", "csubj:pass"),
        *("csubjpass", "parataxis", "xcomp", "pcomp"),
    )
)
_AUXILIARIES = frozenset(("aux", "aux:pass", "aux:tense", "auxpass", "cop", "aux:caus"))
_SAYER = frozenset(("NOUN", "PROPN", "ADP", "DET", "ADJ", "PRON"))
_SAYING = 9
"""Tokens between a verb of saying and its day at most: who said it, with title and name."""
_DEPTH = 40
"""Arcs climbed at most: a parse is a tree, but no loop should rest on that alone."""


@dataclass(frozen=True, slots=True)
class ClauseCues:
    """Word forms and lemmas of one language that turn a clause; lower case.

    `future` auxiliaries look ahead with an infinitive, `perfect` ones look back with a
    participle, `modal` ones look ahead unless a perfect follows. `planned` words look ahead in
    any tense; `passive` present auxiliaries do so even where tagged as infinitives. `past`
    forms are known as such; words of the shapes of `participles` (begin and end) are that with a
    perfect auxiliary, whatever a tagger says; a form that a tagger calls past but that ends in one
    of `present_endings`, and not in one of `weak_endings`, is a present that it took for one.
    """

    future: frozenset[str] = frozenset()
    perfect: frozenset[str] = frozenset()
    modal: frozenset[str] = frozenset()
    planned: frozenset[str] = frozenset()
    passive: frozenset[str] = frozenset()
    past: frozenset[str] = frozenset()
    participles: tuple[tuple[str, str], ...] = ()
    reporting: frozenset[str] = frozenset()
    weak_endings: tuple[str, ...] = ()
    present_endings: tuple[str, ...] = ()

    @classmethod
    def from_toml(cls, data: Mapping[str, Any]) -> Self:
        """From the `[clause]` table of a times.toml, and the past forms of its `[direction]`."""
        table = data.get("clause", {})
        return cls(
            future=frozenset(table.get("future", ())),
            perfect=frozenset(table.get("perfect", ())),
            modal=frozenset(table.get("modal", ())),
            planned=frozenset(table.get("planned", ())),
            passive=frozenset(table.get("passive", ())),
            past=frozenset(data.get("direction", {}).get("past", ())),
            participles=tuple((a, z) for a, z in table.get("participles", ())),
            reporting=frozenset(data.get("direction", {}).get("reporting", ())),
            weak_endings=tuple(table.get("weak_endings", ())),
            present_endings=tuple(table.get("present_endings", ())),
        )

    def is_past(self, word: str) -> bool:
        """Whether a form is listed as past, a separable particle before it or not."""
        return word in self.past or any(word[cut:] in self.past for cut in range(2, len(word) - 3))


@dataclass(frozen=True, slots=True)
class DocDirection:
    """Answers for spans of characters; `offset` is where the parsed text begins in the whole."""

    doc: Doc
    cues: ClauseCues
    offset: int = 0

    def __call__(self, start: int, end: int) -> Direction | None:
        """The direction of the clause around a span; None outside the parsed text."""
        begin, stop = start - self.offset, end - self.offset
        if begin < 0 or stop > len(self.doc.text):
            return None
        span = self.doc.char_span(begin, stop)
        if span is None or len(span) == 0:
            return None
        if saying_before(span.start, self.doc, self.cues.reporting) is not None:
            return "past"
        root = span.root
        if parted(root, _clause_head(root)):
            # An arc over a semicolon is a slip of the parser: the last verb on this side leads.
            verb = next((t for t in _back(span) if t.pos_ in {"VERB", "AUX"}), None)
            return direction_of(verb, cues=self.cues) if verb is not None else None
        return direction_of(root, cues=self.cues)


def saying_before(start: int, doc: Doc, verbs: frozenset[str]) -> Token | None:
    """The verb of saying right before the token `start`, but for who said it to whom.

    "Said on Monday", "told parliament on Monday", "zei minister Jansen maandag": the day is that
    of the saying, whatever the parser hangs it on. `verbs` are forms or lemmas, in lower case.
    """
    for index in range(start - 1, max(start - 1 - _SAYING, -1), -1):
        token = doc[index]
        if token.pos_ == "PROPN":
            # "Secretary of State": a name says nothing.
            continue
        if token.lower_ in verbs or (token.pos_ == "VERB" and token.lemma_.lower() in verbs):
            return token
        if token.pos_ not in _SAYER:
            return None
    return None


def _back(span: Span) -> Iterator[Token]:
    """The words before a span, the nearest first, up to a semicolon or the sentence's begin."""
    for index in range(span.start - 1, span.sent.start - 1, -1):
        if span.doc[index].text == ";":
            return
        yield span.doc[index]


def parted(one: Token, other: Token) -> bool:
    """Whether a semicolon stands between two words."""
    low, high = sorted((one.i, other.i))
    return any(token.text == ";" for token in one.doc[low:high])


def direction_of(token: Token, *, cues: ClauseCues) -> Direction | None:
    """The direction of the clause that governs a token, or None where it has no verb."""
    head = _clause_head(token)
    for _ in range(_DEPTH):
        judged = _judge(head, cues)
        if judged is not None:
            return judged
        # An infinitive, a gerund or a clause without a verb leans as what it hangs on.
        if head.head.i == head.i:
            return None
        above = _clause_head(head.head)
        if above.i == head.i:
            return None
        head = above
    return None


def _clause_head(token: Token) -> Token:
    """The nearest token at or above that heads a clause."""
    for _ in range(_DEPTH):
        if token.head.i == token.i or (token.dep_ in _CLAUSES and _has_verb(token)):
            break
        if token.dep_ == "conj" and _has_verb(token):
            break
        token = token.head
    return token


def _has_verb(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX") or any(
        child.dep_ in _AUXILIARIES for child in token.children
    )


def _auxiliaries(head: Token) -> Iterator[Token]:
    """The auxiliaries of a verb; a conjoined verb without its own shares those of the first."""
    own = [child for child in head.children if child.dep_ in _AUXILIARIES]
    if not own and head.dep_ == "conj" and not _is_finite(head):
        own = [child for child in head.head.children if child.dep_ in _AUXILIARIES]
    yield from own


def _judge(head: Token, cues: ClauseCues) -> Direction | None:
    auxiliaries = list(_auxiliaries(head))
    words = {token.lower_ for token in auxiliaries}
    forms = words | {head.lower_, head.lemma_.lower()}
    if words & cues.future or head.lower_ in cues.future:
        return "past" if _looks_perfect(head, words, cues) and not words & cues.future else "future"
    # "Is set to", but "they set up": a past that looks like its participle plans nothing.
    if head.lower_ in cues.planned and not (head.tag_ == "VBD" and head.lower_ == head.lemma_):
        return "future"
    participle = _is_participle(head) or (bool(auxiliaries) and _has_shape(head, cues))
    if participle and words & cues.perfect:
        return "past"
    if words & cues.modal:
        return "past" if any(_is_participle(token) for token in auxiliaries) else "future"
    tenses = {_tense(token, cues) for token in auxiliaries}
    for tense in ("future", "past"):
        if tense in tenses:
            return tense
    if not participle or not auxiliaries:
        own = _tense(head, cues)
        if own is not None:
            return own
    if "present" in tenses or words & cues.passive:
        return "present"
    if participle and head.dep_ in ("acl", "advcl") and forms:
        return "past"
    above = head.head
    if head.dep_ == "xcomp" and above.i != head.i:
        if above.lower_ in cues.planned or above.lemma_.lower() in cues.planned:
            return "future"
        if above.lower_ in cues.modal or above.lower_ in cues.future:
            return "future"
    return None


def _looks_perfect(head: Token, words: set[str], cues: ClauseCues) -> bool:
    return _is_participle(head) and bool(words & cues.perfect)


def _is_finite(token: Token) -> bool:
    return "Fin" in token.morph.get("VerbForm", []) or token.tag_ in ("VBD", "VBZ", "VBP", "MD")


def _has_shape(token: Token, cues: ClauseCues) -> bool:
    """ "zijn ... geland", the participle taken for a noun."""
    word = token.lower_
    bare = not any(child.dep_ == "det" for child in token.children)
    return (
        bare
        and token.pos_ in ("NOUN", "ADJ", "PROPN")
        and any(
            len(word) > len(a + z) + 1 and word.startswith(a) and word.endswith(z)
            for a, z in cues.participles
        )
    )


def _is_participle(token: Token) -> bool:
    if token.tag_ == "VBN":
        return True
    return "Part" in token.morph.get("VerbForm", []) and "Pres" not in token.morph.get("Tense", [])


def _tense(token: Token, cues: ClauseCues) -> Direction | None:
    """The tense of a finite form; None for infinitives, participles and modals."""
    if token.tag_ == "VBD":
        return "past"
    if token.tag_ in ("VBZ", "VBP"):
        return "present"
    if token.tag_ in ("VB", "VBG", "VBN", "MD"):
        return None
    word = token.lower_
    if cues.is_past(word):
        return "past"
    if "Fin" not in token.morph.get("VerbForm", []):
        return None
    tense = token.morph.get("Tense", [])
    if "Past" in tense or "Imp" in tense:
        # A present reads like a strong past ("vergaderen", "kwamen"): those are listed.
        if word.endswith(cues.present_endings) and not word.endswith(cues.weak_endings):
            return "present"
        return "past"
    if "Fut" in tense:
        return "future"
    return "present" if "Pres" in tense else None
