"""Posting: one HTTP POST, and what its answer means for the next attempt."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp

from streams.errors import Undelivered

#: Answers below 500 that ask for another attempt: timeout, too early, too many requests.
_AGAIN = frozenset({408, 425, 429})
#: Longest pause in seconds that a receiver may ask for.
_LONGEST_PAUSE = 3600.0


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
    raise Undelivered(f"HTTP {status}", retry_after=_seconds(retry), hopeless=not again)


def _seconds(retry_after: str | None) -> float | None:
    """The pause that a Retry-After header asks for (RFC 9110: seconds, or a date)."""
    if retry_after is None:
        return None
    if retry_after.isascii() and retry_after.isdigit():
        return min(float(retry_after), _LONGEST_PAUSE)
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return min(max((at - datetime.now(UTC)).total_seconds(), 0.0), _LONGEST_PAUSE)
