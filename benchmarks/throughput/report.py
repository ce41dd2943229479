"""Results as tables in Markdown, and the mixes as a chart.

The chart is a bar chart of ratios, drawn here in forty lines of SVG: a plotting library would be a
dependency of a hundred megabytes for six bars.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

Results = Mapping[str, Any]

_SERIES = {
    "eventwire": "#1f6f8b",
    "eventwire, no prefilter": "#99a8b2",
    "nlp.pipe": "#d1495b",
}


def markdown(found: Results) -> str:
    """All sections that were measured."""
    parts = [_machine(found)]
    makers = {
        "mix": _mix,
        "ordinary": _ordinary,
        "stages": _stages,
        "kafka": _kafka,
        "workers": _workers,
        "latency": _latency,
        "memory": _memory,
        "startup": _startup,
    }
    parts += [make(found[name]) for name, make in makers.items() if name in found]
    return "\n\n".join(parts) + "\n"


def _machine(found: Results) -> str:
    told = found["machine"]
    packages = ", ".join(f"{k} {v}" for k, v in list(told.items())[5:])
    settings = found["settings"]
    return (
        f"{told['processor']}, {told['cores']} cores, {told['memory']}, {told['system']}, "
        f"Python {told['python']}; {packages}. {settings['processes']} processes, "
        f"{settings['articles']} articles a pass, medians of {settings['rounds']} alternating "
        f"rounds" + (f"; {found['broker']}" if "broker" in found else "") + "."
    )


def _ordinary(rows: Results) -> str:
    return _mix(rows, "Mix with ordinary news")


def _mix(rows: Results, title: str = "Mix with traps") -> str:
    body = [
        (
            f"{float(share):.0%}",
            name,
            row["articles_per_second"],
            row["words_per_second"],
            row["events_per_second"],
            row["cpu_ms_per_article"],
            f"{row['wall_ratio']:.2f}",
            f"{row['cpu_ratio']:.2f}",
        )
        for share, runners in rows.items()
        for name, row in runners.items()
    ]
    head = ("relevant", "runner", "articles/s", "words/s", "events/s", "CPU ms an article")
    return _table(title, (*head, "x nlp.pipe", "x by CPU"), body)


def _stages(rows: Results) -> str:
    names = list(next(iter(rows.values())))
    body = [(name, *(rows[share][name] for share in rows)) for name in names]
    body.append(("all", *(round(sum(rows[share].values()), 3) for share in rows)))
    head = ("CPU ms an article", *(f"{float(share):.0%} relevant" for share in rows))
    return _table("Stages", head, body)


def _kafka(rows: Results) -> str:
    body = [
        (f"{float(share):.0%}", r["in_process_per_second"], r["kafka_per_second"], r["ratio"])
        for share, r in rows.items()
    ]
    head = ("relevant", "pool alone, articles/s", "Kafka and Faust, articles/s", "ratio")
    return _table("Through the broker", head, body)


def _workers(row: Results) -> str:
    body = [(row["one_per_second"], row["two_per_second"], row["ratio"])]
    head = ("one worker, articles/s", "two workers, articles/s", "ratio")
    return _table("Workers of one process each", head, body)


def _latency(row: Results) -> str:
    body = [(name, value) for name, value in row.items()]
    return _table("Article to event at half load, 20 % relevant, ms", ("", ""), body)


def _memory(row: Results) -> str:
    body = list(row["child"].items())
    return _table("Memory of a parsing process", ("after articles", "RSS, MiB"), body)


def _startup(row: Results) -> str:
    body = [(name.replace("_", " "), seconds) for name, seconds in row.items()]
    return _table("Start, seconds", ("", ""), body)


def _table(title: str, head: Sequence[str], body: Iterable[Sequence[Any]]) -> str:
    lines = [f"**{title}**", "", _row(head), _row(["---"] * len(head))]
    return "\n".join([*lines, *(_row(row) for row in body)])


def _row(cells: Iterable[Any]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def chart(found: Results) -> str:
    """Articles by share of relevant ones, as multiples of a plain parse in processor time."""
    groups = [
        (
            f"{float(share):.0%} relevant, {beside}",
            [(name, runners[name]["cpu_ratio"]) for name in _SERIES],
        )
        for section, beside in (("ordinary", "ordinary news"), ("mix", "traps"))
        for share, runners in found.get(section, {}).items()
        # Where nothing is relevant hardly anything is parsed: such bars would dwarf the others.
        if share != "0" and (share != "1" or section == "mix")
    ]
    width, left, bar, gap, top = 720, 200, 16, 14, 66
    most = max(value for _, bars in groups for _, value in bars)
    scale = (width - left - 70) / most
    y = top
    drawn: list[str] = []
    for label, bars in groups:
        middle = y + bar * len(bars) / 2 + 4
        drawn.append(_text(left - 10, middle, label, anchor="end"))
        for name, value in bars:
            drawn.append(
                f'<rect x="{left}" y="{y}" width="{max(value * scale, 1):.1f}" '
                f'height="{bar - 3}" fill="{_SERIES[name]}"/>'
            )
            drawn.append(_text(left + value * scale + 6, y + bar - 5, f"{value:.1f}x"))
            y += bar
        y += gap
    legend = []
    x = left
    for name, colour in _SERIES.items():
        legend.append(f'<rect x="{x}" y="36" width="11" height="11" fill="{colour}"/>')
        legend.append(_text(x + 16, 46, name))
        x += 40 + 7 * len(name)
    told = found["machine"]
    foot = f"{told['processor']}, {told['cores']} cores; Python {told['python']}, {_spacy(told)}"
    title = "Articles by processor time, as multiples of a plain nlp.pipe over everything"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y + 22}" '
        f'font-family="sans-serif" font-size="12" role="img">'
        f'<title>{escape(title)}</title><rect width="100%" height="100%" fill="#fff"/>'
        + _text(left, 20, title, size=14)
        + "".join(legend)
        + "".join(drawn)
        + _text(left, y + 10, foot, size=10)
        + "</svg>\n"
    )


def _spacy(told: Results) -> str:
    return f"spaCy {told['spacy']}"


def _text(x: float, y: float, words: str, *, anchor: str = "start", size: int = 12) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
        f'fill="#222">{escape(words)}</text>'
    )
