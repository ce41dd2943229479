"""Stages: each role of the stream put together from its agent and what that needs."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import aiohttp

from schemas.rules import Rulebook
from streams.agents.alert import Alerter
from streams.agents.cluster import Cluster
from streams.agents.extract import Extract
from streams.agents.notify import Notify
from streams.core.stories.clusterer import Clusterer
from streams.core.stories.rules import loud
from streams.core.stories.shelf import Drawer
from streams.core.stories.told import Told
from streams.errors import PoolError, SettingsError
from streams.runtime import rules
from streams.runtime.drawer import DiskDrawer
from streams.runtime.guard import Guard
from streams.runtime.metrics import Metrics
from streams.runtime.pool import ParsePool
from streams.runtime.reader import Reader
from streams.runtime.settings import Role, Settings
from streams.runtime.stage import Agent
from streams.runtime.targets import read_targets

#: Alerts that are sent side by side: so many may wait for a target that is away.
_NOTIFICATIONS_AT_ONCE = 256

#: Seconds until the latest moment at which an alert is due: the digest of an hour.
_LONGEST_DELAY = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What every stage is given. What `stack` holds is closed when the stage ends."""

    settings: Settings
    reader: Reader
    metrics: Metrics
    now: Callable[[], datetime]
    stack: contextlib.AsyncExitStack
    stop: asyncio.Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An agent, how many messages it takes at once, and how long it may stand still."""

    agent: Agent[Any]
    window: int = 1
    patience: float


async def plan(role: Role, given: Surroundings) -> Plan | None:
    """How `role` is run; None where it was stopped while it got ready.

    Raises `SettingsError` for what no restart can mend.
    """
    settings = given.settings
    match role:
        case "extract":
            return await _extract(given)
        case "cluster":
            agent = Cluster(
                clusterer=_clusterer(settings), reader=given.reader, metrics=given.metrics
            )
            return Plan(agent=agent, patience=settings.stall_timeout)
        case "alert":
            alerter = Alerter(
                book=_rules(settings),
                reader=given.reader,
                metrics=given.metrics,
                now=given.now,
                told=partial(Told, warm=settings.stories_in_memory, drawer=_drawer(settings)),
            )
            return Plan(agent=alerter, patience=settings.stall_timeout)
        case "notify":
            return await _notify(given)
        case _:
            raise SettingsError(f"{role} is no stage of the stream")


def _clusterer(settings: Settings) -> Callable[[], Clusterer]:
    return partial(
        Clusterer,
        horizon=timedelta(days=settings.story_horizon_days),
        keep=settings.stories_kept_open,
        warm=settings.stories_in_memory,
        drawer=_drawer(settings),
    )


def _drawer(settings: Settings) -> Callable[[], Drawer]:
    return partial(DiskDrawer, settings.data_dir)


async def _extract(given: Surroundings) -> Plan | None:
    settings, metrics = given.settings, given.metrics
    pool = ParsePool.of(
        settings, on_restart=lambda reason: metrics.pool_restarts.labels(reason).inc()
    )
    given.stack.callback(pool.close)
    pool.start()
    warming = asyncio.create_task(asyncio.to_thread(pool.warm))
    stopping = asyncio.create_task(given.stop.wait())
    await asyncio.wait({warming, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if given.stop.is_set():
        return None
    try:
        warming.result()
    except PoolError as error:
        # At the start it is the engine or its models; later it may be the machine.
        raise SettingsError(str(error)) from error
    agent = Extract(
        guard=Guard(languages=settings.languages, max_text=settings.max_text),
        parser=pool,
        reader=given.reader,
        metrics=metrics,
        now=given.now,
    )
    return Plan(agent=agent, window=settings.window, patience=settings.stall_timeout)


async def _notify(given: Surroundings) -> Plan:
    # With the words of all languages: who parses in child processes need not load spaCy himself.
    from streams.notify import receivers  # noqa: PLC0415

    settings = given.settings
    if settings.notify_targets is None:
        raise SettingsError("notify: EVENTWIRE_NOTIFY_TARGETS names no file of targets")
    session = await given.stack.enter_async_context(aiohttp.ClientSession())
    agent = Notify(
        targets=receivers(
            read_targets(settings.notify_targets),
            session=session,
            page=settings.page_url,
            now=given.now,
        ),
        reader=given.reader,
        metrics=given.metrics,
        now=given.now,
        patience=settings.notify_patience,
        max_age=timedelta(seconds=settings.notify_max_age),
    )
    # What is due later, or for a target that is away, holds up what is behind it.
    patience = settings.stall_timeout + settings.notify_patience + _LONGEST_DELAY
    return Plan(agent=agent, window=_NOTIFICATIONS_AT_ONCE, patience=patience)


def _rules(settings: Settings) -> Rulebook:
    try:
        book = rules.read(settings.alert_rules)
    except (OSError, ValueError) as error:
        raise SettingsError(f"alert rules: {error}") from error
    return book if settings.alert_silence else loud(book)
