"""Topic: another Kafka topic as a feed, each message a document in one of the formats.

Committed when every article of a batch was confirmed, so that nothing is lost; what is repeated
after a crash is known by its id. A message that cannot be read becomes a dead letter and can be
replayed.
"""

import asyncio

import structlog

from streams.connectors import formats
from streams.connectors.feeds import Feed
from streams.connectors.intake import Intake
from streams.connectors.item import Batch, Fault
from streams.errors import BrokerError, Unreadable
from streams.runtime.metrics import FeedMetrics
from streams.runtime.relay import Relay, relay
from streams.runtime.sandbox import Sandbox
from streams.runtime.settings import Settings
from streams.runtime.wire import Inbound

_PAUSE = 5.0


class TopicSource:
    """Reads the topic of one feed for ever."""

    def __init__(
        self,
        feed: Feed,
        *,
        settings: Settings,
        sandbox: Sandbox,
        intake: Intake,
        metrics: FeedMetrics,
    ) -> None:
        assert feed.topic is not None
        self._feed = feed
        self._topic = feed.topic
        self._settings = settings
        self._sandbox = sandbox
        self._intake = intake
        self._metrics = metrics
        self._log = structlog.get_logger("eventwire.feeds").bind(feed=feed.name)

    async def run(self) -> None:
        """Read until cancelled; where the broker is away, wait and go on from the last commit."""
        group = self._settings.group(f"feeds-{self._feed.name}")
        while True:
            try:
                async with relay(self._settings, topic=self._topic, group=group) as source:
                    while True:
                        await self._once(source)
            except BrokerError as error:
                self._metrics.fetches.labels(self._feed.name, "broker").inc()
                self._log.error("reads again later", why=str(error))
                await asyncio.sleep(_PAUSE)

    async def _once(self, source: Relay) -> None:
        messages = await source.batch()
        for message in messages:
            await self._take(message)
        if messages:
            await source.commit()

    async def _take(self, message: Inbound) -> None:
        if message.value is None:
            self._count("tombstone")
            return
        self._metrics.received.labels(self._feed.name).inc(len(message.value))
        # What has no id of its own is called by its key, else by its place on the topic.
        name = (message.key or message.origin.encode()).decode("utf-8", "replace")
        try:
            batch: Batch = await self._sandbox.run(
                formats.read, self._feed.format, message.value, url=name
            )
        except Unreadable as error:
            self._count("unreadable")
            fault = Fault(1, str(error), message.origin.encode())
            await self._intake.refuse(self._feed, [fault], origin=message)
            return
        await self._intake.refuse(self._feed, batch.faults, origin=message)
        await self._intake.take(self._feed, batch.items, origin=message)
        self._count("ok")

    def _count(self, outcome: str) -> None:
        self._metrics.fetches.labels(self._feed.name, outcome).inc()
