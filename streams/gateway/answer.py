"""Answer: a JSON body that is made, compressed and sent only where it has to be."""

import gzip
import hashlib
from collections.abc import Callable

from aiohttp import web

#: Bytes from which on compressing is worth its time: one packet.
_WORTH_GZIP = 1_400
#: The level that takes a fifth of the default's time for nine tenths of its effect.
_LEVEL = 2


def etag(*parts: object) -> str:
    """A weak entity tag of what the body depends on: gzip or not, it means the same."""
    digest = hashlib.sha256("\n".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()
    return f'W/"{digest[:24]}"'


def answer(request: web.Request, body: Callable[[], bytes], *, tag: str) -> web.Response:
    """200 with `body`, or 304 to a client that has it."""
    headers = {"Cache-Control": "no-cache", "ETag": tag, "Vary": "Accept-Encoding"}
    if has(request, tag):
        return web.Response(status=304, headers=headers)
    content = body()
    if len(content) > _WORTH_GZIP and takes_gzip(request):
        content = gzip.compress(content, _LEVEL, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return web.Response(body=content, content_type="application/json", headers=headers)


def has(request: web.Request, tag: str) -> bool:
    """Whether If-None-Match names the tag; weak and strong are the same here."""
    told = request.headers.get("If-None-Match", "")
    return tag.removeprefix("W/") in {one.strip().removeprefix("W/") for one in told.split(",")}


def takes_gzip(request: web.Request) -> bool:
    """Whether the client takes gzip; "gzip;q=0" says that it does not."""
    for one in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _, weight = one.partition(";")
        if name.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
