"""Reading several topics of the broker together, from the first record or from now on."""

import time
from collections.abc import Iterator, Sequence

from kafka.consumer.fetcher import ConsumerRecord

from streams.ops.admin import reader
from streams.runtime.settings import Settings


def tail(
    topics: Sequence[str],
    *,
    settings: Settings,
    from_start: bool,
    idle: float | None = None,
) -> Iterator[ConsumerRecord]:
    """Records of `topics` as they come; ends after `idle` seconds without any, if that is given.

    Raises `BrokerError`.
    """
    with reader(settings, topics) as (consumer, _):
        if from_start:
            consumer.seek_to_beginning()
        else:
            consumer.seek_to_end()
        heard = time.monotonic()
        while idle is None or time.monotonic() - heard < idle:
            for batch in consumer.poll(timeout_ms=200).values():
                heard = time.monotonic()
                yield from batch
