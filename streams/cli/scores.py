"""The figures of an evaluation, for reading."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from schemas.corpus import CorpusEvent
    from streams.core.scoring.evaluation import Finding, Report


def print_report(report: "Report", *, console: Console | None = None) -> None:
    """All figures as tables."""
    console = console or Console()
    figures = report.to_dict()
    rows = {"all": figures["events"]}
    rows |= figures["by_lang"] | figures["by_kind"]
    console.print(_events_table(rows))
    console.print(_shares_table("Roles, where annotated", figures["roles"], extra="spurious"))
    console.print(_shares_table("Fields of matched events", figures["fields"]))
    if figures["status_confusion"]:
        console.print(_confusion_table(figures["status_confusion"]))
        majority = figures["status_majority"]
        console.print(
            f"always {majority['status']} would be right in {_percent(majority['share'])}\n"
        )
    if figures["reliability"]:
        console.print(_reliability_table(figures["reliability"], figures["thresholds"]))
    empty = figures["empty_articles"]
    console.print(
        f"{empty['articles']} of {figures['articles']} articles tell no event: "
        f"{empty['false_alarms']} false alarms on them "
        f"({_number(empty['per_article'])} an article), "
        f"{empty['firm_false_alarms']} as occurred, ongoing or planned "
        f"({_number(empty['firm_per_article'])}); {figures['failed']} articles failed",
        highlight=False,
        soft_wrap=True,
    )


def print_agreement(report: "Report", *, console: Console | None = None) -> None:
    """How far a second annotator (`told`) agrees with the first (`gold`), by language."""
    console = console or Console()
    figures = report.to_dict()
    console.print(f"{figures['articles']} articles annotated twice\n", highlight=False)
    console.print(_events_table({"all": figures["events"]} | figures["by_lang"]))
    console.print(_shares_table("Fields of matched events", figures["fields"]))


def print_findings(
    report: "Report", *, texts: Mapping[str, str], console: Console | None = None
) -> None:
    """Each miss, false alarm and wrong field with the words it rests on."""
    console = console or Console(soft_wrap=True, highlight=False)
    styles = {"miss": "bold red", "false alarm": "bold yellow"}
    for finding in report.findings:
        head = Text(f"{finding.article} ")
        head.append(finding.what, style=styles.get(finding.what, "cyan"))
        if finding.detail:
            head.append(f": {finding.detail}")
        console.print(head)
        for name, event in (("gold", finding.gold), ("told", finding.predicted)):
            if event is not None and (finding.what in styles or name == "gold"):
                console.print(Text(f"    {_summary(event)}", style="dim"))
        console.print(Text(f"    “{_words(finding, texts)}”"))


def _words(finding: "Finding", texts: Mapping[str, str]) -> str:
    event = finding.gold or finding.predicted
    words = event.evidence if event else ""
    if finding.predicted and finding.gold and finding.predicted.evidence != words:
        words = f"{words}” / “{finding.predicted.evidence}"
    return " ".join((words or texts.get(finding.article, "")[:200]).split())


def _summary(event: "CorpusEvent") -> str:
    roles = "; ".join(
        f"{role}: {', '.join(f'{filler.name} ({filler.country})' for filler in fillers)}"
        for role, fillers in event.roles.items()
    )
    items = ", ".join(f"{item.name} {item.min}..{item.max}" for item in event.items)
    date = f"{event.date.start}..{event.date.end}" if event.date else "no date"
    place = f" at {event.place.name}" if event.place else ""
    return f"{event.type} {event.status} [{date}]{place} {roles}{' | ' + items if items else ''}"


def _events_table(rows: Mapping[str, Mapping[str, Any]]) -> Table:
    table = Table(title="Events", title_justify="left", box=None, pad_edge=False)
    table.add_column("")
    for name in ("gold", "told", "matched", "precision", "recall", "F1", "records", "record F1"):
        table.add_column(name, justify="right")
    for name, row in rows.items():
        table.add_row(
            name,
            str(row["gold"]),
            str(row["predicted"]),
            str(row["matched"]),
            _percent(row["precision"]),
            _percent(row["recall"]),
            _percent(row["f1"]),
            str(row["records"]),
            _percent(row["record_f1"]),
            style="bold" if name == "all" else None,
        )
    return table


def _shares_table(
    title: str, rows: Mapping[str, Mapping[str, Any]], *, extra: str | None = None
) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for name in ("", "right", "of", "share", *((extra,) if extra else ())):
        table.add_column(name, justify="right" if name else "left")
    for name, row in rows.items():
        cells = [name, str(row["right"]), str(row["total"]), _percent(row["share"])]
        table.add_row(*cells, *((str(row[extra]),) if extra else ()))
    return table


def _confusion_table(rows: Mapping[str, Mapping[str, int]]) -> Table:
    names = sorted({*rows, *(name for told in rows.values() for name in told)})
    table = Table(
        title="Status: annotated (down), told (across)",
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    table.add_column("")
    for name in names:
        table.add_column(name, justify="right")
    for gold in names:
        told = rows.get(gold, {})
        table.add_row(gold, *(str(told.get(name, 0)) for name in names))
    return table


def _reliability_table(
    bands: Sequence[Mapping[str, Any]], thresholds: Sequence[Mapping[str, Any]]
) -> Table:
    """Whether confidence is borne out, and what a threshold at each band's foot would leave."""
    table = Table(
        title="Confidence: told and borne out; figures were less sure events left out",
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    heads = ("from", "events", "mean", "right", "precision", "recall", "F1", "alarms an empty one")
    for name in heads:
        table.add_column(name, justify="right")
    for band, kept in zip(bands, thresholds, strict=True):
        table.add_row(
            f"{band['from']:.1f}",
            str(band["events"]),
            _percent(band["confidence"]),
            _percent(band["right"]),
            _percent(kept["precision"]),
            _percent(kept["recall"]),
            _percent(kept["f1"]),
            _number(kept["per_empty_article"]),
        )
    return table


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
