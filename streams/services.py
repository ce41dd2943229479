"""Services: what a worker process runs, be it a stage of the stream, the page or the feeds.

Page and feeds are loaded by whoever runs them: with what they need they take seconds, and a worker
that parses would be ready that much later.
"""

import asyncio
import contextlib
from functools import partial
from typing import Any, Protocol

from streams.errors import BrokerError, SettingsError
from streams.ops.lag import Lag, lag
from streams.runtime.app import StageApp
from streams.runtime.health import Watch
from streams.runtime.metrics import FeedMetrics
from streams.runtime.settings import Role, Settings
from streams.runtime.stage import Stage
from streams.stages import Surroundings, plan


class Service(Protocol):
    """One role of a worker."""

    def reasons(self) -> tuple[str, ...]:
        """Why it is not ready; nothing when it is."""
        ...

    def stalled(self, now: float) -> bool:
        """Whether it has stood still for long with work to do; `now` on the loop's clock."""
        ...

    async def run(self) -> None:
        """Run until asked to stop; raises what broke."""
        ...


def service(role: Role, given: Surroundings) -> Service:
    """What runs `role`. Raises `SettingsError` where a setting is missing or wrong."""
    if role == "gateway":
        return PageService(given)
    if role == "feeds":
        return FeedsService(given)
    return StageService(role, given)


class StageService:
    """A stage of the stream, with the watchdog that sees it stand still."""

    def __init__(self, role: Role, given: Surroundings) -> None:
        self._role = role
        self._given = given
        self._app: StageApp[Any] | None = None
        self._watch: Watch | None = None

    def reasons(self) -> tuple[str, ...]:
        """Why it takes no messages yet."""
        if self._app is None or self._watch is None:
            return ("models are being loaded",)
        if not self._app.consumption.assigned:
            return ("no partitions are assigned yet",)
        if not self._app.consumption.ready:
            return (f"state is being restored, {self._given.reader.left} records left",)
        return ()

    def stalled(self, now: float) -> bool:
        """Whether messages wait and none was settled for half of its patience."""
        return self._watch is not None and self._watch.stalled(now)

    async def run(self) -> None:
        """Take part in the group until asked to stop; raises what broke."""
        given = self._given
        chosen = await plan(self._role, given)
        if chosen is None:
            return
        app = self._app = StageApp(
            Stage(chosen.agent, now=given.now),
            settings=given.settings,
            reader=given.reader,
            metrics=given.metrics,
            window=chosen.window,
        )
        self._watch = Watch(app, given.reader, given.metrics, patience=chosen.patience)
        watching = asyncio.create_task(self._watch.run())
        watching.add_done_callback(partial(_watched, app))
        ending = asyncio.create_task(_stop(given.stop, app))
        try:
            await app.run()
        finally:
            watching.cancel()
            ending.cancel()


class PageService:
    """The gateway: the page, its API, and what they show."""

    def __init__(self, given: Surroundings) -> None:
        from streams.gateway.server import Gateway  # noqa: PLC0415 - see above

        self._given = given
        self._gateway = Gateway(given.settings, registry=given.metrics.registry)

    def reasons(self) -> tuple[str, ...]:
        """Why it shows less than there is."""
        return self._gateway.reasons()

    def stalled(self, now: float) -> bool:
        """Never: nothing waits for it."""
        return False

    async def run(self) -> None:
        """Serve until asked to stop; raises what broke."""
        given = self._given
        await self._gateway.start()
        reading = asyncio.create_task(
            self._gateway.read(given.reader, lag=partial(_lag, given.settings))
        )
        stopping = asyncio.create_task(given.stop.wait())
        try:
            await asyncio.wait({reading, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                await reading  # raises what ended it
        finally:
            stopping.cancel()
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reading
            await self._gateway.stop()


class FeedsService:
    """The feeds that news comes from."""

    def __init__(self, given: Surroundings) -> None:
        from streams.connectors import feeds  # noqa: PLC0415 - see above
        from streams.connectors.service import FeedService  # noqa: PLC0415

        if given.settings.feeds is None:
            raise SettingsError("feeds: EVENTWIRE_FEEDS names no file of feeds")
        self._stop = given.stop
        self._service = FeedService(
            feeds.load(given.settings.feeds),
            settings=given.settings,
            reader=given.reader,
            metrics=FeedMetrics(given.metrics.registry),
            now=given.now,
        )

    def reasons(self) -> tuple[str, ...]:
        """Why no feed is asked yet."""
        return () if self._service.ready else ("what was seen is being read",)

    def stalled(self, now: float) -> bool:
        """Never: that a feed is quiet is its own metric."""
        return False

    async def run(self) -> None:
        """Ask the feeds until asked to stop; raises what broke."""
        await self._service.run(self._stop)


def _lag(settings: Settings) -> tuple[Lag, ...]:
    """The lag of the stages that run: here, or as their commits tell."""
    found = lag(settings)
    alive = {*settings.running, *(one.role for one in found if one.committed is not None)}
    return tuple(one for one in found if one.role in alive)


async def _stop(stop: asyncio.Event, app: StageApp[Any]) -> None:
    await stop.wait()
    app.stop()


def _watched(app: StageApp[Any], task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        app.consumption.fail(error if isinstance(error, BrokerError) else BrokerError(repr(error)))
