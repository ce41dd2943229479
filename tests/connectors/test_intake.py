"""Items become versions of articles, each once: new, changed, killed, seen before, out of order."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.article import ArticleStatus
from schemas.deadletter import DeadReason
from streams.connectors.item import Fault, Item
from streams.connectors.outcome import Result
from streams.errors import DeliveryError
from tests.connectors.wire import DUTCH, ENGLISH, GERMAN, NOON, World, feed, item

CET = timezone(timedelta(hours=1))


def take(world: World, *items: Item, **told: object) -> list[Result]:
    return list(asyncio.run(world.intake.take(feed(**told), items)))


def outcomes(results: list[Result]) -> list[str]:
    return [result.outcome for result in results]


def test_a_new_item_goes_out_once_with_what_the_feed_says() -> None:
    world = World()
    told = item(url="https://news.example/1", published=NOON - timedelta(hours=1))
    assert outcomes(take(world, told, source="Northwire")) == ["new"]
    (article,) = world.outbox.articles()
    assert article.article_id == "Northwire:a1"
    assert (article.version, article.source, article.language) == (1, "Northwire", "en")
    assert article.published_at == NOON - timedelta(hours=1)
    assert outcomes(take(world, told, source="Northwire")) == ["unchanged"]
    assert len(world.outbox.articles()) == 1
    assert world.count("articles_total", feed="northwire", language="en", status="usable") == 1
    assert world.count("items_total", feed="northwire", outcome="unchanged", reason="") == 1


def test_the_note_is_written_after_the_article() -> None:
    world = World()
    take(world, item("a"), item("b"))
    assert [one.topic.split(".")[1] for one in world.outbox.records] == [
        "articles", "articles", "seen", "seen",
    ]  # fmt: skip


def test_a_restart_sends_nothing_again_and_goes_on_counting() -> None:
    world = World()
    take(world, item("a"), item("b"))
    again = world.restarted()
    assert outcomes(take(again, item("a"), item("b", text=ENGLISH + " More."))) == [
        "unchanged", "changed",
    ]  # fmt: skip
    assert [(one.article_id, one.version) for one in world.outbox.articles()][2:] == [
        ("northwire:b", 2)
    ]


def test_a_renewed_date_or_link_is_no_change() -> None:
    world = World()
    take(world, item(published=NOON, url="https://a/1"))
    assert outcomes(take(world, item(published=NOON, url="https://a/1?utm=x"))) == ["unchanged"]
    later = item(published=NOON + timedelta(hours=3))
    world.clock.move(hours=4)
    assert outcomes(take(world, later)) == ["unchanged"]


def test_versions_follow_the_publisher_where_it_counts() -> None:
    world = World()
    results = take(world, item(version=3), item(version=5, text=ENGLISH + " Five."))
    assert [(one.outcome, one.version) for one in results] == [("new", 3), ("changed", 5)]
    assert outcomes(take(world, item(version=4, text=ENGLISH + " Four."))) == ["stale"]
    # A correction in silence, under the number of the version before.
    (silent,) = take(world, item(version=5, text=ENGLISH + " Five, mended."))
    assert (silent.outcome, silent.version) == ("changed", 6)
    (sixth,) = take(world, item(version=6, text=ENGLISH + " Six."))
    assert (sixth.outcome, sixth.version) == ("changed", 7)


def test_an_older_copy_from_a_cache_is_left_out() -> None:
    world = World()
    take(world, item(updated=NOON, text=ENGLISH + " New."))
    older = item(updated=NOON - timedelta(minutes=5), text=ENGLISH + " Old.")
    assert outcomes(take(world, older)) == ["stale"]
    assert len(world.outbox.articles()) == 1


def test_a_kill_is_a_withdrawal_once_even_of_what_was_never_seen() -> None:
    world = World()
    take(world, item(updated=NOON))
    kill = Item(guid="a1", status=ArticleStatus.WITHDRAWN, updated=NOON + timedelta(minutes=1))
    assert outcomes(take(world, kill)) == ["withdrawn"]
    assert outcomes(take(world, kill)) == ["unchanged"]
    article = world.outbox.articles()[-1]
    assert (article.version, article.status, article.text) == (2, ArticleStatus.WITHDRAWN, "")
    # The item itself, from a cache that has not heard of it.
    assert outcomes(take(world, item(updated=NOON))) == ["stale"]
    unknown = Item(guid="a2", status=ArticleStatus.WITHDRAWN)
    assert outcomes(take(world, unknown)) == ["withdrawn"]


def test_two_feeds_of_one_source_share_its_items() -> None:
    world = World()
    take(world, item(), source="Northwire", name="world")
    assert outcomes(take(world, item(), source="Northwire", name="politics")) == ["unchanged"]
    assert outcomes(take(world, item(), source="Kustbericht", name="other")) == ["new"]


def test_one_id_twice_in_one_document() -> None:
    world = World()
    results = take(world, item(), item(), item(text=ENGLISH + " More."))
    assert outcomes(results) == ["new", "unchanged", "changed"]
    assert [one.version for one in world.outbox.articles()] == [1, 2]


@pytest.mark.parametrize(
    ("told", "said", "language"),
    [
        (DUTCH, None, "nl"),
        (ENGLISH, None, "en"),
        (DUTCH * 2, "en-US", "nl"),  # blog software that was never told
        (ENGLISH, "en-GB", "en-GB"),
    ],
)
def test_the_language_is_found(told: str, said: str | None, language: str) -> None:
    world = World()
    take(world, item(title="", text=told, language=said))
    assert world.outbox.articles()[0].language == language


def test_the_file_of_feeds_has_the_last_word_on_the_language() -> None:
    world = World()
    take(world, item(text=ENGLISH, language="en"), language="nl")
    assert world.outbox.articles()[0].language == "nl"


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"title": "", "text": GERMAN}, "unsupported_language: de"),
        ({"title": "", "text": "12 345 %"}, "language_unclear"),
        ({"title": "", "text": DUTCH, "language": "de-DE"}, "unsupported_language: de-DE"),
    ],
)
def test_other_languages_are_skipped_and_told_once(told: dict[str, str], reason: str) -> None:
    world = World()
    (first,) = take(world, item(**told))
    (again,) = take(world, item(**told))
    assert (first.outcome, first.reason, first.again) == ("skipped", reason, False)
    assert (again.outcome, again.again) == ("skipped", True)
    assert not world.outbox.records
    word = reason.partition(":")[0]
    assert world.count("items_total", feed="northwire", outcome="skipped", reason=word) == 1


def test_dates_missing_future_and_in_another_zone() -> None:
    world = World()
    take(world, item("none"), item("future", published=datetime(2031, 1, 1, tzinfo=CET)))
    take(world, item("zone", published=datetime(2026, 3, 1, 23, 30, tzinfo=UTC)),
         timezone="Europe/Amsterdam")  # fmt: skip
    none, future, zoned = world.outbox.articles()
    assert none.published_at == NOON
    assert future.published_at == NOON
    assert future.published_at.utcoffset() == timedelta(hours=1)
    assert zoned.published_at.isoformat() == "2026-03-02T00:30:00+01:00"
    # What was first seen then is dated so for ever.
    world.clock.move(days=1)
    take(world, item("none", text=ENGLISH + " More."))
    assert world.outbox.articles()[-1].published_at == NOON


def test_a_link_too_long_to_keep_costs_no_article() -> None:
    world = World()
    assert outcomes(take(world, item(url="https://x.example/" + "a" * 5_000))) == ["new"]
    assert world.outbox.articles()[0].url is None


def test_what_cannot_be_an_article_is_a_dead_letter_once() -> None:
    world = World()
    long = item(text=ENGLISH * 4_000)
    assert outcomes(take(world, long)) == ["dead"]
    assert outcomes(take(world, long)) == ["dead"]
    (letter,) = world.outbox.dead()
    assert (letter.stage, letter.topic) == ("feeds", "feed:northwire")
    assert letter.reason is DeadReason.INVALID
    assert "too_large" in letter.detail
    assert letter.value is not None
    assert ENGLISH.encode()[:20] in letter.value


def test_faults_of_a_document_are_dead_letters_with_their_bytes() -> None:
    world = World()
    faults = [Fault(3, "uri: missing", b'{"headline": "x"}')]
    asyncio.run(world.intake.refuse(feed(), faults))
    asyncio.run(world.intake.refuse(feed(), faults))
    (letter,) = world.outbox.dead()
    assert letter.value == b'{"headline": "x"}'
    assert letter.detail == "northwire, item 3: uri: missing"
    assert world.count("items_total", feed="northwire", outcome="dead", reason="invalid") == 1


def test_while_the_broker_is_away_nothing_is_noted() -> None:
    world = World()
    world.outbox.away = True
    with pytest.raises(DeliveryError):
        take(world, item("a"), item("b"))
    world.outbox.away = False
    assert outcomes(take(world, item("a"), item("b"))) == ["new", "new"]
    assert [one.version for one in world.outbox.articles()] == [1, 1]


def test_a_changed_item_that_was_not_delivered_keeps_its_number() -> None:
    world = World()
    take(world, item())
    world.outbox.away = True
    changed = item(text=ENGLISH + " More.")
    with pytest.raises(DeliveryError):
        take(world, changed)
    world.outbox.away = False
    (result,) = take(world, changed)
    assert (result.outcome, result.version) == ("changed", 2)


def test_what_is_still_shown_is_not_forgotten_and_what_is_gone_is() -> None:
    world = World()
    take(world, item("kept"), item("gone"))
    for _ in range(5):
        world.clock.move(days=11)
        take(world, item("kept"))
        world.seen.forget(now=world.clock())
    assert world.seen.held("northwire:kept") is not None
    assert world.seen.held("northwire:gone") is None
    assert len(world.outbox.articles()) == 2
    # The topic forgets as the worker does: the renewals are on it.
    assert len([note for note in world.outbox.notes() if note.article_id.endswith("kept")]) == 6


def test_a_page_is_asked_for_only_when_something_is_new() -> None:
    world = World()
    asked = []

    async def complete(one: Item) -> Item:
        asked.append(one.guid)
        return Item(guid=one.guid, title=one.title, text=one.text + " In full.")

    async def twice() -> None:
        for _ in range(2):
            await world.intake.take(feed(), [item()], complete=complete)

    asyncio.run(twice())
    assert asked == ["a1"]
    assert world.outbox.articles()[0].text.endswith("In full.")


def test_another_teaser_for_the_same_page_is_no_change() -> None:
    world = World()

    async def complete(one: Item) -> Item:
        return Item(guid=one.guid, title="Title", text=ENGLISH)

    async def both() -> list[Result]:
        results: list[Result] = []
        for teaser in ("one", "two", "two"):
            told = item(text=teaser)
            results += await world.intake.take(feed(), [told], complete=complete)
        return results

    assert outcomes(asyncio.run(both())) == ["new", "unchanged", "unchanged"]
    assert len(world.outbox.articles()) == 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(["x", "y", "z"]), st.booleans()),
        max_size=12,
    ),
    st.sets(st.integers(0, 11)),
)
def test_versions_rise_whatever_comes_and_whenever_the_worker_dies(
    tellings: list[tuple[str, str, bool]], restarts: set[int]
) -> None:
    world = World()
    for number, (guid, text, killed) in enumerate(tellings):
        if number in restarts:
            world = world.restarted()
        status = ArticleStatus.WITHDRAWN if killed else ArticleStatus.USABLE
        told = Item(guid=guid, title="T", text="" if killed else f"{ENGLISH} {text}", status=status)
        take(world, told, language="en")
    for guid in "ab":
        sent = [one for one in world.outbox.articles() if one.article_id == f"northwire:{guid}"]
        assert [one.version for one in sent] == list(range(1, len(sent) + 1))
        for before, after in pairwise(sent):
            assert (before.text, before.status) != (after.text, after.status)


def embargoed(world: World, **told: Any) -> Item:
    return item(embargoed=world.clock() + timedelta(hours=2), **told)


def test_what_is_under_embargo_goes_out_when_it_ends_and_not_before() -> None:
    world = World()
    told = embargoed(world, published=NOON)
    (result,) = take(world, told)
    assert (result.outcome, result.until) == ("embargoed", NOON + timedelta(hours=2))
    assert world.outbox.articles() == []
    assert world.outbox.notes() == []
    northwire = {"northwire": feed()}
    world.clock.move(hours=1, minutes=59)
    assert asyncio.run(world.intake.release(northwire)) == 0
    world.clock.move(minutes=1)
    assert asyncio.run(world.intake.release(northwire)) == 1
    (article,) = world.outbox.articles()
    assert (article.article_id, article.version, article.text) == ("northwire:a1", 1, told.text)
    assert article.published_at == NOON
    # The feed shows it still, with the end of an embargo that is over.
    assert outcomes(take(world, told)) == ["unchanged"]
    assert world.outbox.kept()[-1] == ("northwire:a1", None)
    assert asyncio.run(world.intake.release(northwire)) == 0
    assert world.count("embargoed_items") == 0


def test_an_embargo_outlives_the_worker_and_is_kept_once() -> None:
    world = World()
    told = embargoed(world)
    take(world, told)
    take(world, told)
    assert len(world.outbox.kept()) == 1
    assert world.count("items_total", feed="northwire", outcome="embargoed", reason="") == 1
    again = world.restarted()
    assert outcomes(take(again, told)) == ["embargoed"]
    assert len(world.outbox.kept()) == 1
    world.clock.move(hours=3)
    # A crash between the article and its tombstone: it is let go again, and known by then.
    asyncio.run(again.intake.release({"northwire": feed()}))
    del world.outbox.records[-1]
    third = world.restarted()
    asyncio.run(third.intake.release({"northwire": feed()}))
    assert [one.version for one in world.outbox.articles()] == [1]
    assert world.outbox.kept()[-1] == ("northwire:a1", None)


def test_a_newer_telling_takes_the_place_of_what_is_kept() -> None:
    world = World()
    take(world, embargoed(world, version=2))
    assert outcomes(take(world, embargoed(world, version=1, text="Old."))) == ["stale"]
    take(world, embargoed(world, version=3, text=ENGLISH + " Third."))
    world.clock.move(hours=3)
    asyncio.run(world.intake.release({"northwire": feed()}))
    (article,) = world.outbox.articles()
    assert (article.version, article.text[-6:]) == (3, "Third.")


@pytest.mark.parametrize("status", [ArticleStatus.USABLE, ArticleStatus.WITHDRAWN])
def test_a_lifted_embargo_and_a_kill_end_it_at_once(status: ArticleStatus) -> None:
    world = World()
    take(world, embargoed(world, version=1))
    (result,) = take(
        world,
        embargoed(world, version=2, status=status)
        if status is ArticleStatus.WITHDRAWN
        else item(version=2, status=status),
    )
    assert result.outcome == ("withdrawn" if status is ArticleStatus.WITHDRAWN else "new")
    assert world.outbox.kept()[-1] == ("northwire:a1", None)
    world.clock.move(hours=3)
    assert asyncio.run(world.intake.release({"northwire": feed()})) == 0
    assert len(world.outbox.articles()) == 1


def test_an_embargo_on_a_correction_leaves_what_was_told() -> None:
    world = World()
    take(world, item(version=1))
    take(world, embargoed(world, version=2, text=ENGLISH + " Mended."))
    assert [one.version for one in world.outbox.articles()] == [1]
    world.clock.move(hours=3)
    asyncio.run(world.intake.release({"northwire": feed()}))
    assert [one.version for one in world.outbox.articles()] == [1, 2]


def test_what_no_feed_of_the_file_told_stays_kept() -> None:
    world = World()
    take(world, embargoed(world))
    world.clock.move(hours=3)
    assert asyncio.run(world.intake.release({"kustbericht": feed(name="kustbericht")})) == 0
    assert asyncio.run(world.intake.release({"northwire": feed()})) == 1
    assert len(world.outbox.articles()) == 1


def test_while_the_broker_is_away_no_embargo_is_lost() -> None:
    world = World()
    world.outbox.away = True
    with pytest.raises(DeliveryError):
        take(world, embargoed(world))
    world.outbox.away = False
    assert outcomes(take(world, embargoed(world))) == ["embargoed"]
    world.clock.move(hours=3)
    world.outbox.away = True
    with pytest.raises(DeliveryError):
        asyncio.run(world.intake.release({"northwire": feed()}))
    world.outbox.away = False
    assert asyncio.run(world.intake.release({"northwire": feed()})) == 1
    assert len(world.outbox.articles()) == 1


def test_what_cannot_be_an_article_after_its_embargo_is_a_dead_letter() -> None:
    world = World()
    take(world, embargoed(world, text="x" * 2_000_000, title=""), language="en")
    world.clock.move(hours=3)
    asyncio.run(world.intake.release({"northwire": feed(language="en")}))
    assert [one.stage for one in world.outbox.dead()] == ["feeds"]
    assert world.outbox.kept()[-1] == ("northwire:a1", None)
