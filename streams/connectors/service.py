"""Service: all feeds of one file, each through its door, until told to stop.

One process for all of them: two would ask every host twice. While the broker is away nothing is
lost and nothing crashes: feeds are asked again later, files stay where they are, requests are
answered with 503.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from typing import Any

import structlog

from schemas.topics import EMBARGOED, SEEN
from streams.connectors.embargo import Embargoes
from streams.connectors.feeds import Feed, Feeds
from streams.connectors.folder import FolderWatch
from streams.connectors.intake import Intake
from streams.connectors.language import detect
from streams.connectors.pages import Pages, Robots
from streams.connectors.politeness import Hosts
from streams.connectors.poll import Poller
from streams.connectors.push import PushServer
from streams.connectors.retrial import Retrials
from streams.connectors.seen import Seen
from streams.connectors.topic import TopicSource
from streams.errors import BrokerError, Rejected, SettingsError, Unreadable
from streams.runtime.guard import embargoed_item, seen_item
from streams.runtime.http import Client
from streams.runtime.metrics import FeedMetrics
from streams.runtime.outbox import Outbox
from streams.runtime.reader import Partition, Reader
from streams.runtime.sandbox import Sandbox
from streams.runtime.settings import Settings
from streams.runtime.stage import remembered

#: Seconds that one document may take to be read; a feed of 8 MB takes about two.
_READ_SECONDS = 20.0
#: Seconds until a delivery counts as not confirmed: short, for somebody may wait for the answer.
_DELIVERY_SECONDS = 10.0
_HOUSEKEEPING = 60.0
#: Seconds by which an embargo may end late.
_RELEASE = 1.0


class FeedService:
    """Runs the feeds of `feeds`; `ready` tells whether it does."""

    def __init__(
        self,
        feeds: Feeds,
        *,
        settings: Settings,
        reader: Reader,
        metrics: FeedMetrics,
        now: Callable[[], datetime],
    ) -> None:
        if not feeds.active:
            raise SettingsError("every feed is switched off (enabled = false)")
        self._feeds = feeds
        self._settings = settings
        self._reader = reader
        self._metrics = metrics
        self._now = now
        self._hosts = Hosts(interval=feeds.host_interval)
        self._robots = Robots()
        self._sandbox = Sandbox(deadline=_READ_SECONDS)
        self._log = structlog.get_logger("eventwire.feeds")
        self.ready = False
        self.push_port = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set. Raises `BrokerError` where the state cannot be read at the
        start, `SettingsError` for what cannot be listened on or read."""
        async with AsyncExitStack() as stack:
            stack.callback(self._sandbox.close)
            outbox = await stack.enter_async_context(
                Outbox(self._settings, patience=_DELIVERY_SECONDS)
            )
            seen, embargoes = await self._restored(), await self._embargoed()
            intake = Intake(
                seen=seen,
                embargoes=embargoes,
                outbox=outbox,
                sandbox=self._sandbox,
                metrics=self._metrics,
                languages=self._settings.languages,
                now=self._now,
            )
            await self._open_push(stack, intake)
            clients = await self._clients(stack)
            works = [self._keep_house(seen), self._release(intake), self._retrials(intake).run()]
            works += [
                self._work(feed, intake, clients)
                for feed in self._feeds.active
                if feed.door != "push"
            ]
            with suppress(Unreadable):
                # The child and its model are there before the first article waits for them.
                await self._sandbox.run(detect, "warm")
            self.ready = True
            self._log.info(
                "feeds",
                feeds=len(self._feeds.active),
                known_items=len(seen),
                embargoed=len(embargoes),
            )
            async with asyncio.TaskGroup() as group:
                running = [group.create_task(work) for work in works]
                await stop.wait()
                for task in running:
                    task.cancel()

    async def _restored(self) -> Seen:
        seen = Seen()
        # Without its entry an item counts as new: repeated, never lost.
        items = [Partition(SEEN.name, 0)]
        async for _, item in remembered(self._reader, items, seen_item, log=self._log):
            seen.restore(item)
        seen.forget(now=self._now())
        newest = dict(seen.newest())
        for feed in self._feeds.active:
            # A feed that never had news is quiet from now on, not for ever unknown.
            moment = newest.get(feed.name, self._now())
            self._metrics.last_article.labels(feed.name).set(moment.timestamp())
            if feed.quiet_after is not None:
                self._metrics.quiet_after.labels(feed.name).set(feed.quiet_after)
        return seen

    def _retrials(self, intake: Intake) -> Retrials:
        return Retrials(
            self._feeds.active, settings=self._settings, sandbox=self._sandbox, intake=intake
        )

    async def _embargoed(self) -> Embargoes:
        embargoes = Embargoes()
        async for message in self._reader.to_end([Partition(EMBARGOED.name, 0)]):
            if message.value is None:
                embargoes.drop((message.key or b"").decode("utf-8", "replace"))
                continue
            try:
                embargoes.restore(embargoed_item(message))
            except Rejected as rejected:
                self._log.error("item under embargo left out", at=message.origin, why=str(rejected))
        self._metrics.embargoed.set(len(embargoes))
        return embargoes

    async def _release(self, intake: Intake) -> None:
        feeds = {feed.name: feed for feed in self._feeds.active}
        while True:
            try:
                if count := await intake.release(feeds):
                    self._log.info("embargo over", items=count)
            except BrokerError as error:
                self._log.error("not let go", why=str(error))
                await asyncio.sleep(_RELEASE * 10)
            await asyncio.sleep(_RELEASE)

    async def _open_push(self, stack: AsyncExitStack, intake: Intake) -> None:
        pushed = [feed for feed in self._feeds.active if feed.door == "push"]
        if not pushed:
            return
        server = PushServer(
            pushed,
            door=self._feeds.push,
            sandbox=self._sandbox,
            intake=intake,
            metrics=self._metrics,
        )
        await server.start()
        stack.push_async_callback(server.stop)
        self.push_port = server.port

    async def _clients(self, stack: AsyncExitStack) -> dict[Any, Client]:
        """One client for each set of networks: what one feed may reach, another may not."""
        clients: dict[Any, Client] = {}
        for feed in self._feeds.active:
            if feed.door == "url" and feed.allow_networks not in clients:
                clients[feed.allow_networks] = await stack.enter_async_context(
                    Client(
                        allowed=feed.allow_networks,
                        contact=self._feeds.contact,
                        turn=self._hosts.turn,
                    )
                )
        return clients

    def _work(
        self, feed: Feed, intake: Intake, clients: dict[Any, Client]
    ) -> Coroutine[Any, Any, None]:
        if feed.door == "folder":
            return FolderWatch(
                feed, sandbox=self._sandbox, intake=intake, metrics=self._metrics, now=self._now
            ).run()
        if feed.door == "topic":
            return TopicSource(
                feed,
                settings=self._settings,
                sandbox=self._sandbox,
                intake=intake,
                metrics=self._metrics,
            ).run()
        client = clients[feed.allow_networks]
        pages = Pages(
            feed,
            client=client,
            hosts=self._hosts,
            sandbox=self._sandbox,
            robots=self._robots,
            metrics=self._metrics,
        )
        return Poller(
            feed,
            client=client,
            hosts=self._hosts,
            sandbox=self._sandbox,
            intake=intake,
            pages=pages if feed.full_text else None,
            metrics=self._metrics,
            now=self._now,
        ).run()

    async def _keep_house(self, seen: Seen) -> None:
        while True:
            await asyncio.sleep(_HOUSEKEEPING)
            seen.forget(now=self._now())
            self._metrics.restarts.set(self._sandbox.restarts)
