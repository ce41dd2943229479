"""Targets of notifications: webhooks, Prometheus' Alertmanager, and what Apprise knows."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

import aiohttp

from schemas.alert import Alert, AlertType
from schemas.event import Kind, Status
from schemas.when import Basis, Granularity, When
from streams import packs
from streams.core.identity import digest, notification_id
from streams.core.stories.notice import Words, notice
from streams.errors import SettingsError, Undelivered
from streams.notify.alertmanager import Alertmanager
from streams.notify.apprise import Apprise
from streams.notify.webhook import Webhook
from streams.runtime.targets import Target

Receiver = Alertmanager | Apprise | Webhook


def receivers(
    targets: Sequence[Target],
    *,
    session: aiohttp.ClientSession,
    page: str | None,
    now: Callable[[], datetime],
) -> tuple[Receiver, ...]:
    """What sends to each target. Raises `SettingsError` with the name of one that is wrong."""
    return tuple(_receiver(one, session=session, page=page, now=now) for one in targets)


def _receiver(
    target: Target, *, session: aiohttp.ClientSession, page: str | None, now: Callable[[], datetime]
) -> Receiver:
    render = partial(notice, words=_words(target), page=page)
    match target.spec.type:
        case "webhook":
            return Webhook(target, session=session, render=render, now=now)
        case "alertmanager":
            return Alertmanager(target, session=session, render=render, now=now)
        case "apprise":
            return Apprise(target, render=render)


def _words(target: Target) -> Words:
    try:
        return packs.words(target.spec.language)
    except FileNotFoundError:
        raise SettingsError(
            f"target {target.spec.name}: there are no notices in {target.spec.language!r}"
        ) from None


async def try_out(
    targets: Sequence[Target], *, page: str | None, now: Callable[[], datetime]
) -> dict[str, str | None]:
    """Sends each target one alert that says it is a test: why it did not arrive, None if it did,
    by the target's name. Raises `SettingsError`."""
    alert = _trial(now())
    outcome: dict[str, str | None] = {}
    async with aiohttp.ClientSession() as session:
        for receiver in receivers(targets, session=session, page=page, now=now):
            identifier = notification_id(alert.alert_id, target=receiver.name)
            try:
                await receiver.send(alert, notification=identifier)
            except Undelivered as error:
                outcome[receiver.name] = str(error)
            else:
                outcome[receiver.name] = None
    return outcome


def _trial(now: datetime) -> Alert:
    """An alert of nothing; its id is of this moment, so that each trial is a new one."""
    day = now.date()
    return Alert(
        alert_id=digest("trial", now.isoformat()),
        rule="test",
        type=AlertType.NEW,
        story_id="test",
        story_revision=1,
        kind=Kind.MEETING,
        status=Status.PLANNED,
        when=When(
            begin=day, end=day + timedelta(days=1), granularity=Granularity.DAY, basis=Basis.TEXT
        ),
        roles={},
        headline="This is a test of eventwire: nothing has happened",
        reason="somebody tried out this target",
        raised_at=now,
    )
