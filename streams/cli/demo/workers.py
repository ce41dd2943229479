"""The workers of the demonstration: a process a stage, and what they say of themselves."""

import contextlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from streams.cli import CommandFailed
from streams.runtime.settings import Role, Settings

#: Seconds that a worker may take to stop before it is killed.
_STOP_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What the metrics of all stages say, as far as the demonstration needs it."""

    taken: Mapping[str, int] = field(default_factory=dict)
    """Messages taken, by stage."""
    settled: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Messages settled, by stage and disposition: ok, skipped or dead."""
    events: int = 0
    retractions: int = 0
    revisions: int = 0
    alerts: int = 0

    def done(self, stage: str) -> int:
        """Messages that the stage has settled, in whatever way."""
        return sum(self.settled.get(stage, {}).values())

    def caught_up(self, fed: int) -> bool:
        """Whether what was fed has gone through every stage."""
        return (
            self.done("extract") >= fed
            and self.done("cluster") >= self.events + self.retractions
            and self.done("alert") >= self.revisions
        )


class Workers:
    """One process for each stage, on `settings.broker`; they end with this process, always."""

    def __init__(self, settings: Settings, *, log: Path) -> None:
        self.log = log
        roles = settings.running
        self.ports: dict[Role, int] = dict(
            zip(roles, _ports(settings.http_port, count=len(roles)), strict=True)
        )
        (page_port,) = _ports(settings.gateway_port, count=1)
        #: Where the page is.
        self.page = f"http://{_shown(settings.gateway_host)}:{page_port}/"
        # The articles of a demonstration are old, and shall be told of all the same.
        self._settings = settings.model_copy(
            update={
                "gateway_port": page_port,
                "page_url": settings.page_url or self.page,
                "alert_silence": False,
            }
        )
        self._processes: dict[Role, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start the processes; returns at once."""
        with self.log.open("ab") as output:
            for role, port in self.ports.items():
                process = subprocess.Popen(
                    [sys.executable, "-m", "streams.worker", role, "--leashed"],
                    stdin=subprocess.PIPE,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    # Ctrl-C reaches a terminal's whole group: this process alone acts on it.
                    start_new_session=True,
                )
                self._processes[role] = process
                told = self._settings.model_copy(update={"http_port": port, "roles": (role,)})
                assert process.stdin is not None
                with contextlib.suppress(BrokenPipeError):  # told as an end in `check`
                    process.stdin.write(told.to_pipe())
                    process.stdin.flush()

    def check(self) -> None:
        """Raises `CommandFailed` when a worker has ended."""
        for role, process in self._processes.items():
            if (code := process.poll()) is not None:
                raise CommandFailed(
                    f"the worker {role} ended with status {code}: {self._last_line()} "
                    f"(its log: {self.log})"
                )

    def waiting_for(self) -> str:
        """What the workers are not ready for yet, in words; empty when they are."""
        reasons = {role: _get(port, "/readyz") for role, port in self.ports.items()}
        return "; ".join(
            f"{role}: {' '.join((told or 'starting').split())}"
            for role, told in reasons.items()
            if told != "ok\n"
        )

    def figures(self) -> Figures:
        """The metrics of all stages together."""
        taken: dict[str, int] = {}
        settled: dict[str, dict[str, int]] = {}
        sums = dict.fromkeys(("events", "retractions", "stories", "alerts"), 0)
        for port in self.ports.values():
            for family in text_string_to_metric_families(_get(port, "/metrics") or ""):
                for sample in family.samples:
                    value = int(sample.value)
                    if sample.name == "eventwire_messages_in_total":
                        taken[sample.labels["stage"]] = value
                    elif sample.name == "eventwire_messages_total":
                        of_stage = settled.setdefault(sample.labels["stage"], {})
                        name = sample.labels["disposition"]
                        of_stage[name] = of_stage.get(name, 0) + value
                    else:
                        kind = sample.name.removeprefix("eventwire_").removesuffix("_total")
                        if sample.name.endswith("_total") and kind in sums:
                            sums[kind] += value
        return Figures(
            taken=taken,
            settled=settled,
            events=sums["events"],
            retractions=sums["retractions"],
            revisions=sums["stories"],
            alerts=sums["alerts"],
        )

    def stop(self) -> None:
        """Stop them; those that do not are killed."""
        for process in self._processes.values():
            process.terminate()
        until = time.monotonic() + _STOP_SECONDS
        for process in self._processes.values():
            try:
                process.wait(timeout=max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes.clear()

    def _last_line(self) -> str:
        with contextlib.suppress(OSError):
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
            told = [line for line in lines if line.strip()]
            return " ".join(told[-1].split())[:300] if told else "nothing was logged"
        return "its log cannot be read"


def _get(port: int, path: str) -> str | None:
    """The page, whatever its status; None when nothing answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            body: bytes = answer.read()
            return body.decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()
    except OSError:
        return None


def _ports(first: int, *, count: int) -> list[int]:
    """The ports from `first` on, or free ones where any of those is taken."""
    wanted = list(range(first, first + count)) if first else []
    if wanted and all(_is_free(port) for port in wanted):
        return wanted
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]


def _shown(host: str) -> str:
    """The host by which this machine reaches a server that listens on `host`."""
    everywhere = ("0.0.0.0", "::", "")  # noqa: S104 - compared, not listened on
    return "127.0.0.1" if host in everywhere else f"[{host}]" if ":" in host else host


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
