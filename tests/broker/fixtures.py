"""The broker that a test run shares: Apache Kafka where it can be started, else the embedded one.

Topics are the tests' own affair: a name of one's own keeps tests apart.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.broker import jars
from tests.broker.kafka import KafkaBroker


@dataclass(frozen=True)
class SharedBroker:
    """A broker's bootstrap address, and whether Apache Kafka answers there."""

    bootstrap: str
    is_kafka: bool


@pytest.fixture(scope="session")
def broker() -> Iterator[SharedBroker]:
    """The run's broker.  Fails, rather than falling back, where Apache Kafka is required."""
    with ExitStack() as running:
        try:
            home = jars.kafka_home()
        except jars.NoKafka as reason:
            if jars.is_required():
                pytest.fail(f"Apache Kafka is required, but {reason}")
            # Imported here: a run on Apache Kafka needs no embedded broker.
            from streams.ops.embedded import EmbeddedBroker

            embedded = EmbeddedBroker()
            running.callback(embedded.stop)
            yield SharedBroker(embedded.start(), is_kafka=False)
        else:
            yield SharedBroker(running.enter_context(KafkaBroker(home)).bootstrap, is_kafka=True)


@pytest.fixture(scope="session")
def kafka(broker: SharedBroker) -> str:
    """The bootstrap address of the run's broker, whichever it is."""
    return broker.bootstrap


@pytest.fixture
def kafka_home() -> Path:
    """The jars, for tests that start, kill or multiply brokers of their own.

    Skips where only the embedded broker is at hand: it has no disk to recover from.
    """
    try:
        return jars.kafka_home()
    except jars.NoKafka as reason:
        if jars.is_required():
            pytest.fail(f"Apache Kafka is required, but {reason}")
        pytest.skip(f"needs Apache Kafka: {reason}")
