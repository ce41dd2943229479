"""Every way to log in and to encrypt, on a broker that insists on it: an article goes in, its
event, story and alert come out; and who is turned away is told why."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.topics import ALERTS, STORIES
from streams.errors import AccessRefused
from streams.ops import admin, deadletters, doctor, feed
from streams.ops.lag import lag
from streams.runtime.reader import Partition, Reader
from streams.runtime.security import Security
from streams.runtime.settings import Settings
from tests.broker import jars
from tests.broker.secured import KEY_PASSWORD, PASSWORD, Authority, SecuredBroker
from tests.broker.stream import FAKE_ENGINE, Stream, until
from tests.broker.test_stream import article

USER = "desk"


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredBroker]:
    try:
        home = jars.kafka_home()
    except jars.NoKafka as reason:
        if jars.is_required():
            pytest.fail(f"Apache Kafka is required, but {reason}")
        pytest.skip(f"needs Apache Kafka: {reason}")
    with SecuredBroker(home, folder=tmp_path_factory.mktemp("tls"), users=(USER,)) as broker:
        yield broker


def security(broker: SecuredBroker, folder: Path, protocol: str, mechanism: str = "") -> Security:
    """What a client that does everything right has to say, secrets in files."""
    fields: dict[str, Any] = {"protocol": protocol}
    if mechanism:
        secret = folder / "password"
        secret.write_text(f"{PASSWORD}\n")
        fields.update(mechanism=mechanism, username=USER, password_file=secret)
    if protocol.endswith("SSL"):
        fields.update(ca=broker.authority.certificate)
    if protocol == "SSL":
        certificate, key = broker.authority.issue(USER, password=KEY_PASSWORD)
        fields.update(certificate=certificate, key=key, key_password=KEY_PASSWORD)
    return Security.model_validate(fields)


@pytest.mark.parametrize(
    ("protocol", "mechanism"),
    [
        ("SSL", ""),
        ("SASL_SSL", "SCRAM-SHA-512"),
        ("SASL_SSL", "SCRAM-SHA-256"),
        ("SASL_SSL", "PLAIN"),
        ("SASL_PLAINTEXT", "SCRAM-SHA-512"),
        ("SASL_PLAINTEXT", "PLAIN"),
    ],
)
def test_an_article_becomes_an_alert(
    secured: SecuredBroker, tmp_path: Path, protocol: str, mechanism: str
) -> None:
    """By Faust, by the runtime's own clients and by those of the commands alike."""
    allowed = security(secured, tmp_path, protocol, mechanism)
    with Stream(secured.address[protocol], folder=tmp_path, security=allowed) as stream:
        workers = [stream.worker(role) for role in ("extract", "cluster", "alert")]
        feed.publish([article(1, "VISIT:RUS:BLR:planned")], stream.settings)
        feed.publish([article(2, "raise")], stream.settings)
        until(lambda: stream.records(ALERTS.name))
        assert len(stream.events()) == 1
        assert len(stream.records(STORIES.name)) == 1
        until(lambda: list(deadletters.list_(stream.settings)))
        assert deadletters.replay(stream.settings, deadletters.list_(stream.settings)) == 1
        until(lambda: len(list(deadletters.list_(stream.settings))) == 2)
        until(
            lambda: all(one.messages == 0 for one in lag(stream.settings) if one.role != "notify")
        )
        found = {one.name: one for one in doctor.check(stream.settings)}
        assert found["broker"].result == "ok"
        assert found["security"].detail.startswith(protocol)
        wanted = "warn" if (protocol, mechanism) == ("SASL_PLAINTEXT", "PLAIN") else "ok"
        assert found["security"].result == wanted
        for worker in workers:
            assert worker.stop() == 0


