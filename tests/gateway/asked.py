"""A gateway that listens on a free port, and a client for it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from streams.gateway.intake import Intake
from streams.gateway.server import Gateway
from streams.runtime.settings import Settings
from tests.gateway.world import fill

#: Seconds that something which must happen may take on a machine under load.
PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Asked:
    """The gateway and somebody who asks."""

    gateway: Gateway
    session: aiohttp.ClientSession

    @property
    def intake(self) -> Intake:
        return self.gateway.api.intake

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.gateway.port}"

    async def get(self, path: str, *, status: int = 200, **headers: str) -> Any:
        """The JSON at a path."""
        async with self.session.get(self.base + path, headers=headers) as answer:
            told = await answer.json(content_type=None)
            assert answer.status == status, told
            return told

    @asynccontextmanager
    async def stream(self, query: str = "", **headers: str) -> AsyncIterator["Heard"]:
        """The stream, opened."""
        async with self.session.get(f"{self.base}/api/stream{query}", headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            assert answer.content_type == "text/event-stream"
            yield Heard(answer)


@dataclass(frozen=True, slots=True)
class Heard:
    """What comes on a stream."""

    answer: aiohttp.ClientResponse

    async def next(self, *names: str) -> tuple[str, str, Any]:
        """Name, id and data of the next notice; with `names` the next one called so."""
        async with asyncio.timeout(PATIENCE):
            fields: dict[str, str] = {}
            while True:
                line = (await self.answer.content.readline()).decode()
                assert line, "the stream ended"
                if line == "\n":
                    if "event" in fields and (not names or fields["event"] in names):
                        data = json.loads(fields["data"])
                        return fields["event"], fields.get("id", ""), data
                    fields = {}
                elif not line.startswith(":"):
                    name, _, value = line.rstrip("\n").partition(": ")
                    fields[name] = value


async def until(happened: Callable[[], bool]) -> None:
    """Wait for a condition that must come true."""
    async with asyncio.timeout(PATIENCE):
        while not happened():  # noqa: ASYNC110 - conditions of all sorts, none of them an event
            await asyncio.sleep(0.01)


@asynccontextmanager
async def asked(count: int = 0, **settings: Any) -> AsyncIterator[Asked]:
    """A gateway with `count` stories."""
    gateway = Gateway(Settings.model_validate({"gateway_port": 0, **settings}))
    fill(gateway.api.intake, count)
    await gateway.start()
    try:
        async with aiohttp.ClientSession() as session:
            yield Asked(gateway, session)
    finally:
        await gateway.stop()


def played(scene: Callable[[], Awaitable[None]]) -> Callable[[], None]:
    """A test that is a coroutine, run on a loop of its own."""

    def play() -> None:
        asyncio.run(_awaited(scene))

    play.__name__, play.__doc__ = scene.__name__, scene.__doc__
    return play


async def _awaited(scene: Callable[[], Awaitable[None]]) -> None:
    async with asyncio.timeout(120):
        await scene()
