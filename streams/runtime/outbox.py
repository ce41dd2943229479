"""Outbox: raw records sent in order from plain code, every delivery confirmed.

For records that must go out exactly as they are: a header without a value is one that the client
of the feed refuses to send.
"""

import asyncio
from collections.abc import Iterable

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from schemas.topics import MAX_DEADLETTER_BYTES
from streams.errors import BrokerError, DeliveryError
from streams.runtime.settings import Settings
from streams.runtime.wire import Outbound

#: Deliveries under way at once.
_UNDER_WAY = 200


def send(records: Iterable[Outbound], settings: Settings) -> int:
    """Send records; how many were confirmed. Raises `DeliveryError` at the first that is not, and
    `BrokerError` where there is no broker. Not from within an event loop."""
    return asyncio.run(_send(records, settings))


async def _send(records: Iterable[Outbound], settings: Settings) -> int:
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.bootstrap,
        client_id="eventwire-outbox",
        acks="all",
        max_request_size=MAX_DEADLETTER_BYTES,
        request_timeout_ms=int(settings.request_timeout * 1000),
        **settings.security.options(),
    )
    try:
        await producer.start()
    except (KafkaError, OSError) as error:
        await producer.stop()
        raise BrokerError(f"no broker at {settings.broker}: {error!r}") from error
    count = 0
    pending: list[asyncio.Future[object]] = []
    try:
        for record in records:
            pending.append(
                await producer.send(
                    record.topic,
                    key=record.key,
                    value=record.value,
                    partition=record.partition,
                    headers=list(record.headers),
                )
            )
            if len(pending) >= _UNDER_WAY:
                count += len(await asyncio.gather(*pending))
                pending.clear()
        return count + len(await asyncio.gather(*pending))
    except (KafkaError, OSError) as error:
        raise DeliveryError(f"not confirmed by the broker: {error!r}") from error
    finally:
        await producer.stop()
