"""Clause: one view of a dependency parse, whether its labels are ClearNLP's or UD's.

ClearNLP (spaCy's English models) hangs a preposition between a verb and its object and knows
`dobj`, `nsubjpass`, `dative`; Universal Dependencies hangs the noun on the verb and marks its
preposition as `case`. Rules ask this module and see neither.
"""

from collections.abc import Iterator

from streams.core.language.tokens import Token

_SUBJECT = {"nsubj", "csubj", "nsubj:outer"}
_PASSIVE_SUBJECT = {"nsubjpass", "nsubj:pass", "csubjpass", "csubj:pass"}
_OBJECT = {"dobj", "obj", "attr", "oprd"}
_INDIRECT = {"iobj", "dative"}
_AGENT = {"agent", "obl:agent"}
_AUX = {"aux", "auxpass", "aux:pass", "aux:tense", "aux:caus"}
_PASSIVE_AUX = {"auxpass", "aux:pass"}
_RELATIVE = {"relcl", "acl:relcl"}
_PARTICLE = {"prt", "compound:prt"}
_OPEN = {"xcomp", "ccomp", "advcl", "acl", "pcomp"}
_VERBAL = {"VERB", "AUX"}


def function(token: Token) -> str:
    """What `token` is to its head: subj, subjpass, obj, iobj, agent, gen, or the bare label."""
    label = token.dep_
    if label in _SUBJECT:
        return "subj"
    if label in _PASSIVE_SUBJECT:
        return "subjpass"
    if label in _OBJECT:
        return "obj"
    if label in _INDIRECT:
        return "iobj"
    if label in _AGENT:
        return "agent"
    if label in {"poss", "nmod:poss"}:
        return "gen"
    return label


def governor(token: Token) -> Token:
    """The word that `token` depends on, past the preposition that ClearNLP puts between."""
    head = token.head
    if token.dep_ in {"pobj", "pcomp"} and head.pos_ in {"ADP", "SCONJ", "ADV", "PART"}:
        # "from within", "out of": prepositions may hang on one another.
        while head.pos_ == "ADP" and head.head.pos_ == "ADP" and head.head != head:
            head = head.head
        return head.head
    if token.dep_ == "conj":
        # "A arrives, officials said, and will meet B": what is said goes on after the saying.
        said = [c for c in head.children if c.dep_ == "ccomp" and c.i < head.i < token.i]
        if said and is_verb(head) and is_verb(token):
            return said[0]
    return head


def is_verb(token: Token) -> bool:
    """Whether `token` is a verb or auxiliary."""
    return token.pos_ in _VERBAL


def is_relative(token: Token) -> bool:
    """Whether `token` heads a relative clause."""
    return token.dep_ in _RELATIVE


def particle(token: Token) -> str | None:
    """The particle of a separable or phrasal verb, in lower case, where it stands apart."""
    for child in token.children:
        # A bare object is easily taken for a particle: "levert tanks".
        if child.dep_ in _PARTICLE and child.pos_ in {"ADP", "ADV", "PART", "SCONJ"}:
            return str(child.lower_)
    return None


def auxiliaries(token: Token) -> tuple[Token, ...]:
    """The auxiliaries of the verb `token`, in order."""
    return tuple(child for child in token.children if child.dep_ in _AUX)


def is_passive(token: Token, lemmas: frozenset[str] = frozenset()) -> bool:
    """Whether the verb `token` stands in the passive.

    `lemmas` are auxiliaries that make a participle passive whatever label the parse gives them.
    """
    if any(c.dep_ in _PASSIVE_AUX or c.dep_ in _PASSIVE_SUBJECT for c in token.children):
        return True
    if "Part" not in token.morph.get("VerbForm", []):
        return False
    return any(a.lemma_ in lemmas for a in auxiliaries(token))


def is_participle(token: Token) -> bool:
    """Whether `token` is a past participle."""
    if "Part" not in token.morph.get("VerbForm", []):
        return False
    return token.tag_ != "VBG" and "Pres" not in token.morph.get("Tense", [])


def is_finite(token: Token) -> bool:
    """Whether the verb `token`, with its auxiliaries, is finite."""
    if "Fin" in token.morph.get("VerbForm", []):
        return True
    return any("Fin" in a.morph.get("VerbForm", []) for a in auxiliaries(token))


def has_subject(token: Token) -> bool:
    """Whether the verb `token` has a subject of its own."""
    return any(c.dep_ in _SUBJECT | _PASSIVE_SUBJECT for c in token.children)


def head_of_conjuncts(token: Token) -> Token:
    """The first member of the coordination that `token` is part of."""
    while token.dep_ == "conj" and token.head != token:
        token = token.head
    return token


def ancestors(token: Token) -> Iterator[tuple[Token, Token]]:
    """Pairs (child, parent) from `token` to the root, prepositions skipped."""
    seen = {token.i}
    while True:
        parent = governor(token)
        if parent.i in seen:
            return
        yield token, parent
        seen.add(parent.i)
        token = parent


def controller(token: Token) -> Token | None:
    """The verb or predicate that `token` is an open complement, conjunct or adjunct of."""
    if token.dep_ == "conj" or token.dep_ in _OPEN:
        parent = governor(token)
        return parent if parent != token else None
    return None
