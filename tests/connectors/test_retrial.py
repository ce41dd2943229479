"""Dead letters of feeds are tried again by the worker that knows what was sent."""

import asyncio

import pytest

from schemas.deadletter import DeadLetter
from streams.connectors import formats
from streams.connectors.feeds import Feed
from streams.connectors.item import Fault
from streams.connectors.retrial import Retrials
from streams.errors import DeliveryError
from streams.runtime.settings import Settings
from streams.runtime.wire import Inbound, retrial_record
from tests.connectors.documents import dumped, ninjs1
from tests.connectors.wire import ENGLISH, World, feed, item


def again(world: World, letter: DeadLetter, *feeds: Feed) -> list[str]:
    """What becomes of a letter that is replayed."""
    record = retrial_record(letter)
    message = Inbound(topic=record.topic, partition=0, offset=0, key=record.key, value=record.value)
    retrials = Retrials(
        feeds or (feed(),), settings=Settings(), sandbox=world.sandbox, intake=world.intake
    )
    return [one.outcome for one in asyncio.run(retrials.take(message))]


def refused(world: World, *faults: Fault) -> list[DeadLetter]:
    asyncio.run(world.intake.refuse(feed(), faults))
    return world.outbox.dead()


def test_an_item_that_was_no_article_is_one_when_the_program_takes_it() -> None:
    world = World()
    odd = item(text="x" * 2_000_000)
    asyncio.run(world.intake.take(feed(language="en"), [odd]))
    (letter,) = world.outbox.dead()
    # As if a newer eventwire took what this one refuses.
    mended = letter.model_copy(
        update={"value": letter.value.replace(b"x" * 2_000_000, ENGLISH.encode())}
        if letter.value
        else {}
    )
    sound = DeadLetter.model_validate_json(mended.to_bytes())
    assert again(world, sound) == ["new"]
    (article,) = world.outbox.articles()
    assert (article.article_id, article.version, article.text) == ("northwire:a1", 1, ENGLISH)
    # The worker knows of it: the next change is the next version, and a repeat is none.
    assert again(world, sound) == ["unchanged"]
    changed = asyncio.run(world.intake.take(feed(), [item(text=ENGLISH + " More.")]))
    assert [(one.outcome, one.version) for one in changed] == [("changed", 2)]


def test_a_part_of_a_document_is_read_by_the_feeds_own_format() -> None:
    world = World()
    raw = dumped(ninjs1(body_text=ENGLISH, body_xhtml="", language="en"))
    (letter,) = refused(world, Fault(3, "uri: missing", raw))
    assert again(world, letter, feed(format="ninjs")) == ["new"]
    assert world.outbox.articles()[0].text == ENGLISH


RSS = """<rss version="2.0"><channel><title>N</title>
<item><pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item>
<item><guid>b</guid><title>T</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>N</title>
<entry><updated>2026-03-02T10:00:00Z</updated></entry></feed>"""


@pytest.mark.parametrize(("told", "words"), [(RSS, "<item>"), (ATOM, "<entry")])
def test_an_entry_of_a_feed_is_kept_as_a_feed_that_can_be_read(told: str, words: str) -> None:
    (fault,) = formats.read("rss", told.encode()).faults
    assert words in fault.raw.decode()
    assert formats.read("rss", fault.raw).faults[0].reason == fault.reason
    whole = fault.raw.replace(b"</item>", b"<title>T</title></item>")
    whole = whole.replace(b"</entry>", b"<title>T</title></entry>")
    assert [one.title for one in formats.read("rss", whole).items] == ["T"]


def test_what_fails_again_is_another_letter_with_one_attempt_more() -> None:
    world = World()
    (letter,) = refused(world, Fault(1, "no JSON", b"{"))
    assert again(world, letter, feed(format="jsonl")) == []
    first, second = world.outbox.dead()
    assert (first.attempts, second.attempts) == (1, 2)
    assert (second.topic, second.offset, second.value) == (first.topic, first.offset, first.value)


@pytest.mark.parametrize("topic", ["feed:gone", "eventwire.articles.v1"])
def test_a_letter_of_no_feed_stays_where_it_is(topic: str) -> None:
    world = World()
    (letter,) = refused(world, Fault(1, "no JSON", b"{"))
    assert again(world, letter.model_copy(update={"topic": topic})) == []
    assert len(world.outbox.dead()) == 1


def test_what_is_no_letter_is_passed_over() -> None:
    world = World()
    retrials = Retrials((feed(),), settings=Settings(), sandbox=world.sandbox, intake=world.intake)
    for value in (None, b"", b"\xff", b"{}", b"[1]"):
        message = Inbound(topic="t", partition=0, offset=0, value=value)
        assert asyncio.run(retrials.take(message)) == ()


def test_while_the_broker_is_away_a_letter_waits() -> None:
    world = World()
    odd = item(text="x" * 2_000_000)
    asyncio.run(world.intake.take(feed(language="en"), [odd]))
    (letter,) = world.outbox.dead()
    world.outbox.away = True
    with pytest.raises(DeliveryError):
        again(world, letter, feed(language="en"))
