"""Formats: which reader a document is for. Runs in the sandbox, with all that it imports."""

from collections.abc import Callable
from typing import Literal, get_args

from streams.connectors import jsonl, newsml, ninjs, plain, syndication
from streams.connectors.item import Batch
from streams.connectors.markup import decode, name, xml
from streams.errors import Unreadable

Format = Literal["auto", "rss", "atom", "ninjs", "newsml-g2", "jsonl", "text"]
FORMATS: tuple[str, ...] = get_args(Format)

_READERS: dict[str, Callable[..., Batch]] = {
    # What calls itself one is often the other, and feedparser knows.
    "rss": syndication.read,
    "atom": syndication.read,
    "ninjs": ninjs.read,
    "newsml-g2": newsml.read,
    "jsonl": jsonl.read,
    "text": plain.read,
}


def read(format_: str, body: bytes, *, content_type: str = "", url: str = "") -> Batch:
    """What `body` holds; with the format `auto` by what it looks like.

    Raises `Unreadable` where it is nothing of the kind.
    """
    chosen = _sniff(body, content_type) if format_ == "auto" else format_
    return _READERS[chosen](body, content_type=content_type, url=url)


def _sniff(body: bytes, content_type: str) -> str:
    if not body.strip():
        raise Unreadable("it is empty")
    head = decode(body, content_type=content_type).lstrip("\ufeff \t\r\n")
    if head.startswith(("{", "[")):
        return "ninjs" if '"uri"' in head[:20_000] else "jsonl"
    if not head.startswith("<"):
        raise Unreadable(f"neither XML nor JSON: it begins with {head[:30]!r}")
    root = name(xml(head)).lower()
    if root == "html":
        raise Unreadable("an HTML page")
    return "newsml-g2" if root.endswith(("item", "message")) else "rss"
