"""Respelling and mending: what a small parser does not know is shown otherwise, or set right."""

import pytest

from streams.core.language.tokens import Doc
from streams.core.sentence import clause
from tests import reading


def parsed(text: str) -> Doc:
    return reading.engine().extractor("fr")._nlp(text)


def word(doc: Doc, text: str) -> int:
    return next(token.i for token in doc if token.text == text)


def test_the_words_stay_those_of_the_text() -> None:
    text = "La France livrera douze canons « Caesar » à l’Ukraine."
    assert parsed(text).text == text


def test_curly_apostrophes_are_read_as_straight_ones() -> None:
    straight = "Le Mali a reçu jeudi une livraison d'avions et d'hélicoptères russes."
    curly = straight.replace("'", "’")
    assert [(t.pos_, t.dep_, t.head.i) for t in parsed(curly)] == [
        (t.pos_, t.dep_, t.head.i) for t in parsed(straight)
    ]


def test_a_number_in_letters_is_no_verb() -> None:
    doc = parsed("La France fournira douze canons supplémentaires à l'Ukraine.")
    assert doc[word(doc, "douze")].pos_ == "NUM"
    assert doc[word(doc, "canons")].head.text == "fournira"


@pytest.mark.parametrize("number", ["zeshonderd", "drieduizend", "tweeëntwintig"])
def test_a_number_that_is_one_long_word_counts_its_noun(number: str) -> None:
    doc = reading.engine().extractor("nl")._nlp(f"Polen heeft {number} militairen in Irak.")
    assert doc[word(doc, number)].pos_ == "NUM"
    assert doc[word(doc, number)].head.text == "militairen"
    assert doc[word(doc, "militairen")].head.text == "heeft"


def test_a_name_that_is_counted_is_a_noun() -> None:
    doc = reading.engine().extractor("nl")._nlp("Uit Turkije kwamen vijf Bayraktars naar Kosovo.")
    assert doc[word(doc, "Bayraktars")].pos_ == "NOUN"
    assert doc[word(doc, "vijf")].head.text == "Bayraktars"


@pytest.mark.parametrize(
    ("text", "verb", "tense"),
    [
        ("Paris enverra des instructeurs en Côte d'Ivoire.", "enverra", "Fut"),
        ("La Russie livra des chars à la Syrie.", "livra", "Past"),
        ("L'armée américaine y maintient une base.", "maintient", "Pres"),
        ("Le pays fournissait des armes à l'Ukraine.", "fournissait", "Imp"),
    ],
)
def test_the_ending_of_a_known_verb_tells_its_tense(text: str, verb: str, tense: str) -> None:
    doc = parsed(text)
    assert doc[word(doc, verb)].morph.get("Tense", []) == (tense,)


@pytest.mark.parametrize(
    ("text", "verb", "subject"),
    [
        ("Emmanuel Macron accueille lundi son homologue brésilien à Paris.", "accueille", "Macron"),
        ("L'armée française forme des soldats ivoiriens à Abidjan.", "forme", "armée"),
        ("Un sommet entre Paris et Rome aura lieu en juin.", "aura", "sommet"),
    ],
)
def test_a_verb_taken_for_an_adjective_has_its_subject(text: str, verb: str, subject: str) -> None:
    doc = parsed(text)
    found = doc[word(doc, verb)]
    assert found.pos_ == "VERB"
    subjects = [c for c in found.children if clause.function(c) == "subj"]
    assert any(subject in (t.text for t in s.subtree) for s in subjects)


@pytest.mark.parametrize("text", ["La formation des soldats a repris.", "Une forme de paix."])
def test_a_noun_with_its_article_stays_a_noun(text: str) -> None:
    assert parsed(text)[1].pos_ == "NOUN"


def test_a_demonym_belongs_to_the_noun_before_it() -> None:
    doc = parsed("La présence militaire russe en Syrie se renforce.")
    assert doc[word(doc, "russe")].head.text == "présence"


def test_the_object_hangs_on_its_verb_not_on_the_day_before_it() -> None:
    doc = parsed("Le président turc a reçu hier à Ankara son homologue syrien.")
    homologue = doc[word(doc, "homologue")]
    assert (homologue.head.text, clause.function(homologue)) == ("reçu", "obj")


def test_every_parse_is_a_tree() -> None:
    for example in reading.pack("fr").examples:
        for token in parsed(example.text):
            assert len(list(token.ancestors)) < len(token.doc)
