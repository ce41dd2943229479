"""The guarded client against a server that misbehaves, and against addresses it must not reach."""

import asyncio
import gzip
import socket
import zlib
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import FetchError
from streams.runtime.addresses import AddressRefused, Gate
from streams.runtime.http import Client, Fetched, Limits, retry_after, user_agent
from tests.connectors.server import Server, served

LOCAL = (ip_network("127.0.0.1/32"),)
QUICK = Limits(seconds=2.0, idle_seconds=1.0, body_bytes=100_000, redirects=3)


def get(url: str, *, local: bool = True, **told: Any) -> Fetched:
    async def fetching() -> Fetched:
        allowed = LOCAL if local else ()
        async with Client(allowed=allowed, contact="mailto:desk@x.example") as client:
            return await client.get(url, limits=QUICK, **told)

    return asyncio.run(fetching())


def failure(url: str, *, local: bool = True, **told: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        get(url, local=local, **told)
    return caught.value


def test_it_says_who_it_is_and_gives_what_came(server: Server) -> None:
    url = server.page("/a", b"<rss/>", ETag='"1"', Last_Modified="Mon, 02 Mar 2026 10:00:00 GMT")
    answer = get(url, headers={"If-None-Match": '"0"'})
    assert (answer.status, answer.body, answer.received) == (200, b"<rss/>", 6)
    assert answer.content_type == "application/xml"
    assert answer.headers["etag"] == '"1"'
    (asked,) = server.asked("/a")
    assert asked["User-Agent"].startswith("eventwire/")
    assert "mailto:desk@x.example" in asked["User-Agent"]
    assert asked["If-None-Match"] == '"0"'
    assert "+" not in user_agent()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1",
        "2002:7f00:0001::1", "2002:a9fe:a9fe::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "2001:db8::1", "not-an-address", "",
    ],
)  # fmt: skip
def test_no_address_inside_is_connected_to(host: str) -> None:
    gate = Gate()
    assert not gate.permits(host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with pytest.raises(AddressRefused):
        gate.socket((family, socket.SOCK_STREAM, 6, "", (host, 80)))


@pytest.mark.parametrize(
    "host",
    ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "::ffff:93.184.215.14", "64:ff9b::101:101"],
)
def test_public_addresses_are(host: str) -> None:
    assert Gate().permits(host)


def test_an_allowed_network_opens_itself_and_nothing_else() -> None:
    gate = Gate([ip_network("10.1.0.0/16"), ip_network("::1/128")])
    assert gate.permits("10.1.2.3")
    assert gate.permits("::ffff:10.1.2.3")
    assert gate.permits("::1")
    assert not gate.permits("10.2.0.1")
    assert not gate.permits("127.0.0.1")
    assert not gate.permits("169.254.169.254")


@given(st.ip_addresses(v=4))
def test_mapping_an_address_changes_nothing(address: object) -> None:
    gate = Gate()
    assert gate.permits(str(address)) == gate.permits(f"::ffff:{address}")


@pytest.mark.parametrize("path", ["", "localhost", "127.1", "0x7f000001", "2130706433"])
def test_loopback_is_refused_by_any_name(server: Server, path: str) -> None:
    server.page("/secret", b"inside")
    port = server.base.rpartition(":")[2]
    host = path or "127.0.0.1"
    error = failure(f"http://{host}:{port}/secret", local=False)
    assert error.outcome in ("refused", "dns", "protocol")
    assert not server.requests


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2:{port}/secret", "http://169.254.169.254/latest/meta-data",
        "http://[::1]:{port}/secret", "http://[::ffff:127.0.0.2]:{port}/secret",
        "http://10.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/",
        "//127.0.0.2:{port}/secret",
    ],
)  # fmt: skip
def test_a_redirect_inside_is_refused(server: Server, target: str) -> None:
    server.page("/secret", b"inside")
    where = target.format(port=server.base.rpartition(":")[2])
    error = failure(server.page("/a", status=302, Location=where))
    assert error.outcome == "refused"
    assert not server.asked("/secret")


