"""HTTP: one guarded client for everything that is fetched from elsewhere.

What comes back is bounded in every direction: addresses (see `addresses`), redirects, time in
all and between two bytes, size as sent and size unpacked. Credentials stay with the origin that
they are for. It raises `FetchError` and nothing else.
"""

import asyncio
import ssl
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Literal, Self

import aiohttp
from yarl import URL

from streams.errors import FetchError
from streams.runtime.addresses import AddressRefused, Gate, Network
from streams.runtime.unpacking import Unpacker
from streams.runtime.wire import VERSION

Outcome = Literal[
    "refused", "dns", "connect", "tls", "timeout", "redirects", "too_large", "encoding", "status",
    "protocol", "robots", "busy",
]  # fmt: skip
"""Why a fetch failed. `refused`: an address or scheme that is not fetched from."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 64 * 1024

#: No server may put us off for longer.
_MAX_RETRY_AFTER = 24 * 3600.0

Turn = Callable[[str], AbstractAsyncContextManager[object]]
"""A wait for one's turn with a host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one fetch, redirects included."""

    seconds: float = 30.0
    idle_seconds: float = 10.0
    body_bytes: int = 8 * 1024 * 1024
    """Unpacked. Feeds of a thousand items in full have some 5 MB."""
    redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer with status 200 or 304; `body` is unpacked."""

    status: int
    url: str
    """Where it came from in the end."""
    body: bytes = b""
    received: int = 0
    """Bytes of the body as they were sent."""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""


def user_agent(contact: str = "") -> str:
    """How we introduce ourselves: the program, and whom to write to."""
    return f"eventwire/{VERSION}" + (f" (+{contact})" if contact else "")


class Client:
    """Fetches with GET. `allowed` are networks beside the public ones that may be reached."""

    def __init__(
        self,
        *,
        allowed: Iterable[Network] = (),
        contact: str = "",
        turn: Turn = lambda host: nullcontext(),
    ) -> None:
        self._gate = Gate(allowed)
        self._agent = user_agent(contact)
        self._turn = turn
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(socket_factory=self._gate.socket, limit_per_host=2),
            headers={"User-Agent": self._agent, "Accept-Encoding": "gzip, deflate"},
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            # A proxy would connect in our place, past the gate.
            trust_env=False,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
        limits: Limits | None = None,
    ) -> Fetched:
        """What is at `url`; raises `FetchError`.

        `secrets` are headers that go to the origin of `url` alone, never where it redirects to.
        """
        bounds = limits or Limits()
        try:
            first = where = URL(url)
            _check(where)
            loop, left = asyncio.get_running_loop(), bounds.seconds
            for _ in range(bounds.redirects + 1):
                same = where.origin() == first.origin()
                sent = {**(headers or {}), **(secrets or {} if same else {})}
                # Waiting for one's turn is our own doing and does not count.
                async with self._turn(where.host or ""):
                    begun = loop.time()
                    async with asyncio.timeout(left):
                        found = await self._once(where, sent, bounds)
                    left -= loop.time() - begun
                if isinstance(found, Fetched):
                    return found
                where = found
            raise FetchError("redirects", f"more than {bounds.redirects} from {url}")
        except TimeoutError:
            raise FetchError("timeout", f"{url}: not within {bounds.seconds:g} s") from None
        except ValueError as error:
            raise FetchError("protocol", f"{url}: {error}") from None

    async def _once(self, url: URL, headers: Mapping[str, str], limits: Limits) -> Fetched | URL:
        assert self._session is not None
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=limits.idle_seconds, sock_read=limits.idle_seconds
        )
        try:
            async with self._session.get(
                url, headers=headers, allow_redirects=False, timeout=timeout
            ) as answer:
                if answer.status in _REDIRECTS:
                    return _target(url, answer.headers.get("Location", ""))
                if answer.status not in (200, 304):
                    raise FetchError(
                        "status",
                        f"{url}: {answer.status} {answer.reason or ''}".rstrip(),
                        status=answer.status,
                        retry_after=retry_after(answer.headers.get("Retry-After")),
                    )
                body, received = b"", 0
                if answer.status == 200:
                    body, received = await _body(answer, limits)
                return Fetched(
                    status=answer.status,
                    url=str(url),
                    body=body,
                    received=received,
                    content_type=answer.headers.get("Content-Type", ""),
                    headers=_plain(answer.headers),
                )
        except (aiohttp.ClientError, OSError) as error:
            raise _failed(url, error) from None


def _check(url: URL) -> None:
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchError("refused", f"{url}: only http and https are fetched")
    if url.user or url.password:
        raise FetchError("refused", f"{url.host}: credentials do not belong in an address")


def _target(url: URL, location: str) -> URL:
    if not location:
        raise FetchError("protocol", f"{url}: a redirect to nowhere")
    target = url.join(URL(location))
    _check(target)
    return target


async def _body(answer: aiohttp.ClientResponse, limits: Limits) -> tuple[bytes, int]:
    if answer.content_length is not None and answer.content_length > limits.body_bytes:
        raise FetchError(
            "too_large", f"{answer.url}: {answer.content_length} bytes, at most {limits.body_bytes}"
        )
    unpack = Unpacker(answer.headers.get("Content-Encoding", ""), limit=limits.body_bytes)
    received = 0
    async for chunk in answer.content.iter_chunked(_CHUNK):
        received += len(chunk)
        unpack.feed(chunk)
    return unpack.end(), received


def _failed(url: URL, error: BaseException) -> FetchError:
    cause: BaseException | None = error
    inner = getattr(error, "os_error", None)
    if isinstance(inner, BaseException):
        cause = inner
    if isinstance(cause, AddressRefused):
        return FetchError("refused", f"{url}: {cause}")
    told = f"{url}: {_one_line(error)}"
    if isinstance(error, aiohttp.ServerTimeoutError | TimeoutError):
        return FetchError("timeout", told)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return FetchError("dns", f"{url}: no such host")
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return FetchError("tls", told)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ServerDisconnectedError | OSError):
        return FetchError("connect", told)
    return FetchError("protocol", told)


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _plain(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def retry_after(value: str | None, *, now: datetime | None = None) -> float | None:
    """Seconds to wait, of a Retry-After header in either form (RFC 9110); None for none or
    nonsense, and never more than a day."""
    if not value:
        return None
    told = value.strip()
    if told.isascii() and told.isdigit():
        return min(float(told[:12]), _MAX_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    wait = (moment - (now or datetime.now(UTC))).total_seconds()
    return min(max(wait, 0.0), _MAX_RETRY_AFTER)
