"""Input of the commands: a plain text, or articles as JSON Lines; a file, or standard input."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from streams.cli import USAGE, CommandFailed

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class PlainText:
    """The input is one text."""

    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """The input is JSON Lines: numbers from 1, and each line's bytes; blank ones are left out."""

    lines: Iterator[tuple[int, bytes]]


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """The file at `path`, or standard input for `-`; raises `CommandFailed`."""
    if path == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(path).open("rb")  # noqa: SIM115 - closed below, its errors told apart here
    except OSError as error:
        raise CommandFailed(f"{path}: {error.strerror}", code=USAGE) from None
    with stream:
        try:
            yield stream
        except IsADirectoryError:
            raise CommandFailed(f"{path}: is a folder", code=USAGE) from None


def name_of(path: str) -> str:
    """What an article from `path` is called: the name of the file, or `stdin`."""
    return "stdin" if path == "-" else Path(path).name


def read(stream: BinaryIO | io.BytesIO) -> PlainText | Lines:
    """What `stream` holds: JSON Lines when the first character that is not blank is `{`.

    Raises `CommandFailed` for a text that is not UTF-8, naming the line. Lines of JSON are not
    decoded here: one that is wrong must not keep the others.
    """
    ahead: list[bytes] = []
    for line in stream:
        ahead.append(line if ahead else line.removeprefix(_BOM))
        if ahead[-1].strip():
            break
    if ahead and ahead[-1].lstrip().startswith(b"{"):
        return Lines(_numbered(chain(ahead, stream)))
    return PlainText(_decoded(chain(ahead, stream)))


def _numbered(lines: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, line


def _decoded(lines: Iterator[bytes]) -> str:
    decoded = []
    for number, line in enumerate(lines, start=1):
        try:
            decoded.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            raise CommandFailed(f"line {number}: not UTF-8", code=USAGE) from None
    return "".join(decoded)
