"""Push: `POST /articles`, for those who send rather than be asked.

202 with the id says that the broker has confirmed the article, or keeps it until its embargo ends.
Everything else has a status and a reason: 401 for the token, 400 for what cannot be read, 413 and
408 for what is too large or too slow, 422 for what is no article, 503 with Retry-After while the
broker is away; after a 503 the same request is safe.
"""

import asyncio
import hmac
import json
from collections.abc import Sequence
from typing import Any

import structlog
from aiohttp import web

from streams.connectors import formats
from streams.connectors.feeds import Feed, Push, secret
from streams.connectors.intake import Intake
from streams.connectors.item import Batch
from streams.connectors.outcome import Result
from streams.errors import BrokerError, SettingsError, Unreadable
from streams.runtime.certificate import certificate
from streams.runtime.metrics import FeedMetrics
from streams.runtime.sandbox import Sandbox

#: Seconds that a body may take to arrive.
_BODY_SECONDS = 30.0
#: Requests whose bodies are held at once.
_AT_ONCE = 32
_RETRY_SECONDS = 5
_TYPES = frozenset(
    {
        "application/json", "application/x-ndjson", "application/jsonl", "application/ld+json",
        "application/xml", "application/rss+xml", "application/atom+xml", "text/xml",
        "application/vnd.iptc.g2.newsitem+xml", "application/vnd.iptc.g2.newsmessage+xml",
        "text/plain", "application/octet-stream", "",
    }
)  # fmt: skip


class PushServer:
    """Listens for articles. The token tells which feed a request belongs to."""

    def __init__(
        self,
        feeds: Sequence[Feed],
        *,
        door: Push,
        sandbox: Sandbox,
        intake: Intake,
        metrics: FeedMetrics,
        body_seconds: float = _BODY_SECONDS,
    ) -> None:
        self._feeds = tuple(feeds)
        self._door = door
        self._sandbox = sandbox
        self._intake = intake
        self._metrics = metrics
        self._body_seconds = body_seconds
        self._under_way = 0
        self._runner: web.AppRunner | None = None
        self._log = structlog.get_logger("eventwire.feeds")
        self.port = 0

    async def start(self) -> None:
        """Listen; raises `SettingsError` where the port is taken, or a token or the
        certificate cannot be used."""
        for feed in self._feeds:
            _token(feed)
        tls = certificate(self._door.certificate, self._door.key)
        app = web.Application(client_max_size=self._door.max_bytes)
        app.router.add_post("/articles", self._post)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
        await self._runner.setup()
        try:
            site = web.TCPSite(self._runner, self._door.host, self._door.port, ssl_context=tls)
            await site.start()
        except OSError as error:
            raise SettingsError(
                f"{self._door.host}:{self._door.port} cannot be listened on: {error}"
            ) from None
        self.port = self._runner.addresses[0][1]
        scheme = "https" if tls else "http"
        address = f"{scheme}://{self._door.host}:{self.port}/articles"
        self._log.info("takes articles", address=address)

    async def stop(self) -> None:
        """Answer what is under way and close."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _post(self, request: web.Request) -> web.Response:
        feed = self._feed_of(request)
        name = feed.name if feed is not None else ""
        if feed is None:
            answer = _error(401, "no such token: Authorization: Bearer TOKEN")
            answer.headers["WWW-Authenticate"] = 'Bearer realm="eventwire"'
        elif self._under_way >= _AT_ONCE:
            answer = _later("too many requests at once")
        else:
            self._under_way += 1
            try:
                answer = await self._taken(feed, request)
            finally:
                self._under_way -= 1
        self._metrics.requests.labels(name, str(answer.status)).inc()
        return answer

    def _feed_of(self, request: web.Request) -> Feed | None:
        scheme, _, told = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not told.strip():
            return None
        shown = told.strip().encode("utf-8", "replace")
        found = None
        for feed in self._feeds:  # all of them, so that the time taken tells nothing
            try:
                token = _token(feed).encode()
            except SettingsError as error:
                self._log.error("token", feed=feed.name, why=str(error))
                continue
            if hmac.compare_digest(token, shown):
                found = feed
        return found

    async def _taken(self, feed: Feed, request: web.Request) -> web.Response:
        if request.content_type not in _TYPES and "Content-Type" in request.headers:
            return _error(415, f"{request.content_type}: send JSON, JSON Lines or XML")
        if request.content_length is not None and request.content_length > self._door.max_bytes:
            return _error(413, f"at most {self._door.max_bytes} bytes")
        try:
            async with asyncio.timeout(self._body_seconds):
                body = await request.read()
            batch: Batch = await self._sandbox.run(
                formats.read,
                feed.format,
                body,
                content_type=request.headers.get("Content-Type", ""),
            )
        except web.HTTPRequestEntityTooLarge:
            return _error(413, f"at most {self._door.max_bytes} bytes")
        except TimeoutError:
            return _error(408, f"the body did not arrive within {self._body_seconds:g} s")
        except web.RequestPayloadError as error:
            return _error(400, f"the body cannot be read: {error}")
        except Unreadable as error:
            return _error(400, str(error))
        self._metrics.received.labels(feed.name).inc(len(body))
        try:
            results = await self._intake.take(feed, batch.items, bury=False)
        except BrokerError as error:
            self._log.error("not delivered", feed=feed.name, why=str(error))
            return _later("the broker does not answer")
        for fault in batch.faults:
            self._metrics.items.labels(feed.name, "dead", "invalid").inc()
            self._log.info("refused", feed=feed.name, why=fault.reason)
        return _answer(batch, results)


def _token(feed: Feed) -> str:
    assert feed.token_file is not None
    return secret(feed.token_file)


def _answer(batch: Batch, results: Sequence[Result]) -> web.Response:
    taken = [_told(one) for one in results if one.outcome not in ("skipped", "dead")]
    refused: list[dict[str, Any]] = [
        {"item": fault.position, "reason": fault.reason} for fault in batch.faults
    ]
    refused += [
        {"id": one.article_id, "reason": one.reason}
        for one in results
        if one.outcome in ("skipped", "dead")
    ]
    refused += [{"reason": f"no article: {kind}"} for kind in batch.skipped]
    if not taken:
        told = refused[0]["reason"] if refused else "no article in it"
        return _json(422, {"error": told, "refused": refused})
    if len(taken) == 1 and not refused:
        return _json(202, taken[0])
    return _json(202, {"articles": taken, "refused": refused})


def _told(one: Result) -> dict[str, Any]:
    told = {"id": one.article_id, "version": one.version, "outcome": one.outcome}
    return told if one.until is None else {**told, "until": one.until.isoformat()}


def _error(status: int, told: str) -> web.Response:
    return _json(status, {"error": told})


def _later(told: str) -> web.Response:
    answer = _error(503, told)
    answer.headers["Retry-After"] = str(_RETRY_SECONDS)
    return answer


def _json(status: int, told: dict[str, Any]) -> web.Response:
    return web.Response(
        status=status,
        text=json.dumps(told, ensure_ascii=False) + "\n",
        content_type="application/json",
    )
