"""Reading several topics of the broker together, from the first record or from now on."""

import time
from collections.abc import Iterator, Sequence

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError

from streams.errors import BrokerError
from streams.ops.admin import BOOTSTRAP_MS
from streams.runtime.settings import Settings


def tail(
    topics: Sequence[str],
    *,
    settings: Settings,
    from_start: bool,
    idle: float | None = None,
) -> Iterator[ConsumerRecord]:
    """Records of `topics` as they come; ends after `idle` seconds without any, if that is given.

    Without a group: reading leaves no trace. Raises `BrokerError`.
    """
    try:
        consumer = KafkaConsumer(
            bootstrap_servers=settings.bootstrap,
            client_id="eventwire-watch",
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            fetch_max_wait_ms=100,
            bootstrap_timeout_ms=BOOTSTRAP_MS,
        )
    except (KafkaError, OSError) as error:
        raise BrokerError(f"no broker at {settings.broker}: {error!r}") from error
    try:
        consumer.assign(_partitions(consumer, topics, settings=settings))
        if from_start:
            consumer.seek_to_beginning()
        else:
            consumer.seek_to_end()
        heard = time.monotonic()
        while idle is None or time.monotonic() - heard < idle:
            for batch in consumer.poll(timeout_ms=200).values():
                heard = time.monotonic()
                yield from batch
    except KafkaError as error:
        raise BrokerError(f"{settings.broker}: {error!r}") from error
    finally:
        consumer.close()


def _partitions(
    consumer: KafkaConsumer, topics: Sequence[str], *, settings: Settings
) -> list[TopicPartition]:
    partitions = []
    for topic in topics:
        numbers = consumer.partitions_for_topic(topic)
        if not numbers:
            raise BrokerError(
                f"no topic {topic} at {settings.broker} - run `eventwire topics ensure`"
            )
        partitions += [TopicPartition(topic, number) for number in sorted(numbers)]
    return partitions
