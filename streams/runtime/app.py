"""The Faust application of one stage: the only module that knows Faust.

Faust brings the consumer group, fetching in a thread of its own with heartbeats that no parse
holds up, the agent, and the producer. What decides whether a message is lost is not left to it
(see `consumption`): its topics carry raw bytes, its acknowledgements and its commits are off, it
has no tables, no web server and no transactions. Whatever goes wrong here stops the worker; a
process manager starts it again from the last commit.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import faust
from aiokafka.errors import KafkaError, MessageSizeTooLargeError, RecordListTooLargeError
from faust.exceptions import ProducerSendError
from faust.types import TP
from mode.supervisors import CrashingSupervisor

from schemas.topics import MAX_DEADLETTER_BYTES
from streams.errors import BrokerError, DeliveryError, Undeliverable
from streams.runtime import headers
from streams.runtime.consumption import Consumption
from streams.runtime.metrics import Metrics
from streams.runtime.reader import Partition, Reader
from streams.runtime.security import Security
from streams.runtime.settings import Settings
from streams.runtime.stage import Stage
from streams.runtime.wire import Inbound, Outbound, timestamp

S = TypeVar("S")

#: Messages that wait between the fetcher and the window; at most this many of the largest size.
_BUFFERED_MESSAGES = 64

#: Milliseconds that the broker may hold an answer back until there is something to answer. Faust
#: says 1500, and meanwhile nothing is asked about a partition whose last records were still being
#: read when the question was put: an article there waited for a second and a half.
_LONGEST_POLL_MS = 100

#: Seconds that a commit or a delivery may hold up a rebalance.
_REBALANCE_PATIENCE = 4.0


class _App(faust.App):
    """Tells the consumption of every change of the group, before Faust acts on it."""

    leaves: Callable[[], Any]
    joins: Callable[[set[TP]], None]

    def _create_directories(self) -> None:
        """Without tables there is nothing to keep on disk."""

    async def _on_partitions_revoked(self, revoked: set[TP]) -> None:
        await self.leaves()
        await super()._on_partitions_revoked(revoked)

    async def _on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        # First the leases: Faust resumes the flow in the course of the call below.
        self.joins(assigned)
        await super()._on_partitions_assigned(assigned, generation_id)


class StageApp(Generic[S]):
    """One stage in its own consumer group. `run` returns when stopped and raises what broke."""

    def __init__(
        self,
        stage: Stage[S],
        *,
        settings: Settings,
        reader: Reader,
        metrics: Metrics,
        window: int,
    ) -> None:
        self._settings = settings
        self._stopping = asyncio.Event()
        self._faust = _faust_app(settings, role=stage.agent.stage)
        self.consumption: Consumption[S] = Consumption(
            stage,
            client=self,
            reader=reader,
            deliver=self.deliver,
            metrics=metrics,
            window=window,
        )
        self._faust.leaves = self._leave
        self._faust.joins = self._join
        topic = self._faust.topic(
            *stage.agent.topics,
            key_type=bytes,
            value_type=bytes,
            key_serializer="raw",
            value_serializer="raw",
            allow_empty=True,
            acks=False,
            internal=True,
        )
        self._faust.agent(
            topic,
            name=f"eventwire.{stage.agent.stage}",
            concurrency=1,
            supervisor_strategy=CrashingSupervisor,
        )(self._take)

    def stop(self) -> None:
        """Ask `run` to finish."""
        self._stopping.set()

    async def run(self) -> None:
        """Take part in the group until `stop`; raises `BrokerError` or whatever else broke."""
        consumption = self.consumption
        starting = asyncio.create_task(self._faust.start())
        tasks = {
            asyncio.create_task(self._guarded(consumption.window.run())),
            asyncio.create_task(self._guarded(self._commit_regularly())),
            asyncio.create_task(self._guarded(self._watch_faust(starting))),
        }
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            waited: set[asyncio.Future[Any]] = {stopping, consumption.failure}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            if not consumption.failure.done():
                await self._finish()
        finally:
            for task in (stopping, starting, *tasks):
                task.cancel()
            await asyncio.wait({asyncio.create_task(self._faust.stop())}, timeout=10)
        if consumption.failure.done():
            consumption.failure.result()

    async def deliver(self, records: tuple[Outbound, ...]) -> None:
        """Send records in order; returns when the broker has confirmed every one."""
        try:
            pending = [
                await self._faust.producer.send(
                    record.topic,
                    record.key,
                    record.value,
                    record.partition,
                    None,
                    list(record.headers),  # type: ignore[arg-type]  # None is a value, too
                )
                for record in records
            ]
            await asyncio.gather(*pending)
        except (MessageSizeTooLargeError, RecordListTooLargeError) as error:
            raise Undeliverable(f"a record is too large for the broker: {error}") from error
        except (KafkaError, OSError, ProducerSendError) as error:
            # Faust's own error is what a send comes to that finds no broker within its time.
            raise DeliveryError(f"not confirmed by the broker: {error!r}") from error

    async def committed(self, partition: Partition) -> int | None:
        """The group's committed offset."""
        thread: Any = self._consumer._thread  # noqa: SLF001
        offset: int | None = await thread.call_thread(
            thread._ensure_consumer().committed,  # noqa: SLF001
            TP(*partition),
        )
        return offset

    async def commit(self, offsets: Mapping[Partition, int]) -> bool:
        """Commit; False when the group has changed meanwhile."""
        done: bool = await self._consumer._commit(  # noqa: SLF001
            {TP(*partition): offset for partition, offset in offsets.items()}
        )
        return done

    async def seek(self, partition: Partition, offset: int) -> None:
        """Fetch again from `offset`."""
        await self._faust.consumer.seek_wait({TP(*partition): offset})

    @property
    def _consumer(self) -> Any:
        # Faust's own consumer: its parts below are private, which is why it is pinned exactly.
        return self._faust.consumer

    def positions(self) -> dict[Partition, int]:
        """The offset up to which each held partition is settled."""
        return {
            lease.partition: settled
            for lease in self.consumption.leases
            if (settled := lease.expected if lease.settled is None else lease.settled) is not None
        }

    def settled_total(self) -> int:
        """Messages settled since the start."""
        return self.consumption.window.settled_total

    def high_water(self, partition: Partition) -> int:
        """The end of a partition as the last fetch told it, 0 if none did."""
        try:
            return self._faust.consumer.highwater(TP(*partition)) or 0
        except Exception:  # noqa: BLE001 - not assigned any more, or not started yet
            return 0

    async def _take(self, stream: Any) -> None:
        """The agent: hands message after message to the consumption."""
        try:
            async for event in stream.noack().events():
                await self.consumption.arrive(_inbound(event.message))
        except Exception as error:
            self.consumption.fail(error)
            raise

    def _join(self, assigned: set[TP]) -> None:
        """The group has assigned these partitions."""
        thread: Any = self._consumer._thread  # noqa: SLF001
        thread._ensure_consumer()._fetcher._fetch_max_wait_ms = _LONGEST_POLL_MS  # noqa: SLF001
        self.consumption.begin(Partition(tp.topic, tp.partition) for tp in assigned)

    async def _leave(self) -> None:
        """The group changes: end all leases, then commit what they had settled."""
        leases = self.consumption.leases
        settled = {
            lease.partition: lease.settled
            for lease in leases
            if lease.settled is not None and lease.settled != lease.committed
        }
        try:
            async with asyncio.timeout(_REBALANCE_PATIENCE):
                await self.consumption.end()
                if settled:
                    await self.commit(settled)
        except TimeoutError:
            self.consumption.fail(BrokerError("deliveries were not confirmed during a rebalance"))
        except Exception as error:  # noqa: BLE001 - whatever it is, it stops the worker
            self.consumption.fail(error)

    async def _finish(self) -> None:
        """Orderly stop: what is being delivered is, the rest is left to the next start."""
        try:
            async with asyncio.timeout(_REBALANCE_PATIENCE):
                await self.consumption.commit()
                await self._leave()
        except (TimeoutError, KafkaError):
            return  # what is not committed is repeated, and recognised

    async def _commit_regularly(self) -> None:
        while True:
            await asyncio.sleep(self._settings.commit_interval)
            await self.consumption.commit()

    async def _watch_faust(self, starting: "asyncio.Task[Any]") -> None:
        await starting
        await self._faust.wait_until_stopped()
        if not self._stopping.is_set():
            raise BrokerError(f"the client stopped: {self._faust.crash_reason!r}")

    async def _guarded(self, work: Any) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - whatever it is, it stops the worker
            self.consumption.fail(error)


