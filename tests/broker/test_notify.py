"""notify on a broker: kill -9 in the middle of it tells nobody twice and forgets nobody."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from schemas.alert import Alert
from streams.ops import deadletters
from streams.runtime import outbox
from streams.runtime.wire import alert_record
from tests.broker.stream import Stream, until
from tests.notify.alerts import alert

ALERTS = 60


class Inbox:
    """What arrived, by path: the id of each alert as often as it came."""

    def __init__(self) -> None:
        self.arrived: dict[str, Counter[str]] = {"/signed": Counter(), "/mail": Counter()}
        self.url = ""

    def take(self, path: str, body: bytes) -> None:
        told = json.loads(body)
        identifier = told["data"]["alert_id"] if path == "/signed" else told["title"]
        self.arrived[path][identifier] += 1


@contextmanager
def inbox() -> Iterator[Inbox]:
    """A receiver over HTTP that takes its time, so that a kill meets it under way."""
    box = Inbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            box.take(self.path, body)
            time.sleep(0.02)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Not on the test's output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    box.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()


def numbered(count: int) -> Iterator[Alert]:
    now = datetime.now(UTC)
    for number in range(count):
        party = alert().roles["supplier"][0].model_copy(update={"name": str(number)})
        party = party.model_copy(update={"country": None})
        yield alert(f"alert-{number}", raised_at=now, roles={"supplier": (party,)})


def test_kill_9_tells_nobody_twice_and_forgets_nobody(kafka: str, tmp_path: Path) -> None:
    with inbox() as box:
        targets = tmp_path / "targets.toml"
        targets.write_text(
            f"""
            [[target]]
            name = "signed"
            type = "webhook"
            url = "{box.url}/signed"
            [[target]]
            name = "mail"
            type = "apprise"
            url = "{box.url.replace("http:", "json:")}/mail"
            """
        )
        with Stream(kafka, folder=tmp_path, notify_targets=targets) as stream:
            outbox.send(map(alert_record, numbered(ALERTS)), stream.settings)
            signed, mail = box.arrived["/signed"], box.arrived["/mail"]
            for share in (0.2, 0.5):
                worker = stream.worker("notify")
                least = int(share * ALERTS)
                until(lambda least=least: len(mail) >= least)  # type: ignore[misc]
                worker.kill()
            worker = stream.worker("notify")
            until(worker.is_ready)

            def settled() -> bool:
                taken, dispositions = worker.balance()
                return taken > 0 and sum(dispositions.values()) == taken

            def letters() -> set[str]:
                return {
                    Alert.model_validate_json(filed.letter.value or b"").roles["supplier"][0].name
                    for filed in deadletters.list_(stream.settings)
                }

            until(lambda: settled() and len(signed) == ALERTS)
            told = {title.rpartition(" ")[2] for title in mail}
            assert max(mail.values()) == 1, "somebody was told twice"
            forgotten = {str(number) for number in range(ALERTS)} - told
            assert forgotten <= letters(), "somebody was forgotten, and nobody knows"
            assert worker.stop() == 0
