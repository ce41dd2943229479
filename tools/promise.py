"""Learns the weights of streams.core.screening.promise from the annotated dev articles.

    .venv/bin/python tools/promise.py          # prints figures, writes the weights
    .venv/bin/python tools/promise.py --check  # prints figures; status 1 when too much is lost

What is lost is told by cross-validation: each article is judged by weights learned without it and
its like. The regression is that of tools/plausibility.py. The test half is never read.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from plausibility import Row, crossed, fit, known

from schemas.corpus import CorpusArticle
from streams import packs
from streams.core.pipeline import paragraphs
from streams.core.screening.prefilter import Prefilter
from streams.core.screening.promise import features

ROOT = Path(__file__).parent.parent
DEV = ROOT / "tests" / "corpus" / "dev"
OUT = ROOT / "streams" / "packs" / "promise.toml"

#: An article below this probability is passed over; at a third more, more than one with events is.
LEAST = 0.15
#: Most of the annotated events that may be lost in articles that were not learned from.
LOSS = 0.005


def rows() -> tuple[list[Row], dict[str, int]]:
    """Features of each article with candidates, whether it tells events; events by article."""
    found: list[Row] = []
    gold: dict[str, int] = {}
    for path in sorted(DEV.glob("*.jsonl")):
        language = path.stem
        prefilter = Prefilter(packs.language(language), packs.world(language))
        for line in path.read_text("utf-8").splitlines():
            article = CorpusArticle.model_validate_json(line)
            parts = list(paragraphs(article.article()))
            sentences = prefilter.sentences(parts)
            gold[article.id] = len(article.events)
            if any(one.frames for one in sentences):
                tells = bool(article.events)
                found.append((features(parts, sentences), tells, article.id, tells))
    return found, gold


def table(data: list[Row], chance: np.ndarray, gold: dict[str, int]) -> float:
    """Prints what is passed over and lost by threshold; the share of events lost at `LEAST`."""
    total, empty = sum(gold.values()), sum(not number for number in gold.values())
    idle = [c for row, c in zip(data, chance, strict=True) if not row[1]]
    print(f"{len(gold)} articles, {empty} of them empty; parsed of these without it {len(idle)}")
    print("least  still parsed  events lost of", total)
    for least in (0.05, 0.1, LEAST, 0.2, 0.3, 0.4):
        lost = sum(gold[r[2]] for r, c in zip(data, chance, strict=True) if c < least)
        print(f"{least:.2f}   {sum(c >= least for c in idle):12}  {lost}")
    return sum(gold[r[2]] for r, c in zip(data, chance, strict=True) if c < LEAST) / total


def main() -> int:
    """Learns, reports and writes; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    arguments = parser.parse_args()
    data, gold = rows()
    lost = table(data, crossed(data), gold)
    if lost > LOSS:
        print(f"{lost:.2%} of the events are lost, and {LOSS:.1%} may be", file=sys.stderr)
        return 1
    if not arguments.check:
        names = known(data)
        weights = zip(names, fit(data, names), strict=True)
        lines = ["# Written by tools/promise.py from the development articles; do not edit."]
        lines += [f"least = {LEAST}", "", "[weights]"]
        lines += [f'"{name}" = {value:.3f}' for name, value in weights]
        OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
