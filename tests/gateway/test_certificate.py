"""HTTPS from files: of the page and of the door for articles, renewed while they are open."""

import asyncio
import os
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
import trustme
from pydantic import ValidationError

from streams.connectors.feeds import Push, load
from streams.connectors.push import PushServer
from streams.errors import SettingsError
from streams.gateway.server import Gateway
from streams.runtime.certificate import certificate
from streams.runtime.settings import Settings
from tests.connectors.wire import ENGLISH, World
from tests.gateway.asked import asked


def beside_files(scene: Callable[[Path], Awaitable[None]]) -> Callable[[Path], None]:
    """A test that is a coroutine over a folder."""

    def play(tmp_path: Path) -> None:
        async def timed() -> None:
            async with asyncio.timeout(120):
                await scene(tmp_path)

        asyncio.run(timed())

    play.__name__, play.__doc__ = scene.__name__, scene.__doc__
    return play


def issued(ca: trustme.CA, folder: Path) -> tuple[Path, Path]:
    """The files of a certificate for this machine; those that were there are replaced."""
    told = ca.issue_cert("127.0.0.1")
    chain, key = folder / "tls.crt", folder / "tls.key"
    chain.write_bytes(b"".join(blob.bytes() for blob in told.cert_chain_pems))
    key.write_bytes(told.private_key_pem.bytes())
    later = key.stat().st_mtime + 10
    os.utime(key, (later, later))
    return chain, key


def trusting(ca: trustme.CA) -> ssl.SSLContext:
    """What a client that trusts only `ca` goes by."""
    context = ssl.create_default_context()
    ca.configure_trust(context)
    return context


@beside_files
async def test_the_page_is_served_by_https_and_the_cookie_for_nothing_else(tmp_path: Path) -> None:
    ca = trustme.CA()
    chain, key = issued(ca, tmp_path)
    token = tmp_path / "token"
    token.write_text("a-token-of-some-length")
    settings = {"gateway_certificate": chain, "gateway_key": key, "gateway_token_file": token}
    async with asked(1, **settings) as here:
        base = here.base.replace("http:", "https:")
        connector = aiohttp.TCPConnector(ssl=trusting(ca))
        async with aiohttp.ClientSession(connector=connector) as session:
            async with session.get(f"{base}/") as answer:
                assert answer.status == 200
            body = b'{"token": "a-token-of-some-length"}'
            async with session.post(f"{base}/api/session", data=body) as answer:
                assert answer.status == 204
                assert "Secure" in answer.headers["Set-Cookie"]
        with pytest.raises(aiohttp.ClientError):
            await here.session.get(f"{here.base}/")


@beside_files
async def test_a_renewed_certificate_is_shown_without_a_restart(tmp_path: Path) -> None:
    first, second = trustme.CA(), trustme.CA()
    chain, key = issued(first, tmp_path)

    async def shown_by(ca: trustme.CA, port: int) -> bool:
        connector = aiohttp.TCPConnector(ssl=trusting(ca), force_close=True)
        async with aiohttp.ClientSession(connector=connector) as session:
            try:
                async with session.get(f"https://127.0.0.1:{port}/"):
                    return True
            except aiohttp.ClientConnectorCertificateError:
                return False

    async with asked(1, gateway_certificate=chain, gateway_key=key) as here:
        port = here.gateway.port
        assert await shown_by(first, port)
        # In the middle of a renewal nothing fits: the former one is shown.
        chain.write_text("half of it")
        assert await shown_by(first, port)
        issued(second, tmp_path)
        assert await shown_by(second, port)
        assert not await shown_by(first, port)


@beside_files
async def test_articles_are_posted_by_https(tmp_path: Path) -> None:
    ca, world = trustme.CA(), World()
    issued(ca, tmp_path)
    (tmp_path / "token").write_text("t0ken")
    # Paths are relative to the file of feeds.
    file = tmp_path / "feeds.toml"
    file.write_text(
        '[push]\nport = 0\ncertificate = "tls.crt"\nkey = "tls.key"\n'
        '[[feed]]\nname = "desk"\npush = true\ntoken_file = "token"\n'
    )
    feeds = load(file)
    server = PushServer(
        feeds.feed,
        door=feeds.push,
        sandbox=world.sandbox,
        intake=world.intake,
        metrics=world.metrics,
    )
    await server.start()
    try:
        connector = aiohttp.TCPConnector(ssl=trusting(ca))
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            session.post(
                f"https://127.0.0.1:{server.port}/articles",
                json={"id": "1", "language": "en", "text": ENGLISH},
                headers={"Authorization": "Bearer t0ken"},
            ) as answer,
        ):
            assert answer.status == 202
    finally:
        await server.stop()
    assert len(world.outbox.articles()) == 1


def test_what_cannot_be_shown_is_said_at_the_start(tmp_path: Path) -> None:
    chain, key = issued(trustme.CA(), tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    _, foreign = issued(trustme.CA(), other)
    for wrong, said in (
        ((tmp_path / "none.crt", None), "No such file"),
        ((chain, None), "key in the same file"),
        ((chain, foreign), "KEY_VALUES_MISMATCH"),
        ((key, key), "certificate"),
    ):
        with pytest.raises(SettingsError, match=said):
            certificate(*wrong)
    assert certificate(None, None) is None
    with pytest.raises(ValidationError, match="gateway_key needs a gateway_certificate"):
        Settings(gateway_key=key)
    with pytest.raises(ValidationError, match="key needs a certificate"):
        Push(key=key)


@beside_files
async def test_a_gateway_without_its_certificate_does_not_listen(tmp_path: Path) -> None:
    gateway = Gateway(Settings(gateway_port=0, gateway_certificate=tmp_path / "none"))
    with pytest.raises(SettingsError):
        await gateway.start()
    await gateway.stop()
    assert gateway.port == 0
