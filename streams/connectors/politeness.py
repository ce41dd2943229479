"""Politeness: one request at a time for each host, a pause between two, and no knocking where we
were told to wait."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from streams.errors import FetchError

#: Hosts that are remembered; the links in a feed may name any number of them.
_KEPT = 5_000

#: Seconds of a wait that a host asks for without saying how long.
_UNSAID = 60.0

#: Answers by which a host asks to be left alone, and not one address of it.
_OVERLOADED = frozenset({429, 503})


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    """On the loop's clock."""
    wanted: int = 0


class Hosts:
    """Takes care of every host that is fetched from; shared by all clients of a worker.

    `unsaid` are the seconds of a wait that a host asks for without saying how long.
    """

    def __init__(self, *, interval: float, unsaid: float = _UNSAID) -> None:
        self._interval = interval
        self._unsaid = unsaid
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """One's turn with a host: nobody else asks it meanwhile."""
        host = self._hosts.setdefault(name.lower(), _Host())
        host.wanted += 1
        loop = asyncio.get_running_loop()
        try:
            async with host.lock:
                await asyncio.sleep(max(host.free_at - loop.time(), 0.0))
                try:
                    yield
                finally:
                    host.free_at = max(host.free_at, loop.time() + self._interval)
        finally:
            host.wanted -= 1
            self._tidy(loop.time())

    def wait(self, name: str, seconds: float) -> None:
        """Ask a host nothing for so long: it said so."""
        host = self._hosts.setdefault(name.lower(), _Host())
        host.free_at = max(host.free_at, asyncio.get_running_loop().time() + seconds)

    def heed(self, name: str, error: FetchError) -> float:
        """Leave a host alone where its answer asks for that; the seconds that are asked for."""
        if error.status not in _OVERLOADED:
            return error.retry_after or 0.0
        seconds = self._unsaid if error.retry_after is None else error.retry_after
        self.wait(name, seconds)
        return seconds

    def busy_for(self, name: str) -> float:
        """Seconds until a host may be asked again."""
        host = self._hosts.get(name.lower())
        return max(host.free_at - asyncio.get_running_loop().time(), 0.0) if host else 0.0

    def _tidy(self, now: float) -> None:
        if len(self._hosts) > _KEPT:
            idle = [key for key, one in self._hosts.items() if not one.wanted and one.free_at < now]
            for key in idle:
                del self._hosts[key]


def backoff(interval: float, failures: int, *, longest: float = 6 * 3600.0) -> float:
    """Seconds to wait after so many failures in a row: twice as long each time, six hours at
    most, and never less than the feed's own interval."""
    return max(interval, min(interval * 2.0 ** min(failures, 16), longest))
