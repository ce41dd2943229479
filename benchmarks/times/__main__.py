"""Time taggers side by side, in one run: quality and speed, and ours as a ratio of each.

    python -m benchmarks.times suite.jsonl [...]

A suite is JSON Lines: `lang`, `published`, `text` and `times`, each with `start`, `end` and,
where known, `value` (TIMEX3) and `interval`, the allowed half-open intervals of days
(["2022-10-01", ""]: open). Found is what overlaps; an interval counts if it is one of the
allowed. Every tagger gets the same text on its own and no parse. Speed is measured on the texts
of the suite, joined, the best of three runs.
"""

import json
import sys
import time
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.times.peers import Answer, Peer, dateparser, recognizers
from streams.core.times import TimeLexicon, TimeTagger

PACKS = Path(__file__).parents[2] / "streams" / "packs"
TARGET = 20_000
"""Characters that speed is measured on: enough to be steady, little enough for the slow."""


def eventwire(language: str) -> Peer:
    path = PACKS / language / "times.toml"
    tagger = TimeTagger(TimeLexicon.from_toml(tomllib.loads(path.read_text("utf-8"))))

    def find(text: str, published: date) -> list[Answer]:
        found: list[Answer] = []
        for expression in tagger.find(text, published=published):
            days = expression.interval
            begin = days.begin.isoformat() if days and days.begin else None
            end = days.end.isoformat() if days and days.end else None
            found.append((expression.start, expression.end, begin, end))
        return found

    return find


def score(find: Peer, cases: Iterable[dict[str, Any]]) -> dict[str, float]:
    """Relaxed precision, recall and F1, and the share of the given intervals that is right."""
    gold = hit = answered = matched = dated = right = 0
    for case in cases:
        answers = find(case["text"], date.fromisoformat(case["published"]))
        answered += len(answers)
        spans = [(time["start"], time["end"]) for time in case["times"]]
        matched += sum(any(a[0] < e and a[1] > b for b, e in spans) for a in answers)
        for expected in case["times"]:
            gold += 1
            over = [a for a in answers if a[0] < expected["end"] and a[1] > expected["start"]]
            hit += bool(over)
            if expected.get("interval"):
                dated += 1
                got = [[a[2] or "", a[3] or ""] for a in over]
                right += any(interval in expected["interval"] for interval in got)
    precision, recall = matched / max(answered, 1), hit / max(gold, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    shares = {"precision": precision, "recall": recall, "relaxed F1": f1}
    return shares | {"interval": right / max(dated, 1)}


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


def taggers(language: str) -> dict[str, Peer]:
    found = {"eventwire": eventwire(language)}
    for name, make in (("dateparser", dateparser), ("recognizers", recognizers)):
        try:
            found[name] = make(language)
        except ImportError:
            print(f"{name}: not installed, left out", file=sys.stderr)
        except KeyError:
            print(f"{name}: knows no {language}, left out", file=sys.stderr)
    return found


def main(paths: list[str]) -> int:
    if not paths:
        print(__doc__, file=sys.stderr)
        return 2
    for path in paths:
        cases = [json.loads(line) for line in Path(path).read_text("utf-8").splitlines() if line]
        for language in sorted({case["lang"] for case in cases}):
            chosen = [case for case in cases if case["lang"] == language]
            expressions = sum(len(case["times"]) for case in chosen)
            print(f"{path} ({language}: {len(chosen)} texts, {expressions} expressions)")
            print(f"{'':12} {'relaxed F1':>10} {'interval':>9} {'chars/s':>10}   ours is")
            ours: tuple[dict[str, float], float] | None = None
            for name, find in taggers(language).items():
                shares, pace = score(find, chosen), speed(find, chosen)
                ours = ours or (shares, pace)
                ratio = ours[0]["interval"] / max(shares["interval"], 1e-9)
                versus = (
                    ""
                    if ours[0] is shares
                    else (f"{ratio:.2f} times as often right, {ours[1] / pace:.0f} times as fast")
                )
                print(
                    f"{name:12} {100 * shares['relaxed F1']:10.1f} "
                    f"{100 * shares['interval']:9.1f} {pace:10.0f}   {versus}"
                )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
