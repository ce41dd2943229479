"""What is compared in one run: eventwire's pool, and a plain parse of everything.

Each runs as many processes as it is given cores, models loaded before the clock starts, and takes
the same articles. A figure is wall time and CPU time of all its processes; the second is what a
loaded machine disturbs less.
"""

import multiprocessing
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Protocol

from benchmarks.throughput.machine import Usage
from schemas.article import Article
from streams.runtime.parser import EngineSpec
from streams.runtime.pool import ParsePool, Unparsed

_PATIENCE = 900.0


@dataclass(frozen=True, slots=True)
class Timing:
    """One pass over a stream."""

    wall: float
    cpu: float
    events: int = 0


class Runner(Protocol):
    """Something that takes articles as fast as it can."""

    name: str

    def run(self, articles: Sequence[Article]) -> Timing:
        """One pass; everything is warm."""
        ...

    def close(self) -> None:
        """End its processes."""
        ...


class Ours:
    """Extraction as the worker does it, without the broker."""

    def __init__(
        self, name: str, *, languages: Sequence[str], processes: int, **options: Any
    ) -> None:
        self.name = name
        self.pool = ParsePool(
            EngineSpec(
                path="streams.runtime.engine:Engine", languages=tuple(languages), options=options
            ),
            size=processes,
            deadline=120,
        )
        self.pool.start()
        self.pool.warm()

    def run(self, articles: Sequence[Article]) -> Timing:
        """One pass through the pool."""
        begin, before = time.perf_counter(), self._cpu()
        events = 0
        for outcome in self.pool.map_ordered(articles):
            if isinstance(outcome, Unparsed):
                raise RuntimeError(outcome.detail)  # noqa: TRY004 - not a wrong type
            events += len(outcome.events)
        return Timing(time.perf_counter() - begin, self._cpu() - before, events)

    def _cpu(self) -> float:
        pids = (os.getpid(), *self.pool.children)
        return sum(Usage.of(pid).cpu for pid in pids)

    def close(self) -> None:
        """End the children."""
        self.pool.close()


class Plain:
    """`nlp.pipe` over the title and text of every article, the stream dealt out to processes.

    `all_pipes`: the pipelines as they load, their recognisers of entities and spaCy's own choice of
    matrix multiplication included; else as eventwire runs them. spaCy's own `n_process` starts its
    processes anew for each call; here they stay, which is in its favour.
    """

    def __init__(
        self,
        name: str,
        *,
        languages: Sequence[str],
        processes: int,
        all_pipes: bool,
    ) -> None:
        self.name = name
        context = multiprocessing.get_context("spawn")
        self._ends: list[Connection] = []
        self._processes = []
        for _ in range(processes):
            mine, theirs = context.Pipe()
            process = context.Process(
                target=_parse, args=(theirs, tuple(languages), all_pipes), daemon=True
            )
            process.start()
            theirs.close()
            self._ends.append(mine)
            self._processes.append(process)
        for end in self._ends:
            end.recv()

    def run(self, articles: Sequence[Article]) -> Timing:
        """One pass; as long as the slower half takes."""
        size = len(self._ends)
        texts = [(a.language, f"{a.title}\n\n{a.text}") for a in articles]
        begin = time.perf_counter()
        for number, end in enumerate(self._ends):
            end.send(texts[number::size])
        cpu = sum(self._answer(end) for end in self._ends)
        return Timing(time.perf_counter() - begin, cpu)

    def _answer(self, end: Connection) -> float:
        if not end.poll(_PATIENCE):
            raise RuntimeError(f"{self.name}: no answer within {_PATIENCE:g} s")
        seconds: float = end.recv()
        return seconds

    def close(self) -> None:
        """End the processes."""
        for end in self._ends:
            end.send(None)
        for process in self._processes:
            process.join(timeout=10)


def _parse(connection: Connection, languages: tuple[str, ...], all_pipes: bool) -> None:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    pipelines = {language: _pipeline(language, all_pipes=all_pipes) for language in languages}
    for nlp in pipelines.values():
        list(nlp.pipe(["Warm."]))
    connection.send(True)
    while (texts := connection.recv()) is not None:
        before = _cpu()
        for language, nlp in pipelines.items():
            mine = [text for told, text in texts if told == language]
            for _ in nlp.pipe(mine):
                pass
        connection.send(_cpu() - before)


def _cpu() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _pipeline(language: str, *, all_pipes: bool) -> Any:
    from streams.runtime.engine import Engine, plain  # noqa: PLC0415 - loads spaCy, in the child

    return plain(language) if all_pipes else Engine((language,)).nlp(language)
