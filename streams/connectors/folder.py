"""Folder: files that somebody moves into a folder, each read once and put aside.

A file is taken when it is whole: whoever writes it gives it a name that begins with a dot or ends
with `.tmp` or `.part` and renames it when it is done; one that was written in place is taken when
nobody has touched it for a while. What was read goes to `done/`, what could not be read to
`failed/` with the reason beside it.
"""

import asyncio
import contextlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog

from streams.connectors import formats
from streams.connectors.feeds import Feed
from streams.connectors.intake import Intake
from streams.connectors.item import Batch
from streams.connectors.outcome import tally
from streams.errors import BrokerError, Unreadable
from streams.runtime.metrics import FeedMetrics
from streams.runtime.sandbox import Sandbox

DONE, FAILED = "done", "failed"

_UNFINISHED = (".tmp", ".part", ".partial", ".swp", "~")
#: Seconds that a file must have been left alone.
_SETTLED = 2.0
_MAX_BYTES = 64 * 1024 * 1024
#: Files that are taken at one look.
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Found:
    """A file that is ready to be read."""

    path: Path
    size: int
    modified: datetime


def ready(folder: Path, *, now: datetime, settled: float = _SETTLED) -> tuple[Found, ...]:
    """The whole files of a folder, the oldest first; raises OSError where there is no folder.

    Regular files only: a pipe would never end, and a link leads elsewhere.
    """
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name.endswith(_UNFINISHED):
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            if not stat.S_ISREG(status.st_mode) or now.timestamp() - status.st_mtime < settled:
                continue
            modified = datetime.fromtimestamp(status.st_mtime, tz=UTC)
            found.append(Found(Path(entry.path), status.st_size, modified))
    return tuple(sorted(found, key=lambda one: (one.modified, one.path))[:_AT_ONCE])


class FolderWatch:
    """Watches the folder of one feed for ever."""

    def __init__(
        self,
        feed: Feed,
        *,
        sandbox: Sandbox,
        intake: Intake,
        metrics: FeedMetrics,
        now: Callable[[], datetime],
        settled: float = _SETTLED,
    ) -> None:
        assert feed.folder is not None
        self._feed = feed
        self._folder = feed.folder
        self._sandbox = sandbox
        self._intake = intake
        self._metrics = metrics
        self._now = now
        self._settled = settled
        self._log = structlog.get_logger("eventwire.feeds").bind(feed=feed.name)

    async def run(self) -> None:
        """Look into the folder until cancelled; make it where there is none."""
        with contextlib.suppress(OSError):  # told by every look
            await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        while True:
            await self.once()
            await asyncio.sleep(self._feed.pause)

    async def once(self) -> int:
        """Look once; how many files were dealt with."""
        try:
            files = await asyncio.to_thread(
                ready, self._folder, now=self._now(), settled=self._settled
            )
            for number, file in enumerate(files):
                try:
                    await self._take(file)
                except BrokerError as error:
                    # The file stays where it is: it is read again, and what was sent of it is
                    # known.
                    self._count("broker")
                    self._log.error("not delivered", file=file.path.name, why=str(error))
                    return number
        except Exception as error:  # noqa: BLE001 - see below
            # No folder, no right to it, a full disk; or a defect of ours that a file brings out.
            self._count("folder")
            self._log.error("folder", why=str(error))
            return 0
        self._metrics.last_success.labels(self._feed.name).set(self._now().timestamp())
        return len(files)

    async def _take(self, file: Found) -> None:
        try:
            body = await asyncio.to_thread(_read, file)
            batch: Batch = await self._sandbox.run(
                formats.read, format_of(self._feed, file.path), body, url=file.path.name
            )
        except Unreadable as error:
            self._count("unreadable")
            self._log.warning("not read", file=file.path.name, why=str(error))
            await asyncio.to_thread(_put_aside, file.path, FAILED, reason=str(error))
            return
        self._metrics.received.labels(self._feed.name).inc(len(body))
        results = await self._intake.take(self._feed, batch.items)
        await self._intake.refuse(self._feed, batch.faults)
        faulty = [f"item {fault.position}: {fault.reason}" for fault in batch.faults]
        faulty += [f"{one.article_id}: {one.reason}" for one in results if one.outcome == "dead"]
        self._count("faulty" if faulty else "ok")
        self._log.info("read", file=file.path.name, told=tally(results), faults=len(faulty))
        where = FAILED if faulty else DONE
        await asyncio.to_thread(_put_aside, file.path, where, reason="\n".join(faulty))

    def _count(self, outcome: str) -> None:
        self._metrics.fetches.labels(self._feed.name, outcome).inc()


def format_of(feed: Feed, path: Path) -> str:
    """The format of a file: the feed's, else plain text for `*.txt`, else by its looks."""
    if feed.format != "auto":
        return feed.format
    return "text" if path.suffix.lower() in (".txt", ".text") else "auto"


def _read(file: Found) -> bytes:
    if file.size > _MAX_BYTES:
        raise Unreadable(f"{file.size} bytes, at most {_MAX_BYTES} are read")
    # Not a link that took the file's place meanwhile, nor a pipe.
    handle = os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as stream:
        return stream.read(_MAX_BYTES + 1)


def _put_aside(path: Path, where: str, *, reason: str) -> None:
    """Move a file to a folder beside it, under a name of its own, with the reason in a file."""
    folder = path.parent / where
    folder.mkdir(exist_ok=True)
    target, number = folder / path.name, 1
    while target.exists():
        number += 1
        target = folder / f"{path.stem}.{number}{path.suffix}"
    if reason:
        target.with_name(f"{target.name}.reason").write_text(f"{reason}\n", encoding="utf-8")
    path.rename(target)
