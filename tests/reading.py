"""Articles read by the real engine, for tests that ask what comes out of a sentence."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache

from schemas.article import Article
from schemas.event import Event, EventBase
from streams import packs
from streams.core import phrases as phrasing
from streams.core import triggers
from streams.core.actors import ActorReader
from streams.core.items import ItemReader
from streams.core.pack import LanguagePack
from streams.core.phrases import Phrase
from streams.core.triggers import Occurrence
from streams.core.world import World
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
    return engine().extract(
        article(text, language=language, title=title, published=published)
    )


def kinds(events: Iterable[EventBase]) -> list[str]:
    """The kinds of events, in their order."""
    return [event.model_dump()["kind"].value for event in events]


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


def parsed(text: str, *, language: str, published: date | None = None) -> list[Phrase]:
    """The noun phrases of a paragraph with their referents and items, as the rules see them."""
    found, _ = _sentences(text, language, published or PUBLISHED.date())
    return found


def occurrences(text: str, *, language: str) -> list[Occurrence]:
    """The trigger occurrences of a paragraph."""
    _, told = _sentences(text, language, PUBLISHED.date())
    return told


def _sentences(
    text: str, language: str, published: date
) -> tuple[list[Phrase], list[Occurrence]]:
    extractor = engine().extractor(language)
    (paragraph,) = (text,)
    doc = extractor._nlp(paragraph)
    matches = list(world(language).gazetteer.find(paragraph))
    reader = ActorReader(pack(language), world(language), published=published)
    items = ItemReader(pack(language))
    del items
    phrases: list[Phrase] = []
    told: list[Occurrence] = []
    for sentence in doc.sents:
        reader.begin_sentence()
        cut = phrasing.cut(sentence, pack(language), matches, [])
        for phrase in cut:
            extractor._read(phrase, matches, reader)
        for left, right in zip(cut, cut[1:], strict=False):
            reader.adopt(left, right)
        phrasing.coordinate(cut, pack(language))
        phrases += cut
        told += triggers.find(sentence, pack(language), cut)
    return phrases, told
