"""The prefilter of each pack: a trigger that it does not let through is an event that is lost."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from schemas.article import Article
from schemas.corpus import CorpusArticle, CorpusEvent, to_corpus
from streams import packs
from streams.core.language.pack import Example, Trigger
from streams.core.pipeline import paragraphs
from streams.core.scoring.evaluation import score
from streams.core.screening.prefilter import Prefilter
from streams.runtime.engine import Engine
from tests import reading

LANGUAGES = packs.available()
CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "dev"


@cache
def prefilter(language: str) -> Prefilter:
    return Prefilter(reading.pack(language), reading.world(language))


@cache
def parsing_all() -> Engine:
    built = Engine(prefilter=False)
    built.warm()
    return built


def _positive() -> Iterator[Any]:
    for language in LANGUAGES:
        for number, example in enumerate(reading.pack(language).examples):
            if example.kind:
                yield pytest.param(language, example, id=f"{language}-{example.rule}-{number}")


@pytest.mark.parametrize(("language", "example"), list(_positive()))
def test_every_example_of_an_event_passes_for_its_own_frame(
    language: str, example: Example
) -> None:
    article = reading.article(example.text, language=language)
    found = prefilter(language).candidates(paragraphs(article))
    frames = {frame for candidate in found for frame in candidate.frames}
    kinds = {t.frame.id: t.frame.kind for t in reading.pack(language).triggers()}
    assert example.kind in {kinds[frame] for frame in frames}


@pytest.mark.parametrize(("language", "example"), list(_positive()))
def test_an_example_reads_the_same_with_and_without(language: str, example: Example) -> None:
    article = reading.article(example.text, language=language)
    assert reading.engine().extract(article) == parsing_all().extract(article)


def _forms(trigger: Trigger, language: str) -> set[str]:
    pack = reading.pack(language)
    table = pack.verbs if trigger.verbal else pack.nouns
    return {form for form, triggers in table.items() if trigger in triggers}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_of_every_trigger_is_seen(language: str) -> None:
    for trigger in reading.pack(language).triggers():
        for form in _forms(trigger, language):
            for written in (form, form.capitalize(), form.upper()):
                seen = prefilter(language).covers(f"… {written}, …")
                assert trigger.id in seen, f"{trigger.id} is not seen in “{written}”"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trigger_that_the_parse_finds_is_seen(language: str) -> None:
    """In running text, where lemmas come from the model and words are inflected and compounded."""
    missed = []
    for example in reading.pack(language).examples:
        seen = prefilter(language).covers(example.text)
        missed += [
            (found.trigger.id, found.token.text)
            for found in reading.occurrences(example.text, language=language)
            if found.trigger.id not in seen
        ]
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nearly_no_example_of_something_else_is_parsed_for_a_single_state(language: str) -> None:
    """What names no two parties cannot be an event, and most news names none."""
    others = [e for e in reading.pack(language).examples if not e.kind]
    articles = [reading.article(e.text, language=language) for e in others]
    passed = [a for a in articles if prefilter(language).candidates(paragraphs(a))]
    assert len(others) > 20
    assert len(passed) < len(others) / 4


def test_hardly_an_event_is_lost_by_what_is_not_parsed() -> None:
    """On the development corpus, of the events that are found and right when all is parsed."""
    right = {True: 0, False: 0}
    for language in LANGUAGES:
        lines = (CORPUS / f"{language}.jsonl").read_text("utf-8").splitlines()
        annotated = [CorpusArticle.model_validate_json(line) for line in lines if line.strip()]
        articles = [one.article() for one in annotated]
        for engine, prefiltered in ((reading.engine(), True), (parsing_all(), False)):
            right[prefiltered] += _right(engine, annotated, articles)
    assert right[False] > 400
    assert right[True] >= 0.995 * right[False]


def _right(engine: Engine, annotated: list[CorpusArticle], articles: list[Article]) -> int:
    told = zip(annotated, engine.extract_all(articles), strict=True)
    pairs = [(a, [CorpusEvent.model_validate(to_corpus(e)) for e in found]) for a, found in told]
    return score(pairs).events.matched
