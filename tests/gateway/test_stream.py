"""The stream: what is sent to whom, coming back, being slow, and ending."""

import asyncio

import aiohttp
import pytest

from schemas.event import Kind, Status
from schemas.story import Change
from streams.gateway.query import Filters
from streams.gateway.stream import Notice, Position, Stream, TooManyClients
from tests.gateway.asked import PATIENCE, Asked, asked, played, until
from tests.gateway.world import alert, alert_message, story, story_message


@played
async def test_changes_come_with_ids_in_order() -> None:
    async with asked(3) as here, here.stream() as heard:
        name, event_id, meta = await heard.next()
        assert (name, event_id, meta["stories"]) == ("meta", "", 3)
        told = story(8)
        here.intake.put(story_message(told, 3))
        here.intake.put(alert_message(alert(told), 1))
        name, event_id, row = await heard.next()
        assert (name, event_id, row["story_id"]) == ("story", "3.0", told.story_id)
        name, event_id, raised = await heard.next()
        assert (name, event_id, raised["story_id"]) == ("alert", "3.1", told.story_id)
        here.intake.put(alert_message(alert(told), 2))  # a repeat of the topic is no second one
        here.intake.put(story_message(story(9), 4))
        assert (await heard.next())[0:2] == ("story", "4.2")


@played
async def test_filters_let_through_what_is_and_what_was() -> None:
    async with asked() as here:
        plan = story(1, kind=Kind.VISIT, status=Status.PLANNED)
        async with here.stream("?status=planned&kind=visit") as heard:
            await heard.next("meta")
            here.intake.put(story_message(story(2, kind=Kind.MEETING, status=Status.PLANNED), 0))
            here.intake.put(story_message(story(3, kind=Kind.VISIT, status=Status.DENIED), 1))
            here.intake.put(story_message(plan, 2))
            assert (await heard.next("story"))[1] == "2.-1"
            # It is planned no more: who watches plans must hear of it.
            done = plan.model_copy(
                update={"revision": 2, "status": Status.OCCURRED, "change": Change.ESCALATED}
            )
            here.intake.put(story_message(done, 3))
            _, event_id, row = await heard.next("story")
            assert (event_id, row["status"]) == ("3.-1", "occurred")
            here.intake.put(story_message(done.model_copy(update={"revision": 3}), 4))
            here.intake.put(story_message(plan.model_copy(update={"revision": 4}), 5))
            assert (await heard.next("story"))[1] == "5.-1"


@played
async def test_who_comes_back_misses_nothing() -> None:
    async with asked(10) as here:
        async with here.stream() as heard:
            await heard.next("meta")
            here.intake.put(story_message(story(20), 20))
            _, last, _ = await heard.next("story")
        for number in range(21, 25):
            here.intake.put(story_message(story(number), number))
        for given in ({"headers": last}, {"query": last}):
            query = f"?last_event_id={given['query']}" if "query" in given else ""
            headers = {"Last-Event-ID": given["headers"]} if "headers" in given else {}
            async with here.stream(query, **headers) as heard:
                ids = [(await heard.next("story"))[2]["story_id"] for _ in range(4)]
                assert ids == [f"story-{number:06}" for number in range(21, 25)]


@played
async def test_the_position_of_a_list_joins_the_stream_without_a_gap() -> None:
    async with asked(10) as here:
        position = (await here.get("/api/stories"))["position"]
        here.intake.put(story_message(story(11), 11))
        async with here.stream(f"?last_event_id={position}") as heard:
            assert (await heard.next("story", "gap"))[2]["story_id"] == "story-000011"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("999.0", "old"),  # of another broker: ahead of this one
        ("1.0", "old"),  # the ring does not reach back so far
        ("rubbish", "unknown"),
        ("1", "unknown"),
        ("-5.0", "unknown"),
        ("99999999999999999999999.0", "unknown"),
        ("01.0", "unknown"),
    ],
)
def test_who_cannot_be_brought_up_to_date_is_told(given: str, reason: str) -> None:
    @played
    async def scene() -> None:
        async with asked() as here:
            here.gateway.api.stream.ring = 5
            for number in range(20):
                here.intake.put(story_message(story(number), number))
            async with here.stream(**{"Last-Event-ID": given}) as heard:
                name, _, data = await heard.next("gap", "story")
                assert (name, data) == ("gap", {"reason": reason})
                here.intake.put(story_message(story(30), 30))
                assert (await heard.next("gap", "story"))[0] == "story"

    scene()


