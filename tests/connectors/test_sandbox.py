"""The child that reads: deadlines, deaths, errors, and no orphan."""

import asyncio
import os
import sys
import time
from typing import Any

import pytest

from streams.connectors import formats
from streams.connectors.item import Batch
from streams.errors import Unreadable
from streams.runtime.sandbox import Sandbox
from tests.connectors.documents import RSS


def hang() -> None:
    while True:
        pass


def die() -> None:
    os._exit(3)


def deep() -> None:
    sys.setrecursionlimit(1_000_000)

    def fall(value: Any) -> Any:
        return fall([value])

    fall(0)


def refuse() -> None:
    raise Unreadable("no feed")


def stumble() -> None:
    raise KeyError("oops")


def process() -> int:
    return os.getpid()


def test_a_call_that_hangs_dies_or_fails_costs_itself_alone() -> None:
    async def calling() -> tuple[list[str], int, Batch]:
        sandbox = Sandbox(deadline=30.0)
        told = []
        try:
            first = await sandbox.run(process)
            for function in (die, refuse, stumble, deep):
                with pytest.raises(Unreadable) as caught:
                    await sandbox.run(function)
                told.append(str(caught.value))
            sandbox._deadline = 0.5
            with pytest.raises(Unreadable) as caught:
                await sandbox.run(hang)
            told.append(str(caught.value))
            sandbox._deadline = 30.0
            assert first != os.getpid()
            return told, sandbox.restarts, await sandbox.run(formats.read, "rss", RSS.encode())
        finally:
            sandbox.close()

    told, restarts, batch = asyncio.run(calling())
    assert told[0] == "the process that read it died over it"
    assert told[1] == "no feed"
    assert told[2] == "KeyError: 'oops'"
    assert told[4] == "not read within 0.5 s"
    assert restarts in (2, 3)
    assert len(batch.items) == 2


def test_a_call_that_is_given_up_ends() -> None:
    async def calling() -> int:
        sandbox = Sandbox(deadline=60.0)
        try:
            await sandbox.run(process)
            begun = time.monotonic()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await sandbox.run(hang)
            assert time.monotonic() - begun < 20
            return await sandbox.run(process)
        finally:
            sandbox.close()

    assert asyncio.run(calling())


def test_the_child_ends_with_its_parent() -> None:
    async def calling() -> int:
        sandbox = Sandbox()
        try:
            return await sandbox.run(process)
        finally:
            sandbox.close()

    child = asyncio.run(calling())
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
