"""Pages: the full text of what a feed only announces.

Fetched once for each new or changed item, as robots.txt allows it. A page that cannot be had for
now is tried again at the feed's next polls; one that cannot be had at all leaves the feed's own
text, which is better than nothing.
"""

import asyncio
from collections import OrderedDict
from urllib.robotparser import RobotFileParser

import structlog
from yarl import URL

from streams.connectors.feeds import Feed
from streams.connectors.item import Item, with_text
from streams.connectors.politeness import Hosts
from streams.connectors.webpage import article_text
from streams.errors import FetchError, Unreadable
from streams.runtime.http import Client, Limits
from streams.runtime.metrics import FeedMetrics
from streams.runtime.sandbox import Sandbox

#: Seconds for which a page waits for its turn with a host.
_PATIENCE = 30.0
#: Attempts for a page until the feed's own text must do.
_ATTEMPTS = 3
#: Outcomes that may be others next time.
_PASSING = frozenset({"timeout", "connect", "dns", "tls", "busy"})
_PASSING_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})

_LIMITS = Limits(seconds=30.0, idle_seconds=10.0, body_bytes=4 * 1024 * 1024)
_ROBOTS_LIMITS = Limits(seconds=10.0, idle_seconds=5.0, body_bytes=512 * 1024)

_KEPT = 5_000
_DAY = 86_400.0


class Later(Exception):
    """The page cannot be had for now: the item waits for the next poll."""


class Robots:
    """What the robots.txt of each origin allows, asked once a day."""

    def __init__(self) -> None:
        self._rules: OrderedDict[str, tuple[float, RobotFileParser]] = OrderedDict()

    async def allow(self, url: str, client: Client) -> bool:
        """Whether the page may be fetched. Where there is no robots.txt, it may; where it cannot
        be had for now, it may not (RFC 9309)."""
        origin = str(URL(url).origin())
        now = asyncio.get_running_loop().time()
        until, rules = self._rules.get(origin, (0.0, RobotFileParser()))
        if until <= now:
            rules = await _rules(origin, client)
            self._rules[origin] = (now + _DAY, rules)
            if len(self._rules) > _KEPT:
                self._rules.popitem(last=False)
        return rules.can_fetch("eventwire", url)


async def _rules(origin: str, client: Client) -> RobotFileParser:
    rules = RobotFileParser()
    try:
        found = await client.get(f"{origin}/robots.txt", limits=_ROBOTS_LIMITS)
    except FetchError as error:
        if 400 <= error.status < 500 and error.status != 429:
            rules.parse(())
            return rules
        raise
    rules.parse(found.body.decode("utf-8", "replace").splitlines())
    return rules


class Pages:
    """Completes the items of one feed."""

    def __init__(
        self,
        feed: Feed,
        *,
        client: Client,
        hosts: Hosts,
        sandbox: Sandbox,
        robots: Robots,
        metrics: FeedMetrics,
    ) -> None:
        self._feed = feed
        self._client = client
        self._hosts = hosts
        self._sandbox = sandbox
        self._robots = robots
        self._metrics = metrics
        self._tried: OrderedDict[str, int] = OrderedDict()
        self._log = structlog.get_logger("eventwire.feeds").bind(feed=feed.name)

    async def complete(self, item: Item) -> Item:
        """The item with the text of its page; raises `Later` where it is worth waiting for."""
        if item.url is None:
            return item
        try:
            text = await self.text(item.url)
        except FetchError as error:
            self._count(error.outcome)
            return self._without(item, error, passing=_is_passing(error))
        except Unreadable as error:
            self._count("unreadable")
            return self._without(item, error, passing=False)
        self._count("ok")
        self._tried.pop(item.guid, None)
        return with_text(item, text)

    async def text(self, url: str) -> str:
        """The text of the article on one page; raises `FetchError` and `Unreadable`."""
        host = URL(url).host or ""
        if (wait := self._hosts.busy_for(host)) > _PATIENCE:
            # The other items of the feed shall not wait for a host that asked to be left alone.
            raise FetchError("busy", f"{host} asked for a pause, {wait:.0f} s are left")
        try:
            return await self._text(url)
        except FetchError as error:
            self._hosts.heed(host, error)
            raise

    async def _text(self, url: str) -> str:
        if self._feed.robots and not await self._robots.allow(url, self._client):
            raise FetchError("robots", f"{url}: robots.txt forbids it")
        # Not the feed's headers: a link may lead anywhere.
        page = await self._client.get(url, limits=_LIMITS)
        self._metrics.received.labels(self._feed.name).inc(page.received)
        return await self._sandbox.run(
            article_text, page.body, content_type=page.content_type, url=page.url
        )

    def _without(self, item: Item, error: Exception, *, passing: bool) -> Item:
        tried = self._tried.pop(item.guid, 0) + 1
        if passing and tried < _ATTEMPTS:
            self._tried[item.guid] = tried
            if len(self._tried) > _KEPT:
                self._tried.popitem(last=False)
            raise Later(str(error))
        self._log.info("without its page", item=item.guid, why=str(error))
        return item

    def _count(self, outcome: str) -> None:
        self._metrics.pages.labels(self._feed.name, outcome).inc()


def _is_passing(error: FetchError) -> bool:
    return error.outcome in _PASSING or error.status in _PASSING_STATUS
