"""The course of the demonstration: broker, topics, workers, articles, and what comes of them."""

import contextlib
import os
import queue
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

from rich.console import Console
from rich.live import Live
from rich.text import Text

from schemas.topics import ALERTS, DEADLETTERS, EVENTS, STORIES
from streams.cli import CommandFailed
from streams.cli.demo.articles import Days
from streams.cli.demo.board import Board
from streams.cli.demo.workers import Workers
from streams.cli.tail import tail
from streams.ops import topics
from streams.ops.embedded import EmbeddedBroker
from streams.ops.feed import sender
from streams.runtime.security import Security
from streams.runtime.settings import Settings

#: Seconds without any progress until the demonstration is given up.
_PATIENCE = 120.0
#: Seconds between two articles on a terminal, so that there is something to see.
_PACE = 0.12
#: Seconds of rest after which what the figures tell has been read from the topics, too.
_REST = 0.7
#: Columns of the summary where no terminal tells how many there are.
_PAPER = 110

_TOPICS = (*(topic.name for topic in EVENTS.values()), STORIES.name, ALERTS.name, DEADLETTERS.name)


def play(days: Days, *, settings: Settings, once: bool, must_tell: bool) -> None:
    """Run the demonstration; nothing is left running when it returns or raises.

    Raises `CommandFailed` when a part does not start, when nothing moves any more, or, with
    `must_tell`, when no event comes out.
    """
    console = Console()
    if not console.is_terminal:
        console = Console(width=_PAPER)
    stays = console.is_terminal and not once
    with contextlib.ExitStack() as stack:
        stack.enter_context(_ended_by_signals())
        settings = stack.enter_context(_broker(settings, console))
        topics.ensure(settings)
        workers = Workers(settings, log=_log_file(settings))
        stack.callback(workers.stop)
        workers.start()
        arrivals = _listen(settings)
        _wait_until_ready(workers, console, patience=settings.start_deadline)
        board = Board()
        _feed_and_show(days, settings, workers, arrivals, board, console)
        board.summary(console)
        if must_tell and not board.events:
            raise CommandFailed(f"no event came out of {board.fed} articles (log: {workers.log})")
        _tell_where(workers, settings, console, stays=stays)
        if stays:
            with contextlib.suppress(KeyboardInterrupt):
                _keep_up(workers, arrivals, board, console)
            console.print("stopping …")


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """SIGTERM and SIGHUP end the demonstration as Ctrl-C does: with everything that it started."""

    def interrupt(number: int, frame: FrameType | None) -> NoReturn:
        # Once is enough: a second signal must not cut the stopping short.
        for one in caught:
            signal.signal(one, signal.SIG_IGN)
        raise KeyboardInterrupt

    caught = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
    former = {number: signal.signal(number, interrupt) for number in caught}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _broker(settings: Settings, console: Console) -> Iterator[Settings]:
    if os.environ.get("EVENTWIRE_BROKER"):
        console.print(f"broker {settings.broker}, as EVENTWIRE_BROKER says", highlight=False)
        yield settings
        return
    with EmbeddedBroker() as address:
        console.print(f"embedded broker (in memory, for demonstration) {address}", highlight=False)
        yield settings.model_copy(update={"broker": address, "security": Security()})


def _log_file(settings: Settings) -> Path:
    folder = settings.data_dir / "demo"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "workers.log"
        path.write_bytes(b"")
    except OSError:
        handle, name = tempfile.mkstemp(prefix="eventwire-demo-", suffix=".log")
        os.close(handle)
        path = Path(name)
    return path.resolve()


Arrivals = queue.SimpleQueue[tuple[str, bytes] | BaseException]


def _listen(settings: Settings) -> Arrivals:
    """What arrives on the topics, from now on."""
    arrivals: Arrivals = queue.SimpleQueue()
    # On an embedded broker everything is ours; elsewhere there may be years of it.
    from_start = not os.environ.get("EVENTWIRE_BROKER")

    def listen() -> None:
        try:
            for record in tail(_TOPICS, settings=settings, from_start=from_start):
                if record.value is not None:
                    arrivals.put((record.topic, record.value))
        except BaseException as error:  # noqa: BLE001 - raised again where the queue is read
            arrivals.put(error)

    threading.Thread(target=listen, name="demo-listen", daemon=True).start()
    return arrivals


