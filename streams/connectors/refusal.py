"""Refusal: what cannot be an article, kept as a dead letter with its reason.

The letter holds what the feed said, so that it can be tried again: `streams.connectors.retrial`.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime

import structlog

from schemas.deadletter import DeadReason
from streams.connectors.feeds import Feed
from streams.connectors.item import Fault, Item, digest
from streams.connectors.outcome import Passed, Result
from streams.runtime.guard import one_line
from streams.runtime.metrics import FeedMetrics
from streams.runtime.outbox import Sends
from streams.runtime.wire import Inbound, dead_letter_record

#: The origin of what came from a feed is this and the feed's name. A colon is in no topic's name:
#: nobody takes it for one.
ORIGIN = "feed:"


def raw_of(item: Item) -> bytes:
    """An item as a dead letter keeps it: JSON with the names of its fields."""
    return json.dumps(asdict(item), default=str, ensure_ascii=False).encode("utf-8", "replace")


class Refusals:
    """Keeps each refusal once in the life of a worker."""

    def __init__(
        self,
        *,
        outbox: Sends,
        metrics: FeedMetrics,
        passed: Passed,
        now: Callable[[], datetime],
    ) -> None:
        self._outbox = outbox
        self._metrics = metrics
        self._passed = passed
        self._now = now
        self._log = structlog.get_logger("eventwire.feeds")

    async def keep(
        self, feed: Feed, faults: Iterable[Fault], *, origin: Inbound | None = None
    ) -> None:
        """Keep as dead letters what cannot be articles.

        `origin` is the message that they came in, if it was one. Raises `BrokerError`.
        """
        for fault in faults:
            attempts = 1 if origin is None else origin.attempts
            # What was replayed and fails again is told again.
            mark = digest(feed.name, fault.reason, fault.raw.hex(), str(attempts))
            if self._passed.get(mark) is not None:
                continue
            message = origin or Inbound(
                topic=f"{ORIGIN}{feed.name}",
                partition=0,
                # One number for the same fault, so that a repeat is the same dead letter.
                offset=int(mark[:13], 16),
                value=fault.raw or None,
            )
            letter = dead_letter_record(
                message,
                stage="feeds",
                reason=DeadReason.INVALID,
                detail=one_line(f"{feed.name}, item {fault.position}: {fault.reason}"),
                failed_at=self._now(),
            )
            await self._outbox.send((letter,))
            self._passed.put(mark, Result("", "dead", reason=fault.reason))
            self._metrics.items.labels(feed.name, "dead", "invalid").inc()
            self._log.warning("item refused", feed=feed.name, why=fault.reason)
