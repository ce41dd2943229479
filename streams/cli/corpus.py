"""Annotated articles, read from files."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from streams.cli import USAGE, CommandFailed

if TYPE_CHECKING:
    from typing import TypeVar

    from schemas.corpus import CorpusArticle

    A = TypeVar("A", bound=CorpusArticle)


def read_articles(path: Path, form: "type[A]", *, split: str | None = None) -> "list[A]":
    """All articles in a file or a folder of JSON Lines; raises `CommandFailed`."""
    files = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
    return [
        article
        for file in files
        for article in _read_file(file, form)
        if split is None or split == (article.split or file.parent.name)
    ]


def _read_file(path: Path, form: "type[A]") -> "Iterator[A]":
    from pydantic import ValidationError

    for number, line in enumerate(lines_of(path), start=1):
        if not line.strip():
            continue
        try:
            yield form.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            told = f"{path}, line {number}: {where}: {first['msg']}"
            raise CommandFailed(told, code=USAGE) from None


def lines_of(path: Path) -> list[str]:
    """The lines of a file; raises `CommandFailed`."""
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError:
        raise CommandFailed(f"{path}: not UTF-8", code=USAGE) from None
    except OSError as error:
        raise CommandFailed(f"{path}: {error.strerror}", code=USAGE) from None
