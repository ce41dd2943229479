"""The demonstration: it shows what it should, and however it ends it leaves nothing running."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.e2e.left import marked, none_left, running

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "streams", "demo"]

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="looks for processes in /proc"
)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return marked() | {
        "EVENTWIRE_HTTP_PORT": "0",
        "EVENTWIRE_GATEWAY_PORT": "0",
        "EVENTWIRE_DATA_DIR": str(tmp_path / "var"),
    }


def fake(environment: dict[str, str], engine: str = "Engine") -> dict[str, str]:
    return environment | {"EVENTWIRE_ENGINE": f"tests.agents.fake_engine:{engine}"}


def own(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "text.txt"
    file.write_text(text, encoding="utf-8")
    return ["--article", str(file), "--published", "2022-12-20", "--lang", "en"]


def run(
    environment: dict[str, str], *arguments: str, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def test_the_bundled_articles(environment: dict[str, str]) -> None:
    done = run(environment, timeout=300)
    told = done.stdout
    assert done.returncode == 0, told + done.stderr
    assert "37 fed, 37 in = 35 ok + 1 skipped + 1 dead" in " ".join(told.split())
    assert re.search(r"ALERT +new +Germany delivers", told)
    # A visit announced on Monday and made on Thursday is one story that moves on.
    assert re.search(r"ALERT +escalated .+ visits Azerbaijan", told)
    # A correction and a withdrawal take back what they told.
    assert len(re.findall(r"ALERT +retracted", told)) == 2
    assert re.search(r"dead +malformed", told)
    # One delivery, told in two languages by two sources.
    assert re.search(r"delivery +occurred +2024-05-13 +Germany → Ukraine .* 2 *\n", told)
    assert "workers.log" in told
    assert none_left(environment, within=5) == []


def test_a_text_of_ones_own(environment: dict[str, str], tmp_path: Path) -> None:
    done = run(fake(environment), *own(tmp_path, "VISIT:RUS:BLR"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 fed, 1 in = 1 ok" in " ".join(done.stdout.split())
    assert "RUS → BLR" in done.stdout
    assert none_left(environment, within=5) == []


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 130), (signal.SIGINT, 130), (signal.SIGKILL, -9)]
)
def test_ended_in_the_middle_it_leaves_nothing(
    environment: dict[str, str], tmp_path: Path, number: signal.Signals, code: int
) -> None:
    with subprocess.Popen(
        [*COMMAND, *own(tmp_path, "slow:60 VISIT:RUS:BLR")],
        cwd=ROOT,
        env=fake(environment) | {"EVENTWIRE_ARTICLE_DEADLINE": "50"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            if "workers ready" in line:
                break
        time.sleep(1.0)
        assert len(running(environment)) >= 5  # the broker, three workers and a parser at least
        process.send_signal(number)
        assert process.wait(timeout=40) == code
        assert "Traceback" not in process.stderr.read()
    assert none_left(environment, within=15) == []


def test_a_worker_that_cannot_run_is_told_with_its_log(
    environment: dict[str, str], tmp_path: Path
) -> None:
    done = run(fake(environment, "BrokenEngine"), *own(tmp_path, "Text."))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "extract" in done.stderr
    assert "no model anywhere" in done.stderr
    log = re.search(r"\S+workers\.log", done.stderr)
    assert log is not None
    assert "no model anywhere" in Path(log.group()).read_text(encoding="utf-8")
    assert none_left(environment, within=5) == []


def test_on_a_terminal_it_stays_until_ctrl_c(environment: dict[str, str], tmp_path: Path) -> None:
    arguments = [*COMMAND, *own(tmp_path, "VISIT:RUS:BLR")]
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execve(arguments[0], arguments, fake(environment) | {"TERM": "xterm"})
    try:
        shown = _read(terminal, until=b"until Ctrl-C", within=90)
        assert b"RUS" in shown
        assert running(environment)
        page = re.search(rb"the page: (http://127\.0\.0\.1:\d+/)", shown)
        assert page is not None
        with urllib.request.urlopen(page[1].decode() + "api/stories", timeout=30) as answer:
            assert json.load(answer)["stories"][0]["countries"] == ["BLR", "RUS"]
        with urllib.request.urlopen(page[1].decode(), timeout=30) as answer:
            assert b"<title>eventwire</title>" in answer.read()
        time.sleep(1.0)
        os.write(terminal, b"\x03")
        _read(terminal, until=None, within=40)
        _, status = os.waitpid(child, 0)
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0
    assert none_left(environment, within=5) == []


def _read(terminal: int, *, until: bytes | None, within: float) -> bytes:
    """What is shown, up to `until`, or to the end."""
    shown = b""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 1.0)[0]:
            continue
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the other side is closed
            part = b""
        if not part:
            assert until is None, shown.decode(errors="replace")
            return shown
        shown += part
        if until is not None and until in shown:
            return shown
    raise AssertionError(f"not within {within} s: {shown[-2000:].decode(errors='replace')}")


@pytest.mark.parametrize(
    "arguments", [["--published", "2022-12-20"], ["--article", "/no/such/file"]]
)
def test_wrong_use(environment: dict[str, str], arguments: list[str]) -> None:
    done = run(environment, *arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
