"""Health: /metrics, /healthz and /readyz, and the watchdog that sees a worker stand still.

/healthz answers from the worker's own event loop, so that no answer means a loop that hangs; it
turns to 503 when there is lag and nothing has been settled for half the stall timeout. At the full
timeout the worker stops itself: clients have been seen to get stuck without a sign.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from streams.errors import BrokerError
from streams.runtime.metrics import Metrics
from streams.runtime.reader import Partition

_INTERVAL = 2.0


class Progress(Protocol):
    """What the watchdog needs to know of a stage."""

    def positions(self) -> Mapping[Partition, int]:
        """The offset up to which each held partition is settled."""
        ...

    def settled_total(self) -> int:
        """Messages settled since the start."""
        ...

    def high_water(self, partition: Partition) -> int:
        """The end of a partition as far as the client has heard, 0 if it has not."""
        ...


class Ends(Protocol):
    """What the watchdog needs of a reader: the ends, asked of the broker itself."""

    left: int
    """Records of a state that are still to be read."""
    read_total: int
    """Records of states that were read since the start."""

    async def ends(self, partitions: Iterable[Partition]) -> dict[Partition, int]:
        """The offset after the last record of each partition."""
        ...


@dataclass(slots=True)
class Watch:
    """Lag and progress of one stage."""

    progress: Progress
    reader: Ends
    metrics: Metrics
    patience: float
    lag: int = 0
    since: float | None = None
    """When the present standstill with lag began, on the loop's clock."""

    async def run(self) -> None:
        """Watch until cancelled; raises `BrokerError` at the end of its patience."""
        loop = asyncio.get_running_loop()
        done = self._done()
        exported: set[Partition] = set()
        while True:
            await asyncio.sleep(_INTERVAL)
            positions = self.progress.positions()
            ends = await self.reader.ends(positions)
            lags = {
                partition: max(
                    max(ends.get(partition, 0), self.progress.high_water(partition)) - position, 0
                )
                for partition, position in positions.items()
            }
            for gone in exported - lags.keys():
                self.metrics.lag.remove(gone.topic, str(gone.number))
            for partition, lag in lags.items():
                self.metrics.lag.labels(partition.topic, str(partition.number)).set(lag)
            exported = set(lags)
            self.lag = sum(lags.values())
            now = loop.time()
            self.metrics.restoring.set(self.reader.left)
            if not self.lag or self._done() != done:
                done = self._done()
                self.since = None
            elif self.since is None:
                self.since = now
            elif now - self.since > self.patience:
                raise BrokerError(
                    f"{self.lag} messages wait and none was settled for {self.patience:g} s"
                )

    def _done(self) -> int:
        """Work done so far: who restores a large state settles nothing, and is not stuck."""
        return self.progress.settled_total() + self.reader.read_total

    def stalled(self, now: float) -> bool:
        """Whether half the patience is used up."""
        return self.since is not None and now - self.since > self.patience / 2


class HealthServer:
    """The three pages. `reasons` tells why the worker is not ready, and nothing when it is."""

    def __init__(
        self,
        *,
        registry: CollectorRegistry,
        stalled: Callable[[], bool],
        reasons: Callable[[], tuple[str, ...]],
    ) -> None:
        self._registry = registry
        self._stalled = stalled
        self._reasons = reasons
        self._runner: web.AppRunner | None = None
        self.port = 0

    async def start(self, *, host: str, port: int) -> None:
        """Listen; raises OSError where the port is taken. Port 0 takes a free one."""
        app = web.Application()
        app.router.add_get("/metrics", self._metrics)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close the server."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _metrics(self, request: web.Request) -> web.Response:
        return web.Response(
            body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    async def _healthz(self, request: web.Request) -> web.Response:
        if self._stalled():
            return web.Response(status=503, text="messages wait and none is settled\n")
        return web.Response(text="ok\n")

    async def _readyz(self, request: web.Request) -> web.Response:
        reasons = self._reasons()
        if reasons:
            return web.Response(status=503, text="".join(f"{reason}\n" for reason in reasons))
        return web.Response(text="ok\n")
