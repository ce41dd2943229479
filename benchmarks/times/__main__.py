"""Time taggers side by side, in one run: quality and speed, and ours as a ratio of each.

    python -m benchmarks.times [--classes] [--parse] suite.jsonl [...]

A suite is JSON Lines: `lang`, `published`, `text` and `times`, each with `start`, `end` and,
where known, `type`, `value` (TIMEX3), `class` and `interval`, the allowed half-open intervals of
days (["2022-10-01", ""]: open). Every tagger gets each text on its own, with its day of
publication. How they are scored: benchmarks/times/scoring.py.
"""

import argparse
import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.times.ours import parsed, unparsed
from benchmarks.times.peers import Peer, dateparser, recognizers
from benchmarks.times.scoring import Tally, tally

TARGET = 20_000
"""Characters that speed is measured on: enough to be steady, little enough for the slow."""

OURS = "eventwire"
Row = tuple[str, Tally, float]


def answered(find: Peer, cases: list[dict[str, Any]]) -> Tally:
    return tally(
        (case["times"], find(case["text"], date.fromisoformat(case["published"]))) for case in cases
    )


def speed(find: Peer, cases: list[dict[str, Any]]) -> float:
    """Characters a second, the best of three."""
    texts = [(case["text"], date.fromisoformat(case["published"])) for case in cases]
    size = sum(len(text) for text, _ in texts)
    rounds = max(TARGET // max(size, 1), 1)
    best = 0.0
    for _ in range(3):
        begin = time.perf_counter()
        for _ in range(rounds):
            for text, published in texts:
                find(text, published)
        best = max(best, rounds * size / (time.perf_counter() - begin))
    return best


def taggers(language: str, *, parse: bool) -> dict[str, Peer]:
    """Ours first, then the peers that are installed and know the language."""
    found = {OURS: unparsed(language)}
    if parse:
        found[f"{OURS}, parsed"] = parsed(language)
    for name, make in (("dateparser", dateparser), ("recognizers", recognizers)):
        try:
            found[name] = make(language)
        except ImportError:
            print(f"{name}: not installed, left out", file=sys.stderr)
        except KeyError:
            print(f"{name}: knows no {language}, left out", file=sys.stderr)
    return found


def table(rows: list[Row]) -> str:
    """The figures of every tagger as Markdown, in percent, and ours as a ratio of the others."""
    names = list(rows[0][1].figures())
    head = ["tagger", *names, "chars/s", "ours: right", "ours: fast"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    ours = rows[0]
    measure = "interval F1" if ours[1].figures()["interval F1"] is not None else "relaxed F1"
    for name, counts, pace in rows:
        figures = counts.figures()
        cells = [name, *(_percent(figures[key]) for key in names), f"{pace:,.0f}"]
        if name.startswith(OURS):
            cells += ["", ""]
        else:
            ratio = (ours[1].figures()[measure] or 0) / max(figures[measure] or 0, 1e-9)
            cells += [f"{ratio:.2f}x", f"{ours[2] / pace:.0f}x"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def class_table(rows: list[Row]) -> str:
    """Of every class of expression how many are found, have the right value, the right days."""
    head = ["class", "n", *(f"{name}: found, value, interval" for name, _, _ in rows)]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for name in sorted(rows[0][1].by_class):
        counts = [row[1].by_class[name] for row in rows]
        cells = [name or "-", str(counts[0]["expressions"])]
        cells += [
            f"{c['found']}, {c['value']}/{c['with value']}, {c['interval']}/{c['with interval']}"
            for c in counts
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.times",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("suite", nargs="+", type=Path, help="a suite, JSON Lines")
    parser.add_argument("--classes", action="store_true", help="a table by class of expression")
    parser.add_argument("--parse", action="store_true", help="ours with a parse as well")
    options = parser.parse_args(arguments)
    for path in options.suite:
        cases = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
        for language in sorted({case["lang"] for case in cases}):
            chosen = [case for case in cases if case["lang"] == language]
            expressions = sum(len(case["times"]) for case in chosen)
            print(f"\n{path.name} ({language}: {len(chosen)} texts, {expressions} expressions)\n")
            rows = [
                (name, answered(find, chosen), speed(find, chosen))
                for name, find in taggers(language, parse=options.parse).items()
            ]
            print(table(rows))
            if options.classes:
                print(f"\n{class_table(rows)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
