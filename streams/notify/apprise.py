"""Mail, Slack, Teams, Matrix and a hundred more, each by a URL of the library Apprise."""

import asyncio
import logging
from collections.abc import Callable

import apprise

from schemas.alert import Alert
from streams.core.stories.notice import Notice
from streams.errors import SettingsError, Undelivered
from streams.runtime.targets import Target


class Apprise:
    """One Apprise URL. Such services do not look at ids: a repeat would be seen as one.

    Raises `SettingsError` for a URL that Apprise does not know.
    """

    recognises = False

    def __init__(self, target: Target, *, render: Callable[[Alert], Notice]) -> None:
        self.name = target.spec.name
        self.wants = target.spec.wants
        self._target = target
        self._render = render
        # Apprise logs URLs, and those hold passwords.
        logging.getLogger("apprise").setLevel(logging.CRITICAL)
        self._service = apprise.Apprise()
        if not self._service.add(target.url):
            raise SettingsError(f"target {self.name}: no service that Apprise knows")

    async def send(self, alert: Alert, *, notification: str) -> None:
        """One attempt; raises `Undelivered`."""
        notice = self._render(alert)
        try:
            async with asyncio.timeout(self._target.spec.timeout):
                done = await self._service.async_notify(
                    title=notice.title, body=notice.body, body_format=apprise.NotifyFormat.TEXT
                )
        except TimeoutError:
            # The thread behind it may still get through: another attempt could be the second.
            raise Undelivered("no answer in time; it may have arrived", hopeless=True) from None
        if not done:
            raise Undelivered("the service refused it or is out of reach")