def test_a_name_that_resolves_differently_the_second_time_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: a check of the name would have passed, the check is made on the socket."""
    port = int(server.base.rpartition(":")[2])
    asked = []

    async def resolve(self: object, host: str, *rest: object, **named: object) -> list[object]:
        asked.append(host)
        return [
            {
                "hostname": host, "host": "127.0.0.1", "port": port,
                "family": socket.AF_INET, "proto": 6, "flags": 0,
            }
        ]  # fmt: skip

    monkeypatch.setattr("aiohttp.resolver.ThreadedResolver.resolve", resolve)
    monkeypatch.setattr("aiohttp.resolver.AsyncResolver.resolve", resolve, raising=False)
    error = failure(f"http://rebound.example:{port}/", local=False)
    assert asked
    assert error.outcome == "refused"
    assert not server.requests


def test_redirects_are_followed_but_not_for_ever(server: Server) -> None:
    server.page("/end", b"here")
    server.page("/b", status=308, Location="/end")
    answer = get(server.page("/a", status=301, Location="b"))
    assert (answer.body, answer.url) == (b"here", f"{server.base}/end")
    assert failure(server.page("/loop", status=302, Location="/loop")).outcome == "redirects"
    assert len(server.asked("/loop")) == QUICK.redirects + 1
    assert failure(server.page("/nowhere", status=302)).outcome == "protocol"


def test_secrets_stay_with_their_origin(server: Server) -> None:
    with served() as other:
        other.page("/b", b"there")
        server.page("/here", b"here")
        away = server.page("/a", status=302, Location=f"{other.base}/b")
        get(away, secrets={"Authorization": "Bearer s3cret"}, headers={"X-Plain": "1"})
        assert "Authorization" not in other.asked("/b")[0]
        assert other.asked("/b")[0]["X-Plain"] == "1"
        home = server.page("/c", status=302, Location="/here")
        get(home, secrets={"Authorization": "Bearer s3cret"})
        assert server.asked("/here")[0]["Authorization"] == "Bearer s3cret"


def test_credentials_in_an_address_are_refused() -> None:
    assert failure("http://user:pw@news.example/").outcome == "refused"


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_packed_content_is_unpacked(server: Server, encoding: str) -> None:
    body = b"<rss/>" * 100
    packed = gzip.compress(body) if encoding == "gzip" else zlib.compress(body)
    answer = get(server.page("/a", packed, Content_Encoding=encoding))
    assert answer.body == body
    assert answer.received == len(packed)


def test_raw_deflate_and_gzip_in_members(server: Server) -> None:
    raw = zlib.compressobj(wbits=-15)
    packed = raw.compress(b"raw") + raw.flush()
    assert get(server.page("/a", packed, Content_Encoding="deflate")).body == b"raw"
    members = gzip.compress(b"one ") + gzip.compress(b"two")
    assert get(server.page("/b", members, Content_Encoding="gzip")).body == b"one two"


def test_a_bomb_is_not_unpacked(server: Server) -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, 9)
    assert len(bomb) < 300_000
    error = failure(server.page("/a", bomb, Content_Encoding="gzip"))
    assert error.outcome == "too_large"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"not gzip", "gzip"),
        (gzip.compress(b"x" * 5_000)[:-12], "gzip"),
        (b"anything", "br"),
        (b"x", "gzip, gzip"),
    ],
)
def test_broken_and_unasked_packing(server: Server, body: bytes, encoding: str) -> None:
    assert failure(server.page("/a", body, Content_Encoding=encoding)).outcome == "encoding"


def test_too_much_is_refused_whether_announced_or_not(server: Server) -> None:
    assert failure(server.page("/a", b"x" * 100_001)).outcome == "too_large"

    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b"x" * 10_000)

    assert failure(server.handler("/endless", endless)).outcome == "too_large"


def test_a_slow_drip_ends_at_the_deadline(server: Server) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b" ")
            await asyncio.sleep(0.1)

    error = failure(server.handler("/drip", drip))
    assert error.outcome == "timeout"


def test_silence_ends_sooner(server: Server) -> None:
    async def silent(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    assert failure(server.handler("/silent", silent)).outcome == "timeout"


def test_a_body_that_breaks_off(server: Server) -> None:
    async def broken(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "1000"})
        await answer.prepare(request)
        await answer.write(b"half")
        assert request.transport is not None
        request.transport.close()
        return answer

    assert failure(server.handler("/broken", broken)).outcome in ("connect", "protocol")


@pytest.mark.parametrize("status", [404, 410, 500, 204])
def test_other_statuses_are_told(server: Server, status: int) -> None:
    error = failure(server.page("/a", b"", status=status))
    assert (error.outcome, error.status) == ("status", status)


@pytest.mark.parametrize("status", [429, 503])
def test_a_wait_that_was_asked_for_is_told(server: Server, status: int) -> None:
    assert failure(server.page("/a", b"", status=status, Retry_After="120")).retry_after == 120


def test_not_modified(server: Server) -> None:
    answer = get(server.page("/a", b"", status=304))
    assert (answer.status, answer.body) == (304, b"")


def test_nobody_there() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert failure(f"http://127.0.0.1:{port}/").outcome == "connect"
    assert failure("http://no-such-host.invalid/").outcome == "dns"


def test_no_tls_there(server: Server) -> None:
    assert failure(server.base.replace("http:", "https:") + "/").outcome in ("tls", "connect")


def test_no_http_there() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        async def asking() -> FetchError:
            def talk() -> None:
                peer, _ = listener.accept()
                with peer:
                    peer.recv(1000)
                    peer.sendall(b"SSH-2.0-nonsense\r\n" * 3)

            talking = asyncio.create_task(asyncio.to_thread(talk))
            async with Client(allowed=LOCAL) as client:
                with pytest.raises(FetchError) as caught:
                    await client.get(f"http://127.0.0.1:{listener.getsockname()[1]}/", limits=QUICK)
            await talking
            return caught.value

        assert asyncio.run(asking()).outcome == "protocol"


NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (None, None), ("", None), ("soon", None), ("-5", None), ("0", 0.0), ("90", 90.0),
        ("99999999999999999999", 86400.0), ("Mon, 02 Mar 2026 12:01:00 GMT", 60.0),
        ("Mon, 02 Mar 2026 11:00:00 GMT", 0.0), ("Mon, 02 Mar 2099 11:00:00 GMT", 86400.0),
    ],
)  # fmt: skip
def test_retry_after_in_both_forms(told: str | None, seconds: float | None) -> None:
    assert retry_after(told, now=NOW) == seconds


@given(st.text(max_size=60))
def test_no_retry_after_does_harm(told: str) -> None:
    found = retry_after(told, now=NOW)
    assert found is None or 0 <= found <= 86400
