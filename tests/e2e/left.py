"""What a command leaves running, found by a mark in the environment of its processes."""

import os
import time
from pathlib import Path
from uuid import uuid4

MARK = "EVENTWIRE_TEST_MARK"


def marked() -> dict[str, str]:
    """An environment that every process started with it, and each of theirs, carries on."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EVENTWIRE_")}
    return kept | {MARK: uuid4().hex}


def running(environment: dict[str, str]) -> list[str]:
    """The command lines of the living processes that carry the mark of `environment`."""
    mark = f"{MARK}={environment[MARK]}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if mark not in (folder / "environ").read_bytes().split(b"\0"):
                continue
            state = (folder / "stat").read_text().rsplit(")", 1)[1].split()[0]
            if state != "Z":
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except (OSError, IndexError):
            continue  # gone in the meantime, or another user's
    return found


def none_left(environment: dict[str, str], *, within: float) -> list[str]:
    """What still runs after `within` seconds at most; returns at once when nothing does."""
    until = time.monotonic() + within
    while (found := running(environment)) and time.monotonic() < until:
        time.sleep(0.1)
    return found
