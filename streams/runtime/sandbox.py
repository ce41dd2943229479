"""Sandbox: a child process for code that reads what strangers wrote, with a deadline a call.

Markup can be built to hold a parser for minutes or to kill it; there is no way to stop a thread.
A call that passes its deadline costs the child, which is started anew, and nothing else. The
child ends with its parent (see `parser`).
"""

import asyncio
import contextlib
import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from streams.errors import EventwireError, Unreadable
from streams.runtime.parser import shield

T = TypeVar("T")

#: Seconds that a child may take to start and to import what reads.
_START_SECONDS = 60.0

#: Calls after which a child is replaced: libraries that parse markup keep some of what they saw.
_RECYCLE_AFTER = 5_000


@dataclass(frozen=True, slots=True)
class _Told:
    """What a call came to: a value, or the line of an `Unreadable`."""

    value: Any = None
    unreadable: str | None = None


class Sandbox:
    """One child process that runs one call at a time. Calls queue up in their order."""

    def __init__(self, *, deadline: float = 20.0) -> None:
        self._deadline = deadline
        self._lock = asyncio.Lock()
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._calls = 0
        self.restarts = 0
        """Children that had to be replaced."""

    async def run(self, function: Callable[..., T], /, *arguments: Any, **named: Any) -> T:
        """What `function`, importable by name, gives in the child.

        Raises `Unreadable` where the function does, where it fails in another way, where it takes
        longer than the deadline or kills the child.
        """
        async with self._lock:
            call = asyncio.ensure_future(asyncio.to_thread(self._call, function, arguments, named))
            try:
                told = await asyncio.shield(call)
            except asyncio.CancelledError:
                # The thread waits for the child: end the one, and the other ends.
                self._kill()
                with contextlib.suppress(Exception):
                    await call
                raise
        if told.unreadable is not None:
            raise Unreadable(told.unreadable)
        value: T = told.value
        return value

    def close(self) -> None:
        """End the child."""
        self._kill()

    def _call(
        self, function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> _Told:
        self._calls += 1
        if self._calls > _RECYCLE_AFTER:
            self._kill()
            self._calls = 1
        connection = self._ensure()
        try:
            connection.send((function, arguments, named))
            if not connection.poll(self._deadline):
                self._kill()
                self.restarts += 1
                return _Told(unreadable=f"not read within {self._deadline:g} s")
            told: _Told = connection.recv()
            return told
        except (EOFError, OSError):
            self._kill()
            self.restarts += 1
            return _Told(unreadable="the process that read it died over it")

    def _ensure(self) -> Connection:
        if self._connection is not None and self._process is not None and self._process.is_alive():
            return self._connection
        self._kill()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_serve, args=(theirs, os.getpid()), name="eventwire-sandbox", daemon=True
        )
        process.start()
        theirs.close()
        if not ours.poll(_START_SECONDS):
            process.kill()
            raise Unreadable(f"the process that reads did not start within {_START_SECONDS:g} s")
        with contextlib.suppress(EOFError):
            ours.recv()
        self._process, self._connection = process, ours
        return ours

    def _kill(self) -> None:
        process, self._process = self._process, None
        connection, self._connection = self._connection, None
        if process is not None:
            process.kill()
            process.join(timeout=5)
        if connection is not None:
            connection.close()


def _serve(connection: Connection, parent: int) -> None:
    shield(parent)
    connection.send(None)
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            function, arguments, named = connection.recv()
            connection.send(_answer(function, arguments, named))


def _answer(
    function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]
) -> _Told:
    try:
        return _Told(value=function(*arguments, **named))
    except Unreadable as error:
        return _Told(unreadable=str(error))
    except MemoryError:
        os._exit(1)
    except EventwireError as error:
        return _Told(unreadable=str(error))
    except (Exception, RecursionError) as error:  # noqa: BLE001 - whatever it trips over
        told = " ".join(str(error).split())[:200]
        return _Told(unreadable=f"{type(error).__name__}: {told}")
