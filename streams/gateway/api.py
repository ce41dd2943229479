"""API: the handlers of /api/, each a few lines over the read model."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import web
from pydantic import ValidationError

from streams.core.stories.headline import headline
from streams.gateway.access import COOKIE, Access, secure
from streams.gateway.answer import answer, etag
from streams.gateway.headlines import headlines, told_alert
from streams.gateway.intake import Intake
from streams.gateway.openapi import document
from streams.gateway.query import (
    AlertQuery,
    EventQuery,
    Filters,
    Nothing,
    Parameters,
    StoryQuery,
    StreamQuery,
)
from streams.gateway.readmodel import ReadModel
from streams.gateway.refusal import refusal, wrong_parameters
from streams.gateway.replies import AlertPage, EventPage, Meta, StoryReply
from streams.gateway.stream import Listener, Notice, Position, Stream, TooManyClients
from streams.runtime.wire import VERSION

#: Seconds between comments on a silent stream: proxies close what is silent for a minute.
_HEARTBEAT = 15.0
#: Milliseconds after which a browser comes back to a stream that broke.
_RETRY = 2_000
#: Claims of one story that are sent; thousands of wire copies would be megabytes.
_CLAIMS = 200
#: Seconds that one write may take: a client that takes nothing for so long is gone.
_STUCK = 60.0
_LONGEST_TOKEN = 4_096

P = TypeVar("P", bound=Parameters)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Api:
    """The read API over one read model and its stream."""

    model: ReadModel
    stream: Stream
    intake: Intake
    access: Access
    instance: str

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add the addresses."""
        for path, handler in (
            ("/api/stories", self._checked(StoryQuery, self._stories)),
            ("/api/stories/{story_id:.+}", self._checked(Nothing, self._story)),
            ("/api/alerts", self._checked(AlertQuery, self._alerts)),
            ("/api/events", self._checked(EventQuery, self._events)),
            ("/api/stream", self._checked(StreamQuery, self._stream)),
            ("/api/meta", self._meta),
            ("/api/openapi.json", self._openapi),
        ):
            router.add_get(path, handler, allow_head=False)
        router.add_post("/api/session", self._session)
        router.add_delete("/api/session", self._end_session)

    def meta(self) -> Meta:
        """How things stand."""
        return Meta(
            version=VERSION,
            ready=self.intake.ready,
            instance=self.instance,
            position=str(self.stream.position),
            stories=len(self.model),
            left_out=self.model.left_out,
            limit=self.model.limit,
            alerts=self.model.alerts_held,
            events=self.model.events_held,
            clients=len(self.stream),
            kinds=self.model.kinds(),
            newest=self.model.newest,
            lag=self.intake.lag,
            unreadable=self.intake.unreadable,
        )

    def _checked(
        self, kind: type[P], handler: Callable[[web.Request, P], Awaitable[web.StreamResponse]]
    ) -> Handler:
        async def checked(request: web.Request) -> web.StreamResponse:
            try:
                query = kind.read(request.query.items())
            except ValidationError as error:
                return wrong_parameters(error)
            if not self.intake.ready:
                return refusal(503, f"reading the topics: {len(self.model)} stories", retry_after=1)
            return await handler(request, query)

        return checked

    async def _stories(self, request: web.Request, query: StoryQuery) -> web.StreamResponse:
        def body() -> bytes:
            found = self.model.find(query)
            cursor = json.dumps(found.next_cursor).encode()
            return b'{"stories":[%s],"total":%d,"position":"%s","next_cursor":%s}' % (
                b",".join(row.body for row in found.rows),
                found.total,
                str(self.stream.position).encode(),
                cursor,
            )

        return self._listed(request, body)

    async def _story(self, request: web.Request, query: Nothing) -> web.StreamResponse:
        story_id = request.match_info["story_id"]
        row = self.model.row(story_id)
        if row is None:
            return refusal(404, "there is no such story")

        def body() -> bytes:
            story = row.story()
            newest = sorted(story.claims, key=lambda claim: claim.published_at, reverse=True)
            reply = StoryReply(
                story=story.model_copy(update={"claims": tuple(newest[:_CLAIMS])}),
                headline=headline(story),
                headlines=headlines(story),
                claims_total=len(story.claims),
                revisions=self.model.revisions(story_id),
                alerts=self.model.alerts_of(story_id),
            )
            return reply.to_bytes()

        return self._listed(request, body)

    async def _alerts(self, request: web.Request, query: AlertQuery) -> web.StreamResponse:
        def body() -> bytes:
            return AlertPage(alerts=tuple(map(told_alert, self.model.alerts(query)))).to_bytes()

        return self._listed(request, body)

    async def _events(self, request: web.Request, query: EventQuery) -> web.StreamResponse:
        return self._listed(request, EventPage(events=self.model.events(query)).to_bytes)

    async def _meta(self, request: web.Request) -> web.StreamResponse:
        if request.query:
            return refusal(400, "this address has no parameters")
        return web.json_response(
            body=self.meta().to_bytes(),
            headers={"Cache-Control": "no-store"},
        )

    async def _openapi(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(document())

    async def _session(self, request: web.Request) -> web.StreamResponse:
        """Trade the token for a cookie."""
        body = await request.content.read(_LONGEST_TOKEN + 1)
        try:
            given = json.loads(body)["token"]
        except (ValueError, TypeError, KeyError):
            return refusal(400, 'the body must be {"token": "..."}')
        if not isinstance(given, str) or not self.access.is_token(given):
            return refusal(401, "that is not the token")
        response = web.Response(status=204)
        response.set_cookie(
            COOKIE,
            self.access.session().decode(),
            httponly=True,
            samesite="Strict",
            secure=request.secure,
            path="/",
        )
        return response

    async def _end_session(self, request: web.Request) -> web.StreamResponse:
        response = web.Response(status=204)
        response.del_cookie(COOKIE, path="/")
        return response

    async def _stream(self, request: web.Request, query: StreamQuery) -> web.StreamResponse:
        named = request.headers.get("Last-Event-ID") or query.last_event_id
        since = Position.parse(named) if named else None
        filters = Filters(kind=query.kind, country=query.country, status=query.status)
        try:
            listener = self.stream.listen(
                filters, since=since, known=not named or since is not None
            )
        except TooManyClients:
            return refusal(503, "as many streams are open as may be", retry_after=30)
        try:
            return await self._send(request, listener)
        finally:
            self.stream.leave(listener)

    async def _send(self, request: web.Request, listener: Listener) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream; charset=utf-8",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )
        secure(response)
        await response.prepare(request)
        await response.write(b"retry: %d\n" % _RETRY + self._meta_notice())
        while True:
            told = await listener.take(patience=_HEARTBEAT) or b": still here\n\n"
            if listener.closed:
                break
            # A client that reads nothing fills its socket, then its queue; then it is let go.
            async with asyncio.timeout(_STUCK):
                await response.write(told)
        return response

    def _meta_notice(self) -> bytes:
        return Notice("meta", self.meta().to_bytes()).encoded()

    def _listed(self, request: web.Request, body: Callable[[], bytes]) -> web.Response:
        """`body`, made only where the client does not hold it already."""
        tag = etag(self.instance, self.model.version, request.path_qs)
        return answer(request, body, tag=tag)
