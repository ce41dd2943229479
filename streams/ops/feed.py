"""Feed: articles onto the articles topic, every delivery confirmed."""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from kafka import KafkaProducer
from kafka.errors import KafkaError
from kafka.producer.future import FutureRecordMetadata

from schemas.article import Article
from schemas.topics import MAX_DEADLETTER_BYTES
from streams.errors import DeliveryError
from streams.ops.admin import BOOTSTRAP_MS, secured, unreachable
from streams.runtime.settings import Settings
from streams.runtime.wire import Outbound, article_record

#: Deliveries under way at once: enough for the network, few enough for the memory.
_UNDER_WAY = 1_000


def publish(articles: Iterable[Article], settings: Settings) -> int:
    """Publish articles in their order; how many were confirmed.

    Versions of one article go to one partition and keep their order. Raises `DeliveryError` at the
    first that the broker does not confirm: what came before it is confirmed, what follows is not
    sent.
    """
    with sender(settings) as send:
        count = 0
        for article in articles:
            send(article_record(article))
            count += 1
    return count


class Sender:
    """Sends records and, at the latest in `settle`, raises for any that was not confirmed."""

    def __init__(self, producer: KafkaProducer) -> None:
        self._producer = producer
        self._under_way: deque[FutureRecordMetadata] = deque()

    def __call__(self, record: Outbound) -> None:
        """Hand one record over."""
        try:
            future = self._producer.send(
                record.topic,
                key=record.key,
                value=record.value,
                headers=list(record.headers),
                partition=record.partition,
            )
        except KafkaError as error:
            raise DeliveryError(f"refused: {error!r}") from error
        self._under_way.append(future)
        if len(self._under_way) >= _UNDER_WAY:
            self._confirm(self._under_way.popleft())

    def settle(self) -> None:
        """Wait until everything is confirmed."""
        self._producer.flush()
        while self._under_way:
            self._confirm(self._under_way.popleft())

    def _confirm(self, future: FutureRecordMetadata) -> None:
        try:
            future.get(timeout=120)
        except KafkaError as error:
            raise DeliveryError(f"not confirmed by the broker: {error!r}") from error


@contextmanager
def sender(settings: Settings) -> Iterator[Sender]:
    """A sender whose deliveries are all confirmed when the block ends."""
    try:
        producer = KafkaProducer(
            bootstrap_servers=settings.bootstrap,
            client_id="eventwire-feed",
            # A repeat after a lost answer is dropped by the broker, and the order is kept.
            enable_idempotence=True,
            acks="all",
            max_request_size=MAX_DEADLETTER_BYTES,
            linger_ms=5,
            bootstrap_timeout_ms=BOOTSTRAP_MS,
            **secured(settings),
        )
    except (KafkaError, OSError) as error:
        raise unreachable(settings, error) from error
    try:
        sending = Sender(producer)
        yield sending
        sending.settle()
    finally:
        producer.close()
