"""A lane: one child process that parses, and the thread that feeds it, waits for it, replaces it.

The thread keeps the deadline of each article; a child that passes it is killed, one that dies is
replaced and the article it died over tried once more. Where many wait and the engine takes them
so, articles go to the child in batches by the length of their texts; what a batch fails on is then
handed over one by one, so that only the article that is to blame pays.
"""

import contextlib
import multiprocessing
import os
import queue
import signal
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from schemas.article import Article
from schemas.deadletter import DeadReason
from streams.errors import PoolError
from streams.runtime.parser import (
    OUT_OF_MEMORY,
    Broken,
    EncodedEvent,
    EngineSpec,
    Extracted,
    Raised,
    Ready,
    main,
)

#: Batches that lie in a child's pipe behind the one it works on, so that it never waits for this
#: process between two short ones. Longer texts are handed over one by one: a full pipe would
#: block the thread that keeps the deadline.
_PIPELINED = 4
_PIPELINED_CHARACTERS = 4_000
#: Most of a batch, in characters of text and in articles: what fits into a pipe of 64 KB twice over
#: unless nearly every character takes three bytes, and takes seconds at worst.
_BATCH_CHARACTERS = 24_000
_BATCH_ARTICLES = 64

#: Starts in a row that may fail before the pool gives up.
_START_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Parsed:
    """The events of an article, encoded, and the seconds that it took."""

    events: tuple[EncodedEvent, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Unparsed:
    """Why an article gave no outcome: `timeout`, `crashed` or `failed`, with one line of detail."""

    reason: DeadReason
    detail: str


Outcome = Parsed | Unparsed


@dataclass(slots=True)
class Job:
    article: Article
    future: "Future[Outcome]"
    deaths: int = 0
    alone: bool = False
    """Whether a batch with it has failed: from now on it is handed over by itself."""

    @property
    def long(self) -> bool:
        """Whether its text is too long to share a pipe or a batch."""
        return len(self.article.text) > _PIPELINED_CHARACTERS


@dataclass(slots=True, eq=False)
class Shop:
    """What the lanes of one pool share."""

    size: int
    jobs: "queue.SimpleQueue[Job | None]" = field(default_factory=queue.SimpleQueue)
    """Articles that wait; None ends the lane that takes it."""
    closing: threading.Event = field(default_factory=threading.Event)
    spawning: threading.Lock = field(default_factory=threading.Lock)
    error: PoolError | None = None
    """Why the pool is beyond repair, if it is."""
    extractor: str = ""
    """What the engine calls itself; known once a child is warm."""

    def refuse_waiting(self, error: PoolError) -> None:
        """Tell whoever waits that nothing will come."""
        with contextlib.suppress(queue.Empty):
            while True:
                job = self.jobs.get_nowait()
                if job is not None and job.future.set_running_or_notify_cancel():
                    job.future.set_exception(error)


class Lane:
    """One child and the thread that feeds it, waits for it and replaces it."""

    def __init__(
        self,
        shop: Shop,
        *,
        spec: EngineSpec,
        deadline: float,
        start_deadline: float,
        recycle_after: int,
        on_restart: Callable[[str], None],
    ) -> None:
        self.settled = threading.Event()
        """Set once the first child is warm, or the pool is beyond repair."""
        # A daemon: an interpreter that exits does not wait for a parse.
        self.thread = threading.Thread(target=self._run, name="parse-lane", daemon=True)
        self._shop = shop
        self._spec = spec
        self._deadline = deadline
        self._start_deadline = start_deadline
        self._recycle_after = recycle_after
        self._on_restart = on_restart
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._parsed = 0
        self._under_way: deque[list[Job]] = deque()
        """Batches in the child's pipe, the one it works on first."""
        self._held: deque[Job] = deque()
        """What was taken and waits for its turn: long articles, and what a batch failed on."""
        self._batches = False

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process is not None and process.is_alive() else None

    def kill(self) -> None:
        process = self._process
        if process is not None:
            with contextlib.suppress(ValueError, AttributeError):
                process.kill()

    def _run(self) -> None:
        # A child inherits the mask: Ctrl-C in a terminal does not reach it even while it starts.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._ensure_child()
            while not self._shop.closing.is_set():
                if not self._fill():
                    return
                if self._under_way:
                    self._settle_first()
                elif self._parsed >= self._recycle_after:
                    self._replace("recycled")
        except PoolError as error:
            self._refuse_under_way(error)
            if not self._shop.closing.is_set():
                self._break(error)
                self._refuse_later(error)
        except BaseException as error:
            told = PoolError(f"the thread that feeds a child failed: {error!r}")
            self._refuse_under_way(told)
            self._break(told)
            raise
        finally:
            self._refuse_under_way(PoolError("the pool is closed"))
            self._discard()
            self.settled.set()

    def _fill(self) -> bool:
        """Hand the child its next batches; False when the pool closes."""
        while len(self._under_way) < _PIPELINED and self._parsed < self._recycle_after:
            if self._under_way and not self._may_follow(self._under_way[-1]):
                return True
            batch = self._next_batch()
            if batch is None:
                return False
            if self._under_way and batch[0].long:
                self._held.extendleft(reversed(batch))
                return True
            self._parsed += len(batch)
            self._under_way.append(batch)
            self._send(batch)
        return True

    def _may_follow(self, batch: list[Job]) -> bool:
        """Whether more may lie in the pipe behind `batch`.

        What lies there waits for it even when a sibling is idle: only when there is enough for all.
        """
        if len(batch) > 1 and len(self._under_way) > 1:
            return False
        waiting = len(self._held) + self._shop.jobs.qsize()
        return not batch[-1].long and waiting >= 2 * self._shop.size

    def _next_batch(self) -> list[Job] | None:
        """What to hand over next, waiting for it; None when the pool closes."""
        first = self._next_job(wait_for_it=True)
        if first is None:
            return None
        batch = [first]
        if not self._batches or first.long or first.alone:
            return batch
        share = (len(self._held) + self._shop.jobs.qsize()) // self._shop.size
        most = min(_BATCH_ARTICLES, share, self._recycle_after - self._parsed)
        characters = len(first.article.text)
        while len(batch) < most:
            job = self._next_job(wait_for_it=False)
            if job is None:
                break
            characters += len(job.article.text)
            if job.long or job.alone or characters > _BATCH_CHARACTERS:
                self._held.appendleft(job)
                break
            batch.append(job)
        return batch

    def _next_job(self, *, wait_for_it: bool) -> Job | None:
        if self._held:
            return self._held.popleft()
        while True:
            try:
                job = self._shop.jobs.get(block=wait_for_it)
            except queue.Empty:
                return None
            if job is None and not wait_for_it:
                self._shop.jobs.put(None)  # the sign to end is for whoever waits for work
            if job is None or job.future.set_running_or_notify_cancel():
                return job

    def _settle_first(self) -> None:
        """Wait for the outcomes of the first batch under way."""
        batch = self._under_way[0]
        connection, process = self._connection, self._process
        assert connection is not None
        assert process is not None
        # The child works in order, so the clock of this batch starts now.
        ready = wait([connection, process.sentinel], timeout=self._deadline)
        if connection in ready:
            with contextlib.suppress(EOFError, OSError):
                answers = connection.recv()
                self._under_way.popleft()
                for job, answer in zip(batch, answers, strict=True):
                    job.future.set_result(_outcome(answer))
                return
        if self._shop.closing.is_set():
            raise PoolError("the pool is closed")
        reason = "crashed" if ready else "timeout"
        if len(batch) > 1:
            self._part(batch)
        elif ready:
            self._bury(batch[0], _epitaph(process))
        else:
            self._under_way.popleft()
            batch[0].future.set_result(
                Unparsed(DeadReason.TIMEOUT, f"no result within {self._deadline:g} s")
            )
        self._replace(reason)

    def _part(self, batch: list[Job]) -> None:
        """Hand over one by one, later, what failed together."""
        self._under_way.popleft()
        for job in batch:
            job.alone = True
        self._held.extend(batch)

    def _bury(self, job: Job, epitaph: str) -> None:
        """The child died over `job`: once more in a fresh child, then never again."""
        job.deaths += 1
        if job.deaths > 1:
            self._under_way.popleft()
            job.future.set_result(
                Unparsed(DeadReason.CRASHED, f"the process that parsed it died twice: {epitaph}")
            )

    def _replace(self, reason: str) -> None:
        """A fresh child, with what was under way handed over again."""
        self._discard()
        self._on_restart(reason)
        self._ensure_child()
        waiting, self._under_way = self._under_way, deque()
        for batch in waiting:
            self._under_way.append(batch)
            self._send(batch)

    def _send(self, batch: list[Job]) -> None:
        # A child that is gone shows at the next wait: nothing is lost by not hearing of it here.
        with contextlib.suppress(OSError):
            assert self._connection is not None
            self._connection.send([job.article for job in batch])

    def _ensure_child(self) -> None:
        detail = ""
        for attempt in range(_START_ATTEMPTS):
            if self._shop.closing.wait(timeout=attempt * 0.5):
                raise PoolError("the pool is closed")
            detail = self._start_child()
            if not detail:
                self._parsed = 0
                self.settled.set()
                return
            self._discard()
        raise PoolError(f"no child process can be started: {detail}")

    def _start_child(self) -> str:
        """Start a child and wait until it is warm; what went wrong, or nothing."""
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        process = context.Process(
            target=main, args=(theirs, self._spec, os.getpid()), name="eventwire-parse", daemon=True
        )
        with self._shop.spawning:
            process.start()
        self._process = process
        theirs.close()
        if self._shop.closing.is_set():
            raise PoolError("the pool is closed")
        if not wait([self._connection, process.sentinel], timeout=self._start_deadline):
            return f"not ready within {self._start_deadline:g} s"
        try:
            answer = self._connection.recv()
        except (EOFError, OSError):
            process.join(timeout=1)
            return _epitaph(process)
        if isinstance(answer, Broken):
            return answer.detail
        assert isinstance(answer, Ready)
        self._shop.extractor = answer.extractor
        self._batches = answer.batches
        return ""

    def _discard(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join(timeout=5)
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = None

    def _refuse_under_way(self, error: PoolError) -> None:
        self._under_way.append(list(self._held))
        self._held.clear()
        while self._under_way:
            for job in self._under_way.popleft():
                if not job.future.done():
                    job.future.set_exception(error)

    def _break(self, error: PoolError) -> None:
        self._shop.error = error
        self.settled.set()
        self._shop.refuse_waiting(error)

    def _refuse_later(self, error: PoolError) -> None:
        """The pool is beyond repair: whatever still arrives is told so."""
        while (job := self._shop.jobs.get()) is not None:
            if job.future.set_running_or_notify_cancel():
                job.future.set_exception(error)


def _outcome(answer: object) -> Outcome:
    match answer:
        case Extracted(events, seconds):
            return Parsed(events, seconds)
        case Raised(detail):
            return Unparsed(DeadReason.FAILED, detail)
        case _:
            raise PoolError(f"a child sent {type(answer).__name__}")


def _epitaph(process: BaseProcess) -> str:
    process.join(timeout=1)
    code = process.exitcode
    if code == OUT_OF_MEMORY:
        return "out of memory"
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"
