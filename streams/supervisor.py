"""The supervisor: one process a stage, started again when it fails, stopped together.

It holds no connection and no state, so that there is little to fail in it. Its children end when
it does, even after kill -9: each holds the reading end of a pipe whose other end only it has.
"""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from streams.runtime import logs
from streams.runtime.settings import Role, Settings

#: A child that lived this long starts with a clean record.
_STABLE_SECONDS = 60.0
#: Failures in a row, each sooner than that, until the supervisor gives up: the broker may be away
#: for a minute or two.
_MAX_FAILURES = 10
_MAX_PAUSE = 15.0
_STOP_SECONDS = 25.0
#: See `streams.worker.EX_CONFIG`: no restart can mend it.
_HOPELESS = 78


@dataclass(slots=True)
class _Child:
    role: Role
    settings: Settings
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    failures: int = 0
    due: float = field(default=0.0)


def supervise(roles: Sequence[Role], settings: Settings) -> int:
    """Run a process for each role until SIGTERM or SIGINT; the exit status."""
    logs.configure(settings, role="supervisor")
    log = structlog.get_logger("eventwire.supervisor")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, frame: stop.set())
    children = [_Child(role, _settings(settings, index)) for index, role in enumerate(roles)]
    status = 0
    try:
        while not stop.is_set():
            for child in children:
                if child.process is None and time.monotonic() >= child.due:
                    _start(child)
                code = child.process.poll() if child.process is not None else None
                if code is None:
                    continue
                status = _failed(child, code)
                if status:
                    log.critical("gives up", stage=child.role, status=code)
                    return status
                log.error("starts again", stage=child.role, status=code, failures=child.failures)
            stop.wait(0.2)
    finally:
        _stop(children)
    return 0


def _settings(settings: Settings, index: int) -> Settings:
    port = settings.http_port and settings.http_port + index
    return settings.model_copy(update={"http_port": port})


def _start(child: _Child) -> None:
    child.started = time.monotonic()
    child.process = subprocess.Popen(
        [sys.executable, "-m", "streams.worker", child.role, "--leashed"],
        stdin=subprocess.PIPE,
        # Ctrl-C reaches a terminal's whole group: the supervisor alone acts on it.
        start_new_session=True,
    )
    assert child.process.stdin is not None
    child.process.stdin.write(child.settings.to_pipe())
    child.process.stdin.flush()


def _failed(child: _Child, code: int) -> int:
    """Note a failure; other than 0 when the supervisor must give up."""
    now = time.monotonic()
    child.failures = 1 if now - child.started > _STABLE_SECONDS else child.failures + 1
    child.due = now + min(0.5 * 2 ** (child.failures - 1), _MAX_PAUSE)
    child.process = None
    if code == _HOPELESS:
        return code
    return 1 if child.failures >= _MAX_FAILURES else 0


def _stop(children: Sequence[_Child]) -> None:
    running = [child.process for child in children if child.process is not None]
    for process in running:
        process.send_signal(signal.SIGTERM)
    until = time.monotonic() + _STOP_SECONDS
    for process in running:
        try:
            process.wait(timeout=max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