def refused(settings: Settings) -> str:
    """What doctor says of a broker that turns us away; every client tells the same at once."""
    last = doctor.check(settings)[-1]
    assert (last.name, last.result) == ("broker", "fail")
    with pytest.raises(AccessRefused) as told:
        feed.publish([article(1, "x")], settings)
    assert str(told.value) == last.detail
    assert PASSWORD not in last.detail
    return last.detail


def changed(settings: Settings, **fields: object) -> Settings:
    told = settings.security.model_copy(update=fields)
    return settings.model_copy(
        update={"security": Security.model_validate(told.model_dump(exclude_none=True))}
    )


def test_who_is_turned_away_is_told_why(
    secured: SecuredBroker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where the broker gives no reason, the client's patience comes before the guess.
    monkeypatch.setattr(admin, "BOOTSTRAP_MS", 1000)
    monkeypatch.setattr(feed, "BOOTSTRAP_MS", 1000)

    def settings(protocol: str, mechanism: str = "") -> Settings:
        allowed = security(secured, tmp_path, protocol, mechanism)
        return Settings(broker=secured.address[protocol], security=allowed, engine=FAKE_ENGINE)

    for mechanism in ("SCRAM-SHA-512", "PLAIN"):
        right = settings("SASL_SSL", mechanism)
        wrong = changed(right, password="wrong", password_file=None)
        assert f"refuses SASL_SSL with {mechanism} as desk" in refused(wrong)
        assert "as nobody" in refused(changed(right, username="nobody"))
    (tmp_path / "other").mkdir()
    other = Authority(tmp_path / "other")
    assert "certificate is not trusted" in refused(changed(right, ca=other.certificate))
    assert "certificate is not trusted" in refused(changed(right, ca=None))
    mutual = settings("SSL")
    nameless = changed(mutual, certificate=None, key=None, key_password=None)
    assert "does it want a certificate?" in refused(nameless)
    certificate, key = other.issue("stranger")
    stranger = changed(mutual, certificate=certificate, key=key, key_password=None)
    assert "does it trust" in refused(stranger)
    # The right credentials at the wrong door.
    tls_at_plain = right.model_copy(update={"broker": secured.address["PLAINTEXT"]})
    assert "does it speak SASL_SSL?" in refused(tls_at_plain)
    for door in ("SASL_SSL", "SASL_PLAINTEXT"):
        plain = Settings(broker=secured.address[door], engine=FAKE_ENGINE)
        assert "does it speak PLAINTEXT?" in refused(plain)


def test_a_worker_that_is_turned_away_says_so(secured: SecuredBroker, tmp_path: Path) -> None:
    allowed = security(secured, tmp_path, "SASL_SSL", "SCRAM-SHA-512")
    with Stream(secured.address["SASL_SSL"], folder=tmp_path, security=allowed) as stream:
        wrong = changed(stream.settings, password="wrong", password_file=None).security
        worker = stream.worker("cluster", security=wrong)
        # 1: a process manager may try again, for users may be made while a cluster starts.
        assert worker.process.wait(timeout=60) == 1
        told = worker.log.read_text()
        assert "refuses SASL_SSL with SCRAM-SHA-512 as desk" in told
        missing = allowed.model_copy(update={"ca": tmp_path / "none.pem"})
        worker = stream.worker("cluster", security=missing)
        # 78: no restart makes a file.
        assert worker.process.wait(timeout=60) == 78
        assert "No such file" in worker.log.read_text()


def test_the_runtime_refuses_in_time(secured: SecuredBroker, tmp_path: Path) -> None:
    """A side reader meets a broker that no longer takes its certificate: an error, no hang."""
    allowed = security(secured, tmp_path, "SSL")
    settings = Settings(broker=secured.address["SSL"], security=allowed, request_timeout=10)
    bad = changed(settings, certificate=None, key=None, key_password=None)

    async def ends() -> None:
        reader = Reader(bad)
        try:
            await reader.ends([Partition(STORIES.name, 0)])
        finally:
            await reader.close()

    with pytest.raises(Exception, match="ends of partitions"):
        asyncio.run(ends())
