"""Articles read by the real engine, for tests that ask what comes out of a sentence."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from schemas.article import Article
from schemas.event import EVENT_TYPES, Event, EventBase, Kind
from streams import packs
from streams.core.actors.reader import ActorReader
from streams.core.language.pack import LanguagePack
from streams.core.language.world import World
from streams.core.pipeline import paragraphs, whole
from streams.core.sentence.phrases import Phrase
from streams.core.sentence.scene import Scene
from streams.core.sentence.triggers import Occurrence
from streams.runtime.engine import Engine

#: A Tuesday.
PUBLISHED = datetime(2022, 12, 20, 12, tzinfo=UTC)


@cache
def engine() -> Engine:
    """The engine, its parsers loaded once a run of the tests."""
    built = Engine()
    built.warm()
    return built


@cache
def pack(language: str) -> LanguagePack:
    """The pack of a language, read once."""
    return packs.language(language)


@cache
def world(language: str) -> World:
    """The names of a language, read once."""
    return packs.world(language)


def article(
    text: str, *, language: str, title: str = "", published: datetime = PUBLISHED, id_: str = "a1"
) -> Article:
    """An article of one version."""
    return Article(
        article_id=id_, published_at=published, language=language, title=title, text=text
    )


def read(
    text: str, *, language: str, title: str = "", published: datetime = PUBLISHED
) -> tuple[Event, ...]:
    """The events of an article."""
    return engine().extract(article(text, language=language, title=title, published=published))


def kinds(events: Iterable[EventBase]) -> list[str]:
    """The kinds of events, in their order."""
    return [kind.value for event in events for kind, of in EVENT_TYPES.items() if type(event) is of]


def countries(event: EventBase, role: str) -> list[str | None]:
    """The countries of a role's fillers, in order."""
    return [actor.country for actor in event.roles()[role]]


def days(event: EventBase) -> tuple[str, str] | None:
    """The first and last day of an event, both included; None where the text tells none."""
    when = event.when
    if when.basis.value == "publication":
        return None
    last = "" if when.end is None else str(when.end - timedelta(1))
    return str(when.begin or ""), last


def scenes(text: str, *, language: str, published: datetime = PUBLISHED) -> list[Scene]:
    """The sentences of a paragraph as the rules see them: phrases, referents, triggers."""
    extractor = engine().extractor(language)
    reader = ActorReader(pack(language), world(language), published=published.date())
    parts = list(paragraphs(article(text, language=language)))
    (excerpt,) = whole(parts)
    doc = extractor._nlp(excerpt.part.text)
    return list(extractor._scenes(excerpt, parts, doc, reader, published.date(), named=[]))


def phrases(text: str, *, language: str, published: datetime = PUBLISHED) -> list[Phrase]:
    """The noun phrases of a paragraph, in order."""
    told = scenes(text, language=language, published=published)
    return [phrase for scene in told for phrase in scene.phrases]


def occurrences(text: str, *, language: str) -> list[Occurrence]:
    """The trigger occurrences of a paragraph, in order."""
    return [found for scene in scenes(text, language=language) for found in scene.occurrences]


def events_of_kind(events: Iterable[EventBase], kind: str) -> list[EventBase]:
    """The events of one kind."""
    return [event for event in events if EVENT_TYPES[Kind(kind)] is type(event)]


def known(failures: Mapping[str, str]) -> Callable[..., Any]:
    """A fixture that marks tests of a module as failing for a known reason, by a part of their id.

    Strict: a test that passes again fails until its line is taken out.
    """

    @pytest.fixture(autouse=True)
    def known_failures(request: pytest.FixtureRequest) -> None:
        name = request.node.name.encode("latin-1", "replace").decode("unicode_escape")
        for part, reason in failures.items():
            if part in name:
                request.applymarker(pytest.mark.xfail(strict=True, reason=reason))

    return known_failures
