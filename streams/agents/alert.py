"""alert: revisions of stories in, alerts out.

The topic of alerts is the state: what is on it has been told. The core decides on one revision by
the rules and by that.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import structlog

from schemas.alert import Alert
from schemas.rules import Rulebook
from schemas.topics import ALERTS, ONE_PARTITION, STORIES
from streams.core.stories.alerting import decide
from streams.core.stories.told import Told
from streams.runtime import guard
from streams.runtime.disposition import Disposition, Ok, Skipped
from streams.runtime.metrics import Metrics
from streams.runtime.reader import Partition
from streams.runtime.stage import StateReader, remembered
from streams.runtime.window import Delivery
from streams.runtime.wire import Inbound, alert_record


class Alerter:
    """The agent of the stage `alert`; `told` makes an empty record of what people know."""

    stage = "alert"
    topics: tuple[str, ...] = (STORIES.name,)

    def __init__(
        self,
        *,
        book: Rulebook,
        reader: StateReader,
        metrics: Metrics,
        now: Callable[[], datetime],
        told: Callable[[], Told] = Told,
    ) -> None:
        self._book = book
        self._told = told
        self._reader = reader
        self._metrics = metrics
        self._now = now
        self._log = structlog.get_logger("eventwire.alert")

    async def restore(self, partitions: Sequence[Partition]) -> Mapping[Partition, Told]:
        """What has been told, from the topic of alerts."""
        told = self._told()
        alerts = [Partition(ALERTS.name, ONE_PARTITION)]
        # What is not known to be told is told again, under the same id.
        async for message, alert in remembered(self._reader, alerts, guard.alert, log=self._log):
            told.note(alert, at=self._time_of(message))
        return dict.fromkeys(partitions, told)

    async def handle(self, message: Inbound, state: Told, delivery: Delivery[Told]) -> Disposition:
        """Publish the alerts of one revision."""
        if message.value is None:
            return Skipped("tombstone")  # compaction forgot a story: no news
        now = self._time_of(message)
        alerts = decide(guard.story(message), book=self._book, told=state, now=now)
        if alerts:
            await delivery.send(*map(alert_record, alerts))
        state.note_all(alerts, at=now)
        self._count(alerts)
        return Ok()

    def _time_of(self, message: Inbound) -> datetime:
        """When the message came onto its topic: the same on every replay."""
        return message.timestamp or self._now()

    def _count(self, alerts: Sequence[Alert]) -> None:
        for alert in alerts:
            self._metrics.alerts.labels(alert.type.value).inc()
            if alert.silenced is not None:
                self._metrics.silenced.labels(alert.silenced.value).inc()
                continue
            waited = (self._now() - alert.raised_at).total_seconds()
            self._metrics.publish_to_alert.observe(max(waited, 0.0))
