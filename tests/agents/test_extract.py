"""extract: what it publishes, in which order, and what it leaves for the next start."""

import asyncio
import json
from collections.abc import Sequence

import pytest

from schemas.article import Article
from schemas.deadletter import DeadLetter, DeadReason
from schemas.topics import ARTICLES, DEADLETTERS, EVENTS, LEDGER, RETRACTION_CE_TYPE
from streams.agents.extract import Extract
from streams.errors import DeliveryError, PoolError, Undeliverable
from streams.runtime.disposition import Dead, Disposition, Ok, Skipped
from streams.runtime.guard import Guard
from streams.runtime.ledger import Ledger
from streams.runtime.pool import Unparsed
from streams.runtime.reader import Partition
from streams.runtime.stage import Stage
from streams.runtime.window import Delivery, Lease
from streams.runtime.wire import Inbound, ledger_record
from tests.agents import fakes

VISITS = next(topic.name for kind, topic in EVENTS.items() if kind.value == "visit")


def article(text: str, *, version: int = 1, name: str = "a1", status: str = "usable") -> bytes:
    return json.dumps(
        {
            "article_id": name,
            "version": version,
            "published_at": "2022-12-20T10:00:00+01:00",
            "language": "nl",
            "text": text,
            "status": status,
        }
    ).encode()


class Scene:
    """The agent behind its stage, with one partition's ledger."""

    def __init__(self, records: Sequence[Inbound] = ()) -> None:
        self.broker, self.parser, self.metrics = fakes.Broker(), fakes.Parser(), fakes.metrics()
        self.agent = Extract(
            guard=Guard(languages=("nl",)),
            parser=self.parser,
            reader=fakes.Reader(records),
            metrics=self.metrics,
            now=lambda: fakes.NOW,
        )
        self.stage = Stage(self.agent, now=lambda: fakes.NOW)
        self.ledger = Ledger()
        self.lease: Lease[Ledger] = Lease(
            fakes.PARTITION, asyncio.get_running_loop().create_future()
        )

    async def process(self, value: bytes | None, *, offset: int = 0) -> Disposition:
        delivery = Delivery(self.broker.deliver, self.lease)
        return await self.stage.process(fakes.message(offset, value), self.ledger, delivery)

    def published(self) -> list[str]:
        """Event ids on the visit topic; those taken back with a minus."""
        return [
            ("-" if ("ce_type", RETRACTION_CE_TYPE.encode()) in record.headers else "")
            + (record.key or b"").decode()
            for record in self.broker.on(VISITS)
        ]


def test_events_are_confirmed_before_the_ledger_knows_them() -> None:
    async def scenario() -> None:
        scene = Scene()
        assert await scene.process(article("one two")) == Ok()
        assert [record.topic for record in scene.broker.sent] == [VISITS, VISITS, LEDGER.name]
        assert scene.broker.sent[-1].partition == fakes.PARTITION.number

    fakes.run(scenario())


def test_without_confirmation_nothing_is_noted_and_the_worker_stops() -> None:
    async def scenario() -> None:
        scene = Scene()
        scene.broker.refuse = lambda record: (
            DeliveryError("no answer") if record.topic == VISITS else None
        )
        with pytest.raises(DeliveryError):
            await scene.process(article("one"))
        assert scene.broker.sent == []
        assert len(scene.ledger) == 0

    fakes.run(scenario())


def test_a_repeat_after_a_crash_before_the_ledger_gives_the_same_ids() -> None:
    async def scenario() -> None:
        scene = Scene()
        scene.broker.refuse = lambda record: (
            DeliveryError("no answer") if record.topic == LEDGER.name else None
        )
        with pytest.raises(DeliveryError):
            await scene.process(article("one two"))
        scene.broker.refuse = lambda record: None
        assert await scene.process(article("one two")) == Ok()
        assert scene.published() == ["a1:one", "a1:two"] * 2

    fakes.run(scenario())


def test_versions() -> None:
    async def scenario() -> None:
        scene = Scene()
        assert await scene.process(article("one two")) == Ok()
        assert await scene.process(article("one two")) == Skipped("duplicate")
        assert await scene.process(article("two three", version=2)) == Ok()
        assert await scene.process(article("one two")) == Skipped("stale")
        assert await scene.process(article("", version=3, status="withdrawn")) == Ok()
        assert await scene.process(article("", version=3, status="withdrawn")) == Skipped(
            "duplicate"
        )
        assert scene.published() == [
            "a1:one",
            "a1:two",
            "a1:two",
            "a1:three",
            "-a1:one",
            "-a1:two",
            "-a1:three",
        ]
        # A withdrawn article is not parsed, nor is what is skipped.
        assert scene.parser.parsed == ["one two", "two three"]

    fakes.run(scenario())


