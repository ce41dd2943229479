"""Prometheus' Alertmanager, by version 2 of its API: it groups, routes, silences and inhibits."""

import json
from datetime import timedelta

from schemas.alert import Alert
from streams.runtime.posting import Poster

#: An event has no end at which it is resolved: so long it stays in Alertmanager's list.
_STANDS = timedelta(hours=4)


class Alertmanager(Poster):
    """One Alertmanager. The same labels make the same alert there, so that a repeat is none."""

    async def send(self, alert: Alert, *, notification: str) -> None:
        """One attempt; raises `Undelivered`."""
        headers = {"content-type": "application/json"}
        if self._target.secret is not None:
            headers["authorization"] = f"Bearer {self._target.secret}"
        body = json.dumps([self._alert(alert, notification=notification)]).encode()
        await self._post(self._target.url.rstrip("/") + "/api/v2/alerts", body, headers)

    def _alert(self, alert: Alert, *, notification: str) -> dict[str, object]:
        notice = self._render(alert)
        labels = {
            "alertname": "EventwireStory",
            "severity": "info",
            "type": alert.type.value,
            "kind": alert.kind.value,
            "status": alert.status.value,
            "rule": alert.rule,
            "story": alert.story_id,
            "notification": notification,
        }
        now = self._now()
        told: dict[str, object] = {
            "labels": labels,
            "annotations": {"summary": notice.title, "description": notice.body},
            "startsAt": now.isoformat(),
            "endsAt": (now + _STANDS).isoformat(),
        }
        if notice.link is not None:
            told["generatorURL"] = notice.link
        return told
