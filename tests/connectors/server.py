"""A web server that misbehaves as it is told, on loopback."""

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Server:
    """Answers by path; notes every request."""

    handlers: dict[str, Handler] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    base: str = ""
    busiest: int = 0
    """Most requests that were under way at once."""
    _under_way: int = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((request.path, dict(request.headers)))
        self._under_way += 1
        self.busiest = max(self.busiest, self._under_way)
        try:
            handler = self.handlers.get(request.path)
            if handler is None:
                return web.Response(status=404, text="no such page")
            return await handler(request)
        finally:
            self._under_way -= 1

    def asked(self, path: str) -> list[dict[str, str]]:
        """The headers of every request for a path."""
        return [headers for where, headers in self.requests if where == path]

    def page(
        self,
        path: str,
        body: bytes | str = b"",
        *,
        status: int = 200,
        content_type: str = "application/xml",
        **headers: str,
    ) -> str:
        """Answer `path` so; its address."""

        async def handler(request: web.Request) -> web.Response:
            told = {name.replace("_", "-"): value for name, value in headers.items()}
            raw = body.encode() if isinstance(body, str) else body
            if content_type:
                told["Content-Type"] = content_type
            return web.Response(status=status, body=raw, headers=told)

        self.handlers[path] = handler
        return self.base + path

    def handler(self, path: str, handler: Handler) -> str:
        """Answer `path` by a function; its address."""
        self.handlers[path] = handler
        return self.base + path


@contextmanager
def served(host: str = "127.0.0.1") -> Iterator[Server]:
    """A server in a thread of its own, so that a blocked test cannot block it."""
    server, ready = Server(), threading.Event()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def run() -> None:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", server.answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, host, 0).start()
        port = runner.addresses[0][1]
        server.base = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        ready.set()
        await stop.wait()
        await runner.cleanup()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()), daemon=True)
    thread.start()
    assert ready.wait(30)
    try:
        yield server
    finally:
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        loop.close()
