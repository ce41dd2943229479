"""Running the engine outside the stream."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Protocol, cast

from schemas.article import Article
from schemas.event import Event
from streams.cli import CommandFailed
from streams.runtime.settings import Settings


class Engine(Protocol):
    """What turns an article into events."""

    def extract(self, article: Article) -> tuple[Event, ...]:
        """The events that `article` tells."""


def engine_of(settings: Settings, *, languages: tuple[str, ...]) -> Engine:
    """The engine that the settings name, for `languages`; raises `CommandFailed`."""
    module, _, name = settings.engine.partition(":")
    try:
        factory = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise CommandFailed(f"the engine {settings.engine} cannot be loaded: {error}") from error
    return cast(Engine, factory(languages))


def extracted(
    articles: Iterable[Article], *, settings: Settings, languages: tuple[str, ...]
) -> Iterator[tuple[Event, ...] | str]:
    """The events of each article in order; where the engine fails, what went wrong."""
    engine = engine_of(settings, languages=languages)
    for article in articles:
        try:
            yield tuple(engine.extract(article))
        except Exception as error:  # noqa: BLE001 - one article must not keep the others
            yield f"{type(error).__name__}: {error}"
