"""Our own tagger as the benchmark asks it: from the words alone, and with a parse."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.times.peers import Peer
from benchmarks.times.scoring import Answer
from schemas.article import Article
from streams.cli.timing import Reader, told
from streams.core.times import TimeLexicon, TimeTagger

PACKS = Path(__file__).parents[2] / "streams" / "packs"


def unparsed(language: str) -> Peer:
    """The tagger on its own: the direction of a clause is guessed from its words."""
    path = PACKS / language / "times.toml"
    tagger = TimeTagger(TimeLexicon.from_toml(tomllib.loads(path.read_text("utf-8"))))

    def find(text: str, published: date) -> list[Answer]:
        return [_answer(told(found)) for found in tagger.find(text, published=published)]

    return find


def parsed(language: str) -> Peer:
    """As `eventwire times` does it: what depends on the tense is parsed. Raises LookupError or
    OSError where no model is installed."""
    reader = Reader(models={}, parse=True)

    def find(text: str, published: date) -> list[Answer]:
        moment = datetime(published.year, published.month, published.day, tzinfo=UTC)
        article = Article(article_id="a", published_at=moment, language=language, text=text)
        return [_answer(line) for line in reader.times(article)]

    return find


def _answer(line: dict[str, Any]) -> Answer:
    days = line["interval"]
    interval = (days["begin"] or "", days["end"] or "") if days else None
    return Answer(line["start"], line["end"], line["type"], line["value"], interval)
