"""Which sentences are parsed, and that no word of an article is lost between them."""

from functools import cache

from streams.core.pipeline import Paragraph, paragraphs
from streams.core.screening.prefilter import Candidate, Prefilter
from streams.core.screening.selection import candidates, excerpts, worth_parsing
from tests import reading

_TEXT = (
    "It was a rainy Monday in Vilnius. Children played outside. "
    "Germany delivered ten tanks to Lithuania. The army trains the crews. Nobody minded.\n\n"
    "Prices rose again in April. Bread costs more."
)


@cache
def prefilter() -> Prefilter:
    return Prefilter(reading.pack("en"), reading.world("en"))


def _parts(text: str, title: str = "") -> list[Paragraph]:
    return list(paragraphs(reading.article(text, language="en", title=title)))


def test_sentences_with_a_trigger_are_parsed_and_the_lead() -> None:
    parts = _parts(_TEXT, "Weather")
    sentences = prefilter().sentences(parts)
    chosen = [_words(parts, one) for one in worth_parsing(parts, sentences)]
    assert chosen == [
        "It was a rainy Monday in Vilnius.",
        "Germany delivered ten tanks to Lithuania.",
        "The army trains the crews.",
    ]
    assert [_words(parts, one) for one in candidates(sentences)] == [chosen[1]]


def test_neighbours_are_one_stretch_and_every_word_is_in_one_place() -> None:
    parts = _parts(_TEXT, "Weather")
    sentences = prefilter().sentences(parts)
    lead, told = excerpts(parts, worth_parsing(parts, sentences))
    assert told.part.text.startswith("Germany")
    assert told.part.text.endswith("the crews.")
    assert told.before.strip() == "Children played outside."
    assert told.after.split()[:2] == ["Nobody", "minded."]
    assert told.after.endswith("Bread costs more.")
    read = [*lead.before.split(), *lead.part.text.split(), *told.before.split()]
    read += [*told.part.text.split(), *told.after.split()]
    assert read == ["Weather", *_TEXT.split()]
    assert _TEXT[told.part.offset :].startswith(told.part.text)


def test_the_dateline_is_said_once() -> None:
    parts = _parts(f"VILNIUS, May 2 (Agency) - {_TEXT}")
    sentences = prefilter().sentences(parts)
    stretches = excerpts(parts, worth_parsing(parts, sentences))
    assert [bool(one.part.dateline) for one in stretches] == [True, False]


def _words(parts: list[Paragraph], one: Candidate) -> str:
    return parts[one.paragraph].text[one.start : one.end].strip()
