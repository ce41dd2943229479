"""The broker's administration and plain reading, with kafka-python and our errors."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import AuthorizationError, KafkaError, SecurityDisabledError, for_code

from streams.errors import AccessRefused, BrokerError
from streams.runtime import admission, headers
from streams.runtime.settings import Settings
from streams.runtime.wire import timestamp

#: Milliseconds until a broker that does not answer is called unreachable.
BOOTSTRAP_MS = 8_000


def secured(settings: Settings) -> dict[str, Any]:
    """The security settings of a client of kafka-python.

    Raises `SettingsError`, and `AccessRefused` where the broker does not take them: the client
    itself would try for a while and tell of a timeout.
    """
    if settings.security.protocol != "PLAINTEXT":
        admission.require(settings)
    return settings.security.options()


def unreachable(settings: Settings, error: Exception) -> BrokerError:
    """What to raise where no client could be made: with the broker's own reason, if it has one."""
    try:
        admission.require(settings, guess=True)
    except BrokerError as refused:
        return refused
    return BrokerError(f"no broker at {settings.broker}: {error!r}")


def _refusal(error: Exception, settings: Settings) -> str:
    if isinstance(error, SecurityDisabledError):
        return "the broker keeps no access control lists: it has no authorizer"
    told = type(error).__name__.removesuffix("Error")
    return f"{told} for {settings.security.told} - see `eventwire topics acls`"


@contextmanager
def admin(settings: Settings) -> Iterator[KafkaAdminClient]:
    """An administration client. Raises `BrokerError` where the broker cannot be reached."""
    try:
        client = KafkaAdminClient(
            bootstrap_servers=settings.bootstrap,
            client_id="eventwire-ops",
            request_timeout_ms=int(settings.request_timeout * 1000),
            bootstrap_timeout_ms=BOOTSTRAP_MS,
            **secured(settings),
        )
    except (KafkaError, OSError) as error:
        raise unreachable(settings, error) from error
    try:
        yield client
    except (AuthorizationError, SecurityDisabledError) as error:
        raise AccessRefused(f"{settings.broker}: {_refusal(error, settings)}") from error
    except KafkaError as error:
        raise BrokerError(f"{settings.broker}: {error!r}") from error
    finally:
        client.close()


def _no_topic(topic: str, settings: Settings) -> BrokerError:
    """A topic that does not show may be one that we may not see."""
    with admin(settings) as client:
        (described,) = client.describe_topics([topic])
    error = for_code(described["error_code"])
    if issubclass(error, AuthorizationError):
        return AccessRefused(f"{topic} at {settings.broker}: {_refusal(error(), settings)}")
    return BrokerError(f"no topic {topic} at {settings.broker} - run `eventwire topics ensure`")


@contextmanager
def reader(
    settings: Settings, topics: Sequence[str]
) -> Iterator[tuple[KafkaConsumer, list[TopicPartition]]]:
    """A consumer of all partitions of some topics, without a group: reading leaves no trace.

    Raises `BrokerError` where the broker cannot be reached or has no such topic.
    """
    headers.accept_any_key()
    try:
        consumer = KafkaConsumer(
            bootstrap_servers=settings.bootstrap,
            client_id="eventwire-ops",
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            fetch_max_wait_ms=100,
            bootstrap_timeout_ms=BOOTSTRAP_MS,
            **secured(settings),
        )
    except (KafkaError, OSError) as error:
        raise unreachable(settings, error) from error
    try:
        partitions = []
        for topic in topics:
            numbers = consumer.partitions_for_topic(topic)
            if not numbers:
                raise _no_topic(topic, settings)
            partitions += [TopicPartition(topic, number) for number in sorted(numbers)]
        consumer.assign(partitions)
        yield consumer, partitions
    except AuthorizationError as error:
        told = f"{', '.join(topics)} at {settings.broker}: {_refusal(error, settings)}"
        raise AccessRefused(told) from error
    except KafkaError as error:
        raise BrokerError(f"{', '.join(topics)} at {settings.broker}: {error!r}") from error
    finally:
        consumer.close()


def records(
    settings: Settings, topic: str, *, follow: bool = False, latest: bool = False
) -> Iterator[ConsumerRecord]:
    """Records of all partitions of a topic, from the first (with `latest` from the end) to the
    end, or for ever with `follow`. Raises `BrokerError`."""
    with reader(settings, [topic]) as (consumer, partitions):
        if latest:
            consumer.seek_to_end(*partitions)
        else:
            consumer.seek_to_beginning(*partitions)
        begins = consumer.beginning_offsets(partitions)
        ends = consumer.end_offsets(partitions)
        left = {tp for tp in partitions if ends[tp] > begins[tp] and not latest}
        while left or follow:
            for batch in consumer.poll(timeout_ms=200).values():
                yield from batch
            # The embedded broker answers the question for the end with the start of the last
            # batch, but tells the high-water mark rightly with what it delivers.
            left = {
                tp
                for tp in left
                if consumer.position(tp) < max(ends[tp], consumer.highwater(tp) or 0)
            }


def newest_timestamps(settings: Settings, topic: str) -> Iterator[datetime]:
    """When the newest record of each partition was made, where there is one. Raises
    `BrokerError`."""
    with reader(settings, [topic]) as (consumer, partitions):
        ends = consumer.end_offsets(partitions)
        filled = [tp for tp, end in ends.items() if end > consumer.beginning_offsets([tp])[tp]]
        for tp in filled:
            consumer.seek(tp, ends[tp] - 1)
        consumer.pause(*(tp for tp in partitions if tp not in filled))
        left, until = set(filled), time.monotonic() + BOOTSTRAP_MS / 1000
        while left and time.monotonic() < until:
            for tp, batch in consumer.poll(timeout_ms=200).items():
                left.discard(tp)
                made = timestamp(batch[-1].timestamp)
                if made is not None:
                    yield made
