"""Files: the page and what it is made of, held in memory and compressed once."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from aiohttp import web

from streams import packs
from streams.gateway.answer import has, takes_gzip

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class File:
    """One file as it is sent."""

    content: bytes
    packed: bytes
    content_type: str
    tag: str


class Files:
    """Everything below static/, by its address: nothing else can be asked for."""

    def __init__(self) -> None:
        self._files = {
            f"/static/{path}": _file(path, found.read_bytes())
            for path, found in _walk(files("streams.gateway").joinpath("static"))
            if _suffix(path) in _TYPES
        }
        items = {code: packs.items(code) for code in packs.headlines()}
        self._files["/static/data/items.json"] = _file(
            "items.json", json.dumps(items, ensure_ascii=False).encode()
        )
        self._files["/"] = self._files.pop("/static/index.html")

    @property
    def weight(self) -> int:
        """Bytes of all files, compressed."""
        return sum(len(one.packed) for one in self._files.values())

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add an address for each file."""
        for path in self._files:
            router.add_get(path, self._send)

    async def _send(self, request: web.Request) -> web.Response:
        found = self._files[request.path]
        headers = {
            # Asked again each time, and answered with 304: a new release is never half loaded.
            "Cache-Control": "no-cache",
            "Content-Type": found.content_type,
            "ETag": found.tag,
            "Vary": "Accept-Encoding",
        }
        if has(request, found.tag):
            return web.Response(status=304, headers=headers)
        content = found.content
        if takes_gzip(request):
            headers["Content-Encoding"] = "gzip"
            content = found.packed
        return web.Response(body=content, headers=headers)


def _walk(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        else:
            yield f"{prefix}{entry.name}", entry


def _suffix(path: str) -> str:
    return path[path.rfind(".") :]


def _file(path: str, content: bytes) -> File:
    return File(
        content=content,
        packed=gzip.compress(content, 9, mtime=0),
        content_type=_TYPES[_suffix(path)],
        tag=f'W/"{hashlib.sha256(content).hexdigest()[:24]}"',
    )
