"""Access: names of hosts, the token, the headers of every answer."""

from pathlib import Path

import pytest

from streams.errors import SettingsError
from streams.gateway.access import read_token
from tests.gateway.asked import asked, played

TOKEN = "a-token-of-some-length"


@played
async def test_other_names_are_not_answered() -> None:
    async with asked(1, gateway_hosts=("desk.example",)) as here:
        for host, status in (
            ("localhost", 200),
            ("LOCALHOST:9999", 200),
            ("127.0.0.1", 200),
            ("[::1]:80", 200),
            ("desk.example", 200),
            ("evil.example", 421),
            ("127.0.0.1.evil.example", 421),
            ("localhost.", 421),
            ("", 421),
        ):
            for path in ("/", "/api/meta", "/static/icon.svg"):
                async with here.session.get(here.base + path, headers={"Host": host}) as answer:
                    assert answer.status == status, (host, path)


@played
async def test_every_answer_binds_the_browser() -> None:
    async with asked(1) as here:
        for path in ("/", "/api/meta", "/api/nothing", "/api/stories?x=1", "/api/stream"):
            async with here.session.get(here.base + path) as answer:
                policy = answer.headers["Content-Security-Policy"]
                assert policy.startswith("default-src 'none'")
                assert "unsafe" not in policy
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.headers["Referrer-Policy"] == "no-referrer"
                assert answer.headers["Server"] == "eventwire"


def test_with_a_token_nothing_is_read_without_it(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")

    @played
    async def scene() -> None:
        async with asked(1, gateway_token_file=file) as here:
            for path in ("/api/meta", "/api/stories", "/api/stories/story-000000", "/api/stream"):
                async with here.session.get(here.base + path) as answer:
                    assert answer.status == 401
                    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            for wrong in ("Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer", "Bearer \xe9"):
                await here.get("/api/meta", status=401, Authorization=wrong)
            await here.get("/api/meta", Authorization=f"Bearer {TOKEN}")
            async with here.session.get(here.base + "/") as answer:
                assert answer.status == 200  # the page itself, which asks for the token
            session = f"{here.base}/api/session"
            async with here.session.post(session, json={"token": "wrong"}) as answer:
                assert answer.status == 401
            for body in (b"", b"[]", b'{"token":1}', b"x" * 5_000):
                async with here.session.post(session, data=body) as answer:
                    assert answer.status in (400, 401)
            await here.get("/api/meta", status=401, Cookie="eventwire_session=guess")
            async with here.session.post(session, json={"token": TOKEN}) as answer:
                assert answer.status == 204
                cookie = answer.cookies["eventwire_session"]
                assert cookie["httponly"]
                assert cookie["samesite"] == "Strict"
                assert TOKEN not in cookie.value
            await here.get("/api/meta", Cookie=f"eventwire_session={cookie.value}")

    scene()


@pytest.mark.parametrize(
    "text", ["", "short", "with a\nsecond line of text", "naïve-token-naïve-token"]
)
def test_a_token_that_is_none_keeps_the_gateway_from_starting(tmp_path: Path, text: str) -> None:
    file = tmp_path / "token"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="gateway_token_file"):
        read_token(file)
    with pytest.raises(SettingsError, match="gateway_token_file"):
        read_token(tmp_path / "missing")
