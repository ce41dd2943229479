"""Drawer: what is seldom asked for, in a file in place of memory.

Nothing in it outlives the process or needs to: a topic has it all. So the file has no name as soon
as it is open, and nothing is synced. A disk that fills or cannot be written costs memory and a word
in the log; a file that cannot be read any more stops the worker, which then begins anew.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import structlog

from streams.errors import ScratchLost

#: Writes that are put to the file together: one by one they would cost ten times as much.
_AT_ONCE = 512

#: Kibibytes of the file that each drawer keeps in memory.
_CACHED = 1024


class DiskDrawer(MutableMapping[str, bytes]):
    """A mapping in a file of its own under `folder`.

    Raises `ScratchLost` where the file cannot be read. A folder that takes no file leaves all of it
    in memory.
    """

    def __init__(self, folder: Path) -> None:
        self._log = structlog.get_logger("eventwire.drawer").bind(folder=str(folder))
        # None: deleted. What is not in the file yet, or could not be put there.
        self._fresh: dict[str, bytes | None] = {}
        self._bound = _AT_ONCE
        self._folder = folder
        # Made when there is something to lay in it: most partitions never hold a story.
        self._file: sqlite3.Connection | None = None

    def __getitem__(self, key: str) -> bytes:
        """What lies under `key`; raises KeyError where nothing does."""
        if key in self._fresh:
            value = self._fresh[key]
        else:
            row = next(self._rows("SELECT value FROM entry WHERE key = ?", key), None)
            value = None if row is None else row[0]
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key: str, value: bytes) -> None:
        """Lays `value` under `key`."""
        self._fresh[key] = value
        self._write()

    def __delitem__(self, key: str) -> None:
        """Takes away what lies under `key`; raises KeyError where nothing does."""
        if key not in self:
            raise KeyError(key)
        self._fresh[key] = None
        self._write()

    def __iter__(self) -> Iterator[str]:
        """The keys, in no order; nothing may be laid in meanwhile."""
        yield from (key for key, value in self._fresh.items() if value is not None)
        for (key,) in self._rows("SELECT key FROM entry"):
            if key not in self._fresh:
                yield key

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def close(self) -> None:
        """Gives the space on disk back."""
        if self._file is not None:
            self._file.close()

    def _rows(self, query: str, *arguments: str) -> Iterator[tuple[Any, ...]]:
        if self._file is None:
            return
        try:
            yield from self._file.execute(query, arguments)
        except sqlite3.Error as error:
            raise ScratchLost(f"what was laid on disk cannot be read: {error}") from error

    def _write(self) -> None:
        """Puts to the file what is not in it, once that is much; what it does not take stays."""
        if len(self._fresh) < self._bound:
            return
        laid = [(key, value) for key, value in self._fresh.items() if value is not None]
        gone = [(key,) for key, value in self._fresh.items() if value is None]
        try:
            if self._file is None:
                self._file = _open(self._folder)
            with self._file:
                self._file.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?)", laid)
                self._file.executemany("DELETE FROM entry WHERE key = ?", gone)
        except (OSError, sqlite3.Error) as error:
            # Tried again when there is twice as much: not at every write.
            self._bound = 2 * len(self._fresh)
            self._log.warning("stories stay in memory: the disk takes none", why=str(error))
        else:
            self._fresh.clear()
            self._bound = _AT_ONCE


def _open(folder: Path) -> sqlite3.Connection:
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix="eventwire-", suffix=".scratch")
    os.close(handle)
    try:
        # Whoever restores a partition need not be the thread that handles its messages.
        file = sqlite3.connect(name, check_same_thread=False)
        for pragma in (
            # In memory, so that a write that fails half-way leaves the file as it was.
            "journal_mode = MEMORY",
            "synchronous = OFF",
            "locking_mode = EXCLUSIVE",
            "temp_store = MEMORY",
            f"cache_size = -{_CACHED}",
        ):
            file.execute(f"PRAGMA {pragma}")
        file.execute("CREATE TABLE entry (key TEXT PRIMARY KEY, value BLOB NOT NULL)")
        file.commit()
    finally:
        # The file lives as long as it is open: kill -9 leaves nothing behind.
        Path(name).unlink(missing_ok=True)
    return file
