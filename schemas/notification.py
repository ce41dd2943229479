"""Notification: how far the sending of one alert to one target has come."""

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from schemas.article import Identifier
from schemas.base import Record


class NotificationState(StrEnum):
    """What is known of a notification."""

    SENDING = "sending"
    """Noted before an attempt: without a later note it is not known whether it arrived."""
    FAILED = "failed"
    """The last attempt was refused: it did not arrive."""
    SENT = "sent"
    """The target confirmed it."""


class Notification(Record):
    """One alert on its way to one target; `notification_id` is a hash of the two, so that a
    repeat is recognised here and by every receiver that looks at ids."""

    notification_id: Identifier
    alert_id: Identifier
    target: str
    """Name of the target in the file of targets."""
    state: NotificationState
    attempts: Annotated[int, Field(ge=1)]
    at: AwareDatetime
    detail: str = ""
    """Why the last attempt failed."""
