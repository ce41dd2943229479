"""Learns the weights of streams.core.events.plausibility from the annotated dev articles.

    .venv/bin/python tools/plausibility.py          # prints figures, writes the weights
    .venv/bin/python tools/plausibility.py --check  # prints figures by cross-validation only

Deterministic: regularised logistic regression by Newton's method (iteratively reweighted least
squares), no randomness, folds by the number of the article. The test half is never read.
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from schemas.article import Article
from schemas.corpus import CorpusArticle, CorpusEvent, to_corpus
from streams import packs
from streams.core.events.draft import Draft
from streams.core.scoring.evaluation import assign
from streams.runtime.engine import Engine

ROOT = Path(__file__).parent.parent
DEV = ROOT / "tests" / "corpus" / "dev"
OUT = ROOT / "streams" / "packs" / "plausibility.toml"
#: Strength of the pull of every weight towards zero, and of the bias.
RIDGE, BIAS_RIDGE = 2.0, 0.01
FOLDS = 10
#: Features that fewer drafts have say nothing.
RARE = 5

#: A draft whose parties are tied by grammar, and one whose are not, need this probability.
LEAST, LEAST_LOOSE = 0.4, 0.5

Row = tuple[dict[str, float], bool, str, bool]


def rows(languages: tuple[str, ...]) -> tuple[list[Row], dict[str, int]]:
    """Features of each draft, whether it is an event, its article, whether that has events."""
    engine = Engine(languages, prefilter=False, weigh=False)
    found: list[Row] = []
    gold: dict[str, int] = {}
    for language in languages:
        for line in (DEV / f"{language}.jsonl").read_text("utf-8").splitlines():
            article = CorpusArticle.model_validate_json(line)
            told = engine.extractor(language).extract(article.article())
            guesses = [CorpusEvent.model_validate(to_corpus(e)) for e in told.events]
            matched = {guess for _, guess in assign(article.events, guesses)}
            gold[article.id] = len(article.events)
            for number, draft in enumerate(told.drafts):
                found.append((_mapped(draft), number in matched, article.id, bool(article.events)))
        for number, example in enumerate(packs.language(language).examples):
            # The examples of the packs teach what a sentence without an article looks like.
            told = engine.extractor(language).extract(_alone(language, number, example.text))
            for draft in told.drafts:
                right = draft.kind.value == example.kind
                found.append((_mapped(draft), right, f"{language}-pack-{number}", True))
    return found, gold


def _alone(language: str, number: int, text: str) -> Article:
    return Article(
        article_id=f"{language}-pack-{number}",
        published_at=datetime(2022, 6, 15, 12, tzinfo=UTC),
        language=language,
        text=text,
    )


def _mapped(draft: Draft) -> dict[str, float]:
    mapped: dict[str, float] = {
        "loose": float(all(m.near or m.carried for m in (draft, *draft.also)))
    }
    for name, value in draft.features:
        mapped[name] = mapped.get(name, 0.0) + value
    return mapped


def fit(data: list[Row], names: list[str]) -> np.ndarray:
    """The weights of `names`, in order."""
    matrix = np.array([[row[0].get(name, 0.0) for name in names] for row in data])
    truth = np.array([float(row[1]) for row in data])
    ridge = np.array([BIAS_RIDGE if name == "bias" else RIDGE for name in names])
    weights = np.zeros(len(names))
    for _ in range(50):
        chance = 1 / (1 + np.exp(-matrix @ weights))
        gradient = matrix.T @ (truth - chance) - ridge * weights
        hessian = (matrix.T * (chance * (1 - chance))) @ matrix + np.diag(ridge)
        step = np.linalg.solve(hessian, gradient)
        weights += step
        if np.abs(step).max() < 1e-9:
            break
    return weights


def known(data: list[Row]) -> list[str]:
    """The features that are frequent enough, sorted."""
    counts: dict[str, int] = {}
    for row in data:
        for name, value in row[0].items():
            if name == "loose":
                continue
            counts[name] = counts.get(name, 0) + bool(value)
    return sorted(name for name, count in counts.items() if count >= RARE)


def predict(data: list[Row], names: list[str], weights: np.ndarray) -> np.ndarray:
    """The probability of each row."""
    matrix = np.array([[row[0].get(name, 0.0) for name in names] for row in data])
    return np.asarray(1 / (1 + np.exp(-matrix @ weights)))


def crossed(data: list[Row]) -> np.ndarray:
    """The probability of each row by weights learned without its article and its like."""
    articles = sorted({row[2] for row in data})
    fold = {article: number % FOLDS for number, article in enumerate(articles)}
    out = np.zeros(len(data))
    for held in range(FOLDS):
        learn = [row for row in data if fold[row[2]] != held]
        names = known(learn)
        weights = fit(learn, names)
        mine = [i for i, row in enumerate(data) if fold[row[2]] == held]
        if mine:
            out[mine] = predict([data[i] for i in mine], names, weights)
    return out


def table(data: list[Row], chance: np.ndarray, gold: dict[str, int]) -> None:
    """Prints figures of the articles by the threshold for loosely completed drafts."""
    total = sum(gold.values())
    empty = [article for article, number in gold.items() if not number]
    told = [(r, c) for r, c in zip(data, chance, strict=True) if r[2] in gold]
    print("loose  precision recall F1    false alarms an empty article")
    for loose in (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        least = min(loose, LEAST)
        kept = [row for row, c in told if c >= (loose if row[0]["loose"] else least)]
        right = sum(row[1] for row in kept)
        alarms = sum(not row[3] for row in kept)
        shares = (right / max(1, len(kept)), right / total, 2 * right / (len(kept) + total))
        print(f"{loose:.2f}  ", *(f"{s:.3f}" for s in shares), f"{alarms / max(1, len(empty)):.3f}")


def reliability(data: list[Row], chance: np.ndarray) -> None:
    """Prints, for each band of probability, how many drafts of it are events."""
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        band = [(c, row[1]) for row, c in zip(data, chance, strict=True) if low <= c < low + 0.2001]
        if band:
            mean = sum(c for c, _ in band) / len(band)
            share = sum(r for _, r in band) / len(band)
            print(f"{low:.1f}-{low + 0.2:.1f}: {len(band)} drafts, told {mean:.2f}, is {share:.2f}")


def main() -> None:
    """Learns, reports and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    arguments = parser.parse_args()
    languages = tuple(sorted(path.stem for path in DEV.glob("*.jsonl")))
    data, gold = rows(languages)
    chance = crossed(data)
    table(data, chance, gold)
    reliability(data, chance)
    for language in languages:
        mine = [i for i, row in enumerate(data) if row[2].startswith(language)]
        print(language)
        table(
            [data[i] for i in mine],
            chance[mine],
            {a: n for a, n in gold.items() if a.startswith(language)},
        )
    if arguments.check:
        return
    names = known(data)
    weights = fit(data, names)
    lines = [
        "# Written by tools/plausibility.py from the development articles; do not edit.",
        f"least = {LEAST}",
        f"least_loose = {LEAST_LOOSE}",
        "",
        "[weights]",
        *(f'"{n}" = {w:.3f}' for n, w in zip(names, weights, strict=True)),
    ]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
