"""Running the command inside the test's own process."""

import io
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from schemas.article import Article
from streams.cli import main
from tests.agents import fake_engine


@dataclass(frozen=True, slots=True)
class Note:
    field: str
    start: int
    end: int
    text: str
    notes: tuple[str, ...]


class Engine(fake_engine.Engine):
    """The engine without a model, which explains itself besides."""

    def explain(self, article: Article) -> Iterator[Note]:
        for word in ("VISIT", "lunch"):
            at = article.text.find(word)
            if at >= 0:
                yield Note("text", at, at + len(word), word, (f"seen {word}",))


class Outcome(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(slots=True)
class Command:
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str | Path, stdin: bytes = b"") -> Outcome:
        with fed(stdin), pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        told = self.capsys.readouterr()
        assert "Traceback" not in told.err
        code = ended.value.code
        assert isinstance(code, int)
        return Outcome(code, told.out, told.err)


@contextmanager
def fed(stdin: bytes) -> Iterator[None]:
    former = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    try:
        yield
    finally:
        sys.stdin = former


def lines(*records: dict[str, Any] | str) -> bytes:
    return "".join(
        f"{record if isinstance(record, str) else json.dumps(record)}\n" for record in records
    ).encode()


def article(
    name: str | int | None = "a", text: str = "VISIT:RUS:BLR", **more: Any
) -> dict[str, Any]:
    told = {"lang": "en", "published": "2022-12-20", "text": text, **more}
    return told if name is None else {"id": name, **told}


def environment(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    for name, value in {"ENGINE": "tests.unit.cli:Engine", "POOL_SIZE": "2", **settings}.items():
        monkeypatch.setenv(f"EVENTWIRE_{name}", value)


def names(of: Sequence[dict[str, Any]]) -> list[Any]:
    return [record["id"] for record in of]
