"""What a chaos run feeds, and what must have come of it in the end.

With the fake engine: occasions without end, each told by three sources, announced by two and once
it has happened by a third. With the real one: the articles of the corpus, over and over under
other ids. Either way what every article must give is known beforehand, whatever happens to the
machines meanwhile. In between lie messages that nobody can process, on every topic.
"""

import itertools
import json
import random
import string
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from kafka import KafkaProducer

from schemas.article import Article
from schemas.event import Event
from schemas.topics import ARTICLES, EVENTS, STORIES, TOPICS, Topic
from streams.errors import BrokerError
from streams.ops import feed
from streams.runtime.engine import Engine
from streams.runtime.settings import Settings
from streams.runtime.wire import article_record
from tests.agents import fake_engine

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "dev"

#: Articles in one go: a feed's own rhythm.
_BATCH = 30

#: Topics whose readers must set a message aside that they cannot process. What cannot be read on
#: a state topic is passed over with a word in the log: nobody could do anything with it.
INPUTS = (ARTICLES, *EVENTS.values(), STORIES)


class Reading(Protocol):
    """An engine, as far as the audit needs it."""

    def extract(self, article: Article) -> tuple[Event, ...]:
        """The events of an article."""
        ...


class Script(Protocol):
    """Where the articles come from."""

    engine: str
    """What the workers read them with: an import string."""
    fatal: tuple[str, ...]
    """Texts that this engine breaks on."""
    occasions: int | None
    """How many there have been so far, if that is known."""

    def batch(self) -> list[Article]:
        """The next articles."""
        ...

    def rest(self) -> list[Article]:
        """What belongs to those before and has not been told yet."""
        ...

    def reader(self) -> Reading:
        """The engine itself, for the audit."""
        ...


