"""Server: the gateway put together, and its life in a worker process."""

import asyncio
import contextlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge

from streams.errors import SettingsError
from streams.gateway.access import Access, guard, read_token
from streams.gateway.api import Api
from streams.gateway.files import Files
from streams.gateway.intake import Intake, StageBehind
from streams.gateway.readmodel import ReadModel
from streams.gateway.stream import Stream
from streams.runtime.certificate import certificate
from streams.runtime.reader import Reader
from streams.runtime.settings import Settings


@dataclass(slots=True)
class Gateway:
    """Page, API and stream. `start` listens, `read` fills it until it is cancelled."""

    settings: Settings
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    port: int = 0
    api: Api = field(init=False)
    _runner: web.AppRunner | None = None

    def __post_init__(self) -> None:
        settings = self.settings
        model = ReadModel(limit=settings.gateway_stories)
        stream = Stream(clients=settings.gateway_clients)
        hosts = {settings.gateway_host, *settings.gateway_hosts} - {"0.0.0.0", "::"}  # noqa: S104
        self.api = Api(
            model=model,
            stream=stream,
            intake=Intake(model, stream),
            access=Access(hosts=hosts, token=read_token(settings.gateway_token_file)),
            instance=uuid.uuid4().hex[:12],
        )
        self._export()

    async def start(self) -> None:
        """Listen. Raises `SettingsError` where the address cannot be had."""
        app = web.Application(middlewares=[guard(self.api.access)], client_max_size=64 * 1024)
        self.api.add_to(app.router)
        Files().add_to(app.router)
        # A client that leaves frees its place at once, not when the next write to it fails.
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=2.0, handler_cancellation=True
        )
        await self._runner.setup()
        host, port = self.settings.gateway_host, self.settings.gateway_port
        tls = certificate(self.settings.gateway_certificate, self.settings.gateway_key)
        try:
            await web.TCPSite(self._runner, host, port, ssl_context=tls).start()
        except OSError as error:
            raise SettingsError(f"{host}:{port} cannot be listened on: {error}") from error
        self.port = self._runner.addresses[0][1]
        log = structlog.get_logger("eventwire.gateway")
        log.info("page", address=f"http{'s' if tls else ''}://{host}:{self.port}/")

    async def read(self, reader: Reader, *, lag: Callable[[], tuple[StageBehind, ...]]) -> None:
        """Read the topics until cancelled. Raises `BrokerError`."""
        intake = self.api.intake
        watching = asyncio.create_task(intake.watch(lag, tell=lambda: self.api.meta().to_bytes()))
        try:
            await intake.run(reader)
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching

    async def stop(self) -> None:
        """End the streams and close the server."""
        self.api.stream.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def api_routes(self) -> tuple[web.AbstractRoute, ...]:
        """Every address that is served, once it listens."""
        return () if self._runner is None else tuple(self._runner.app.router.routes())

    def reasons(self) -> tuple[str, ...]:
        """Why it is not ready; empty when it is."""
        if self.api.intake.ready:
            return ()
        return (f"the topics are being read: {len(self.api.model)} stories so far",)

    def _export(self) -> None:
        api = self.api
        for name, told, value in (
            ("stories", "Stories held by the gateway.", lambda: len(api.model)),
            ("clients", "Open streams.", lambda: len(api.stream)),
            ("gaps", "Slow clients told that they miss something.", lambda: api.stream.gaps),
            ("unreadable", "Records of a wrong schema.", lambda: api.intake.unreadable),
        ):
            gauge = Gauge(f"eventwire_gateway_{name}", told, registry=self.registry)
            gauge.set_function(value)
