"""The pool: child processes that parse, each with a deadline for every article.

Guarantees: every article submitted gets one outcome; one that takes longer than the deadline
costs its child and comes back as `timeout`; one whose child dies is tried once more in a fresh
child and then comes back as `crashed`; no other article is harmed by either. Not a
`ProcessPoolExecutor`: that one has no time limit for a task, breaks for good when a child dies,
and leaves orphans behind after kill -9.

One thread a child does the waiting (see `lane`), so that the same pool serves an event loop
(`parse`) and plain code (`map_ordered`).
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from types import TracebackType
from typing import Self

from schemas.article import Article
from streams.errors import PoolError
from streams.runtime.lane import Job, Lane, Outcome, Parsed, Shop, Unparsed
from streams.runtime.parser import EngineSpec
from streams.runtime.settings import Settings

__all__ = ["Outcome", "ParsePool", "Parsed", "Unparsed"]


class ParsePool:
    """`size` child processes that run the engine of `spec`; `on_restart` hears each reason."""

    def __init__(
        self,
        spec: EngineSpec,
        *,
        size: int,
        deadline: float,
        start_deadline: float = 180.0,
        recycle_after: int = 20_000,
        on_restart: Callable[[str], None] = lambda reason: None,
    ) -> None:
        self.size = size
        self._shop = Shop(size)
        self._lanes = [
            Lane(
                self._shop,
                spec=spec,
                deadline=deadline,
                start_deadline=start_deadline,
                # Staggered, so that the children are not all away loading models at once.
                recycle_after=recycle_after + index * recycle_after // max(size, 1),
                on_restart=on_restart,
            )
            for index in range(size)
        ]

    @classmethod
    def of(
        cls,
        settings: Settings,
        *,
        warm: bool = True,
        on_restart: Callable[[str], None] = lambda reason: None,
    ) -> Self:
        """The pool that the settings describe, not started yet."""
        return cls(
            EngineSpec.of(settings, warm=warm),
            size=settings.pool_size,
            deadline=settings.article_deadline,
            start_deadline=settings.start_deadline,
            recycle_after=settings.recycle_after,
            on_restart=on_restart,
        )

    @property
    def extractor(self) -> str:
        """What the engine calls itself; known once the pool is warm."""
        return self._shop.extractor

    def start(self) -> None:
        """Start the children; returns at once."""
        for lane in self._lanes:
            lane.thread.start()

    def warm(self) -> None:
        """Wait until every child has loaded its models. Raises `PoolError` if one cannot."""
        for lane in self._lanes:
            lane.settled.wait()
        if self._shop.error is not None:
            raise self._shop.error
        if self._shop.closing.is_set():
            raise PoolError("the pool is closed")

    @property
    def ready(self) -> bool:
        """Whether every child has been warm, and none is beyond repair."""
        return self._shop.error is None and all(lane.settled.is_set() for lane in self._lanes)

    @property
    def children(self) -> tuple[int, ...]:
        """Process ids of the living children."""
        return tuple(pid for lane in self._lanes if (pid := lane.pid) is not None)

    def submit(self, article: Article) -> "Future[Outcome]":
        """Queue one article. The future raises `PoolError` where the pool is beyond repair."""
        future: Future[Outcome] = Future()
        error = PoolError("the pool is closed") if self._shop.closing.is_set() else self._shop.error
        if error is not None:
            future.set_exception(error)
        else:
            self._shop.jobs.put(Job(article, future))
        return future

    async def parse(self, article: Article) -> Outcome:
        """The outcome of one article, awaited on the running loop."""
        return await asyncio.wrap_future(self.submit(article))

    def map_ordered(self, articles: Iterable[Article], *, window: int = 0) -> Iterator[Outcome]:
        """Outcomes in the order of `articles`; `window` are read ahead (default 128 a child)."""
        ahead = window or 128 * self.size
        pending: deque[Future[Outcome]] = deque()
        for article in articles:
            pending.append(self.submit(article))
            if len(pending) >= ahead:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()

    def close(self) -> None:
        """End the children now; articles under way raise `PoolError`."""
        self._shop.closing.set()
        for lane in self._lanes:
            self._shop.jobs.put(None)
            lane.kill()
        for lane in self._lanes:
            if lane.thread.ident is not None:
                lane.thread.join(timeout=10)
        self._shop.refuse_waiting(PoolError("the pool is closed"))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