class Occasions:
    """Visits between states that nobody has heard of, no two of them the same."""

    engine = "tests.agents.fake_engine:Engine"
    fatal: tuple[str, ...] = ("raise", "crash")

    def __init__(self, chance: random.Random) -> None:
        self.occasions: int | None = 0
        self._count = 0
        self._chance = chance
        self._states = map("".join, itertools.product(string.ascii_uppercase, repeat=3))
        self._happened: list[Article] = []

    def batch(self) -> list[Article]:
        """New announcements, and what has happened of those before."""
        batch, self._happened = self._happened, []
        for _ in range(_BATCH // 3):
            visit = f"VISIT:{next(self._states)}:{next(self._states)}"
            batch += [self._article(source, f"{visit}:planned") for source in ("one", "two")]
            self._happened.append(self._article("three", f"{visit}:occurred"))
            self._count += 1
        self.occasions = self._count
        self._chance.shuffle(batch)
        return batch

    def rest(self) -> list[Article]:
        """What has happened of the last announcements."""
        return self._happened

    def reader(self) -> Reading:
        """Reads what is written in the text."""
        return fake_engine.Engine(("nl",))

    def _article(self, source: str, text: str) -> Article:
        return Article(
            article_id=f"{source}-{self._chance.getrandbits(64):016x}",
            published_at=datetime.now(UTC),
            language="nl",
            source=source,
            text=f"{text} slow:0.003",
        )


class Corpus:
    """The articles of the corpus's dev half, round after round."""

    engine = "streams.runtime.engine:Engine"
    fatal: tuple[str, ...] = ()
    occasions: int | None = None

    def __init__(self, chance: random.Random) -> None:
        lines = [
            json.loads(line)
            for file in sorted(CORPUS.glob("*.jsonl"))
            for line in file.read_text(encoding="utf-8").splitlines()
        ]
        self._articles = [
            Article.model_validate(
                {
                    "article_id": line["id"],
                    "published_at": f"{line['published']}T12:00:00Z",
                    "language": line["lang"],
                    "title": line["title"],
                    "text": line["text"],
                }
            )
            for line in lines
        ]
        chance.shuffle(self._articles)
        self._told = 0

    def batch(self) -> list[Article]:
        """The next of them."""
        batch = []
        for _ in range(_BATCH // 3):
            round_, index = divmod(self._told, len(self._articles))
            one = self._articles[index]
            batch.append(one.model_copy(update={"article_id": f"{one.article_id}-{round_}"}))
            self._told += 1
        return batch

    def rest(self) -> list[Article]:
        """Nothing."""
        return []

    def reader(self) -> Reading:
        """The engine that the workers use."""
        return Engine()


class AnyBytes(str):
    """A header key that travels as bytes which are no UTF-8."""

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return b"\xff" + super().encode(encoding, errors)


class Load(threading.Thread):
    """Feeds a script at `rate` articles a second until `finish`; what it fed is in `articles`.

    A batch that is not confirmed is fed again, as any feed would: at least once.
    """

    def __init__(self, script: Script, settings: Settings, *, rate: float) -> None:
        super().__init__(name="load", daemon=True)
        self.script = script
        self.articles: dict[str, Article] = {}
        self.fed_again = 0
        self.poisoned: set[tuple[str, int, int]] = set()
        """Topic, partition and offset of what must come back as a dead letter."""
        self.error: BaseException | None = None
        self._settings = settings
        self._rate = rate
        self._stopped = threading.Event()

    def run(self) -> None:
        """Feed until told to finish."""
        try:
            while not self._stopped.is_set():
                batch = self.script.batch()
                self._feed(batch)
                self._stopped.wait(len(batch) / self._rate)
            self._feed(self.script.rest())
        except BaseException as error:
            self.error = error
            raise

    def finish(self) -> None:
        """Feed what is begun to its end, and stop."""
        self._stopped.set()
        self.join(timeout=300)
        if self.is_alive() or self.error is not None:
            raise AssertionError(f"the load did not end: {self.error!r}")

    def poison(self) -> None:
        """One message of each of several bad kinds on every topic, and a good one whose header is
        poisoned alone."""
        number = len(self.poisoned)
        producer = KafkaProducer(
            bootstrap_servers=self._settings.bootstrap, acks="all", enable_idempotence=True
        )
        try:
            for topic in TOPICS:
                for kind, (value, headers) in enumerate(self._bad(number, topic)):
                    key = b"\xffpoison-%d-%d" % (number, kind)
                    sent = producer.send(topic.name, key=key, value=value, headers=headers).get(
                        timeout=120
                    )
                    # A tombstone on a compacted topic is no fault.
                    if topic in INPUTS and (value is not None or topic is not STORIES):
                        self.poisoned.add((topic.name, sent.partition, sent.offset))
            for good in list(self.articles.values())[-3:]:
                record = article_record(good)
                headers = [(AnyBytes("x"), b"")]
                producer.send(
                    record.topic, key=record.key, value=record.value, headers=headers
                ).get(timeout=120)
        finally:
            producer.close()

    def _feed(self, batch: list[Article]) -> None:
        self.articles.update({one.article_id: one for one in batch})
        while True:
            try:
                feed.publish(batch, self._settings)
            except BrokerError:
                self.fed_again += 1
                if self.fed_again > 300:
                    raise
            else:
                return

    def _bad(
        self, number: int, topic: Topic
    ) -> Iterator[tuple[bytes | None, list[tuple[str, bytes]]]]:
        """Values and headers that no stage can make anything of."""
        yield b'{"article_id": "bad-%d", ' % number, []
        yield b"\xff\xfe no text %d" % number, [("trace", b"\x00\xff")]
        yield b"[%d]" % number, [(AnyBytes("poison"), b"\xff")]
        yield None, []
        if topic is not ARTICLES:
            return
        good = Article(
            article_id=f"bad-{number}",
            published_at=datetime.now(UTC),
            language="nl",
            source="test",
            text="nothing",
        )
        yield good.to_bytes()[:-9], []
        yield good.model_copy(update={"language": "xx"}).to_bytes(), []
        for text in self.script.fatal:
            yield good.model_copy(update={"text": text}).to_bytes(), []
