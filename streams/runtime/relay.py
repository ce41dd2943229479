"""Relay: messages of any topic, handed over in batches and committed when they were dealt with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from streams.errors import BrokerError
from streams.runtime.reader import inbound
from streams.runtime.settings import Settings
from streams.runtime.wire import Inbound

_BATCH = 100


class Relay:
    """A member of a consumer group of its own. Every method raises `BrokerError`."""

    def __init__(self, consumer: AIOKafkaConsumer) -> None:
        self._consumer = consumer

    async def batch(self) -> tuple[Inbound, ...]:
        """The next messages, in the order of each partition; none where nothing came."""
        try:
            found = await self._consumer.getmany(timeout_ms=1000, max_records=_BATCH)
        except (KafkaError, OSError) as error:
            raise BrokerError(f"not read: {error!r}") from error
        return tuple(inbound(record) for records in found.values() for record in records)

    async def commit(self) -> None:
        """Note that everything handed over so far was dealt with."""
        try:
            await self._consumer.commit()
        except (KafkaError, OSError) as error:
            raise BrokerError(f"not committed: {error!r}") from error


@asynccontextmanager
async def relay(settings: Settings, *, topic: str, group: str) -> AsyncIterator[Relay]:
    """Read `topic` from where `group` left off, at first from its beginning."""
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=settings.bootstrap,
        group_id=group,
        client_id="eventwire-relay",
        group_instance_id=settings.group_instance_id,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        session_timeout_ms=int(settings.session_timeout * 1000),
        heartbeat_interval_ms=int(settings.session_timeout * 1000 / 3),
        request_timeout_ms=int(settings.request_timeout * 1000),
        **settings.security.options(),
    )
    try:
        await consumer.start()
        yield Relay(consumer)
    except (KafkaError, OSError) as error:
        raise BrokerError(f"{topic}: {error!r}") from error
    finally:
        await consumer.stop()
