"""The attribute ruler with a memory says what it says without one."""

import pytest
import spacy
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

from streams.runtime.ruling import remember

_RULES = [
    ([[{"TAG": "VBZ"}]], {"POS": "VERB"}, 0),
    ([[{"TAG": "VBZ", "LOWER": {"IN": ["is", "has"]}}]], {"POS": "AUX", "LEMMA": "be"}, 0),
    ([[{"DEP": "expl"}, {"LOWER": "is"}]], {"POS": "VERB"}, 1),
    ([[{"LOWER": {"REGEX": "^n'?t$"}}], [{"LOWER": "gon"}, {"LOWER": "na"}]], {"LEMMA": "go"}, 0),
    ([[{"IS_TITLE": True}]], {"MORPH": "Typo=Yes"}, 0),
]
_TEXTS = [
    (["There", "is", "one"], ["EX", "VBZ", "CD"], ["expl", "ROOT", "attr"]),
    (["It", "is", "gon", "na"], ["PRP", "VBZ", "VBG", "TO"], ["nsubj", "aux", "ROOT", "aux"]),
    (["it", "is", "nt"], ["PRP", "VBZ", "RB"], ["nsubj", "ROOT", "neg"]),
    (["It", "goes"], ["PRP", "VBZ"], ["nsubj", "ROOT"]),
]


def _told(doc: Doc) -> list[tuple[str, str, str]]:
    return [(t.pos_, t.lemma_, str(t.morph)) for t in doc]


@pytest.mark.parametrize("again", [False, True], ids=["first", "remembered"])
def test_what_is_remembered_is_what_the_rules_say(again: bool) -> None:
    plain, quick = spacy.blank("en"), spacy.blank("en")
    for nlp in (plain, quick):
        ruler = nlp.add_pipe("attribute_ruler")
        assert isinstance(ruler, AttributeRuler)
        for patterns, attrs, index in _RULES:
            ruler.add(patterns, attrs, index)  # type: ignore[arg-type]
    remember(quick)
    for words, tags, deps in _TEXTS * (2 if again else 1):
        expected, found = (
            dict(nlp.pipeline)["attribute_ruler"](
                Doc(nlp.vocab, words=words, tags=tags, deps=deps, heads=[0] * len(words))
            )
            for nlp in (plain, quick)
        )
        assert _told(found) == _told(expected)
