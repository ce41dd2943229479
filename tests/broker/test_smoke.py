"""The broker the other tests stand on: it keeps what it is given, with headers, through a crash."""

import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

from tests.broker import jars
from tests.broker.kafka import HOST, KafkaBroker, KafkaCluster

HEADERS = [("ce_type", b"eventwire.test"), ("ce_id", b"1")]


def create_topic(bootstrap: str, *, replicas: int = 1) -> str:
    name = f"smoke-{uuid.uuid4().hex[:8]}"
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    admin.create_topics([NewTopic(name, num_partitions=3, replication_factor=replicas)])
    admin.close()
    return name


def produce(bootstrap: str, topic: str, *, count: int) -> None:
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all")
    sent = [
        producer.send(topic, key=b"k%d" % i, value=b"v%d" % i, headers=HEADERS)
        for i in range(count)
    ]
    for delivery in sent:
        delivery.get(timeout=30)
    producer.close()


def consume(bootstrap: str, topic: str, *, count: int) -> dict[bytes, tuple[bytes, object]]:
    """Key to value and headers of the first `count` messages, read as a consumer group."""
    consumer = KafkaConsumer(
        topic,
        bootstrap_servers=bootstrap,
        group_id=f"smoke-{uuid.uuid4().hex[:8]}",
        auto_offset_reset="earliest",
        session_timeout_ms=6000,
        heartbeat_interval_ms=1000,
    )
    seen: dict[bytes, tuple[bytes, object]] = {}
    deadline = time.monotonic() + 40
    while len(seen) < count and time.monotonic() < deadline:
        for batch in consumer.poll(timeout_ms=500).values():
            for message in batch:
                seen[message.key] = (message.value, list(message.headers))
    consumer.commit()
    ends = {TopicPartition(topic, partition): 0 for partition in range(3)}
    committed = sum(consumer.committed(each) or 0 for each in ends)
    consumer.close()
    assert committed == count
    return seen


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def test_messages_arrive_with_key_and_headers_through_a_group(kafka: str) -> None:
    topic = create_topic(kafka)
    produce(kafka, topic, count=20)
    assert consume(kafka, topic, count=20) == {b"k%d" % i: (b"v%d" % i, HEADERS) for i in range(20)}


def test_confirmed_messages_survive_kill_and_restart(kafka_home: Path) -> None:
    with KafkaBroker(kafka_home) as broker:
        topic = create_topic(broker.bootstrap)
        produce(broker.bootstrap, topic, count=20)
        broker.kill()
        assert not broker.is_running
        assert broker.restart() == broker.bootstrap
        assert len(consume(broker.bootstrap, topic, count=20)) == 20


def test_confirmed_messages_survive_the_loss_of_one_node_of_three(kafka_home: Path) -> None:
    with KafkaCluster(kafka_home) as cluster:
        topic = create_topic(cluster.bootstrap, replicas=3)
        produce(cluster.bootstrap, topic, count=20)
        cluster.nodes[0].kill()
        assert len(consume(cluster.bootstrap, topic, count=20)) == 20


def test_a_broker_dies_with_the_process_that_started_it(kafka_home: Path) -> None:
    starts_and_hangs = (
        "import sys, time; from pathlib import Path\n"
        "from tests.broker.kafka import KafkaBroker\n"
        "broker = KafkaBroker(Path(sys.argv[1])); broker.start()\n"
        "print(broker.port, broker.folder, flush=True); time.sleep(600)\n"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", starts_and_hangs, str(kafka_home)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=jars.ROOT,
    )
    assert owner.stdout is not None
    port, folder = owner.stdout.readline().split()
    assert answers(int(port))
    owner.kill()
    owner.communicate()
    deadline = time.monotonic() + 20
    while (answers(int(port)) or Path(folder).exists()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not answers(int(port))
    assert not Path(folder).exists()
