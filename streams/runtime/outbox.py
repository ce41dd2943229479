"""Outbox: raw records sent in order, every delivery confirmed.

For records that must go out exactly as they are: a header without a value is one that the client
of the feed refuses to send.
"""

import asyncio
import contextlib
from collections.abc import Iterable
from types import TracebackType
from typing import Protocol, Self

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from schemas.topics import MAX_DEADLETTER_BYTES
from streams.errors import BrokerError, DeliveryError, Undeliverable
from streams.runtime.settings import Settings
from streams.runtime.wire import Outbound

#: Deliveries under way at once.
_UNDER_WAY = 200

_STOP_SECONDS = 5.0


class Sends(Protocol):
    """What those who send need of an outbox."""

    async def send(self, records: Iterable[Outbound]) -> int:
        """Send records in order, every delivery confirmed; raises `BrokerError`."""
        ...


class Outbox:
    """A producer for the time of an `async with` block. Raises `BrokerError` at its start.

    `patience` is how many seconds a delivery may take until it counts as not confirmed; a record
    may then still arrive, which deterministic ids make harmless.
    """

    def __init__(self, settings: Settings, *, patience: float | None = None) -> None:
        self._settings = settings
        self._patience = patience or 3 * settings.request_timeout
        self._producer: AIOKafkaProducer | None = None

    async def __aenter__(self) -> Self:
        self._producer = AIOKafkaProducer(
            bootstrap_servers=self._settings.bootstrap,
            client_id="eventwire-outbox",
            acks="all",
            max_request_size=MAX_DEADLETTER_BYTES,
            request_timeout_ms=int(self._settings.request_timeout * 1000),
            **self._settings.security.options(),
        )
        try:
            await self._producer.start()
        except (KafkaError, OSError) as error:
            await self._producer.stop()
            raise BrokerError(f"no broker at {self._settings.broker}: {error!r}") from error
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            # Whoever wanted a record confirmed has waited for it: with no broker there is nothing
            # to flush it to, and nothing to wait for.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_STOP_SECONDS):
                    await producer.stop()

    async def send(self, records: Iterable[Outbound]) -> int:
        """Send records in order; how many were confirmed, which is all of them.

        Raises `Undeliverable` where the broker will never take one, `DeliveryError` at any other
        that is not confirmed.
        """
        count = 0
        pending: list[asyncio.Future[object]] = []
        try:
            for record in records:
                pending.append(await self._hand_over(record))
                if len(pending) >= _UNDER_WAY:
                    count += await self._confirmed(pending)
            return count + await self._confirmed(pending)
        except MessageSizeTooLargeError as error:
            raise Undeliverable(f"too large for the broker: {error!r}") from error
        except (KafkaError, OSError) as error:
            raise DeliveryError(f"not confirmed by the broker: {error!r}") from error

    async def _hand_over(self, record: Outbound) -> "asyncio.Future[object]":
        assert self._producer is not None
        async with asyncio.timeout(self._patience):
            future: asyncio.Future[object] = await self._producer.send(
                record.topic,
                key=record.key,
                value=record.value,
                partition=record.partition,
                headers=list(record.headers),
            )
        return future

    async def _confirmed(self, pending: "list[asyncio.Future[object]]") -> int:
        async with asyncio.timeout(self._patience):
            told = await asyncio.gather(*pending)
        pending.clear()
        return len(told)


def send(records: Iterable[Outbound], settings: Settings) -> int:
    """Send records; how many were confirmed. Raises `DeliveryError` at the first that is not, and
    `BrokerError` where there is no broker. Not from within an event loop."""

    async def sending() -> int:
        async with Outbox(settings) as outbox:
            return await outbox.send(records)

    return asyncio.run(sending())
