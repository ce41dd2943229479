"""Posting: one HTTP POST, what its answer means for the next attempt, and who is told by it."""

from collections.abc import Callable, Mapping
from datetime import datetime

import aiohttp

from schemas.alert import Alert
from streams.core.stories.notice import Notice
from streams.errors import Undelivered
from streams.runtime.http import retry_after
from streams.runtime.targets import Target

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


class Poster:
    """A receiver by HTTP POST: one target, a session shared with others, and the words for people.

    Such receivers look at ids: a repeat of one notification is none to them.
    """

    recognises = True

    def __init__(
        self,
        target: Target,
        *,
        session: aiohttp.ClientSession,
        render: Callable[[Alert], Notice],
        now: Callable[[], datetime],
    ) -> None:
        self.name = target.spec.name
        self.wants = target.spec.wants
        self._target = target
        self._session = session
        self._render = render
        self._now = now

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """One attempt; raises `Undelivered`."""
        timeout = self._target.spec.timeout
        await post(self._session, url, body, headers=headers, timeout=timeout)
