"""Records as they travel: incoming and outgoing messages, keys and CloudEvents headers.

CloudEvents 1.0 in binary mode of its Kafka binding: the attributes are headers named `ce_*`, the
value is the plain JSON of the record. `ce_id` is deterministic, so that a repeat can be recognised
by id alone.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as _installed

from schemas.alert import Alert
from schemas.article import Article
from schemas.deadletter import DeadLetter, DeadReason, Header
from schemas.embargo import EmbargoedItem
from schemas.event import Kind, Retraction
from schemas.ledger import LedgerEntry
from schemas.notification import Notification
from schemas.seen import SeenItem
from schemas.story import Story
from schemas.topics import (
    ALERTS,
    ARTICLES,
    DEADLETTERS,
    EMBARGOED,
    EVENTS,
    LEDGER,
    MAX_DEADLETTER_BYTES,
    NOTIFICATIONS,
    ONE_PARTITION,
    RETRACTION_CE_TYPE,
    RETRIALS,
    SEEN,
    STORIES,
)

Headers = tuple[tuple[str, bytes | None], ...]

#: Header of a replayed message: how often it was replayed, in decimal.
REPLAY_HEADER = "eventwire-replay"

#: What the record around a dead letter's value and headers may take.
_ENVELOPE_BYTES = 64 * 1024


def _version() -> str:
    try:
        return _installed("eventwire")
    except PackageNotFoundError:  # a checkout that was never installed
        return "0+unknown"


VERSION = _version()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """A message as the broker handed it over: bytes only, nothing decoded."""

    topic: str
    partition: int
    offset: int
    value: bytes | None
    key: bytes | None = None
    headers: Headers = ()
    timestamp: datetime | None = None

    def header(self, name: str) -> bytes | None:
        """The last header of that name, or None."""
        return next((value for key, value in reversed(self.headers) if key == name), None)

    @property
    def origin(self) -> str:
        """`topic/partition/offset`: the key of its dead letter."""
        return f"{self.topic}/{self.partition}/{self.offset}"

    @property
    def ce_type(self) -> str | None:
        """The CloudEvents type in the headers, None where there is none."""
        value = self.header("ce_type")
        return None if value is None else value.decode("utf-8", "replace")

    @property
    def attempts(self) -> int:
        """1 for a first delivery, one more for each replay."""
        replays = self.header(REPLAY_HEADER)
        if replays is None or not replays.isdigit() or len(replays) > 6:
            return 1
        return int(replays) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """A message to send. `partition` None leaves the choice to the hash of the key."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    partition: int | None = None


def timestamp(milliseconds: float | None) -> datetime | None:
    """A Kafka timestamp as an aware datetime; None for none, or outside the calendar."""
    if milliseconds is None or milliseconds < 0:
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)
    except (OverflowError, ValueError, OSError):
        return None


def cloud_event(
    ce_type: str, *, ce_id: str, stage: str, time: datetime | None, subject: str | None = None
) -> Headers:
    """Headers of a CloudEvent in binary mode."""
    headers: list[tuple[str, bytes | None]] = [
        ("ce_specversion", b"1.0"),
        ("ce_id", ce_id.encode()),
        ("ce_type", ce_type.encode()),
        ("ce_source", f"/eventwire/{stage}".encode()),
        ("content-type", b"application/json"),
    ]
    if time is not None:
        headers.append(("ce_time", time.isoformat().encode()))
    if subject:
        headers.append(("ce_subject", subject.encode()))
    return tuple(headers)


def article_record(article: Article) -> Outbound:
    """An article for the articles topic; its key keeps the versions of one article in order."""
    return Outbound(
        topic=ARTICLES.name,
        key=article.article_id.encode(),
        value=article.to_bytes(),
        headers=cloud_event(
            ARTICLES.ce_type,
            ce_id=f"{article.article_id}/{article.version}",
            stage="feed",
            time=article.published_at,
            subject=article.article_id,
        ),
    )


def seen_record(seen: SeenItem) -> Outbound:
    """A note of what was sent of an item."""
    return Outbound(
        topic=SEEN.name,
        key=seen.article_id.encode(),
        value=seen.to_bytes(),
        headers=cloud_event(
            SEEN.ce_type,
            ce_id=f"{seen.article_id}/{seen.version}/{seen.noted_at.isoformat()}",
            stage="feeds",
            time=seen.noted_at,
            subject=seen.article_id,
        ),
    )


def embargoed_record(held: EmbargoedItem) -> Outbound:
    """An item that is kept until its embargo ends."""
    return Outbound(
        topic=EMBARGOED.name,
        key=held.article_id.encode(),
        value=held.to_bytes(),
        headers=cloud_event(
            EMBARGOED.ce_type,
            ce_id=f"{held.article_id}/{held.noted_at.isoformat()}",
            stage="feeds",
            time=held.noted_at,
            subject=held.article_id,
        ),
    )


def let_go_record(article_id: str) -> Outbound:
    """The tombstone of an item that is kept no longer."""
    return Outbound(topic=EMBARGOED.name, key=article_id.encode(), value=None)


