"""Posting: one HTTP POST, and what its answer means for the next attempt."""

from collections.abc import Mapping

import aiohttp

from streams.errors import Undelivered
from streams.runtime.http import retry_after

#: Answers below 500 that ask for another attempt: timeout, too early, too many requests.
_AGAIN = frozenset({408, 425, 429})


async def post(
    session: aiohttp.ClientSession,
    url: str,
    body: bytes,
    *,
    headers: Mapping[str, str],
    timeout: float,  # noqa: ASYNC109 - of the whole exchange, by aiohttp's own means
) -> None:
    """Post `body`; raises `Undelivered` for any answer but 2xx. Redirects are not followed: they
    would carry signatures and tokens to wherever they point."""
    try:
        async with session.post(
            url,
            data=body,
            headers=headers,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=timeout),
        ) as answer:
            status, retry = answer.status, answer.headers.get("retry-after")
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        # Without the URL, which may hold a token.
        raise Undelivered(f"no answer: {type(error).__name__}") from error
    if 200 <= status < 300:
        return
    again = status >= 500 or status in _AGAIN
    raise Undelivered(f"HTTP {status}", retry_after=retry_after(retry), hopeless=not again)