def _wait_until_ready(workers: Workers, console: Console, *, patience: float) -> None:
    until = time.monotonic() + patience
    told = ""
    with console.status("starting the workers …") as status:
        while waiting := workers.waiting_for():
            workers.check()
            if time.monotonic() > until:
                raise CommandFailed(
                    f"the workers are not ready after {patience:g} s: {waiting} "
                    f"(log: {workers.log})"
                )
            if waiting != told:
                told = waiting
                status.update(f"starting the workers … {waiting}")
            time.sleep(0.2)
    console.print(f"workers ready: {', '.join(workers.ports)}", highlight=False)
    console.print(Text(f"the page: {workers.page}", style="bold"), soft_wrap=True)


def _feed_and_show(
    days: Days,
    settings: Settings,
    workers: Workers,
    arrivals: Arrivals,
    board: Board,
    console: Console,
) -> None:
    """Feeds day after day and takes what comes until it has gone through every stage."""
    pace = _PACE if console.is_terminal else 0.0
    with contextlib.ExitStack() as stack:
        live = stack.enter_context(Live(console=console, transient=True)) if pace else None

        def step() -> bool:
            moved = _take(arrivals, board, None if live else console)
            if live:
                live.update(board.table())
            return moved

        for day in days:
            with sender(settings) as send:
                for message in day:
                    send(message)
                    board.fed += 1
                    if pace:
                        board.figures = workers.figures()
                        step()
                        time.sleep(pace)
            _settle(workers, board, step)


def _settle(workers: Workers, board: Board, step: Callable[[], bool]) -> None:
    seen = None
    quiet_since: float | None = None
    patience = time.monotonic() + _PATIENCE
    while True:
        workers.check()
        board.figures = workers.figures()
        moved = step()
        now = time.monotonic()
        state = (board.figures, len(board.events), len(board.alerts))
        if moved or state != seen:
            seen, patience, quiet_since = state, now + _PATIENCE, None
        elif board.figures.caught_up(board.fed):
            # The figures run ahead of what this process has read; a moment of rest ends it.
            quiet_since = quiet_since or now
            if now - quiet_since > _REST:
                return
        elif now > patience:
            settled = board.figures.done("extract")
            raise CommandFailed(
                f"nothing moves any more: {board.fed} articles fed, {settled} settled, "
                f"{board.figures.events} events (log: {workers.log})"
            )
        time.sleep(0.1)


def _take(arrivals: Arrivals, board: Board, console: Console | None) -> bool:
    """Takes what has arrived; whether anything had."""
    moved = False
    while True:
        try:
            arrival = arrivals.get_nowait()
        except queue.Empty:
            return moved
        if isinstance(arrival, BaseException):
            raise arrival
        moved = True
        line = board.put(*arrival)
        if console is not None and line is not None:
            console.print(line, soft_wrap=True)


def _tell_where(workers: Workers, settings: Settings, console: Console, *, stays: bool) -> None:
    console.print()
    told = Text()
    told.append("where to look next\n", style="bold underline")
    if stays:
        told.append(f"  {workers.page}\n", style="bold")
        told.append("      the page: map, timeline and stories, live\n", style="dim")
        prefix = f"EVENTWIRE_BROKER={settings.broker} eventwire"
        for command, what in (
            (f"{prefix} watch --from-start", "every event, with its evidence"),
            (f"{prefix} stories", "the state of the world"),
            (f"{prefix} deadletters list", "what could not be processed, and why"),
            (f"{prefix} feed article.txt --published 2022-12-20", "an article of your own"),
        ):
            told.append(f"  {command}\n", style="")
            told.append(f"      {what}\n", style="dim")
        for role, port in workers.ports.items():
            told.append(f"  http://127.0.0.1:{port}/metrics", style="")
            told.append(f"  {role}\n", style="dim")
    told.append("  eventwire extract article.txt --published 2022-12-20 --explain\n")
    told.append("      what a text tells, and why the rest of it is no event\n", style="dim")
    told.append(f"  {workers.log}\n")
    told.append("      what the workers logged", style="dim")
    console.print(told, soft_wrap=True, highlight=False)
    if stays:
        console.print("\nAll of it runs until Ctrl-C; what you feed shows here.", style="bold")
    sys.stdout.flush()


def _keep_up(workers: Workers, arrivals: Arrivals, board: Board, console: Console) -> None:
    while True:
        workers.check()
        _take(arrivals, board, console)
        time.sleep(0.2)
