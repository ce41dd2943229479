"""A stream to test: fresh topics on the run's broker, and workers that can be killed."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError
from prometheus_client.parser import text_string_to_metric_families

from schemas.event import EVENT_ADAPTER, Event, Kind
from schemas.ledger import LedgerEntry
from schemas.topics import EVENTS, LEDGER, RETRACTION_CE_TYPE, TOPICS
from streams.errors import TopicsError
from streams.ops import topics
from streams.ops.admin import admin, records
from streams.runtime.security import WITH_SECRETS
from streams.runtime.settings import Role, Settings
from tests.broker.kafka import free_ports

ROOT = Path(__file__).resolve().parents[2]
FAKE_ENGINE = "tests.agents.fake_engine:Engine"

T = TypeVar("T")


def until(condition: Callable[[], T | None], *, seconds: float = 90.0, every: float = 0.2) -> T:
    """The first truthy value of `condition`; fails the test after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {value!r}"
        time.sleep(every)


class Worker:
    """One worker process of a stream."""

    def __init__(self, settings: Settings, role: Role, *, log: Path) -> None:
        self.role = role
        self.port = free_ports(1)[0]
        self.log = log
        variables = settings.model_dump(mode="json", exclude_none=True)
        variables.update(
            security=settings.security.model_dump_json(exclude_none=True, context=WITH_SECRETS),
            http_port=self.port,
            roles=role,
            languages=",".join(settings.languages),
            models="{}",
        )
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streams.worker", role],
                cwd=ROOT,
                env={
                    **os.environ,
                    **{f"EVENTWIRE_{k.upper()}": str(v) for k, v in variables.items()},
                },
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def page(self, path: str) -> tuple[int, str]:
        """Status and text of a page; 0 when nobody listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()[-4000:]
        return self.page("/readyz")[0] == 200

    def metrics(self) -> dict[str, dict[tuple[str, ...], float]]:
        """Every sample: by name, then by its label values in the order of their names."""
        samples: dict[str, dict[tuple[str, ...], float]] = {}
        for family in text_string_to_metric_families(self.page("/metrics")[1]):
            for sample in family.samples:
                labels = tuple(value for _, value in sorted(sample.labels.items()))
                samples.setdefault(sample.name, {})[labels] = sample.value
        return samples

    def balance(self) -> tuple[int, dict[tuple[str, str], int]]:
        """Messages taken, and messages by disposition and reason."""
        metrics = self.metrics()
        taken = int(sum(metrics.get("eventwire_messages_in_total", {}).values()))
        settled = {
            (disposition, reason): int(count)
            for (disposition, reason, _), count in metrics.get(
                "eventwire_messages_total", {}
            ).items()
        }
        return taken, settled

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


class Stream:
    """Fresh topics and a group of one's own; every worker ends with the block."""

    def __init__(self, bootstrap: str, *, folder: Path, **settings: object) -> None:
        self.settings = Settings.model_validate(
            {
                "broker": bootstrap,
                "group_prefix": f"t{uuid.uuid4().hex[:8]}",
                "engine": FAKE_ENGINE,
                "article_deadline": 2.0,
                "stall_timeout": 30.0,
                "pool_size": 2,
                "data_dir": folder,
                "gateway_port": 0,
                **settings,
            }
        )
        self._folder = folder
        self._running = ExitStack()
        self._workers = 0

    def __enter__(self) -> Self:
        _make_topics_anew(self.settings)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._running.close()

    def worker(self, role: Role, **settings: object) -> Worker:
        """Start one worker."""
        self._workers += 1
        log = self._folder / f"{role}-{self._workers}.log"
        started = Worker(self.settings.model_copy(update=settings), role, log=log)
        self._running.callback(_end, started)
        return started

    def records(self, topic: str) -> list[ConsumerRecord]:
        """Everything on a topic."""
        return list(records(self.settings, topic))

    def events(self, kind: Kind = Kind.VISIT) -> list[Event]:
        """The events of one kind, repeats included, without retractions."""
        return [
            EVENT_ADAPTER.validate_json(record.value)
            for record in self.records(EVENTS[kind].name)
            if ("ce_type", RETRACTION_CE_TYPE.encode()) not in record.headers
        ]

    def ledger(self) -> dict[str, LedgerEntry]:
        """The last entry of each article."""
        return {
            entry.article_id: entry
            for record in self.records(LEDGER.name)
            for entry in (LedgerEntry.model_validate_json(record.value),)
        }


def _end(worker: Worker) -> None:
    if worker.process.poll() is None:
        worker.kill()


def _make_topics_anew(settings: Settings) -> None:
    names = [topic.name for topic in TOPICS]
    with admin(settings) as client:
        with suppress(KafkaError):
            client.delete_topics(names, raise_errors=False)
        until(lambda: not set(client.list_topics()) & set(names))

    def made() -> bool:
        # A name may stay taken for a moment after its topic is gone.
        try:
            topics.ensure(settings)
            return not topics.diff(settings)
        except TopicsError:
            return False

    until(made)
