"""Running the engine outside the stream: in this process for a few articles, else in all cores."""

from collections import deque
from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import chain, islice
from typing import Protocol, cast

from schemas.article import Article
from schemas.event import EVENT_ADAPTER, Event
from streams.cli import CommandFailed
from streams.cli.articles import Entry
from streams.runtime.settings import Settings

#: Up to so many articles, loading the models once more in other processes takes longer than it
#: saves.
_FEW = 24


class Note(Protocol):
    """What was made of one sentence; `field` is title or text."""

    field: str
    start: int
    end: int
    text: str
    notes: tuple[str, ...]


class Engine(Protocol):
    """What turns an article into events."""

    def extract(self, article: Article) -> tuple[Event, ...]:
        """The events that `article` tells."""

    def explain(self, article: Article) -> Iterable[Note]:
        """What was made of each sentence of `article`."""


Result = tuple[Event, ...] | str
"""The events of an article, or why there are none to be had."""


def engine_of(settings: Settings, *, languages: Iterable[str]) -> Engine:
    """The engine that the settings name, for `languages`; raises `CommandFailed`."""
    module, _, name = settings.engine.partition(":")
    from streams.runtime.parser import engine_options

    try:
        factory = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise CommandFailed(f"the engine {settings.engine} cannot be loaded: {error}") from error
    try:
        return cast(Engine, factory(tuple(languages), **engine_options(settings)))
    except (OSError, ValueError) as error:
        raise CommandFailed(f"the engine cannot start: {error}") from error


def extracted(articles: Iterable[Article], *, settings: Settings) -> Iterator[Result]:
    """The result of each article, in order.

    Articles are read ahead, some hundreds at most. An article on which the engine fails gives
    the reason and keeps none of the others.
    """
    stream = iter(articles)
    first = list(islice(stream, _FEW + 1))
    if len(first) <= _FEW:
        yield from _here(first, settings=settings)
    else:
        yield from _everywhere(chain(first, stream), settings=settings)


def extracted_entries(
    entries: Iterable[Entry], *, settings: Settings
) -> Iterator[tuple[Entry, Result]]:
    """Each entry of the input with its result, in order; one that is no article, with its error."""
    waiting: deque[Entry] = deque()

    def articles() -> Iterator[Article]:
        for entry in entries:
            waiting.append(entry)
            if entry.article is not None:
                yield entry.article

    for result in extracted(articles(), settings=settings):
        while waiting[0].article is None:
            yield waiting[0], waiting.popleft().error
        yield waiting.popleft(), result
    for entry in waiting:
        yield entry, entry.error


def _here(articles: list[Article], *, settings: Settings) -> Iterator[Result]:
    if not articles:
        return
    languages = sorted({article.language.partition("-")[0] for article in articles})
    engine = engine_of(settings, languages=languages)
    for article in articles:
        try:
            yield tuple(engine.extract(article))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - one article must not keep the others
            yield f"failed: {type(error).__name__}: {error}"


def _everywhere(articles: Iterable[Article], *, settings: Settings) -> Iterator[Result]:
    from streams.runtime.parser import EngineSpec
    from streams.runtime.pool import Parsed, ParsePool

    pool = ParsePool(
        # A corpus is mostly in one language: each is loaded when it first comes up.
        EngineSpec.of(settings, warm=False),
        size=settings.pool_size,
        # The first article of a language waits for its model.
        deadline=settings.article_deadline + settings.start_deadline,
        start_deadline=settings.start_deadline,
        recycle_after=settings.recycle_after,
    )
    with pool:
        for outcome in pool.map_ordered(articles):
            if isinstance(outcome, Parsed):
                yield tuple(EVENT_ADAPTER.validate_json(event.value) for event in outcome.events)
            else:
                yield f"{outcome.reason.value}: {outcome.detail}"
