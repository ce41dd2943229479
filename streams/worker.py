"""The worker: one stage in one process, or several stages as processes of one supervisor.

    python -m streams.worker ROLE

`serve` runs one stage and fails fast: any defect of the broker or of ours ends the process with a
status other than 0, and a process manager starts it again from the last commit. `run` with several
roles is such a manager.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
import structlog

from schemas.rules import Rulebook
from streams.agents.alert import Alerter
from streams.agents.cluster import Cluster
from streams.agents.extract import Extract
from streams.agents.notify import Notify
from streams.connectors import feeds
from streams.connectors.service import FeedService
from streams.core.rules import loud
from streams.core.stories import Clusterer
from streams.errors import BrokerError, EventwireError, PoolError, SettingsError
from streams.gateway.server import Gateway
from streams.notify import receivers
from streams.ops import topics
from streams.ops.lag import Lag, lag
from streams.runtime import logs, rules
from streams.runtime.app import StageApp
from streams.runtime.guard import Guard
from streams.runtime.health import HealthServer, Watch
from streams.runtime.metrics import FeedMetrics, Metrics
from streams.runtime.pool import ParsePool
from streams.runtime.reader import Reader
from streams.runtime.settings import ROLES, Role, Settings
from streams.runtime.stage import Agent, Stage
from streams.runtime.targets import read_targets
from streams.supervisor import supervise

#: Exit status of what no restart can mend: no engine, no model, a wrong setting (sysexits.h).
EX_CONFIG = 78

#: Alerts that are sent side by side: so many may wait for a target that is away.
_NOTIFICATIONS_AT_ONCE = 256

#: Seconds until the latest moment at which an alert is due: the digest of an hour.
_LONGEST_DELAY = 3600.0

#: Seconds that stopping may take before the process ends all the same.
_STOP_SECONDS = 20.0


def run(roles: Sequence[Role], settings: Settings) -> int:
    """Run the stages until SIGTERM or SIGINT; the exit status."""
    chosen = tuple(role for role in ROLES if role in roles)
    if len(chosen) == 1:
        return serve(chosen[0], settings)
    return supervise(chosen, settings)


def serve(role: Role, settings: Settings) -> int:
    """Run one stage in this process until SIGTERM or SIGINT; the exit status."""
    logs.configure(settings, role=role)
    log = structlog.get_logger("eventwire.worker")
    try:
        asyncio.run(_serve(role, settings))
    except SettingsError as error:
        log.critical("cannot run", why=str(error))
        return EX_CONFIG
    except EventwireError as error:
        log.critical("stopped by a failure", why=str(error))
        return 1
    except Exception:
        log.critical("stopped by a defect", exc_info=True)
        return 1
    log.info("stopped")
    return 0


async def _serve(role: Role, settings: Settings) -> None:
    try:
        await _run_stage(role, settings)
    finally:
        _end_in_any_case()


async def _run_stage(role: Role, settings: Settings) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stop, stop)
    metrics = Metrics()
    log = structlog.get_logger("eventwire.worker")
    state: dict[str, Any] = {}
    async with contextlib.AsyncExitStack() as stack:
        health = HealthServer(
            registry=metrics.registry,
            stalled=lambda: "watch" in state and state["watch"].stalled(loop.time()),
            reasons=lambda: _reasons(state),
        )
        try:
            await health.start(host=settings.http_host, port=settings.http_port)
        except OSError as error:
            raise SettingsError(
                f"{settings.http_host}:{settings.http_port} cannot be listened on: {error}"
            ) from error
        stack.push_async_callback(health.stop)
        log.info("health", address=f"http://{settings.http_host}:{health.port}")
        await asyncio.to_thread(topics.require, settings, role=role)
        reader = Reader(settings)
        stack.push_async_callback(reader.close)
        if role == "gateway":
            await _run_gateway(settings, reader=reader, metrics=metrics, state=state, stop=stop)
            return
        if role == "feeds":
            await _run_feeds(settings, reader=reader, metrics=metrics, state=state, stop=stop)
            return
        agent: Agent[Any]
        window = 1
        stall_timeout = settings.stall_timeout
        if role == "extract":
            pool = ParsePool.of(
                settings,
                on_restart=lambda reason: metrics.pool_restarts.labels(reason).inc(),
            )
            stack.callback(pool.close)
            pool.start()
            warming = asyncio.create_task(asyncio.to_thread(pool.warm))
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait({warming, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            if stop.is_set():
                return
            try:
                warming.result()
            except PoolError as error:
                # At the start it is the engine or its models; later it may be the machine.
                raise SettingsError(str(error)) from error
            agent = Extract(
                guard=Guard(languages=settings.languages, max_text=settings.max_text),
                parser=pool,
                reader=reader,
                metrics=metrics,
                now=_now,
            )
            window = settings.window
        elif role == "cluster":
            agent = Cluster(clusterer=Clusterer.empty, reader=reader, metrics=metrics)
        elif role == "alert":
            agent = Alerter(book=_rules(settings), reader=reader, metrics=metrics, now=_now)
        else:
            if settings.notify_targets is None:
                raise SettingsError("notify: EVENTWIRE_NOTIFY_TARGETS names no file of targets")
            session = await stack.enter_async_context(aiohttp.ClientSession())
            agent = Notify(
                targets=receivers(
                    read_targets(settings.notify_targets),
                    session=session,
                    page=settings.page_url,
                    now=_now,
                ),
                reader=reader,
                metrics=metrics,
                now=_now,
                patience=settings.notify_patience,
                max_age=timedelta(seconds=settings.notify_max_age),
            )
            window = _NOTIFICATIONS_AT_ONCE
            # What is due later, or for a target that is away, holds up what is behind it.
            stall_timeout += settings.notify_patience + _LONGEST_DELAY
        app = StageApp(
            Stage(agent, now=_now),
            settings=settings,
            reader=reader,
            metrics=metrics,
            window=window,
        )
        watch = Watch(app, reader, metrics, patience=stall_timeout)
        state.update(app=app, watch=watch)
        watching = asyncio.create_task(watch.run())
        watching.add_done_callback(lambda task: _watched(task, app))
        ending = asyncio.create_task(_stop_app(stop, app))
        try:
            await app.run()
        finally:
            watching.cancel()
            ending.cancel()


async def _run_gateway(
    settings: Settings,
    *,
    reader: Reader,
    metrics: Metrics,
    state: dict[str, Any],
    stop: asyncio.Event,
) -> None:
    gateway = Gateway(settings, registry=metrics.registry)
    state["gateway"] = gateway
    await gateway.start()
    reading = asyncio.create_task(gateway.read(reader, lag=partial(_lag, settings)))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({reading, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if reading.done():
            await reading  # raises what ended it
    finally:
        stopping.cancel()
        reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await reading
        await gateway.stop()


def _lag(settings: Settings) -> tuple[Lag, ...]:
    """The lag of the stages that run: here, or as their commits tell."""
    found = lag(settings)
    alive = {*settings.running, *(one.role for one in found if one.committed is not None)}
    return tuple(one for one in found if one.role in alive)


async def _run_feeds(
    settings: Settings,
    *,
    reader: Reader,
    metrics: Metrics,
    state: dict[str, Any],
    stop: asyncio.Event,
) -> None:
    if settings.feeds is None:
        raise SettingsError("feeds: EVENTWIRE_FEEDS names no file of feeds")
    state["feeds"] = service = FeedService(
        feeds.load(settings.feeds),
        settings=settings,
        reader=reader,
        metrics=FeedMetrics(metrics.registry),
        now=_now,
    )
    await service.run(stop)


def _stop(stop: asyncio.Event) -> None:
    stop.set()
    _end_in_any_case()


def _end_in_any_case() -> None:
    """Whatever hangs while stopping, the process ends: what was not committed is repeated."""
    killer = threading.Timer(_STOP_SECONDS, os._exit, args=(1,))
    killer.daemon = True
    killer.start()


async def _stop_app(stop: asyncio.Event, app: StageApp[Any]) -> None:
    await stop.wait()
    app.stop()


def _watched(task: "asyncio.Task[None]", app: StageApp[Any]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        app.consumption.fail(error if isinstance(error, BrokerError) else BrokerError(repr(error)))


def _reasons(state: Mapping[str, Any]) -> tuple[str, ...]:
    """Why the worker is not ready to take messages."""
    if "gateway" in state:
        reasons: tuple[str, ...] = state["gateway"].reasons()
        return reasons
    if (service := state.get("feeds")) is not None:
        return () if service.ready else ("what was seen is being read",)
    app = state.get("app")
    if app is None:
        return ("models are being loaded",)
    if not app.consumption.assigned:
        return ("no partitions are assigned yet",)
    if not app.consumption.ready:
        return (f"state is being restored, {state['watch'].reader.left} records left",)
    return ()


def _rules(settings: Settings) -> Rulebook:
    try:
        book = rules.read(settings.alert_rules)
    except (OSError, ValueError) as error:
        raise SettingsError(f"alert rules: {error}") from error
    return book if settings.alert_silence else loud(book)


def _now() -> datetime:
    return datetime.now(UTC)


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m streams.worker ROLE`; with `--leashed` the settings come as one line of JSON on
    standard input, whose end means that the supervisor is gone."""
    parser = argparse.ArgumentParser(prog="streams.worker")
    parser.add_argument("role", choices=ROLES)
    parser.add_argument("--leashed", action="store_true")
    asked = parser.parse_args(arguments)
    if not asked.leashed:
        return serve(asked.role, Settings())
    settings = Settings.model_validate_json(sys.stdin.readline())
    threading.Thread(target=_end_with_supervisor, daemon=True).start()
    return serve(asked.role, settings)


def _end_with_supervisor() -> None:
    while sys.stdin.read(1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
