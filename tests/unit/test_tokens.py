"""Tokens, spans and sentences are those of spaCy, whose document they are made of."""

import pytest
import spacy.tokens
from spacy.language import Language

from streams.core.language.parse import Parse
from streams.core.language.tokens import Doc
from streams.runtime.engine import Engine

TEXTS = {
    "en": "Germany's minister, who isn't well, said on Monday he'd visit Kyiv.  It will\n"
    "deliver 14 Leopard 2A6 tanks (and ammunition) next week. Poland, too.",
    "nl": "De minister zei dat hij maandag naar Kiev reist.  Nederland levert veertig tanks - "
    "‘en munitie’. Wie volgt?",
    "fr": "La ministre, qu’on attend à Kiev, l'a dit lundi.  La France livrera douze canons.",
}


@pytest.fixture(scope="module", params=sorted(TEXTS))
def pair(request: pytest.FixtureRequest) -> tuple[spacy.tokens.Doc, Doc]:
    """A document of spaCy, and ours of it."""
    nlp: Language = Engine((request.param,)).nlp(request.param)
    parsed = nlp(TEXTS[request.param])
    return parsed, Doc.of(parsed)


def test_the_words_and_their_parse(pair: tuple[spacy.tokens.Doc, Doc]) -> None:
    theirs, ours = pair
    assert ours.text == theirs.text
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        for name in (
            "i", "idx", "text", "lower_", "whitespace_", "like_num", "is_space", "is_punct",
            "lemma_", "pos_", "tag_", "dep_",
        ):  # fmt: skip
            assert getattr(a, name) == getattr(b, name), (b.text, name)
        assert {k: ",".join(v) for k, v in a.morph.items()} == b.morph.to_dict()
        assert len(a) == len(b)
        assert a.head.i == b.head.i
        assert [c.i for c in a.children] == [c.i for c in b.children]
        assert [c.i for c in a.ancestors] == [c.i for c in b.ancestors]
        assert (a.left_edge.i, a.right_edge.i) == (b.left_edge.i, b.right_edge.i)
        assert (a.sent.start, a.sent.end) == (b.sent.start, b.sent.end)


def test_sentences(pair: tuple[spacy.tokens.Doc, Doc]) -> None:
    theirs, ours = pair
    assert [(s.text, s.start_char, s.end_char, s.root.i) for s in ours.sents] == [
        (s.text, s.start_char, s.end_char, s.root.i) for s in theirs.sents
    ]


def test_spans(pair: tuple[spacy.tokens.Doc, Doc]) -> None:
    theirs, ours = pair
    for start in range(len(theirs)):
        for end in range(start + 1, min(len(theirs), start + 9) + 1):
            a, b = ours[start:end], theirs[start:end]
            assert (a.text, a.root.i, a.start_char, a.end_char) == (
                b.text, b.root.i, b.start_char, b.end_char,
            )  # fmt: skip
            assert [t.i for t in a] == [t.i for t in b]
            assert (a[0].i, a[-1].i, len(a)) == (b[0].i, b[-1].i, len(b))
    assert ours[3:1].text == ""
    assert [t.i for t in ours[-2:]] == [t.i for t in theirs[-2:]]


def test_spans_of_characters(pair: tuple[spacy.tokens.Doc, Doc]) -> None:
    theirs, ours = pair
    length = len(theirs.text)
    for start in range(length):
        for end in (start + 1, start + 2, start + 7):
            a = ours.char_span(start, end)
            b = theirs.char_span(start, end, alignment_mode="expand")
            assert (a is None) == (b is None), (start, end)
            if a is not None and b is not None:
                assert (a.start, a.end) == (b.start, b.end), (start, end)


def test_a_text_without_words() -> None:
    empty = Doc.of(spacy.blank("en")(""))
    assert (empty.text, list(empty), empty.sents) == ("", [], [])
    assert empty.char_span(0, 1) is None


def test_trees_without_borders_are_the_sentences(pair: tuple[spacy.tokens.Doc, Doc]) -> None:
    theirs, ours = pair
    rebuilt = spacy.tokens.Doc(
        theirs.vocab,
        words=[t.text for t in theirs],
        spaces=[bool(t.whitespace_) for t in theirs],
        heads=[t.head.i for t in theirs],
        deps=[t.dep_ for t in theirs],
    )
    laid = Doc(theirs, Parse.of(theirs))
    assert [(s.start, s.end) for s in laid.sents] == [(s.start, s.end) for s in rebuilt.sents]
    assert len(ours) == len(laid)
