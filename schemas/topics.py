"""The one table of topics: creation, rights, AsyncAPI, docs and tests all read it."""

from dataclasses import dataclass
from typing import Literal

from schemas.alert import Alert
from schemas.article import Article
from schemas.base import Record
from schemas.deadletter import DeadLetter
from schemas.embargo import EmbargoedItem
from schemas.event import EVENT_TYPES, Kind
from schemas.ledger import LedgerEntry
from schemas.notification import Notification
from schemas.seen import SeenItem
from schemas.story import Story

Stage = Literal["feed", "feeds", "extract", "cluster", "alert", "notify", "gateway"]

_DAY_MS = 24 * 60 * 60 * 1000

#: Read in a second or two.
_SEGMENT_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One Kafka topic: its name, what it carries and how it is kept.

    `partitions` is the count at creation. `retention_ms` None with `compacted` means for ever;
    with a number it means the last value of each key, but none that is older.
    """

    name: str
    record: type[Record]
    key: str
    partitions: int
    compacted: bool
    retention_ms: int | None
    producers: tuple[Stage, ...]
    consumers: tuple[Stage, ...]
    description: str
    ce_type: str
    """CloudEvents `type` of the records."""

    max_message_bytes: int = 4 * 1024 * 1024
    """Largest record that the broker takes: several times the largest that eventwire writes."""

    def config(self) -> dict[str, str]:
        """The broker-side settings, as Kafka names them."""
        policy = "delete"
        if self.compacted:
            policy = "compact" if self.retention_ms is None else "compact,delete"
        config = {"cleanup.policy": policy, "max.message.bytes": str(self.max_message_bytes)}
        if self.retention_ms is not None:
            config["retention.ms"] = str(self.retention_ms)
        if self.compacted:
            # Whoever restores from it reads all former values that are still there, and a segment
            # that is written to is never compacted: Kafka's own would grow to a gigabyte first.
            config["segment.bytes"] = str(_SEGMENT_BYTES)
            config["min.cleanable.dirty.ratio"] = "0.2"
        return config


#: An article far too long must still arrive, to be set aside with a reason instead of being
#: refused at a feed's door: room for a text of 5 MB with JSON escapes.
MAX_ARTICLE_BYTES = 8 * 1024 * 1024

#: A dead letter holds its message whole, in base64 (a third more) with its headers.
MAX_DEADLETTER_BYTES = 16 * 1024 * 1024

#: Articles are keyed by article id, so that versions of one article keep their order; twelve
#: partitions let twelve workers parse.
ARTICLE_PARTITIONS = 12

#: Claims that may be one story must meet in one place and in one order. No part of a claim could be
#: the key for that: any party, date, item and place may be missing in one article and decide in the
#: next, so that all claims of a kind hang together. Stories never cross kinds, and each kind has a
#: topic of its own: its claims lie in one partition of it. A day of ten million articles yields
#: some 15 events a second, a hundredth of what one partition carries and one worker clusters.
EVENT_PARTITIONS = 1

#: That partition, of stories and alerts as of claims. It is named and not hashed, so that a topic
#: with more partitions, made so by an operator or given more later, tells the same stories.
ONE_PARTITION = 0

ARTICLES = Topic(
    name="eventwire.articles.v1",
    record=Article,
    key="article_id",
    partitions=ARTICLE_PARTITIONS,
    compacted=False,
    retention_ms=30 * _DAY_MS,
    producers=("feed", "feeds"),
    consumers=("extract",),
    description="Versions of articles as feeds deliver them.",
    ce_type="org.eventwire.article.v1",
    max_message_bytes=MAX_ARTICLE_BYTES,
)

#: Corrections and kills come within days. Workers keep the ledger in memory: for ever would be
#: too long.
_LEDGER_DAYS = 90

LEDGER = Topic(
    name="eventwire.ledger.v1",
    record=LedgerEntry,
    key="article_id",
    partitions=ARTICLE_PARTITIONS,
    compacted=True,
    retention_ms=_LEDGER_DAYS * _DAY_MS,
    producers=("extract",),
    consumers=("extract",),
    description="What was published for each article, for repeats, versions and retractions.",
    ce_type="org.eventwire.ledger.v1",
)

#: As long as articles are kept. An entry is renewed while its feed still shows the item.
SEEN_DAYS = 30

SEEN = Topic(
    name="eventwire.seen.v1",
    record=SeenItem,
    key="article_id",
    partitions=1,
    compacted=True,
    retention_ms=SEEN_DAYS * _DAY_MS,
    producers=("feeds",),
    consumers=("feeds",),
    description="What the feeds last delivered of each item, for repeats and versions.",
    ce_type="org.eventwire.seen.v1",
)

EMBARGOED = Topic(
    name="eventwire.embargoed.v1",
    record=EmbargoedItem,
    key="article_id",
    partitions=1,
    compacted=True,
    retention_ms=None,
    producers=("feeds",),
    consumers=("feeds",),
    description="Items whose embargo has not ended, whole; a tombstone once they were let go.",
    ce_type="org.eventwire.embargoed.v1",
    max_message_bytes=MAX_ARTICLE_BYTES,
)

EVENTS: dict[Kind, Topic] = {
    kind: Topic(
        name=f"eventwire.events.{kind.value}.v1",
        record=record,
        key="event_id",
        partitions=EVENT_PARTITIONS,
        compacted=False,
        retention_ms=365 * _DAY_MS,
        producers=("extract",),
        consumers=("cluster", "gateway"),
        description=f"Claims of the kind {kind.value}, and their retractions.",
        ce_type=f"org.eventwire.event.{kind.value}.v1",
    )
    for kind, record in EVENT_TYPES.items()
}

STORIES = Topic(
    name="eventwire.stories.v1",
    record=Story,
    key="story_id",
    partitions=EVENT_PARTITIONS,
    compacted=True,
    retention_ms=None,
    producers=("cluster",),
    consumers=("cluster", "alert", "gateway"),
    description="Real-world events with their claims; compacted: the state of the world.",
    ce_type="org.eventwire.story.v1",
)

ALERTS = Topic(
    name="eventwire.alerts.v1",
    record=Alert,
    key="alert_id",
    partitions=EVENT_PARTITIONS,
    compacted=True,
    retention_ms=None,
    producers=("alert",),
    consumers=("alert", "notify", "gateway"),
    description="Decisions that a story is worth waking somebody for.",
    ce_type="org.eventwire.alert.v1",
)

#: Alerts older than days are not sent at all: what was sent need not be known for longer.
_NOTIFICATION_DAYS = 30

NOTIFICATIONS = Topic(
    name="eventwire.notifications.v1",
    record=Notification,
    key="notification_id",
    partitions=EVENT_PARTITIONS,
    compacted=True,
    retention_ms=_NOTIFICATION_DAYS * _DAY_MS,
    producers=("notify",),
    consumers=("notify",),
    description="What was sent to whom, so that nobody is told twice.",
    ce_type="org.eventwire.notification.v1",
)

DEADLETTERS = Topic(
    name="eventwire.deadletters.v1",
    record=DeadLetter,
    key="origin",
    partitions=EVENT_PARTITIONS,
    compacted=False,
    retention_ms=90 * _DAY_MS,
    producers=("feeds", "extract", "cluster", "alert", "notify"),
    consumers=(),
    description="Messages that could not be processed, whole, with their reason.",
    ce_type="org.eventwire.deadletter.v1",
    max_message_bytes=MAX_DEADLETTER_BYTES,
)

RETRIALS = Topic(
    name="eventwire.retrials.v1",
    record=DeadLetter,
    key="origin",
    partitions=1,
    compacted=False,
    retention_ms=7 * _DAY_MS,
    # Written by whoever replays dead letters.
    producers=(),
    consumers=("feeds",),
    description="Dead letters of feeds that are to be tried again.",
    ce_type="org.eventwire.retrial.v1",
    max_message_bytes=MAX_DEADLETTER_BYTES,
)

TOPICS: tuple[Topic, ...] = (
    ARTICLES,
    SEEN,
    EMBARGOED,
    LEDGER,
    *EVENTS.values(),
    STORIES,
    ALERTS,
    NOTIFICATIONS,
    DEADLETTERS,
    RETRIALS,
)

#: CloudEvents `type` of a retraction on an event topic.
RETRACTION_CE_TYPE = "org.eventwire.event.retracted.v1"
