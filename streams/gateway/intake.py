"""Intake: what the topics bring, put into the read model and sent on."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from pydantic import ValidationError

from schemas.event import EVENT_ADAPTER, Retraction
from schemas.topics import ALERTS, EVENTS, RETRACTION_CE_TYPE, STORIES
from streams.errors import BrokerError
from streams.gateway.headlines import told_alert
from streams.gateway.readmodel import ReadModel, countries_of
from streams.gateway.replies import StageLag
from streams.gateway.row import Row
from streams.gateway.stream import Notice, Position, Stream
from streams.runtime.reader import Partition, Reader
from streams.runtime.wire import Inbound

#: Events of each kind read at the start: nobody looks back further on a list of what is new.
_EVENTS_BACK = 200
_LAG_SECONDS = 3.0
_KINDS = {topic.name: kind for kind, topic in EVENTS.items()}


class StageBehind(Protocol):
    """What the intake needs to know of one partition of a stage's input."""

    @property
    def role(self) -> str:
        """The stage."""
        ...

    @property
    def messages(self) -> int:
        """Messages that wait."""
        ...


def partitions() -> dict[Partition, int | None]:
    """What is read, and from where: None for the start, else so many records before the end.

    Each of these topics has one partition, and workers refuse to run where it has not.
    """
    wanted: dict[Partition, int | None] = {
        Partition(STORIES.name, 0): None,
        Partition(ALERTS.name, 0): None,
    }
    wanted |= {Partition(name, 0): _EVENTS_BACK for name in _KINDS}
    return wanted


@dataclass(slots=True)
class Intake:
    """Reads for ever. `ready` once everything that the topics held at the start was read."""

    model: ReadModel
    stream: Stream
    lag: tuple[StageLag, ...] | None = None
    unreadable: int = 0
    ready: bool = False
    behind: int = 0
    """Partitions that are still to be read to their ends."""
    _position: Position = field(default_factory=Position)

    async def run(self, reader: Reader) -> None:
        """Read until cancelled. Raises `BrokerError`."""
        async for batch in reader.follow(partitions()):
            for number, message in enumerate(batch.records):
                self.put(message)
                if number % 100 == 99:
                    await asyncio.sleep(0)  # requests are answered in between
            self.behind = batch.behind
            if not batch.behind and not self.ready:
                self.ready = True
                log = structlog.get_logger("eventwire.gateway")
                log.info("caught up", stories=len(self.model), alerts=self.model.alerts_held)

    async def watch(
        self,
        ask: Callable[[], tuple[StageBehind, ...]],
        *,
        tell: Callable[[], bytes],
    ) -> None:
        """Ask for the lag of the stages and tell all clients how things stand, until cancelled."""
        while True:
            try:
                self.lag = _by_stage(await asyncio.to_thread(ask))
            except BrokerError:
                self.lag = None
            self.stream.publish(Notice("meta", tell()))
            await asyncio.sleep(_LAG_SECONDS)

    def put(self, message: Inbound) -> None:
        """Take one record; one that does not fit the schema is counted and left out."""
        try:
            if message.topic == STORIES.name:
                self._put_story(message)
            elif message.topic == ALERTS.name:
                self._put_alert(message)
            elif message.value is not None and message.topic in _KINDS:
                self._put_event(message, message.value)
        except ValidationError as error:
            self.unreadable += 1
            structlog.get_logger("eventwire.gateway").warning(
                "a record that does not fit the schema",
                origin=message.origin,
                why=error.errors(include_url=False, include_input=False)[0]["msg"],
            )

    def _put_story(self, message: Inbound) -> None:
        self._position = self._position._replace(story=message.offset)
        if message.value is None:
            story_id = (message.key or b"").decode("utf-8", "replace")
            row = self.model.drop_story(story_id)
            if row is not None:
                self._tell("deleted", b'{"story_id":%s}' % _quoted(story_id), row)
            return
        taken = self.model.put_story(message.value)
        if taken is not None:
            former, row = taken
            self._tell("story", row.body, row, former)

    def _put_alert(self, message: Inbound) -> None:
        self._position = self._position._replace(alert=message.offset)
        if message.value is None:
            return
        alert, new = self.model.put_alert(message.value)
        if new:
            self.stream.publish(
                Notice(
                    "alert",
                    told_alert(alert).model_dump_json(exclude={"evidence"}).encode(),
                    self._position,
                    ((alert.kind, alert.status, countries_of(alert)),),
                )
            )

    def _put_event(self, message: Inbound, value: bytes) -> None:
        if message.ce_type == RETRACTION_CE_TYPE or b'"retracted_at"' in value:
            with contextlib.suppress(ValidationError):
                self.model.take_back(Retraction.model_validate_json(value))
                return
        self.model.put_event(EVENT_ADAPTER.validate_json(value))

    def _tell(self, name: str, data: bytes, *rows: Row | None) -> None:
        subjects = tuple((row.kind, row.status, row.countries) for row in rows if row is not None)
        self.stream.publish(Notice(name, data, self._position, subjects))


def _by_stage(found: tuple[StageBehind, ...]) -> tuple[StageLag, ...]:
    sums: dict[str, int] = {}
    for one in found:
        sums[one.role] = sums.get(one.role, 0) + one.messages
    return tuple(StageLag(stage=stage, messages=messages) for stage, messages in sums.items())


def _quoted(text: str) -> bytes:
    return json.dumps(text).encode()
