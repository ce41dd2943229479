"""alert: revisions of stories in, alerts out.

Without state: the core decides on one revision by the rules, under ids that a repeat gives again.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from schemas.alert import Alert
from schemas.story import Story
from schemas.topics import STORIES
from streams.runtime import guard
from streams.runtime.disposition import Disposition, Ok, Skipped
from streams.runtime.metrics import Metrics
from streams.runtime.reader import Partition
from streams.runtime.window import Delivery
from streams.runtime.wire import Inbound, alert_record


class Alerter:
    """The agent of the stage `alert`; `decide` gives the alerts of one revision."""

    stage = "alert"
    topics: tuple[str, ...] = (STORIES.name,)

    def __init__(
        self,
        *,
        decide: Callable[[Story], tuple[Alert, ...]],
        metrics: Metrics,
        now: Callable[[], datetime],
    ) -> None:
        self._decide = decide
        self._metrics = metrics
        self._now = now

    async def restore(self, partitions: Sequence[Partition]) -> Mapping[Partition, None]:
        """Nothing to restore."""
        return dict.fromkeys(partitions)

    async def handle(self, message: Inbound, state: None, delivery: Delivery[None]) -> Disposition:
        """Publish the alerts of one revision."""
        if message.value is None:
            return Skipped("tombstone")  # compaction forgot a story: no news
        alerts = self._decide(guard.story(message))
        if alerts:
            await delivery.send(*map(alert_record, alerts))
        for alert in alerts:
            self._metrics.alerts.labels(alert.type.value).inc()
            waited = (self._now() - alert.raised_at).total_seconds()
            self._metrics.publish_to_alert.observe(max(waited, 0.0))
        return Ok()