def _inbound(message: Any) -> Inbound:
    seconds = message.timestamp
    return Inbound(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=message.key,
        value=message.value,
        headers=tuple(message.headers or ()),
        timestamp=timestamp(None if seconds is None else seconds * 1000),
    )


def _credentials(security: Security) -> Any:
    """The security settings as Faust has them; None for none."""
    if security.is_sasl:
        return faust.SASLCredentials(
            mechanism=security.mechanism,
            username=security.username,
            password=security.secret(),
            ssl_context=security.tls(),
        )
    return faust.SSLCredentials(context=security.tls()) if security.is_tls else None


def _faust_app(settings: Settings, *, role: str) -> _App:
    headers.accept_any_key()
    group = settings.group(role)
    return _App(
        group,
        broker=[f"kafka://{server}" for server in settings.bootstrap],
        broker_client_id=group,
        broker_credentials=_credentials(settings.security),
        autodiscover=False,
        # Topics are created by `eventwire topics ensure`: one made in passing would have one
        # partition.
        topic_allow_declare=False,
        topic_disable_leader=True,
        key_serializer="raw",
        value_serializer="raw",
        store="memory://",
        stream_buffer_maxsize=_BUFFERED_MESSAGES,
        stream_wait_empty=False,
        consumer_auto_offset_reset="earliest",
        broker_session_timeout=settings.session_timeout,
        consumer_group_instance_id=settings.group_instance_id,
        broker_heartbeat_interval=settings.session_timeout / 3,
        broker_request_timeout=settings.request_timeout,
        # A window of articles that all hit their deadline is slow, not stuck; the watchdog tells.
        broker_max_poll_interval=3600.0,
        broker_commit_livelock_soft_timeout=3600.0,
        producer_acks=-1,
        producer_max_request_size=MAX_DEADLETTER_BYTES,
        producer_request_timeout=settings.request_timeout,
        web_enabled=False,
        web_tables_enabled=False,
        web_router_enabled=False,
        web_metrics_enabled=False,
        processing_guarantee="at_least_once",
    )
