"""extract: articles in, events and retractions out.

Versions of one article take turns, in the order of their arrival: each sees in the ledger what
the one before it published. Different articles overtake each other freely in the pool.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import structlog

from schemas.article import Article
from schemas.topics import ARTICLES, LEDGER
from streams.errors import Rejected
from streams.runtime.disposition import Disposition, Ok, Skipped
from streams.runtime.guard import Guard, ledger_entry
from streams.runtime.ledger import Ledger
from streams.runtime.metrics import Metrics
from streams.runtime.parser import EncodedEvent
from streams.runtime.pool import Outcome, Unparsed
from streams.runtime.reader import Partition
from streams.runtime.stage import StateReader, remembered
from streams.runtime.turns import Turns
from streams.runtime.window import Delivery
from streams.runtime.wire import Inbound, event_record, ledger_record, retraction_record


class Parser(Protocol):
    """What the agent needs of the pool."""

    @property
    def extractor(self) -> str:
        """What the engine calls itself."""
        ...

    async def parse(self, article: Article) -> Outcome:
        """The events of one article, or why there are none."""
        ...


class Extract:
    """The agent of the stage `extract`."""

    stage = "extract"
    topics: tuple[str, ...] = (ARTICLES.name,)

    def __init__(
        self,
        *,
        guard: Guard,
        parser: Parser,
        reader: StateReader,
        metrics: Metrics,
        now: Callable[[], datetime],
    ) -> None:
        self._guard = guard
        self._parser = parser
        self._reader = reader
        self._metrics = metrics
        self._now = now
        self._turns = Turns()
        self._log = structlog.get_logger("eventwire.extract")

    async def restore(self, partitions: Sequence[Partition]) -> Mapping[Partition, Ledger]:
        """Each partition's ledger, read to its end."""
        ledgers = {partition.number: Ledger() for partition in partitions}
        twins = [Partition(LEDGER.name, number) for number in ledgers]
        # Without its entry an article counts as new: repeated, never lost.
        async for message, entry in remembered(self._reader, twins, ledger_entry, log=self._log):
            ledgers[message.partition].restore(entry)
        return {partition: ledgers[partition.number] for partition in partitions}

    async def handle(
        self, message: Inbound, state: Ledger, delivery: Delivery[Ledger]
    ) -> Disposition:
        """Publish what a version of an article adds and takes back, then note it in the ledger."""
        article = self._guard.article(message)
        async with self._turns.of(article.article_id):
            verdict = state.verdict(article, extractor=self._parser.extractor)
            if verdict in ("duplicate", "stale"):
                return Skipped(verdict)
            events = () if verdict == "withdraw" else await self._parse(article)
            await self._publish(article, events, state, delivery, partition=message.partition)
            return Ok()

    async def _parse(self, article: Article) -> tuple[EncodedEvent, ...]:
        outcome = await self._parser.parse(article)
        if isinstance(outcome, Unparsed):
            raise Rejected(outcome.reason, outcome.detail)
        return outcome.events

    async def _publish(
        self,
        article: Article,
        events: tuple[EncodedEvent, ...],
        state: Ledger,
        delivery: Delivery[Ledger],
        *,
        partition: int,
    ) -> None:
        claims = tuple((event.event_id, event.kind) for event in events)
        # The publication time of the version that no longer makes the claim: a repeat of this
        # message gives the same retraction to the byte.
        vanished = state.vanished(
            article, claims=claims, at=article.published_at, extractor=self._parser.extractor
        )
        records = [
            event_record(
                kind=event.kind, event_id=event.event_id, value=event.value, article=article
            )
            for event in events
        ]
        records += [retraction_record(retraction) for retraction in vanished]
        if records:
            await delivery.send(*records)
        entry = state.entry(article, claims=claims, extractor=self._parser.extractor)
        await delivery.send(ledger_record(entry, partition=partition))
        state.restore(entry)
        self._count(article, events)
        for retraction in vanished:
            self._metrics.retractions.labels(retraction.kind.value).inc()

    def _count(self, article: Article, events: tuple[EncodedEvent, ...]) -> None:
        for event in events:
            self._metrics.events.labels(event.kind.value, event.status, article.language).inc()
        if events:
            waited = (self._now() - article.published_at).total_seconds()
            self._metrics.publish_to_event.observe(max(waited, 0.0))
