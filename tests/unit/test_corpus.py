"""The annotated corpus: what stands in it rests on its articles and follows the format.

A failure names an article and what is wrong with it, never its words: half of the corpus is blind.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.corpus import CorpusArticle, CorpusEvent, CountedItem, Filler
from schemas.event import EVENT_TYPES, Status

CORPUS = Path(__file__).parents[1] / "corpus"
HALVES = sorted((CORPUS / "dev").glob("*.jsonl")) + sorted((CORPUS / "test").glob("*.jsonl"))
AGREEMENT = sorted((CORPUS / "agreement").glob("*.jsonl"))
ROLES = {kind: event.roles_ for kind, event in EVENT_TYPES.items()}
ALPHA_3 = re.compile(r"[A-Z]{3}")


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def read(path: Path) -> list[CorpusArticle]:
    with path.open(encoding="utf-8") as lines:
        return [CorpusArticle.model_validate_json(line) for line in lines]


def fillers(event: CorpusEvent) -> Iterator[Filler]:
    for role in event.roles.values():
        yield from role
    if event.place:
        yield event.place


def wrong_parts(event: CorpusEvent, *, told: str) -> Iterator[str]:
    """What is wrong with an event of an article that says `told`."""
    if not event.evidence or event.evidence not in told:
        yield "evidence"
    if not event.roles or event.roles.keys() - set(ROLES[event.type]):
        yield "roles"
    parts: list[Filler | CountedItem] = [*fillers(event), *event.items]
    if any(not part.name or part.text not in told for part in parts):
        yield "words or name of a part"
    if any(part.country and not ALPHA_3.fullmatch(part.country) for part in fillers(event)):
        yield "country"
    if any((item.min or 0) > item.max for item in event.items if item.max is not None):
        yield "bounds"
    if event.date:
        first, last = event.date.start, event.date.end
        if first is None or last is None or first > last:
            yield "days"


def wrong_time(event: CorpusEvent, article: CorpusArticle) -> bool:
    """Whether a fact begins after the article, or a plan ends before it."""
    if event.date is None or event.date.start is None or event.date.end is None:
        return False
    day = article.published.date()
    if event.status is Status.PLANNED:
        return event.date.end < day
    return event.status in {Status.OCCURRED, Status.ONGOING} and event.date.start > day


def test_the_corpus_is_where_these_tests_look() -> None:
    assert {named(path) for path in HALVES} == {
        f"{half}/{lang}" for half in ("dev", "test") for lang in ("en", "fr", "nl")
    }
    assert {named(path) for path in AGREEMENT} == {"agreement/en", "agreement/nl"}
    assert len(ROLES) == 9


@pytest.mark.parametrize("path", HALVES, ids=named)
def test_annotations_rest_on_their_articles(path: Path) -> None:
    articles = read(path)
    wrong = [
        (article.id, number, part)
        for article in articles
        for number, event in enumerate(article.events)
        for part in wrong_parts(event, told=f"{article.title}\n{article.text}")
    ]
    assert not wrong
    assert not [a.id for a in articles for event in a.events if wrong_time(event, a)]


@pytest.mark.parametrize("path", HALVES, ids=named)
def test_ids_are_unique_and_name_their_file(path: Path) -> None:
    ids = [article.id for article in read(path)]
    assert len(set(ids)) == len(ids)
    assert all(name.startswith(f"{path.stem}-{path.parent.name}-") for name in ids)


@pytest.mark.parametrize("path", AGREEMENT, ids=named)
def test_the_second_annotation_is_of_blind_articles(path: Path) -> None:
    articles = {article.id: article for article in read(CORPUS / "test" / path.name)}
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 30
    wrong = []
    for line in lines:
        article = articles[line["id"]]
        events = [CorpusEvent.model_validate(event) for event in line["events"]]
        told = f"{article.title}\n{article.text}"
        wrong += [(article.id, part) for event in events for part in wrong_parts(event, told=told)]
    assert not wrong
