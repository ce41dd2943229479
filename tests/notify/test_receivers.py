"""What goes over the wire to a target, and what each of its answers means."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web

from schemas.alert import Alert
from streams.errors import SettingsError, Undelivered
from streams.notify import Receiver as Notifier
from streams.notify import receivers, try_out
from streams.runtime.targets import Target, TargetSpec
from tests.notify.alerts import alert
from tests.notify.receiver import Receiver, listening

NOW = datetime(2022, 12, 20, 10, 0, tzinfo=UTC)


def target(type_: str, url: str, *, secret: str | None = None, timeout: float = 5.0) -> Target:
    spec = TargetSpec(name="desk", type=type_, url=url, timeout=timeout)  # type: ignore[arg-type]
    return Target(spec=spec, url=url, secret=secret)


def run(
    scenario: Callable[[Receiver, Callable[[Target], Notifier]], Awaitable[None]],
    *answers: int | web.Response,
) -> None:
    async def whole() -> None:
        async with (
            asyncio.timeout(20),
            listening(answers) as receiver,
            aiohttp.ClientSession() as session,
        ):
            await scenario(
                receiver,
                lambda one: receivers([one], session=session, page=None, now=lambda: NOW)[0],
            )

    asyncio.run(whole())


def test_a_webhook_is_a_signed_cloud_event_with_an_id_for_repeats() -> None:
    key = b"a key of twenty-four byt"
    secret = "whsec_" + base64.b64encode(key).decode()

    async def scenario(receiver: Receiver, of: Callable[[Target], Notifier]) -> None:
        await of(target("webhook", receiver.url + "/hook", secret=secret)).send(
            alert(), notification="n1"
        )
        (got,) = receiver.received
        assert got.path == "/hook"
        assert got.headers["content-type"].startswith("application/cloudevents+json")
        told = json.loads(got.body)
        assert (told["specversion"], told["id"], told["type"]) == (
            "1.0",
            "n1",
            "org.eventwire.alert.v1",
        )
        assert Alert.model_validate_json(json.dumps(told["data"])) == alert()
        signed = f"n1.{int(NOW.timestamp())}.".encode() + got.body
        expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        assert got.headers["webhook-signature"] == f"v1,{expected}"
        assert got.headers["webhook-id"] == "n1"

    run(scenario)


def test_a_secret_that_is_no_base64_is_refused_at_the_start() -> None:
    async def scenario(receiver: Receiver, of: Callable[[Target], Notifier]) -> None:
        with pytest.raises(SettingsError, match="target desk"):
            of(target("webhook", receiver.url, secret="whsec_%%%"))

    run(scenario)


def test_alertmanager_gets_its_second_version_of_alerts() -> None:
    async def scenario(receiver: Receiver, of: Callable[[Target], Notifier]) -> None:
        await of(target("alertmanager", receiver.url + "/", secret="token")).send(
            alert(), notification="n1"
        )
        (got,) = receiver.received
        assert got.path == "/api/v2/alerts"
        assert got.headers["authorization"] == "Bearer token"
        (told,) = json.loads(got.body)
        assert told["labels"]["alertname"] == "EventwireStory"
        assert told["labels"]["kind"] == "delivery"
        assert told["annotations"]["summary"].startswith("New: delivery")
        assert told["startsAt"] < told["endsAt"]

    run(scenario)


def test_apprise_delivers_through_a_service_of_its_own() -> None:
    async def scenario(receiver: Receiver, of: Callable[[Target], Notifier]) -> None:
        await of(target("apprise", receiver.url.replace("http:", "json:"))).send(
            alert(), notification="n1"
        )
        (got,) = receiver.received
        told = json.loads(got.body)
        assert told["title"] == "New: delivery, planned – Germany, Lithuania"
        assert "vijftig Leopard 2-tanks" in told["message"]

    run(scenario)


def test_apprise_refusals_are_failures() -> None:
    async def scenario(receiver: Receiver, of: Callable[[Target], Notifier]) -> None:
        one = of(target("apprise", receiver.url.replace("http:", "json:")))
        with pytest.raises(Undelivered):
            await one.send(alert(), notification="n1")

    run(scenario, 500)


def test_what_apprise_does_not_know_is_refused_at_the_start_without_its_password() -> None:
    async def scenario(receiver: Receiver, of: Callable[[Target], Notifier]) -> None:
        with pytest.raises(SettingsError) as raised:
            of(target("apprise", "nosuch://user:hush@host"))
        assert "hush" not in str(raised.value)

    run(scenario)


@pytest.mark.parametrize(
    ("answer", "hopeless", "retry_after"),
    [
        (400, True, None),
        (404, True, None),
        (301, True, None),
        (408, False, None),
        (500, False, None),
        (503, False, None),
    ],
)
def test_an_answer_tells_whether_another_attempt_makes_sense(
    answer: int, hopeless: bool, retry_after: float | None
) -> None:
    async def scenario(receiver: Receiver, of: Callable[[Target], Notifier]) -> None:
        with pytest.raises(Undelivered) as raised:
            await of(target("webhook", receiver.url)).send(alert(), notification="n1")
        assert raised.value.hopeless is hopeless
        assert raised.value.retry_after == retry_after
        assert len(receiver.received) == 1

    run(scenario, answer)


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [("7", 7, 7), ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0), ("99999999", 86400, 86400)],
)
def test_the_pause_that_a_receiver_asks_for_is_kept(header: str, least: int, most: int) -> None:
    async def scenario(receiver: Receiver, of: Callable[[Target], Notifier]) -> None:
        with pytest.raises(Undelivered) as raised:
            await of(target("webhook", receiver.url)).send(alert(), notification="n1")
        assert raised.value.retry_after is not None
        assert least <= raised.value.retry_after <= most

    run(scenario, web.Response(status=429, headers={"Retry-After": header}))


def test_a_redirect_does_not_carry_the_signature_elsewhere() -> None:
    async def scenario(receiver: Receiver, of: Callable[[Target], Notifier]) -> None:
        with pytest.raises(Undelivered):
            await of(target("webhook", receiver.url, secret="k")).send(alert(), notification="n1")
        assert [one.path for one in receiver.received] == ["/"]

    run(scenario, web.Response(status=307, headers={"Location": "/elsewhere"}))


def test_a_receiver_that_hangs_costs_its_timeout_and_no_more() -> None:
    async def scenario(receiver: Receiver, of: Callable[[Target], Notifier]) -> None:
        one = of(target("webhook", receiver.url, timeout=0.2))
        with pytest.raises(Undelivered, match="no answer") as raised:
            await one.send(alert(), notification="n1")
        assert not raised.value.hopeless

    run(scenario, 0)


def test_a_trial_says_that_it_is_one_and_tells_what_came_of_it() -> None:
    async def scenario(receiver: Receiver, of: Callable[[Target], Notifier]) -> None:
        told = await try_out([target("webhook", receiver.url)], page=None, now=lambda: NOW)
        assert told == {"desk": None}
        assert "test of eventwire" in json.loads(receiver.received[0].body)["text"]
        failed = await try_out([target("webhook", receiver.url)], page=None, now=lambda: NOW)
        assert failed == {"desk": "HTTP 410"}

    run(scenario, 204, 410)
