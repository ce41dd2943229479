"""What the demonstration feeds: bundled lines, as they stand, or an article of the user's own."""

from importlib.resources import files

from pydantic import ValidationError

from schemas.article import Article
from schemas.topics import ARTICLES
from streams.runtime.wire import Outbound, article_record

Days = tuple[tuple[Outbound, ...], ...]
"""What is fed, day by day: a day is fed when the one before it has gone through every stage, as
it would have on a wire."""


def bundled() -> Days:
    """The bundled articles: news-like, written for this purpose, most of them without an event.

    Among them are one delivery told by two sources, a visit announced and then made, a
    correction, a withdrawal, a repeat, and a last line that was cut off in transmission.
    """
    text = files(__package__).joinpath("articles.jsonl").read_bytes()
    days: dict[bytes, list[Outbound]] = {}
    day = b""
    for line in text.splitlines():
        record = _record(line)
        day = (dict(record.headers).get("ce_time") or day)[:10]
        days.setdefault(day, []).append(record)
    return tuple(tuple(records) for records in days.values())


def own(article: Article) -> Days:
    """One article."""
    return ((article_record(article),),)


def _record(line: bytes) -> Outbound:
    try:
        return article_record(Article.model_validate_json(line))
    except ValidationError:
        # A feed that breaks sends such a thing, and the stream has to settle it.
        return Outbound(topic=ARTICLES.name, key=None, value=line)
