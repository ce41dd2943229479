"""What reading a parse costs, against the parse itself: `python -m benchmarks.matching [rounds]`.

The development articles are parsed in full, whatever a prefilter says of them, and then read again
and again. Each figure is processor time as a share of spaCy's own parse in the same run, the least
of all rounds: `view` makes the tokens that the rules read, `times` finds the time expressions,
`names` looks up the names, `rest` is everything else up to the events.
"""

import gc
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from schemas.article import Article
from schemas.corpus import CorpusArticle
from streams import packs
from streams.core.pipeline import Paragraph, paragraphs, whole
from streams.core.times import TimeTagger
from streams.runtime.engine import Engine

_CORPUS = Path("tests/corpus/dev")


def _articles(language: str) -> Iterator[Article]:
    for line in (_CORPUS / f"{language}.jsonl").read_text("utf-8").split("\n"):
        if line.strip():
            yield CorpusArticle.model_validate_json(line).article()


def _least(work: Callable[[], Any], rounds: int) -> float:
    """The least processor time of a piece of work, in seconds."""
    gc.collect()
    gc.freeze()
    best = float("inf")
    for _ in range(rounds):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best


def measure(language: str, *, rounds: int) -> dict[str, float]:
    """The stages of one language in milliseconds an article."""
    engine = Engine((language,), prefilter=False)
    extractor = engine.extractor(language)
    plain = engine.nlp(language)
    gazetteer = packs.world(language).gazetteer
    tagger = TimeTagger(packs.times(language))
    articles = list(_articles(language))
    parts: list[list[Paragraph]] = [list(paragraphs(article)) for article in articles]
    texts = [part.text for told in parts for part in told]
    parser = extractor._nlp  # noqa: SLF001

    def parsed() -> list[Any]:
        docs = iter(parser.pipe(texts))
        return [[next(docs) for _ in told] for told in parts]

    docs = parsed()

    def read() -> None:
        for article, told, of in zip(articles, parts, docs, strict=True):
            extractor.read(article, told, zip(whole(told), of, strict=True))

    def times() -> None:
        for article, told in zip(articles, parts, strict=True):
            for part in told:
                tagger.find(part.text, published=article.published_at.date())

    parse = _least(lambda: list(plain.pipe(texts)), rounds)
    found = {
        "parse": parse,
        "view": max(0.0, _least(parsed, rounds) - parse),
        "times": _least(times, rounds),
        "names": _least(lambda: [list(gazetteer.find(text)) for text in texts], rounds),
    }
    found["rest"] = _least(read, rounds) - found["times"] - found["names"]
    return {name: 1000 * seconds / len(articles) for name, seconds in found.items()}


def main() -> None:
    """Print a line for each language."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    stages = ("view", "times", "names", "rest")
    print(f"{'lang':6}{'parse ms':>10}" + "".join(f"{s:>8}" for s in (*stages, "sum")))
    for language in ("nl", "en", "fr"):
        spent = measure(language, rounds=rounds)
        shares = [spent[stage] / spent["parse"] for stage in stages]
        row = "".join(f"{share:8.2f}" for share in (*shares, sum(shares)))
        print(f"{language:6}{spent['parse']:10.1f}{row}", flush=True)


if __name__ == "__main__":
    main()
