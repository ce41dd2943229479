"""The reader of time expressions behind `eventwire times`."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from schemas.article import Article
from streams import packs
from streams.core.calendar import Days
from streams.core.times import Direction, TimeExpression, TimeTagger

if TYPE_CHECKING:
    from spacy.language import Language

    from streams.core.sentence.tense import ClauseCues

#: Where a sentence ends, but not after an initial or a short word: "Nov. 3", "U.S. Army".
_SENTENCE_END = re.compile(
    r"(?:\w{5}|\d{3}|[\w%)][)\"'\u2019\u201d])[.!?][)\"'\u2019\u201d]*\s+(?=\W?[A-Z\u2018\u201c])"
)


class Reader:
    """Finds and resolves the time expressions of articles.

    With `parse`, the sentences that hold an expression whose clause decides are parsed, and no
    others. A reader travels to another process as its settings: models load where they are used.
    """

    def __init__(self, *, models: Mapping[str, str], parse: bool) -> None:
        self._models = tuple(sorted(models.items()))
        self._parse = parse

    def times(self, article: Article) -> list[dict[str, Any]]:
        """The expressions in the text of `article`, in order of place."""
        language = article.language.partition("-")[0]
        published = article.published_at.date()
        tagger = _tagger(language)
        found = tagger.find(article.text, published=published)
        if self._parse and any(expression.ambiguous for expression in found):
            parsed = _Parsed(article.text, language=language, models=self._models, found=found)
            found = tagger.find(article.text, published=published, direction=parsed)
        return [told(expression) for expression in found]


def told(expression: TimeExpression) -> dict[str, Any]:
    """The expression as it is written to a line; offsets are those of the article's text.

    `interval` are the days it gives an event that it dates, `own` those it denotes itself: of
    "sinds oktober" the first is open and the second a month.
    """
    return {
        "start": expression.start,
        "end": expression.end,
        "text": expression.text,
        "type": expression.type,
        "value": expression.value,
        "interval": _interval(expression.interval),
        "own": _interval(expression.own),
        "granularity": expression.granularity,
        "relation": expression.relation,
        "approximate": expression.approximate,
        "edtf": expression.edtf,
        "anchored": expression.anchored,
        "confidence": expression.confidence,
    }


def _interval(days: Days | None) -> dict[str, str | None] | None:
    if days is None:
        return None
    return {"begin": _iso(days.begin), "end": _iso(days.end)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@cache
def _tagger(language: str) -> TimeTagger:
    return TimeTagger(packs.times(language))


@cache
def _nlp(language: str, models: tuple[tuple[str, str], ...]) -> "Language":
    from streams.runtime.engine import Engine

    return Engine((language,), models=dict(models)).nlp(language)


@cache
def _cues(language: str) -> "ClauseCues":
    from streams.core.sentence.tense import ClauseCues

    return ClauseCues.from_toml(packs.table(language, "times"))


class _Parsed:
    """The direction of the clauses of a text, of which only what is asked about is parsed."""

    def __init__(
        self,
        text: str,
        *,
        language: str,
        models: tuple[tuple[str, str], ...],
        found: tuple[TimeExpression, ...],
    ) -> None:
        from streams.core.language.parser import Pipeline
        from streams.core.sentence.tense import DocDirection

        nlp, cues = _nlp(language, models), _cues(language)
        self._parsed: list[tuple[int, int, DocDirection]] = []
        spans = [(one.start, one.end) for one in found if one.ambiguous]
        wanted = list(_holding(spans, text))
        docs = Pipeline(nlp).pipe(text[begin:end] for begin, end in wanted)
        for (begin, end), doc in zip(wanted, docs, strict=True):
            self._parsed.append((begin, end, DocDirection(doc, cues, begin)))

    def __call__(self, start: int, end: int) -> Direction | None:
        for begin, stop, direction in self._parsed:
            if begin <= start and end <= stop:
                return direction(start, end)
        return None


def _holding(spans: list[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """The sentences that hold one of the spans, which stand in order and do not overlap.

    A sentence too many in one piece does no harm, one too few would: where in doubt they stay
    together, and a span is never cut.
    """
    at = 0
    for begin, end in _sentences(text):
        first = at
        while at < len(spans) and spans[at][0] < end:
            at += 1
        if at > first:
            yield begin, max(end, spans[at - 1][1])


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line.rstrip("\r\n"))
        begin = start
        for border in _SENTENCE_END.finditer(text, start, end):
            yield begin, border.end()
            begin = border.end()
        yield begin, end
        start += len(line)
