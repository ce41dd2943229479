"""`POST /articles`: each answer and what stands behind it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import pytest

from streams.connectors.feeds import Push
from streams.connectors.push import PushServer
from streams.errors import SettingsError
from tests.connectors.documents import news_message, ninjs1
from tests.connectors.wire import ENGLISH, GERMAN, World, feed

T = TypeVar("T")
Ask = Callable[..., Awaitable[tuple[int, Any, Any]]]


def serving(world: World, tmp_path: Path, run: Callable[[Ask], Awaitable[T]], **door: Any) -> T:
    for name, token in (("desk", "t0ken"), ("wire", "other")):
        (tmp_path / name).write_text(f"{token}\n")
    feeds = [
        feed(name="desk", push=True, token_file=tmp_path / "desk"),
        feed(name="wire", push=True, token_file=tmp_path / "wire", format="ninjs", source="Wire"),
    ]

    async def run_it() -> T:
        server = PushServer(
            feeds,
            door=Push(port=0, **door),
            sandbox=world.sandbox,
            intake=world.intake,
            metrics=world.metrics,
            body_seconds=1.0,
        )
        await server.start()
        try:
            async with aiohttp.ClientSession() as session:

                async def ask(
                    body: Any = None, *, token: str | None = "t0ken", **told: Any
                ) -> tuple[int, Any, Any]:
                    headers = dict(told.pop("headers", {}))
                    if token is not None:
                        headers["Authorization"] = f"Bearer {token}"
                    if isinstance(body, dict | list):
                        headers.setdefault("Content-Type", "application/json")
                        body = json.dumps(body).encode()
                    method, path = told.pop("method", "POST"), told.pop("path", "/articles")
                    url = f"http://127.0.0.1:{server.port}{path}"
                    async with session.request(method, url, data=body, headers=headers) as answer:
                        text = await answer.text()
                        is_json = answer.content_type == "application/json"
                        return answer.status, json.loads(text) if is_json else text, answer.headers

                return await run(ask)
        finally:
            await server.stop()

    return asyncio.run(run_it())


def article(**told: Any) -> dict[str, Any]:
    return {"id": "1", "language": "en", "title": "T", "text": ENGLISH, **told}


def test_202_says_that_the_article_is_on_the_topic(tmp_path: Path) -> None:
    world = World()

    async def run(ask: Ask) -> None:
        status, told, _ = await ask(article())
        assert (status, told) == (202, {"id": "desk:1", "version": 1, "outcome": "new"})
        assert [one.article_id for one in world.outbox.articles()] == ["desk:1"]
        assert (await ask(article()))[1]["outcome"] == "unchanged"
        changed = article(text=ENGLISH + " More.")
        assert (await ask(changed))[1] == {"id": "desk:1", "version": 2, "outcome": "changed"}
        withdrawn = {"id": "1", "status": "withdrawn", "text": ""}
        assert (await ask(withdrawn))[1] == {"id": "desk:1", "version": 3, "outcome": "withdrawn"}

    serving(world, tmp_path, run)
    assert world.count("requests_total", feed="desk", code="202") == 4
    assert len(world.outbox.articles()) == 3


def test_the_token_tells_the_feed(tmp_path: Path) -> None:
    world = World()

    async def run(ask: Ask) -> None:
        status, told, _ = await ask(ninjs1(), token="other")
        assert (status, told["id"]) == (202, "Wire:http://wire.example/items/1")

    serving(world, tmp_path, run)


@pytest.mark.parametrize(
    "headers",
    [
        {}, {"Authorization": "Bearer"}, {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic t0ken"}, {"Authorization": "t0ken"},
        {"Authorization": "Bearer t0ke"}, {"Authorization": "Bearer t0ken0"},
    ],
)  # fmt: skip
def test_401_without_the_token(tmp_path: Path, headers: dict[str, str]) -> None:
    world = World()

    async def run(ask: Ask) -> None:
        status, told, answer = await ask(article(), token=None, headers=headers)
        assert status == 401
        assert "Bearer" in told["error"]
        assert answer["WWW-Authenticate"].startswith("Bearer")

    serving(world, tmp_path, run)
    assert not world.outbox.records
    assert world.count("requests_total", feed="", code="401") == 1


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (b"", 400, "empty"),
        (b"\xff\xfe\xfa", 400, "JSON"),
        (b"hello", 400, "neither XML nor JSON"),
        (b"{", 422, "JSON"),
        (b"[]", 422, "no article in it"),
        (b'{"id": "1"}', 422, "text"),
        (b'{"id": "1", "text": " "}', 422, "text"),
        (b'{"text": "a", "published": "yesterday"}', 422, "published"),
        (b'{"text": "a", "language": "English"}', 422, "lang"),
        (b'{"text": "a", "version": 0}', 422, "version"),
        (json.dumps({"text": GERMAN}).encode(), 422, "unsupported_language: de"),
        (json.dumps({"text": "12 345"}).encode(), 422, "language_unclear"),
        (json.dumps({"text": "a" * 600_000, "language": "en"}).encode(), 422, "too_large"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><rss/>', 400, "document type"),
    ],
)
def test_what_is_no_article_is_refused_with_the_reason(
    tmp_path: Path, body: bytes, status: int, told: str
) -> None:
    world = World()

    async def run(ask: Ask) -> None:
        for _ in range(2):  # the second time as the first
            answer = await ask(body, headers={"Content-Type": "application/json"})
            assert answer[0] == status, answer[1]
            assert told in answer[1]["error"]

    serving(world, tmp_path, run)
    assert not world.outbox.records


def test_some_articles_of_many(tmp_path: Path) -> None:
    world = World()
    lines = [json.dumps(article(id="1")), "{", json.dumps(article(id="2", text=GERMAN, lang="de"))]

    async def run(ask: Ask) -> None:
        told = {"Content-Type": "application/x-ndjson"}
        status, answer, _ = await ask("\n".join(lines).encode(), headers=told)
        assert status == 202
        assert [one["id"] for one in answer["articles"]] == ["desk:1"]
        assert [one.get("item") for one in answer["refused"]] == [2, None]
        status, answer, _ = await ask(news_message(), headers={"Content-Type": "text/xml"})
        assert status == 422
        assert answer["refused"] == [{"reason": "no article: package"}]

    serving(world, tmp_path, run)


def test_limits_of_size_time_type_and_method(tmp_path: Path) -> None:
    world = World()

    async def run(ask: Ask) -> None:
        large = article(text="a" * 5_000)
        assert (await ask(large))[0] == 413

        async def chunks() -> Any:
            for _ in range(100):
                yield b"x" * 100

        assert (await ask(chunks(), headers={"Content-Type": "application/json"}))[0] == 413

        async def drip() -> Any:
            while True:
                yield b" "
                await asyncio.sleep(0.1)

        status = 0
        try:
            status = (await ask(drip(), headers={"Content-Type": "application/json"}))[0]
        except aiohttp.ClientError:
            status = 408  # the connection was closed on a client that went on sending
        assert status == 408
        assert (await ask(article(), headers={"Content-Type": "image/png"}))[0] == 415
        assert (await ask(method="GET"))[0] == 405
        assert (await ask(article(), path="/other"))[0] == 404

    serving(world, tmp_path, run, max_bytes=2_000)
    assert not world.outbox.records


def test_503_while_the_broker_is_away_and_the_same_request_later(tmp_path: Path) -> None:
    world = World()

    async def run(ask: Ask) -> None:
        world.outbox.away = True
        status, told, headers = await ask(article())
        assert status == 503
        assert "broker" in told["error"]
        assert int(headers["Retry-After"]) > 0
        world.outbox.away = False
        assert (await ask(article()))[1] == {"id": "desk:1", "version": 1, "outcome": "new"}

    serving(world, tmp_path, run)


def test_a_token_that_is_changed_holds_at_once(tmp_path: Path) -> None:
    world = World()

    async def run(ask: Ask) -> None:
        (tmp_path / "desk").write_text("new")
        assert (await ask(article()))[0] == 401
        assert (await ask(article(), token="new"))[0] == 202
        (tmp_path / "desk").unlink()
        assert (await ask(article(), token="new"))[0] == 401

    serving(world, tmp_path, run)


def test_a_token_that_is_missing_is_a_wrong_setting(tmp_path: Path) -> None:
    world = World()
    server = PushServer(
        [feed(push=True, token_file=tmp_path / "none")],
        door=Push(port=0),
        sandbox=world.sandbox,
        intake=world.intake,
        metrics=world.metrics,
    )
    with pytest.raises(SettingsError, match="none"):
        asyncio.run(server.start())
