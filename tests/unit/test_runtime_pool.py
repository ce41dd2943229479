"""The pool, with real child processes and an engine that hangs, dies, raises and eats on demand."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.article import Article
from schemas.deadletter import DeadReason
from streams.errors import PoolError
from streams.runtime.parser import EngineSpec
from streams.runtime.pool import Outcome, Parsed, ParsePool, Unparsed

ROOT = Path(__file__).parents[2]
SPEC = EngineSpec(path="tests.agents.fake_engine:Engine", languages=("nl", "en"))


def article(text: str, *, number: int = 0) -> Article:
    return Article(
        article_id=f"a{number}",
        published_at=datetime(2022, 12, 20, 10, tzinfo=UTC),
        language="nl",
        text=text,
    )


def alive(pid: int) -> bool:
    """Whether the process runs; a zombie that waits for its parent does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def eventually(condition: Callable[[], bool], *, seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


@pytest.fixture(scope="module")
def restarts() -> list[str]:
    return []


@pytest.fixture(scope="module")
def pool(restarts: list[str]) -> Iterator[ParsePool]:
    with ParsePool(SPEC, size=2, deadline=1.0, on_restart=restarts.append) as running:
        running.warm()
        yield running


def outcome(pool: ParsePool, text: str) -> Outcome:
    return pool.submit(article(text)).result(timeout=30)


def test_an_article_comes_back_as_encoded_events(pool: ParsePool) -> None:
    got = outcome(pool, "VISIT:RUS:BLR and VISIT:BLR:RUS:planned")
    assert isinstance(got, Parsed)
    assert [event.status for event in got.events] == ["occurred", "planned"]
    assert all(event.event_id.encode() in event.value for event in got.events)
    assert pool.extractor == "fake-1"
    assert pool.ready


def test_a_hanging_article_costs_its_child_and_nothing_else(
    pool: ParsePool, restarts: list[str]
) -> None:
    restarts.clear()
    texts = ["VISIT:RUS:BLR", "hang", *["VISIT:RUS:BLR"] * 40]
    futures = [pool.submit(article(text, number=n)) for n, text in enumerate(texts)]
    got = [future.result(timeout=30) for future in futures]
    assert got[1] == Unparsed(DeadReason.TIMEOUT, "no result within 1 s")
    assert all(isinstance(one, Parsed) and len(one.events) == 1 for one in got[:1] + got[2:])
    assert restarts == ["timeout"]


def test_a_child_that_dies_is_tried_once_more_and_then_given_up(
    pool: ParsePool, restarts: list[str]
) -> None:
    restarts.clear()
    texts = ["crash", *["VISIT:RUS:BLR"] * 20]
    got = [f.result(timeout=30) for f in [pool.submit(article(text)) for text in texts]]
    assert got[0] == Unparsed(
        DeadReason.CRASHED, "the process that parsed it died twice: exit code 3"
    )
    assert all(isinstance(one, Parsed) for one in got[1:])
    assert restarts == ["crashed", "crashed"]


def test_a_child_that_dies_by_accident_costs_nothing(pool: ParsePool, tmp_path: Path) -> None:
    got = outcome(pool, f"crash-once:{tmp_path / 'mark'} VISIT:RUS:BLR")
    assert isinstance(got, Parsed)
    assert len(got.events) == 1


def test_children_killed_while_idle_are_replaced(pool: ParsePool) -> None:
    for pid in pool.children:
        os.kill(pid, signal.SIGKILL)
    assert isinstance(outcome(pool, "VISIT:RUS:BLR"), Parsed)
    assert isinstance(outcome(pool, "VISIT:RUS:BLR"), Parsed)


@pytest.mark.parametrize(("text", "error"), [("raise", "ValueError"), ("exit", "SystemExit: 7")])
def test_an_engine_that_raises_is_a_defect_of_ours(pool: ParsePool, text: str, error: str) -> None:
    got = outcome(pool, text)
    assert isinstance(got, Unparsed)
    assert got.reason is DeadReason.FAILED
    assert error in got.detail
    assert "fake_engine.py" in got.detail


def test_a_megabyte_of_text_passes_the_pipe_both_ways(pool: ParsePool) -> None:
    got = outcome(pool, "VISIT:RUS:BLR " * 3000 + "x " * 200_000)
    assert isinstance(got, Parsed)
    assert len(got.events) == 3000


def test_ctrl_c_leaves_the_children_alone(pool: ParsePool, restarts: list[str]) -> None:
    assert isinstance(outcome(pool, "VISIT:RUS:BLR"), Parsed)
    restarts.clear()
    before = pool.children
    for pid in before:
        os.kill(pid, signal.SIGINT)
    assert isinstance(outcome(pool, "VISIT:RUS:BLR"), Parsed)
    assert (pool.children, restarts) == (before, [])


def test_order_is_kept_by_map_ordered(pool: ParsePool) -> None:
    articles = [
        article(f"slow:{0.05 if n % 7 == 0 else 0} " + "VISIT:RUS:BLR " * n, number=n)
        for n in range(30)
    ]
    got = list(pool.map_ordered(articles, window=8))
    assert [len(one.events) for one in got if isinstance(one, Parsed)] == list(range(30))


@pytest.fixture(scope="module")
def batches(restarts: list[str]) -> Iterator[ParsePool]:
    spec = EngineSpec(path="tests.agents.fake_engine:BatchEngine", languages=("nl",))
    with ParsePool(spec, size=2, deadline=3.0, on_restart=restarts.append) as running:
        running.warm()
        yield running


def in_one_go(pool: ParsePool, texts: list[str]) -> list[Outcome]:
    """The outcomes of articles that have all to wait, so that they go to the children together."""
    blockers = [pool.submit(article("slow:0.3")) for _ in range(2)]
    futures = [pool.submit(article(text, number=n)) for n, text in enumerate(texts)]
    assert all(isinstance(one.result(timeout=30), Parsed) for one in blockers)
    return [future.result(timeout=60) for future in futures]


def test_batches_come_back_in_order(batches: ParsePool, restarts: list[str]) -> None:
    restarts.clear()
    got = in_one_go(batches, [f"{n} " + "VISIT:RUS:BLR " * (n % 5) for n in range(200)])
    assert [len(one.events) for one in got if isinstance(one, Parsed)] == [
        n % 5 for n in range(200)
    ]
    assert restarts == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("hang", DeadReason.TIMEOUT),
        ("crash", DeadReason.CRASHED),
        ("raise", DeadReason.FAILED),
        ("exit", DeadReason.FAILED),
    ],
)
def test_of_a_batch_only_the_article_that_is_to_blame_pays(
    batches: ParsePool, text: str, reason: DeadReason
) -> None:
    texts = ["VISIT:RUS:BLR"] * 60
    texts[30] = text
    got = in_one_go(batches, texts)
    assert isinstance(got[30], Unparsed)
    assert got[30].reason is reason
    others = got[:30] + got[31:]
    assert all(isinstance(one, Parsed) and len(one.events) == 1 for one in others)


