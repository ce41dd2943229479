"""Polling a server that behaves and misbehaves: conditional requests, waits, backoff, full text."""

import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import ip_network
from typing import Any, TypeVar

import pytest
from aiohttp import web

from streams.connectors.pages import Later, Pages, Robots
from streams.connectors.politeness import Hosts, backoff
from streams.connectors.poll import Poller
from streams.runtime.http import Client
from tests.connectors.documents import RSS
from tests.connectors.server import Server
from tests.connectors.wire import DUTCH, ENGLISH, World, feed

LOCAL = (ip_network("127.0.0.1/32"),)
T = TypeVar("T")

PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>t</title></head><body>
<nav><a href="/">Home</a> <a href="/x">Sections</a></nav>
<article><h1>Howitzers</h1>{"".join(f"<p>{ENGLISH} Part {n}.</p>" for n in range(6))}</article>
<footer>All rights reserved, cookies</footer></body></html>"""


def rss(*items: str, language: str = "en") -> str:
    return (
        f"<rss version='2.0'><channel><title>t</title><language>{language}</language>"
        f"{''.join(items)}</channel></rss>"
    )


def entry(guid: str, text: str = ENGLISH, *, link: str = "") -> str:
    return f"<item><guid>{guid}</guid><title>T {guid}</title><link>{link}</link><description>{text}</description></item>"  # noqa: E501 - one item a line


def polling(
    world: World, run: Callable[[Poller], Awaitable[T]], *, hosts: Hosts | None = None, **told: Any
) -> T:
    async def run_it() -> T:
        one = feed(**{"allow_networks": ["127.0.0.1"], "interval": 60, **told})
        shared = hosts or Hosts(interval=0.0, unsaid=0.01)
        async with Client(allowed=one.allow_networks, turn=shared.turn) as client:
            pages = Pages(
                one,
                client=client,
                hosts=shared,
                sandbox=world.sandbox,
                robots=Robots(),
                metrics=world.metrics,
            )
            poller = Poller(
                one,
                client=client,
                hosts=shared,
                sandbox=world.sandbox,
                intake=world.intake,
                pages=pages if one.full_text else None,
                metrics=world.metrics,
                now=world.clock,
            )
            return await run(poller)

    return asyncio.run(run_it())


def times(count: int) -> Callable[[Poller], Awaitable[list[float]]]:
    async def run(poller: Poller) -> list[float]:
        return [await poller.once() for _ in range(count)]

    return run


def test_a_feed_is_asked_with_what_it_gave_us(server: Server) -> None:
    world = World()

    async def handler(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"v1"':
            assert request.headers["If-Modified-Since"] == "Mon, 02 Mar 2026 10:00:00 GMT"
            return web.Response(status=304)
        headers = {"ETag": '"v1"', "Last-Modified": "Mon, 02 Mar 2026 10:00:00 GMT"}
        return web.Response(text=RSS, headers=headers, content_type="application/rss+xml")

    url = server.handler("/rss", handler)
    assert polling(world, times(3), url=url) == [60.0, 60.0, 60.0]
    assert world.count("fetches_total", feed="northwire", outcome="ok") == 1
    assert world.count("fetches_total", feed="northwire", outcome="not_modified") == 2
    assert len(world.outbox.articles()) == 2
    assert world.count("received_bytes_total", feed="northwire") == len(RSS)
    assert world.count("last_success_seconds", feed="northwire") == world.clock().timestamp()
    assert world.count("last_article_seconds", feed="northwire") == world.clock().timestamp()


def test_validators_are_kept_only_when_everything_was_delivered(server: Server) -> None:
    world = World()
    url = server.page("/rss", RSS, ETag='"v1"')
    world.outbox.away = True

    async def run(poller: Poller) -> list[float]:
        first = await poller.once()
        world.outbox.away = False
        return [first, await poller.once(), await poller.once()]

    waits = polling(world, run, url=url)
    assert waits[0] == 15.0
    assert "If-None-Match" not in server.asked("/rss")[1]
    assert server.asked("/rss")[2]["If-None-Match"] == '"v1"'
    assert world.count("fetches_total", feed="northwire", outcome="broker") == 1
    assert len(world.outbox.articles()) == 2


@pytest.mark.parametrize("status", [429, 503])
def test_a_wait_that_is_asked_for_is_kept_by_every_feed_of_the_host(
    server: Server, status: int
) -> None:
    world = World()
    url = server.page("/rss", "", status=status, Retry_After="3600")

    async def run(poller: Poller) -> tuple[float, float]:
        hosts = poller._hosts
        return await poller.once(), hosts.busy_for("127.0.0.1")

    wait, busy = polling(world, run, url=url)
    assert wait == 3600
    assert 3590 < busy <= 3600


def test_failures_back_off_and_a_success_forgives(server: Server) -> None:
    world = World()
    server.page("/rss", "", status=500)

    async def run(poller: Poller) -> list[float]:
        waits = [await poller.once() for _ in range(4)]
        server.page("/rss", RSS)
        return [*waits, await poller.once()]

    assert polling(world, run, url=server.base + "/rss") == [60, 120, 240, 480, 60]
    assert backoff(60, 50) == 6 * 3600
    assert backoff(7 * 86400, 50) == 7 * 86400


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "unreadable"),
        (b"", "unreadable"),
        (b"x" * 9_000_000, "too_large"),
    ],
    ids=["html", "empty", "huge"],
)
def test_what_is_no_feed_is_counted_and_sends_nothing(
    server: Server, body: bytes, outcome: str
) -> None:
    world = World()
    polling(world, times(1), url=server.page("/rss", body))
    assert world.count("fetches_total", feed="northwire", outcome=outcome) == 1
    assert not world.outbox.records


def test_a_big_feed_is_read_whole(server: Server) -> None:
    world = World()
    url = server.page("/rss", rss(*(entry(f"g{n}") for n in range(2_000))))
    polling(world, times(1), url=url, language="en")
    assert len(world.outbox.articles()) == 2_000


def test_headers_and_keys_from_files(server: Server, tmp_path: Any) -> None:
    world = World()
    key = tmp_path / "key"
    key.write_text("k1\n")
    url = server.page("/rss", RSS)

    async def run(poller: Poller) -> None:
        await poller.once()
        key.write_text("k2\n")
        await poller.once()
        key.unlink()
        await poller.once()

    polling(world, run, url=url, headers={"X-A": "b"}, header_files={"X-Key": str(key)})
    assert [asked["X-Key"] for asked in server.asked("/rss")] == ["k1", "k2"]
    assert server.asked("/rss")[0]["X-A"] == "b"
    assert world.count("fetches_total", feed="northwire", outcome="settings") == 1


def test_full_text_is_fetched_once_for_each_item(server: Server) -> None:
    world = World()
    link = server.page("/a", PAGE, content_type="text/html; charset=utf-8")
    url = server.page("/rss", rss(entry("g1", "A teaser.", link=link)))
    polling(world, times(3), url=url, full_text=True, headers={"X-Key": "secret"})
    (article,) = world.outbox.articles()
    assert article.text.count("Part") == 6
    assert "cookies" not in article.text
    assert "Sections" not in article.text
    assert len(server.asked("/a")) == 1
    assert "X-Key" not in server.asked("/a")[0]
    assert len(server.asked("/robots.txt")) == 1
    assert world.count("pages_total", feed="northwire", outcome="ok") == 1


def test_robots_txt_is_respected(server: Server) -> None:
    world = World()
    server.page("/robots.txt", "User-agent: *\nDisallow: /a\n", content_type="text/plain")
    link = server.page("/a", PAGE, content_type="text/html")
    url = server.page("/rss", rss(entry("g1", link=link)))
    polling(world, times(1), url=url, full_text=True)
    assert not server.asked("/a")
    assert world.outbox.articles()[0].text == ENGLISH
    assert world.count("pages_total", feed="northwire", outcome="robots") == 1
    polling(World(), times(1), url=url, full_text=True, robots=False)
    assert server.asked("/a")


def test_a_page_that_is_away_is_waited_for_and_then_done_without(server: Server) -> None:
    world = World()
    server.page("/robots.txt", "", status=404)
    link = server.page("/a", "", status=503)
    url = server.page("/rss", rss(entry("g1", link=link), entry("g2")), ETag='"v1"')

    async def run(poller: Poller) -> list[int]:
        counts = []
        for _ in range(4):
            await poller.once()
            counts.append(len(world.outbox.articles()))
        return counts

    # The other item does not wait.
    assert polling(world, run, url=url, full_text=True) == [1, 1, 2, 2]
    assert len(server.asked("/a")) == 3
    asked = server.asked("/rss")
    assert ["If-None-Match" in one for one in asked] == [False, False, False, True]


def test_a_host_that_asks_for_a_pause_gets_it_and_other_items_do_not_wait(server: Server) -> None:
    world = World()
    link = server.page("/a", "", status=429, Retry_After="3600")
    other = server.page("/b", PAGE, content_type="text/html")
    url = server.page("/rss", rss(entry("g1", link=link), entry("g2", link=other), entry("g3")))
    polling(world, times(1), url=url, full_text=True)
    assert [one.article_id for one in world.outbox.articles()] == ["northwire:g3"]
    assert len(server.asked("/a")) == 1
    assert not server.asked("/b")
    assert world.count("pages_total", feed="northwire", outcome="busy") == 1


@pytest.mark.parametrize(
    ("body", "content_type", "outcome"),
    [
        (b"%PDF-1.7", "application/pdf", "unreadable"),
        (b"<html><body><p>Cookies?</p></body></html>", "text/html", "unreadable"),
        (b"<div>" * 200_000, "text/html", "unreadable"),
        (b"x" * 5_000_000, "text/html", "too_large"),
    ],
    ids=["pdf", "wall", "deep", "huge"],
)
def test_a_page_without_an_article_leaves_the_teaser(
    server: Server, body: bytes, content_type: str, outcome: str
) -> None:
    world = World()
    link = server.page("/a", body, content_type=content_type)
    url = server.page("/rss", rss(entry("g1", link=link)))
    polling(world, times(1), url=url, full_text=True)
    assert world.outbox.articles()[0].text == ENGLISH
    assert world.count("pages_total", feed="northwire", outcome=outcome) == 1


def test_a_link_inside_is_refused_and_the_teaser_stays(server: Server) -> None:
    world = World()
    url = server.page("/rss", rss(entry("g1", link="http://169.254.169.254/latest/meta-data/")))
    polling(world, times(1), url=url, full_text=True, robots=False)
    assert world.outbox.articles()[0].text == ENGLISH
    assert world.count("pages_total", feed="northwire", outcome="refused") == 1


def test_later_is_told_with_its_reason(server: Server) -> None:
    world = World()
    link = server.page("/a", "", status=502)

    async def run(poller: Poller) -> None:
        assert poller._pages is not None
        from tests.connectors.wire import item

        with pytest.raises(Later, match="502"):
            await poller._pages.complete(item(url=link))

    polling(world, run, url=server.base, full_text=True)


def test_one_request_at_a_time_for_a_host_and_a_pause_between(server: Server) -> None:
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.1)
        return web.Response(text="ok")

    server.handler("/slow", slow)

    async def run() -> float:
        hosts = Hosts(interval=0.2)
        loop = asyncio.get_running_loop()
        begun = loop.time()
        async with Client(allowed=LOCAL, turn=hosts.turn) as client:
            await asyncio.gather(*(client.get(server.base + "/slow") for _ in range(3)))
        return loop.time() - begun

    took = asyncio.run(run())
    assert server.busiest == 1
    assert took >= 0.1 * 3 + 0.2 * 2 - 0.02


def test_a_defect_of_ours_costs_one_poll(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()

    def broken(*rest: object, **named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("streams.connectors.poll.formats.read", broken)
    assert polling(world, times(1), url=server.page("/rss", RSS)) == [60]
    assert world.count("fetches_total", feed="northwire", outcome="defect") == 1


def test_a_feed_in_another_language_than_it_says(server: Server) -> None:
    world = World()
    url = server.page("/rss", rss(entry("g1", DUTCH + " " + DUTCH), language="en-us"))
    polling(world, times(1), url=url)
    assert world.outbox.articles()[0].language == "nl"
