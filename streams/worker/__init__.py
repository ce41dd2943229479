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
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog

from streams.errors import EventwireError, SettingsError
from streams.ops import topics
from streams.runtime import logs
from streams.runtime.health import HealthServer
from streams.runtime.metrics import Metrics
from streams.runtime.reader import Reader
from streams.runtime.settings import ROLES, Role, Settings
from streams.services import Service, service
from streams.stages import Surroundings
from streams.supervisor import supervise

#: Exit status of what no restart can mend: no engine, no model, a wrong setting (sysexits.h).
EX_CONFIG = 78

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
        await _run(role, settings)
    finally:
        _end_in_any_case()


async def _run(role: Role, settings: Settings) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stop, stop)
    metrics = Metrics()
    running: Service | None = None
    async with contextlib.AsyncExitStack() as stack:
        health = HealthServer(
            registry=metrics.registry,
            stalled=lambda: running is not None and running.stalled(loop.time()),
            reasons=lambda: ("the broker is asked",) if running is None else running.reasons(),
        )
        try:
            await health.start(host=settings.http_host, port=settings.http_port)
        except OSError as error:
            raise SettingsError(
                f"{settings.http_host}:{settings.http_port} cannot be listened on: {error}"
            ) from error
        stack.push_async_callback(health.stop)
        structlog.get_logger("eventwire.worker").info(
            "health", address=f"http://{settings.http_host}:{health.port}"
        )
        await asyncio.to_thread(topics.require, settings, role=role)
        reader = Reader(settings)
        stack.push_async_callback(reader.close)
        running = service(
            role,
            Surroundings(
                settings=settings,
                reader=reader,
                metrics=metrics,
                now=_now,
                stack=stack,
                stop=stop,
            ),
        )
        await running.run()


def _stop(stop: asyncio.Event) -> None:
    stop.set()
    _end_in_any_case()


def _end_in_any_case() -> None:
    """Whatever hangs while stopping, the process ends: what was not committed is repeated."""
    killer = threading.Timer(_STOP_SECONDS, os._exit, args=(1,))
    killer.daemon = True
    killer.start()


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