def test_long_articles_do_not_share_a_batch(batches: ParsePool) -> None:
    texts = ["VISIT:RUS:BLR " + "x " * 30_000 * (n % 3 == 0) for n in range(30)]
    got = in_one_go(batches, texts)
    assert all(isinstance(one, Parsed) and len(one.events) == 1 for one in got)


def test_memory_cap_costs_one_article() -> None:
    spec = EngineSpec(
        path="tests.agents.fake_engine:Engine", languages=("nl",), memory_mb=1024, warm=False
    )
    with ParsePool(spec, size=1, deadline=20) as pool:
        got = outcome(pool, "eat")
        assert got == Unparsed(
            DeadReason.CRASHED, "the process that parsed it died twice: out of memory"
        )
        assert isinstance(outcome(pool, "VISIT:RUS:BLR"), Parsed)


def test_a_child_is_recycled_after_its_share(restarts: list[str]) -> None:
    heard: list[str] = []
    with ParsePool(SPEC, size=1, deadline=5, recycle_after=10, on_restart=heard.append) as pool:
        pool.warm()
        got = list(pool.map_ordered([article("VISIT:RUS:BLR", number=n) for n in range(35)]))
    assert len(got) == 35
    assert all(isinstance(one, Parsed) for one in got)
    assert heard == ["recycled"] * 3


def test_an_engine_that_cannot_be_built_is_told_at_once() -> None:
    spec = EngineSpec(path="tests.agents.fake_engine:BrokenEngine", languages=("nl",))
    with ParsePool(spec, size=1, deadline=5) as pool:
        with pytest.raises(PoolError, match="no model anywhere"):
            pool.warm()
        assert not pool.ready
        with pytest.raises(PoolError):
            outcome(pool, "VISIT:RUS:BLR")


def test_closing_ends_the_children_and_answers_whoever_waits() -> None:
    pool = ParsePool(SPEC, size=1, deadline=60)
    pool.start()
    pool.warm()
    children = pool.children
    futures = [pool.submit(article("hang")) for _ in range(3)]
    time.sleep(0.2)
    pool.close()
    for future in futures:
        with pytest.raises(PoolError):
            future.result(timeout=5)
    assert not any(alive(pid) for pid in children)
    with pytest.raises(PoolError):
        pool.submit(article("x")).result(timeout=1)


def test_closing_while_models_load_tells_whoever_waits_for_them() -> None:
    pool = ParsePool(SPEC, size=2, deadline=60)
    pool.start()
    pool.close()
    with pytest.raises(PoolError, match="closed"):
        pool.warm()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("text", ["hang", "slow:60"])
def test_no_orphan_after_kill_9_of_the_parent(text: str) -> None:
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            textwrap.dedent(
                f"""
                import time
                from tests.unit.test_runtime_pool import SPEC, article
                from streams.runtime.pool import ParsePool
                if __name__ == "__main__":
                    pool = ParsePool(SPEC, size=2, deadline=60)
                    pool.start()
                    pool.warm()
                    for _ in range(2):
                        pool.submit(article("{text}"))
                    time.sleep(0.3)
                    print(*pool.children, flush=True)
                    time.sleep(60)
                """
            ),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    children = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(children) == 2
    assert all(alive(pid) for pid in children)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert eventually(lambda: not any(alive(pid) for pid in children))
