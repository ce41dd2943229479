"""`eventwire eval --stories`: stories and alerts against articles of known occasions."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from streams.cli import USAGE, CommandFailed
from streams.cli.corpus import read_articles

if TYPE_CHECKING:
    from schemas.corpus import StoryArticle
    from streams.core.scoring.storyscore import StoryReport, Told


def evaluate_stories(
    path: Path, *, split: str | None, lang: str | None, as_json: bool, errors: bool
) -> None:
    """Scores the clustering of annotated claims, and of those that are read in the text."""
    from schemas.corpus import StoryArticle

    articles = sorted(
        (
            article
            for article in read_articles(path, StoryArticle, split=split)
            if lang is None or article.lang == lang
        ),
        key=lambda article: (article.published, article.id),
    )
    if not articles:
        raise CommandFailed(f"{path}: no articles to score", code=USAGE)
    reports = {
        "annotated claims": _score(_annotated(articles)),
        "from text": _score(_extracted(articles)),
    }
    if as_json:
        print(json.dumps({name: one.to_dict() for name, one in reports.items()}, indent=2))
        return
    console = Console(highlight=False)
    if errors:
        for name, report in reports.items():
            for finding in report.findings:
                console.print(f"{name}: {finding}", markup=False, soft_wrap=True)
    console.print(_table({name: one.to_dict() for name, one in reports.items()}))


def _annotated(articles: Iterable["StoryArticle"]) -> "list[Told]":
    from streams import packs
    from streams.core.scoring.storyscore import annotated

    names = packs.world("en")
    return [(one, annotated(one, state_name=names.country_name)) for one in articles]


def _extracted(articles: "list[StoryArticle]") -> "list[Told]":
    from streams.cli.extraction import extracted
    from streams.cli.setting import settings

    results = extracted((article.article() for article in articles), settings=settings())
    told: list[Told] = []
    for article, events in zip(articles, results, strict=True):
        if isinstance(events, str):
            raise CommandFailed(f"{article.id}: {events}")
        told.append((article, events))
    return told


def _score(told: "list[Told]") -> "StoryReport":
    """Clusters the claims in the order of publication and asks the packaged rules for alerts."""
    from schemas.alert import Alert
    from streams.core.scoring.storyscore import score_stories
    from streams.core.stories.alerting import decide
    from streams.core.stories.clusterer import Clusterer
    from streams.core.stories.told import Told as Heard
    from streams.runtime import rules

    clusterers: dict[str, Clusterer] = {}
    book, heard = rules.read(None), Heard()
    alerts: list[Alert] = []
    for article, events in told:
        for event in events:
            clusterer = clusterers.setdefault(event.kind.value, Clusterer.empty())
            for story in clusterer.add(event):
                raised = decide(story, book=book, told=heard, now=article.published)
                heard.note_all(raised, at=article.published)
                alerts += raised
    stories = [story for one in clusterers.values() for story in one if not story.withdrawn]
    return score_stories(told, stories=stories, alerts=alerts)


def _table(figures: dict[str, dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    for name in figures:
        table.add_column(name, justify="right")
    for key, told in (("bcubed", "B-cubed"), ("bcubed_of_found", "B-cubed, of claims found")):
        for figure in ("precision", "recall", "f1"):
            row = (f"{one[key][figure]:.3f}" for one in figures.values())
            table.add_row(f"{told}: {figure}", *row)
    for key in ("gold", "predicted"):
        table.add_row(f"claims: {key}", *(str(one["bcubed"][key]) for one in figures.values()))
    for key in (
        "occasions",
        "alerted_occasions",
        "new_alerts",
        "alerts_per_occasion",
        "false_alerts",
    ):
        table.add_row(key.replace("_", " "), *(str(one[key]) for one in figures.values()))
    return table
