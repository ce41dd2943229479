"""Retrial: dead letters of feeds, read again by the worker that knows what was sent of each item.

`eventwire deadletters replay` puts them on a topic. A letter holds an item as it was, or the part
of a document that was none; either is read by the settings that the feed has now. What fails again
is another dead letter, with one attempt more.
"""

import asyncio
from collections.abc import Sequence

import structlog
from pydantic import TypeAdapter, ValidationError

from schemas.deadletter import DeadLetter
from schemas.topics import RETRIALS
from streams.connectors import formats
from streams.connectors.feeds import Feed
from streams.connectors.intake import Intake
from streams.connectors.item import Batch, Fault, Item
from streams.connectors.outcome import Result, tally
from streams.connectors.refusal import ORIGIN
from streams.errors import BrokerError, Rejected, Unreadable
from streams.runtime.guard import dead_letter
from streams.runtime.relay import relay
from streams.runtime.sandbox import Sandbox
from streams.runtime.settings import Settings
from streams.runtime.wire import REPLAY_HEADER, Inbound

_PAUSE = 5.0
_ITEM = TypeAdapter(Item)


class Retrials:
    """Reads the topic of what is to be tried again, for ever."""

    def __init__(
        self, feeds: Sequence[Feed], *, settings: Settings, sandbox: Sandbox, intake: Intake
    ) -> None:
        self._feeds = {feed.name: feed for feed in feeds}
        self._settings = settings
        self._sandbox = sandbox
        self._intake = intake
        self._log = structlog.get_logger("eventwire.feeds")

    async def run(self) -> None:
        """Read until cancelled; where the broker is away, wait and go on from the last commit."""
        group = self._settings.group("feeds")
        while True:
            try:
                async with relay(self._settings, topic=RETRIALS.name, group=group) as source:
                    begun = False
                    while True:
                        messages = await source.batch()
                        for message in messages:
                            await self.take(message)
                        if messages or not begun:
                            # Once without any: then the lag tells that this worker has run.
                            await source.commit()
                            begun = True
            except BrokerError as error:
                self._log.error("tries again later", why=str(error))
                await asyncio.sleep(_PAUSE)

    async def take(self, message: Inbound) -> tuple[Result, ...]:
        """Try one letter again; what became of its items. Raises `BrokerError`."""
        try:
            letter = dead_letter(message)
        except Rejected as rejected:
            self._log.warning("no dead letter", at=message.origin, why=str(rejected))
            return ()
        feed = self._feeds.get(letter.topic.removeprefix(ORIGIN))
        if feed is None or not letter.topic.startswith(ORIGIN):
            # It stays among the dead letters: nothing is lost.
            self._log.warning("not tried again", of=letter.topic, why="no such feed in the file")
            return ()
        again = Inbound(
            topic=letter.topic,
            partition=letter.partition,
            offset=letter.offset,
            value=letter.value,
            headers=((REPLAY_HEADER, str(letter.attempts).encode()),),
        )
        batch = await self._read(feed, letter)
        await self._intake.refuse(feed, batch.faults, origin=again)
        results = await self._intake.take(feed, batch.items, origin=again)
        told = tally(results) if results else "refused again"
        self._log.info("tried again", feed=feed.name, told=told)
        return results

    async def _read(self, feed: Feed, letter: DeadLetter) -> Batch:
        value = letter.value or b""
        try:
            return Batch(items=(_ITEM.validate_json(value),))
        except ValidationError:
            pass  # not an item of ours: a part of a document
        try:
            return await self._sandbox.run(formats.read, feed.format, value)
        except Unreadable as error:
            return Batch(faults=(Fault(1, str(error), value),))
