"""Turns: first come, first served among the messages of one key."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Messages of one key go one after another, in the order in which they ask; others overtake
    them freely. What nobody waits for takes no memory."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._takers: Counter[str] = Counter()

    @asynccontextmanager
    async def of(self, key: str) -> AsyncIterator[None]:
        """The turn of one message of `key`."""
        lock = self._locks.setdefault(key, asyncio.Lock())
        self._takers[key] += 1
        try:
            async with lock:
                yield
        finally:
            self._takers[key] -= 1
            if not self._takers[key]:
                del self._takers[key]
                del self._locks[key]
