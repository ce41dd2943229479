"""One view of a clause for parses with ClearNLP's labels and with Universal Dependencies'."""

import pytest
import spacy
import spacy.tokens

from streams.core.language.tokens import Doc, Token
from streams.core.sentence import clause
from tests import reading

VOCAB = spacy.blank("en").vocab


def doc(*rows: tuple[str, str, str, int], morphs: dict[int, str] | None = None) -> Doc:
    """A parse by hand: word, part of speech, label, and the place of its head."""
    words, pos, deps, heads = zip(*rows, strict=True)
    given = [(morphs or {}).get(i, "") for i in range(len(rows))]
    parsed = spacy.tokens.Doc(
        VOCAB, words=list(words), pos=list(pos), deps=list(deps), heads=list(heads), morphs=given
    )
    return Doc.of(parsed)


def token(parsed: Doc, word: str) -> Token:
    return next(t for t in parsed if t.text == word)


PARSED = {
    "nl": "Duitsland zal de tanks aan Polen leveren.",
    "en": "Germany will deliver the tanks to Poland.",
}


@pytest.mark.parametrize(
    ("language", "verb"),
    [("nl", "leveren"), ("en", "deliver")],
)
def test_both_grammars_give_one_picture(language: str, verb: str) -> None:
    parsed = reading.engine().extractor(language)._nlp(PARSED[language])
    head = token(parsed, verb)
    assert clause.is_verb(head)
    assert clause.has_subject(head)
    assert clause.function(token(parsed, PARSED[language].split()[0])) == "subj"
    assert clause.function(token(parsed, "tanks")) == "obj"
    recipient = token(parsed, "Polen" if language == "nl" else "Poland")
    assert clause.governor(recipient) == head, "past the preposition"
    assert clause.is_finite(head)
    assert not clause.is_passive(head)
    assert [a.lower_ for a in clause.auxiliaries(head)] in (["zal"], ["will"])


@pytest.mark.parametrize(
    ("language", "text", "verb", "passive"),
    [
        ("nl", "De tanks werden door Duitsland geleverd.", "geleverd", True),
        ("nl", "Duitsland heeft de tanks geleverd.", "geleverd", False),
        ("en", "The tanks were delivered by Germany.", "delivered", True),
        ("en", "Germany has delivered the tanks.", "delivered", False),
        ("en", "The tanks will be delivered next year.", "delivered", True),
    ],
)
def test_passive(language: str, text: str, verb: str, *, passive: bool) -> None:
    parsed = reading.engine().extractor(language)._nlp(text)
    head = token(parsed, verb)
    assert clause.is_passive(head) is passive
    assert clause.is_participle(head)


@pytest.mark.parametrize(
    ("label", "function"),
    [
        ("nsubj", "subj"),
        ("csubj", "subj"),
        ("nsubj:pass", "subjpass"),
        ("nsubjpass", "subjpass"),
        ("obj", "obj"),
        ("dobj", "obj"),
        ("iobj", "iobj"),
        ("dative", "iobj"),
        ("obl:agent", "agent"),
        ("agent", "agent"),
        ("poss", "gen"),
        ("nmod:poss", "gen"),
        ("obl", "obl"),
        ("appos", "appos"),
    ],
)
def test_functions(label: str, function: str) -> None:
    parsed = doc(("x", "NOUN", label, 1), ("y", "VERB", "ROOT", 1))
    assert clause.function(parsed[0]) == function


def test_a_chain_of_prepositions_is_passed() -> None:
    parsed = doc(
        ("came", "VERB", "ROOT", 0),
        ("out", "ADP", "prep", 0),
        ("of", "ADP", "prep", 1),
        ("Minsk", "PROPN", "pobj", 2),
    )
    assert clause.governor(parsed[3]).text == "came"


def test_the_governor_of_the_root_is_itself() -> None:
    parsed = doc(("came", "VERB", "ROOT", 0))
    assert clause.governor(parsed[0]) == parsed[0]


def test_ancestors_end_at_the_root_even_where_prepositions_hang_on_themselves() -> None:
    parsed = doc(("of", "ADP", "ROOT", 0), ("Minsk", "PROPN", "pobj", 0))
    assert [(c.text, p.text) for c, p in clause.ancestors(parsed[1])] == [("Minsk", "of")]
    assert list(clause.ancestors(parsed[0])) == []


def test_ancestors_go_up_one_by_one() -> None:
    parsed = doc(
        ("plans", "VERB", "ROOT", 0),
        ("send", "VERB", "xcomp", 0),
        ("tanks", "NOUN", "dobj", 1),
        ("to", "ADP", "prep", 2),
        ("Kyiv", "PROPN", "pobj", 3),
    )
    assert [p.text for _, p in clause.ancestors(parsed[4])] == ["tanks", "send", "plans"]


@pytest.mark.parametrize("label", ["prt", "compound:prt"])
def test_a_particle_that_stands_apart(label: str) -> None:
    parsed = doc(("handed", "VERB", "ROOT", 0), ("Over", "ADP", label, 0))
    assert clause.particle(parsed[0]) == "over"
    assert clause.particle(parsed[1]) is None


def test_the_head_of_a_list_is_its_first_member() -> None:
    parsed = doc(
        ("A", "PROPN", "nsubj", 3),
        ("B", "PROPN", "conj", 0),
        ("C", "PROPN", "conj", 1),
        ("met", "VERB", "ROOT", 3),
    )
    assert clause.head_of_conjuncts(parsed[2]) == parsed[0]
    assert clause.head_of_conjuncts(parsed[3]) == parsed[3]


@pytest.mark.parametrize("label", ["relcl", "acl:relcl"])
def test_relative_clauses(label: str) -> None:
    parsed = doc(("tanks", "NOUN", "ROOT", 0), ("came", "VERB", label, 0))
    assert clause.is_relative(parsed[1])
    assert not clause.is_relative(parsed[0])


@pytest.mark.parametrize("label", ["xcomp", "ccomp", "advcl", "acl", "pcomp", "conj"])
def test_open_complements_have_a_controller(label: str) -> None:
    parsed = doc(("wants", "VERB", "ROOT", 0), ("go", "VERB", label, 0))
    assert clause.controller(parsed[1]) == parsed[0]
    assert clause.controller(parsed[0]) is None


def test_a_relative_clause_has_no_controller() -> None:
    parsed = doc(("man", "NOUN", "ROOT", 0), ("went", "VERB", "relcl", 0))
    assert clause.controller(parsed[1]) is None


def test_present_participles_are_no_past_ones() -> None:
    parsed = doc(
        ("leverend", "VERB", "ROOT", 0),
        ("geleverd", "VERB", "ROOT", 1),
        morphs={0: "Tense=Pres|VerbForm=Part", 1: "VerbForm=Part"},
    )
    assert not clause.is_participle(parsed[0])
    assert clause.is_participle(parsed[1])