@played
async def test_a_slow_client_gets_a_gap_and_holds_up_nobody() -> None:
    async with asked() as here, here.stream() as quick, here.stream() as slow:
        await quick.next("meta")
        await slow.next("meta")
        # Far more than a socket and a queue hold, while one of the two does not read.
        big = [story(number, evidence="x") for number in range(200)]
        total = 12_000
        received = 0

        async def read() -> None:
            nonlocal received
            while received < total:
                if (await quick.next("story", "gap"))[0] == "gap":
                    raise AssertionError("the quick one was held up")
                received += 1

        reading = asyncio.create_task(read())
        for number in range(total):
            one = big[number % 200].model_copy(update={"revision": number + 1})
            here.intake.put(story_message(one, number))
            if number % 50 == 0:
                await asyncio.sleep(0)
                while number - received > 500:
                    await asyncio.sleep(0.001)
                    if reading.done():
                        await reading
        async with asyncio.timeout(PATIENCE * 3):
            await reading
        assert here.gateway.api.stream.gaps >= 1
        names = set()
        while "gap" not in names:
            names.add((await slow.next("story", "gap"))[0])


@played
async def test_so_many_clients_and_no_more() -> None:
    async with asked(gateway_clients=2) as here:
        async with here.stream() as one, here.stream() as other:
            await one.next("meta")
            await other.next("meta")
            problem = await here.get("/api/stream", status=503)
            assert "as many streams" in problem["detail"]
        await until(lambda: not len(here.gateway.api.stream))
        async with here.stream() as heard:
            await heard.next("meta")


@played
async def test_stopping_ends_open_streams_at_once() -> None:
    async with asked(3) as here, here.stream() as heard:
        await heard.next("meta")
        async with asyncio.timeout(PATIENCE):
            await here.gateway.stop()
            assert await heard.answer.content.read() == b""


def test_a_silent_stream_is_kept_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.gateway.api._HEARTBEAT", 0.05)

    @played
    async def scene() -> None:
        async with asked() as here, here.stream() as heard:
            await heard.next("meta")
            async with asyncio.timeout(PATIENCE):
                while not (await heard.answer.content.readline()).startswith(b":"):
                    pass

    scene()


def notice(number: int, kind: Kind = Kind.VISIT) -> Notice:
    return Notice(
        "story", b"%d" % number, Position(number, -1), ((kind, Status.PLANNED, ("NLD",)),)
    )


def test_who_comes_back_hears_only_what_is_new_whichever_topic_was_read_first() -> None:
    """A gateway that starts again may read all alerts before the first story."""
    stream = Stream()
    for place in (Position(-1, 0), Position(-1, 1)):
        stream.publish(Notice("alert", b"a%d" % place.alert, place))
    for number in range(3):
        stream.publish(Notice("story", b"s%d" % number, Position(number, 1)))
    listener = stream.listen(Filters(), since=Position(1, 0))
    assert [one.data for one in listener._waiting] == [b"a1", b"s2"]


def test_a_queue_that_runs_over_is_a_gap_and_no_memory() -> None:
    stream = Stream(room=10, ring=5)
    listener = stream.listen(Filters(), since=None)
    for number in range(1_000):
        stream.publish(notice(number))
    assert len(stream._kept) == 5
    assert len(listener._waiting) <= 10
    told = asyncio.run(listener.take(patience=1))
    assert told.startswith(b'event: gap\ndata: {"reason":"slow"}\n\n')
    assert stream.gaps >= 1


def test_more_listeners_than_may_be_are_refused() -> None:
    stream = Stream(clients=1)
    listener = stream.listen(Filters(), since=None)
    with pytest.raises(TooManyClients):
        stream.listen(Filters(), since=None)
    stream.leave(listener)
    stream.listen(Filters(), since=None)


@played
async def test_a_client_that_goes_away_is_forgotten() -> None:
    async with asked() as here:

        async def one(here: Asked) -> None:
            async with aiohttp.ClientSession() as session:
                answer = await session.get(f"{here.base}/api/stream")
                await answer.content.readline()

        await one(here)
        await until(lambda: not len(here.gateway.api.stream))
