"""Rights from the table of topics, under Kafka's own authorizer: each role can do its work with
its own rights, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaProducer
from kafka.errors import TopicAuthorizationFailedError

from schemas.topics import ALERTS, TOPICS
from streams.errors import AccessRefused
from streams.ops import acls, deadletters, doctor, feed, topics
from streams.ops.admin import records
from streams.ops.lag import lag
from streams.runtime.security import Security
from streams.runtime.settings import Settings
from tests.broker.secured import PASSWORD, SecuredBroker
from tests.broker.stream import FAKE_ENGINE, Stream, until
from tests.broker.test_stream import article


@pytest.fixture
def guarded(kafka_home: Path, tmp_path: Path) -> Iterator[SecuredBroker]:
    folder = tmp_path / "tls"
    folder.mkdir()
    with SecuredBroker(kafka_home, folder=folder, users=acls.ROLES, acls=True) as broker:
        yield broker


def as_role(role: str, broker: SecuredBroker, settings: Settings) -> Settings:
    security = Security.model_validate(
        {
            "protocol": "SASL_PLAINTEXT",
            "mechanism": "SCRAM-SHA-256",
            "username": role,
            "password": PASSWORD,
        }
    )
    return settings.model_copy(
        update={"security": security, "broker": broker.address["SASL_PLAINTEXT"]}
    )


def test_each_role_works_with_its_rights_and_is_refused_elsewhere(
    guarded: SecuredBroker, tmp_path: Path
) -> None:
    with Stream(guarded.bootstrap, folder=tmp_path) as stream:
        settings = {role: as_role(role, guarded, stream.settings) for role in acls.ROLES}
        lonely = stream.worker("cluster", **_access(settings["cluster"]))
        assert lonely.process.wait(timeout=60) == 1
        assert "no right to eventwire.events." in lonely.log.read_text()

        wanted = acls.grants(acls.ROLES, stream.settings, principal="User:{role}")
        with pytest.raises(AccessRefused, match="ClusterAuthorizationFailed"):
            acls.apply(wanted, settings["operator"])
        assert set(acls.apply(wanted, stream.settings)) == set(wanted)
        until(lambda: acls.apply(wanted, stream.settings) == ())

        # The work of every role.
        workers = [
            stream.worker(role, **_access(settings[role]))
            for role in ("extract", "cluster", "alert")
        ]
        gateway = stream.worker("gateway", **_access(settings["gateway"]))
        sent = [article(1, "VISIT:RUS:BLR:planned"), article(2, "raise")]
        assert feed.publish(sent, settings["feed"]) == 2
        until(lambda: list(records(settings["reader"], ALERTS.name)))
        operator = settings["operator"]
        until(lambda: list(deadletters.list_(operator)))
        assert deadletters.replay(operator, deadletters.list_(operator)) == 1
        until(lambda: len(list(deadletters.list_(operator))) == 2)
        assert topics.diff(operator) == ()
        assert topics.ensure(operator) == ()
        results = {one.name: one.result for one in doctor.check(operator)}
        assert (results["broker"], results["topics"]) == ("ok", "ok")
        assert "fail" not in results.values()
        # The gateway may ask how far the others are.
        lagging = stream.settings.model_copy(update=_access(settings["gateway"]))
        assert {one.role for one in lag(lagging)} >= {"extract", "cluster", "alert"}
        for worker in [*workers, gateway]:
            assert worker.stop() == 0

        # And what it may not do.
        for role in acls.ROLES:
            if role != "operator":
                assert _allowed(settings[role]) == _rights(role), role


def _access(settings: Settings) -> dict[str, object]:
    return {"security": settings.security, "broker": settings.broker}


def _rights(role: str) -> set[tuple[str, str]]:
    """What the table of topics gives a role."""
    published = ("eventwire.events.", "eventwire.stories.", "eventwire.alerts.")
    reads = {
        topic.name
        for topic in TOPICS
        if role in topic.consumers or (role == "reader" and topic.name.startswith(published))
    }
    writes = {topic.name for topic in TOPICS if role in topic.producers}
    return {("read", name) for name in reads} | {("write", name) for name in writes}


def _allowed(settings: Settings) -> set[tuple[str, str]]:
    """What the broker lets a role do, found out by trying everything."""
    allowed: set[tuple[str, str]] = set()
    producer = KafkaProducer(
        bootstrap_servers=settings.bootstrap,
        enable_idempotence=False,
        **settings.security.options(),
    )
    for topic in TOPICS:
        try:
            producer.send(topic.name, b"tried", b"key", partition=0).get(timeout=30)
            allowed.add(("write", topic.name))
        except TopicAuthorizationFailedError:
            pass
        try:
            next(records(settings, topic.name), None)
            allowed.add(("read", topic.name))
        except AccessRefused as refused:
            assert "TopicAuthorizationFailed" in str(refused)  # noqa: PT017
    producer.close()
    return allowed


def test_a_worker_without_its_group_says_so(guarded: SecuredBroker, tmp_path: Path) -> None:
    with Stream(guarded.bootstrap, folder=tmp_path) as stream:
        settings = as_role("alert", guarded, stream.settings)
        whole = acls.grants(["alert"], stream.settings, principal="User:alert")
        acls.apply([one for one in whole if one.resource != "group"], stream.settings)
        worker = stream.worker("alert", **_access(settings), engine=FAKE_ENGINE)
        assert worker.process.wait(timeout=60) == 1
        assert f"no right to the group {stream.settings.group('alert')}" in worker.log.read_text()


def test_a_broker_without_an_authorizer_says_so(kafka: str) -> None:
    settings = Settings(broker=kafka)
    wanted = acls.grants(["feed"], settings, principal="User:feed")
    with pytest.raises(AccessRefused, match="no authorizer"):
        acls.apply(wanted, settings)
