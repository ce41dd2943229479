"""The child process that parses: one engine, one article at a time, until its parent is gone.

A child never outlives its parent, not even after kill -9: Linux delivers SIGKILL when the parent
dies, and everywhere a thread waits for the parent's end. SIGINT is the parent's business, so that
Ctrl-C in a terminal, which reaches the whole process group, does not cut an article in half.
"""

import contextlib
import ctypes
import gc
import importlib
import os
import resource
import signal
import sys
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from schemas.article import Article
from schemas.event import EventBase, Kind
from streams.runtime.settings import Settings
from streams.runtime.wire import VERSION

#: Exit code of a child that ran out of memory; any other code is as good, but this one is told.
OUT_OF_MEMORY = 71

_PR_SET_PDEATHSIG = 1


class Engine(Protocol):
    """What turns an article into events. Built inside the child from an import string."""

    languages: Sequence[str]

    def extract(self, article: Article) -> tuple[EventBase, ...]:
        """The events of one article; synchronous and CPU-bound."""
        ...


@runtime_checkable
class BatchEngine(Engine, Protocol):
    """An engine that takes many articles at once and is faster for it."""

    def extract_all(self, articles: Sequence[Article]) -> Sequence[tuple[EventBase, ...]]:
        """The events of each article, in their order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSpec:
    """How a child builds its engine."""

    path: str
    """`package.module:Name`; called as `Name(languages, **options)`."""
    languages: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    warm: bool = True
    """Load every language at start (`engine.warm()`), not at its first article."""
    memory_mb: int | None = None

    @classmethod
    def of(cls, settings: Settings, *, warm: bool = True) -> "EngineSpec":
        """The engine that the settings name."""
        return cls(
            path=settings.engine,
            languages=settings.languages,
            options=engine_options(settings),
            warm=warm,
            memory_mb=settings.child_memory_mb,
        )


def engine_options(settings: Settings) -> dict[str, Any]:
    """What of the settings the engine is told; nothing where all is as it would be anyway."""
    options: dict[str, Any] = {}
    if settings.models:
        options["models"] = settings.models
    if not settings.prefilter:
        options["prefilter"] = False
    if settings.min_confidence:
        options["least"] = settings.min_confidence
    return options


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedEvent:
    """An event as bytes, with what the parent needs to route and count it."""

    kind: Kind
    event_id: str
    status: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Ready:
    """The child's first message: it takes articles from now on."""

    extractor: str
    batches: bool
    """Whether its engine takes many articles at once."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The child's first message when its engine cannot be built."""

    detail: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """The events of one article."""

    events: tuple[EncodedEvent, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Raised:
    """The engine raised on one article."""

    detail: str


def main(connection: Connection, spec: EngineSpec, parent: int) -> None:
    """Run the child: `Ready` or `Broken` first, then for each batch an answer an article."""
    shield(parent)
    # One core a child: a numerical library that starts a thread a core would fight its siblings.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    if spec.memory_mb is not None:
        limit = spec.memory_mb * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    try:
        engine, extractor = _build(spec)
    except BaseException as error:  # noqa: BLE001 - nor shall a SystemExit die unheard
        connection.send(Broken(_told(error)))
        return
    # What was loaded stays: the collector need not walk a model again and again.
    gc.collect()
    gc.freeze()
    connection.send(Ready(extractor, isinstance(engine, BatchEngine)))
    with contextlib.suppress(EOFError, ConnectionError):
        while (articles := connection.recv()) is not None:
            connection.send(_answers(engine, articles))


def _answers(engine: Engine, articles: Sequence[Article]) -> tuple[Extracted | Raised, ...]:
    if len(articles) > 1 and isinstance(engine, BatchEngine):
        started = time.perf_counter()
        try:
            found = [_encoded(events) for events in engine.extract_all(articles)]
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except (Exception, SystemExit):  # noqa: BLE001 - one by one it shows which it was
            return tuple(_answer(engine, article) for article in articles)
        seconds = (time.perf_counter() - started) / len(articles)
        return tuple(Extracted(events, seconds) for events in found)
    return tuple(_answer(engine, article) for article in articles)


def _answer(engine: Engine, article: Article) -> Extracted | Raised:
    started = time.perf_counter()
    try:
        events = _encoded(engine.extract(article))
    except MemoryError:
        # The heap is of no more use; the parent tries the article once more in a fresh child.
        os._exit(OUT_OF_MEMORY)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a defect is told, not died of
        return Raised(_told(error))
    return Extracted(events, time.perf_counter() - started)


def _encoded(events: Sequence[EventBase]) -> tuple[EncodedEvent, ...]:
    return tuple(
        EncodedEvent(
            kind=Kind(event.kind),  # type: ignore[attr-defined]  # each of the nine has it
            event_id=event.event_id,
            status=event.status.value,
            value=event.to_bytes(),
        )
        for event in events
    )


def _build(spec: EngineSpec) -> tuple[Engine, str]:
    module, _, name = spec.path.partition(":")
    made = getattr(importlib.import_module(module), name)(spec.languages, **spec.options)
    if spec.warm and hasattr(made, "warm"):
        made.warm()
    # What its events carry as `extractor`: with another one an article is processed anew.
    version = getattr(made, "version", None)
    return made, version if isinstance(version, str) else f"eventwire/{VERSION}"


def _told(error: BaseException) -> str:
    """The error and the line of ours or the engine's that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{where}"


def shield(parent: int) -> None:
    """Make this process one that ends with its parent and leaves Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _die_with_parent(parent)


def _die_with_parent(parent: int) -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)
    alive = parent_process()
    if alive is not None:
        threading.Thread(target=_watch, args=(alive.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