def event_record(*, kind: Kind, event_id: str, value: bytes, article: Article) -> Outbound:
    """An event that a child process has already encoded."""
    topic = EVENTS[kind]
    return Outbound(
        topic=topic.name,
        partition=ONE_PARTITION,
        key=event_id.encode(),
        value=value,
        headers=cloud_event(
            topic.ce_type,
            ce_id=f"{event_id}/{article.version}",
            stage="extract",
            time=article.published_at,
            subject=article.article_id,
        ),
    )


def retraction_record(retraction: Retraction) -> Outbound:
    """A retraction, on the topic of its kind and under the key of the event it takes back."""
    return Outbound(
        topic=EVENTS[retraction.kind].name,
        partition=ONE_PARTITION,
        key=retraction.event_id.encode(),
        value=retraction.to_bytes(),
        headers=cloud_event(
            RETRACTION_CE_TYPE,
            ce_id=f"{retraction.event_id}/{retraction.article_version}/retracted",
            stage="extract",
            time=retraction.retracted_at,
            subject=retraction.article_id,
        ),
    )


def ledger_record(entry: LedgerEntry, *, partition: int) -> Outbound:
    """A ledger entry, beside its article: the same partition, whatever the producer hashed."""
    return Outbound(
        topic=LEDGER.name,
        partition=partition,
        key=entry.article_id.encode(),
        value=entry.to_bytes(),
        headers=cloud_event(
            LEDGER.ce_type,
            ce_id=f"{entry.article_id}/{entry.version}",
            stage="extract",
            time=None,
            subject=entry.article_id,
        ),
    )


def story_record(story: Story) -> Outbound:
    """A revision of a story."""
    return Outbound(
        topic=STORIES.name,
        partition=ONE_PARTITION,
        key=story.story_id.encode(),
        value=story.to_bytes(),
        headers=cloud_event(
            STORIES.ce_type,
            ce_id=f"{story.story_id}/{story.revision}",
            stage="cluster",
            time=story.last_seen,
            subject=story.story_id,
        ),
    )


def alert_record(alert: Alert) -> Outbound:
    """An alert."""
    return Outbound(
        topic=ALERTS.name,
        partition=ONE_PARTITION,
        key=alert.alert_id.encode(),
        value=alert.to_bytes(),
        headers=cloud_event(
            ALERTS.ce_type,
            ce_id=alert.alert_id,
            stage="alert",
            time=alert.raised_at,
            subject=alert.story_id,
        ),
    )


def notification_record(notification: Notification, *, partition: int) -> Outbound:
    """A note on a notification, in the partition of its alert's number."""
    return Outbound(
        topic=NOTIFICATIONS.name,
        partition=partition,
        key=notification.notification_id.encode(),
        value=notification.to_bytes(),
        headers=cloud_event(
            NOTIFICATIONS.ce_type,
            ce_id=f"{notification.notification_id}/{notification.attempts}/{notification.state}",
            stage="notify",
            time=notification.at,
            subject=notification.alert_id,
        ),
    )


def retrial_record(letter: DeadLetter) -> Outbound:
    """A dead letter of a feed that is to be tried again."""
    origin = f"{letter.topic}/{letter.partition}/{letter.offset}"
    return Outbound(
        topic=RETRIALS.name,
        partition=ONE_PARTITION,
        key=origin.encode(),
        value=letter.to_bytes(),
        headers=cloud_event(
            RETRIALS.ce_type,
            ce_id=f"{origin}#{letter.attempts}",
            stage="feeds",
            time=letter.failed_at,
            subject=origin,
        ),
    )


def dead_letter_record(
    message: Inbound,
    *,
    stage: str,
    reason: DeadReason,
    detail: str,
    failed_at: datetime,
    whole: bool = True,
) -> Outbound:
    """The dead letter of a message: the original byte for byte, under the key of its origin.

    A repeat of the same message gives the same key. A value too large even for this topic, which
    no topic of the table lets through, is left at its origin and the detail says so; with `whole`
    False so is any value.
    """
    value = message.value
    size = len(value or b"") + sum(len(h or b"") for _, h in message.headers)
    if not whole or size * 4 // 3 + _ENVELOPE_BYTES > MAX_DEADLETTER_BYTES:
        detail = f"{detail} (the value of {len(value or b'')} bytes is kept at its origin only)"
        value = None
    letter = DeadLetter.model_construct(
        stage=stage,
        reason=reason,
        detail=detail,
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp=message.timestamp,
        key=message.key,
        value=value,
        headers=tuple(Header.model_construct(key=k, value=v) for k, v in message.headers),
        failed_at=failed_at,
        attempts=message.attempts,
        version=VERSION,
    )
    return Outbound(
        topic=DEADLETTERS.name,
        key=message.origin.encode(),
        value=letter.to_bytes(),
        headers=cloud_event(
            DEADLETTERS.ce_type,
            ce_id=f"{message.origin}#{message.attempts}",
            stage=stage,
            time=failed_at,
            subject=message.origin,
        ),
    )