def test_versions_of_one_article_take_turns_and_others_overtake() -> None:
    async def scenario() -> None:
        scene = Scene()
        gate = scene.parser.hold("one")
        slow = asyncio.create_task(scene.process(article("one"), offset=0))
        newer = asyncio.create_task(scene.process(article("two", version=2), offset=1))
        other = asyncio.create_task(scene.process(article("else", name="a2"), offset=2))
        assert await other == Ok()
        assert not newer.done()
        gate.set()
        assert [await slow, await newer] == [Ok(), Ok()]
        assert scene.published() == ["a2:else", "a1:one", "a1:two", "-a1:one"]

    fakes.run(scenario())


def test_a_cancelled_version_does_not_block_the_next() -> None:
    async def scenario() -> None:
        scene = Scene()
        scene.parser.hold("one")
        slow = asyncio.create_task(scene.process(article("one")))
        newer = asyncio.create_task(scene.process(article("two", version=2)))
        await asyncio.sleep(0.01)
        slow.cancel()
        assert await newer == Ok()
        assert scene.published() == ["a1:two"]

    fakes.run(scenario())


@pytest.mark.parametrize("reason", [DeadReason.TIMEOUT, DeadReason.CRASHED, DeadReason.FAILED])
def test_what_the_pool_gives_up_is_a_dead_letter_and_leaves_the_ledger_alone(
    reason: DeadReason,
) -> None:
    async def scenario() -> None:
        scene = Scene()
        assert await scene.process(article("one")) == Ok()
        scene.parser.outcomes["two"] = Unparsed(reason, "detail")
        value = article("two", version=2)
        assert await scene.process(value, offset=7) == Dead(reason)
        (record,) = scene.broker.on(DEADLETTERS.name)
        letter = DeadLetter.model_validate_json(record.value or b"")
        assert (letter.reason, letter.detail, letter.value) == (reason, "detail", value)
        assert record.key == f"{ARTICLES.name}/0/7".encode()
        # The former version still stands, and the next one is processed against it.
        assert await scene.process(article("three", version=3)) == Ok()
        assert scene.published() == ["a1:one", "a1:three", "-a1:one"]

    fakes.run(scenario())


def test_a_defect_of_ours_and_a_record_too_large_cost_one_message() -> None:
    async def scenario() -> None:
        scene = Scene()
        scene.parser.outcomes["one"] = ZeroDivisionError("ours")
        assert await scene.process(article("one")) == Dead(DeadReason.FAILED)
        scene.broker.refuse = lambda record: (
            Undeliverable("too large") if record.key == b"a1:two" else None
        )
        assert await scene.process(article("two")) == Dead(DeadReason.FAILED)
        details = [
            DeadLetter.model_validate_json(record.value or b"").detail
            for record in scene.broker.on(DEADLETTERS.name)
        ]
        assert details == ["ZeroDivisionError: ours", "too large"]

    fakes.run(scenario())


def test_a_dead_letter_that_the_broker_refuses_goes_without_its_value() -> None:
    async def scenario() -> None:
        scene = Scene()
        scene.broker.refuse = lambda record: (
            Undeliverable("too large") if len(record.value or b"") > 5000 else None
        )
        assert await scene.process(b"x" * 5000) == Dead(DeadReason.MALFORMED)
        (record,) = scene.broker.sent
        letter = DeadLetter.model_validate_json(record.value or b"")
        assert letter.value is None
        assert "the value of 5000 bytes is kept at its origin only" in letter.detail

    fakes.run(scenario())


def test_a_pool_that_is_gone_stops_the_worker() -> None:
    async def scenario() -> None:
        scene = Scene()
        scene.parser.outcomes["one"] = PoolError("no child process can be started")
        with pytest.raises(PoolError):
            await scene.process(article("one"))
        assert scene.broker.sent == []

    fakes.run(scenario())


def test_the_ledger_of_a_partition_is_read_and_what_is_broken_in_it_left_out() -> None:
    async def scenario() -> None:
        known = Article.model_validate_json(article("one", version=4))
        entry = Ledger().entry(known, claims=(), extractor="fake-1")
        record = ledger_record(entry, partition=3)
        records = [
            Inbound(topic=LEDGER.name, partition=3, offset=0, value=record.value),
            Inbound(topic=LEDGER.name, partition=3, offset=1, value=b"{"),
            Inbound(topic=LEDGER.name, partition=3, offset=2, value=None),
            Inbound(topic=LEDGER.name, partition=4, offset=0, value=record.value),
        ]
        scene = Scene(records)
        mine = Partition(ARTICLES.name, 3)
        ledgers = await scene.agent.restore([mine])
        assert list(ledgers) == [mine]
        assert ledgers[mine].verdict(known, extractor="fake-1") == "duplicate"

    fakes.run(scenario())


def test_a_tombstone_on_the_articles_topic_is_a_dead_letter() -> None:
    async def scenario() -> None:
        scene = Scene()
        assert await scene.process(None) == Dead(DeadReason.MALFORMED)
        (record,) = scene.broker.sent
        assert DeadLetter.model_validate_json(record.value or b"").value is None

    fakes.run(scenario())
