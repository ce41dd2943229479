"""Webhooks: a CloudEvent by HTTP POST, signed as Standard Webhooks 1.0 has it.

The body is a CloudEvent 1.0 in structured mode whose data is the alert, with the notice for
people beside it. `webhook-id` is the same on every repeat, so that a receiver can drop one.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime

import aiohttp

from schemas.alert import Alert
from schemas.topics import ALERTS
from streams.core.stories.notice import Notice
from streams.errors import SettingsError
from streams.runtime.posting import Poster
from streams.runtime.targets import Target

_PREFIX = "whsec_"


class Webhook(Poster):
    """One receiver. Raises `SettingsError` for a secret that is no base64 after `whsec_`."""

    def __init__(
        self,
        target: Target,
        *,
        session: aiohttp.ClientSession,
        render: Callable[[Alert], Notice],
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(target, session=session, render=render, now=now)
        self._key = _key(target)

    async def send(self, alert: Alert, *, notification: str) -> None:
        """One attempt; raises `Undelivered`."""
        body = self._body(alert, notification=notification)
        headers = {
            "content-type": "application/cloudevents+json; charset=utf-8",
            "webhook-id": notification,
            "webhook-timestamp": str(int(self._now().timestamp())),
        }
        if self._key is not None:
            headers["webhook-signature"] = signature(
                self._key, notification, headers["webhook-timestamp"], body
            )
        await self._post(self._target.url, body, headers)

    def _body(self, alert: Alert, *, notification: str) -> bytes:
        notice = self._render(alert)
        return json.dumps(
            {
                "specversion": "1.0",
                "id": notification,
                "type": ALERTS.ce_type,
                "source": "/eventwire/notify",
                "subject": alert.story_id,
                "time": alert.raised_at.isoformat(),
                "datacontenttype": "application/json",
                "title": notice.title,
                "text": notice.body,
                "data": alert.model_dump(mode="json"),
            },
            ensure_ascii=False,
        ).encode("utf-8", "replace")


def signature(key: bytes, identifier: str, timestamp: str, body: bytes) -> str:
    """`v1,` and the base64 HMAC-SHA256 of `id.timestamp.body` (Standard Webhooks 1.0)."""
    signed = b".".join((identifier.encode(), timestamp.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def _key(target: Target) -> bytes | None:
    secret = target.secret
    if secret is None:
        return None
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except ValueError as error:
        raise SettingsError(
            f"target {target.spec.name}: the secret is no base64: {error}"
        ) from None
