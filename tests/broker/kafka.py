"""Apache Kafka itself, as KRaft nodes on the loopback address, for tests that must not take a
broker's word from a stand-in.

The jars come from Maven Central (jars.py); nothing of Kafka is installed.
"""

import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

HOST = "127.0.0.1"
CLUSTER_ID = "ZXZlbnR3aXJlLXRlc3RzLQ"  # any 16 bytes in base64

# A test's broker starts often and carries little: the quick compiler and the simple collector.
JVM = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")

LOGGING = """
rootLogger.level = INFO
rootLogger.appenderRef.stdout.ref = STDOUT
appender.stdout.type = Console
appender.stdout.name = STDOUT
appender.stdout.layout.type = PatternLayout
appender.stdout.layout.pattern = %d{ISO8601} %p %c{1}: %m%n
"""

# A JVM outlives the process that started it.  The guard holds the reading end of a pipe whose
# writing end only the test process has: when that closes, however it died, the broker goes too,
# and its folder.
GUARD = """
import contextlib, os, shutil, sys
sys.stdin.buffer.read()
with contextlib.suppress(ProcessLookupError):
    os.kill(int(sys.argv[1]), 9)
shutil.rmtree(sys.argv[2], ignore_errors=True)
"""


class BrokerFailed(RuntimeError):
    """The broker did not start or did not become ready; the message ends with its log's tail."""


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on at this moment, all different."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((HOST, 0))
        return [int(each.getsockname()[1]) for each in sockets]


class Managed(ABC):
    """Starts on entering a block; leaves nothing behind after it, nor on failing to start."""

    @abstractmethod
    def start(self) -> str:
        """Starts it and waits until it is ready; gives the bootstrap address."""

    @abstractmethod
    def remove(self) -> None:
        """Stops it and removes its data."""

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.remove()


