"""`eventwire eval`: precision, recall and F1 against an annotated corpus."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli import USAGE, CommandFailed

if TYPE_CHECKING:
    from schemas.corpus import CorpusArticle, CorpusEvent


def evaluate(
    corpus: Annotated[
        Path | None, typer.Argument(help="Annotated articles: JSON Lines, or a folder.")
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(help="Score these lines of `eventwire extract` instead of extracting."),
    ] = None,
    agreement: Annotated[
        Path | None,
        typer.Option(help="Score a second annotator's events, a file or a folder, instead."),
    ] = None,
    split: Annotated[
        str | None, typer.Option(help="Only articles of this split, by field or folder.")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="Only articles in this language.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Figures as JSON.")] = False,
    prefilter: Annotated[
        bool | None,
        typer.Option(
            "--prefilter/--no-prefilter",
            help="Parse only what may tell an event, as the workers do.",
            show_default="as the setting",
        ),
    ] = None,
    min_confidence: Annotated[
        float | None,
        typer.Option(
            min=0, max=1, help="Leave out events below this.", show_default="as the setting"
        ),
    ] = None,
    errors: Annotated[
        bool, typer.Option("--errors", help="Each miss, false alarm and wrong field.")
    ] = False,
    stories: Annotated[
        Path | None,
        typer.Option(help="Score stories and alerts on these articles of known occasions instead."),
    ] = None,
) -> None:
    """Score events, roles, dates, status, items and false alarms against annotations."""
    if stories is not None:
        from streams.cli.storyscores import evaluate_stories

        if corpus is not None or predictions is not None:
            raise CommandFailed("--stories is scored alone", code=USAGE)
        evaluate_stories(stories, split=split, lang=lang, as_json=as_json, errors=errors)
        return
    if corpus is None:
        raise CommandFailed("a corpus is needed, or --stories", code=USAGE)
    from schemas.corpus import CorpusArticle
    from streams.cli.corpus import read_articles
    from streams.cli.scores import print_agreement, print_findings, print_report
    from streams.core.scoring.evaluation import score

    if predictions and agreement:
        raise CommandFailed("--predictions or --agreement, not both", code=USAGE)
    articles = [
        article
        for article in read_articles(corpus, CorpusArticle, split=split)
        if lang is None or article.lang == lang
    ]
    if not articles:
        raise CommandFailed(f"{corpus}: no articles to score", code=USAGE)
    predicted: Sequence[Sequence[CorpusEvent] | None]
    if agreement:
        articles, predicted = _second_annotation(agreement, articles)
    elif predictions:
        told = _read_events(predictions)
        predicted = [told.get(article.id) for article in articles]
    else:
        predicted = _predict(articles, prefilter=prefilter, min_confidence=min_confidence)
    report = score(zip(articles, predicted, strict=True))
    if as_json:
        print(json.dumps(report.to_dict(), indent=2, ensure_ascii=False))
        return
    if errors:
        print_findings(report, texts={article.id: article.text for article in articles})
    if agreement:
        print_agreement(report)
    else:
        print_report(report)


def _predict(
    articles: Sequence["CorpusArticle"], *, prefilter: bool | None, min_confidence: float | None
) -> list[Sequence["CorpusEvent"] | None]:
    from rich.console import Console

    from schemas.corpus import CorpusEvent, to_corpus
    from streams.cli.extraction import extracted
    from streams.cli.setting import settings

    console = Console(stderr=True)
    predicted: list[Sequence[CorpusEvent] | None] = []
    results = extracted(
        (article.article() for article in articles),
        settings=settings(prefilter=prefilter, min_confidence=min_confidence),
    )
    for article, events in zip(articles, results, strict=True):
        if isinstance(events, str):
            console.print(f"{article.id}: {events}", style="red", markup=False, highlight=False)
            predicted.append(None)
        else:
            predicted.append([CorpusEvent.model_validate(to_corpus(event)) for event in events])
    return predicted


def _second_annotation(
    path: Path, articles: Sequence["CorpusArticle"]
) -> tuple[list["CorpusArticle"], list[Sequence["CorpusEvent"] | None]]:
    """The articles that were annotated a second time, and those events; raises `CommandFailed`."""
    told: dict[str, list[CorpusEvent] | None] = {}
    for file in sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]:
        told |= _read_events(file)
    twice = [article for article in articles if told.get(article.id) is not None]
    if not twice:
        raise CommandFailed(f"{path}: no article of the corpus was annotated", code=USAGE)
    return twice, [told[article.id] for article in twice]


def _read_events(path: Path) -> dict[str, list["CorpusEvent"] | None]:
    """The events of each article by its id; None where its line tells an error."""
    from pydantic import ValidationError

    from schemas.corpus import CorpusEvent
    from streams.cli.corpus import lines_of

    told: dict[str, list[CorpusEvent] | None] = {}
    for number, line in enumerate(lines_of(path), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            events = record.get("events")
            told[str(record["id"])] = (
                None if events is None else [CorpusEvent.model_validate(event) for event in events]
            )
        except (ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
            reason = str(error).splitlines()[0]
            raise CommandFailed(f"{path}, line {number}: {reason}", code=USAGE) from None
    return told
