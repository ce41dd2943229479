"""Poll: one feed at one address, asked politely and again and again."""

import asyncio
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from yarl import URL

from streams.connectors import formats
from streams.connectors.feeds import Feed, secrets
from streams.connectors.intake import Intake
from streams.connectors.item import Batch
from streams.connectors.outcome import Result, tally
from streams.connectors.pages import Later, Pages
from streams.connectors.politeness import Hosts, backoff
from streams.errors import BrokerError, FetchError, SettingsError, Unreadable
from streams.runtime.http import Client, Fetched
from streams.runtime.metrics import FeedMetrics
from streams.runtime.sandbox import Sandbox

#: What we ask for; servers that negotiate send JSON or pages to whoever does not.
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/xml;q=0.9, application/json;q=0.8, "
    "text/xml;q=0.8, */*;q=0.5"
)


@dataclass(slots=True)
class Validators:
    """What a server gave us to ask with whether anything changed (RFC 9110)."""

    etag: str = ""
    modified: str = ""

    def headers(self) -> dict[str, str]:
        """The headers of a conditional request."""
        headers = {"Accept": _ACCEPT}
        if self.etag:
            headers["If-None-Match"] = self.etag
        if self.modified:
            headers["If-Modified-Since"] = self.modified
        return headers


async def fetch(feed: Feed, client: Client, validators: Validators) -> Fetched:
    """The feed as it is now, or a 304; raises `FetchError` and `SettingsError`."""
    assert feed.url is not None
    told = {**validators.headers(), **feed.headers}
    return await client.get(feed.url, headers=told, secrets=secrets(feed))


class Poller:
    """Polls one feed for ever."""

    def __init__(
        self,
        feed: Feed,
        *,
        client: Client,
        hosts: Hosts,
        sandbox: Sandbox,
        intake: Intake,
        pages: Pages | None,
        metrics: FeedMetrics,
        now: Callable[[], datetime],
    ) -> None:
        self._feed = feed
        self._client = client
        self._hosts = hosts
        self._sandbox = sandbox
        self._intake = intake
        self._pages = pages
        self._metrics = metrics
        self._now = now
        self._host = URL(feed.url or "").host or ""
        self._validators = Validators()
        self._failures = 0
        self._log = structlog.get_logger("eventwire.feeds").bind(feed=feed.name)

    async def run(self) -> None:
        """Poll until cancelled."""
        # Spread by name: a hundred feeds shall not all be asked at the full five minutes.
        spread = zlib.crc32(self._feed.name.encode()) % 1000 / 1000
        await asyncio.sleep(spread * min(self._feed.pause, 5.0))
        while True:
            wait = await self.once()
            await asyncio.sleep(wait)

    async def once(self) -> float:
        """Poll once; the seconds until the next time."""
        try:
            outcome = await self._poll()
        except FetchError as error:
            return self._failed(
                error.outcome, error, retry_after=self._hosts.heed(self._host, error)
            )
        except Unreadable as error:
            return self._failed("unreadable", error)
        except SettingsError as error:
            return self._failed("settings", error)
        except BrokerError as error:
            # The feed is well: it is asked again as soon as the broker may be back.
            self._metrics.fetches.labels(self._feed.name, "broker").inc()
            self._log.error("not delivered", why=str(error))
            return min(self._feed.pause, 15.0)
        except Exception as error:  # noqa: BLE001 - see below
            # A defect of ours that this feed brings out: the others must not suffer for it.
            self._log.exception("defect")
            return self._failed("defect", error)
        self._failures = 0
        self._metrics.fetches.labels(self._feed.name, outcome).inc()
        self._metrics.last_success.labels(self._feed.name).set(self._now().timestamp())
        return self._feed.pause

    async def _poll(self) -> str:
        answer = await fetch(self._feed, self._client, self._validators)
        if answer.status == 304:
            return "not_modified"
        self._metrics.received.labels(self._feed.name).inc(answer.received)
        batch: Batch = await self._sandbox.run(
            formats.read,
            self._feed.format,
            answer.body,
            content_type=answer.content_type,
            url=answer.url,
        )
        await self._intake.refuse(self._feed, batch.faults)
        results, complete = await self._take(batch)
        if complete:
            # Only now: a 304 must mean that everything it stands for was delivered.
            self._validators = Validators(
                etag=answer.headers.get("etag", ""),
                modified=answer.headers.get("last-modified", ""),
            )
        if any(one.outcome not in ("unchanged", "stale") and not one.again for one in results):
            self._log.info("polled", told=tally(results))
        return "ok"

    async def _take(self, batch: Batch) -> tuple[list[Result], bool]:
        """What became of the items, and whether that is all of them."""
        if self._pages is None:
            return list(await self._intake.take(self._feed, batch.items)), True
        results, complete = list[Result](), True
        for item in batch.items:
            try:
                results += await self._intake.take(
                    self._feed, [item], complete=self._pages.complete
                )
            except Later as later:
                complete = False
                self._log.info("waits for its page", item=item.guid, why=str(later))
        return results, complete

    def _failed(self, outcome: str, error: Exception, *, retry_after: float = 0.0) -> float:
        self._failures += 1
        self._metrics.fetches.labels(self._feed.name, outcome).inc()
        wait = max(backoff(self._feed.pause, self._failures - 1), retry_after)
        self._log.warning("not read", why=str(error), failures=self._failures, again_in=round(wait))
        return wait