class KafkaBroker(Managed):
    """One node, broker and controller at once, on a port and a data folder that it keeps.

    Alone it is a cluster of one.  `kill` and `restart` model a crash and the recovery from it:
    the port, the data and so `bootstrap` stay the same.  `scram` are users that exist from the
    first start on, as kafka-storage's option --add-scram has them.  `disk` is where its folder is
    made, if not among the temporary files.
    """

    def __init__(
        self,
        home: Path,
        *,
        node: int = 1,
        ports: Sequence[int] | None = None,
        controllers: Sequence[int] | None = None,
        settings: dict[str, str] | None = None,
        scram: Sequence[str] = (),
        disk: Path | None = None,
    ) -> None:
        self.port, self._controller = ports or free_ports(2)
        self.bootstrap = f"{HOST}:{self.port}"
        self.folder = Path(tempfile.mkdtemp(prefix=f"eventwire-kafka-{node}-", dir=disk))
        self.log = self.folder / "broker.log"
        self._home = home
        self._node = node
        self._controllers = list(controllers or [self._controller])
        self._settings = settings or {}
        self._scram = tuple(scram)
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    def start(self, *, wait: bool = True, timeout: float = 60.0) -> str:
        """Starts the node, formatting its storage first if it is new; gives its bootstrap address.

        Raises BrokerFailed when it exits, or is not ready within `timeout` seconds.
        """
        if self.is_running:
            raise RuntimeError("the broker runs already")
        if not self._properties.exists():
            self._format()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._java("kafka.Kafka", str(self._properties)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the tests, which then stop the broker
            )
        self._guard = subprocess.Popen(
            [sys.executable, "-c", GUARD, str(self._process.pid), str(self.folder)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        if wait:
            self.wait_ready(timeout=timeout)
        return self.bootstrap

    def wait_ready(self, *, brokers: int = 1, timeout: float = 60.0) -> None:
        """Returns once this node answers and sees `brokers` brokers; raises BrokerFailed."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if not self.is_running:
                raise BrokerFailed(f"Kafka exited while starting\n{self._tail()}")
            with suppress(KafkaError, OSError, ValueError):
                if len(self._brokers()) >= brokers:
                    return
            time.sleep(0.1)
        raise BrokerFailed(f"Kafka was not ready after {timeout:.0f} s\n{self._tail()}")

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self, *, timeout: float = 30.0) -> None:
        """An orderly shutdown, by force after `timeout` seconds; nothing to do when it is down."""
        self._end(signal.SIGTERM, timeout=timeout)

    def kill(self) -> None:
        """The crash: SIGKILL, with nothing flushed and nobody told."""
        self._end(signal.SIGKILL, timeout=10.0)

    def restart(self, *, timeout: float = 60.0) -> str:
        """Stops it if it runs, and starts it on the same data and port."""
        self.stop()
        return self.start(timeout=timeout)

    def remove(self) -> None:
        """Stops it and removes its data and log."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _properties(self) -> Path:
        return self.folder / "server.properties"

    def _format(self) -> None:
        (self.folder / "log4j2.properties").write_text(LOGGING)
        draft = self.folder / "draft.properties"
        draft.write_text("".join(f"{key}={value}\n" for key, value in self._config().items()))
        command = ["format", "-t", CLUSTER_ID, "-c", str(draft)]
        command += [part for user in self._scram for part in ("--add-scram", user)]
        done = subprocess.run(
            self._java("kafka.tools.StorageTool", *command), capture_output=True, check=False
        )
        if done.returncode:
            raise BrokerFailed((done.stdout + done.stderr).decode(errors="replace"))
        draft.rename(self._properties)

    def _config(self) -> dict[str, str]:
        replicas = str(min(3, len(self._controllers)))
        in_sync = str(min(2, len(self._controllers)))
        voters = (f"{i}@{HOST}:{port}" for i, port in enumerate(self._controllers, 1))
        return {
            "process.roles": "broker,controller",
            "node.id": str(self._node),
            "controller.quorum.voters": ",".join(voters),
            "controller.listener.names": "CONTROLLER",
            "listeners": f"PLAINTEXT://{self.bootstrap},CONTROLLER://{HOST}:{self._controller}",
            "advertised.listeners": f"PLAINTEXT://{self.bootstrap}",
            "log.dirs": str(self.folder / "data"),
            # A topic that nobody created on purpose is a bug that the tests should see.
            "auto.create.topics.enable": "false",
            "default.replication.factor": replicas,
            "min.insync.replicas": in_sync,
            "offsets.topic.replication.factor": replicas,
            "offsets.topic.num.partitions": "4",
            "transaction.state.log.replication.factor": replicas,
            "transaction.state.log.min.isr": in_sync,
            "transaction.state.log.num.partitions": "4",
            "share.coordinator.state.topic.replication.factor": replicas,
            "share.coordinator.state.topic.min.isr": in_sync,
            # The three seconds that a real cluster waits for more members are the tests' time.
            "group.initial.rebalance.delay.ms": "0",
            "group.min.session.timeout.ms": "1000",
            # A node that was killed may come back only when its former self counts as gone.
            "broker.session.timeout.ms": "3000",
            "broker.heartbeat.interval.ms": "500",
            "log.cleaner.backoff.ms": "500",
            "log.cleaner.dedupe.buffer.size": "16777216",
            "num.network.threads": "2",
            "num.io.threads": "4",
            **self._settings,
        }

    def _java(self, main: str, *arguments: str) -> list[str]:
        logging = f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}"
        return ["java", *JVM, logging, "-cp", f"{self._home}/*", main, *arguments]

    def _brokers(self) -> list[object]:
        # A node that recovers accepts connections long before it answers on them, and the client
        # waits on the one it has: short tries find the moment, one long try overlooks it.
        admin = KafkaAdminClient(bootstrap_servers=self.bootstrap, bootstrap_timeout_ms=1000)
        try:
            return list(admin.describe_cluster()["brokers"])
        finally:
            admin.close()

    def _end(self, how: signal.Signals, *, timeout: float) -> None:
        # The guard first: once the broker is reaped, its process id may be another's.
        if self._guard is not None:
            self._guard.kill()
            self._guard.communicate()
            self._guard = None
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _tail(self, lines: int = 30) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


class KafkaCluster(Managed):
    """Nodes that replicate to each other, for what one node cannot show: the loss of a leader.

    `nodes` are KafkaBroker to kill and start one by one; `bootstrap` names them all.  `disks`
    gives nodes, counted from one, a place of their own.
    """

    def __init__(
        self,
        home: Path,
        *,
        size: int = 3,
        settings: dict[str, str] | None = None,
        disks: Mapping[int, Path] | None = None,
    ) -> None:
        ports = free_ports(2 * size)
        clients, controllers = ports[:size], ports[size:]
        self.nodes = tuple(
            KafkaBroker(
                home,
                node=number,
                ports=(clients[number - 1], controllers[number - 1]),
                controllers=controllers,
                settings=settings,
                disk=(disks or {}).get(number),
            )
            for number in range(1, size + 1)
        )
        self.bootstrap = ",".join(node.bootstrap for node in self.nodes)

    def start(self, *, timeout: float = 90.0) -> str:
        """Starts all nodes and waits until each sees all; a quorum needs them side by side."""
        for node in self.nodes:
            node.start(wait=False)
        for node in self.nodes:
            node.wait_ready(brokers=len(self.nodes), timeout=timeout)
        return self.bootstrap

    def remove(self) -> None:
        """Stops all nodes and removes their data."""
        for node in self.nodes:
            # One node alone cannot shut down in order: its quorum is gone.
            node.kill()
            node.remove()
