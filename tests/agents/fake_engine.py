"""An engine without a model: what an article does is written in its text.

Markers, anywhere in the text: `VISIT:<from>:<to>` gives one visit; `hang`, `crash`, `raise`,
`exit`, `eat` and `slow:<seconds>` misbehave; `crash-once:<path>` dies only while <path> is absent.
"""

import hashlib
import os
import re
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from schemas.article import Article
from schemas.event import Actor, Evidence, Status, Visit
from schemas.when import Basis, Granularity, When

_VISIT = re.compile(r"VISIT:([A-Z]{3}):([A-Z]{3})(?::([a-z]+))?")


class Engine:
    """Emits one visit for each marker."""

    version = "fake-1"

    def __init__(self, languages: Sequence[str], *, broken: bool = False) -> None:
        if broken:
            raise RuntimeError("no model anywhere")
        self.languages = tuple(languages)

    def warm(self) -> None:
        """Nothing to load."""

    def extract(self, article: Article) -> tuple[Visit, ...]:
        _misbehave(article.text)
        return tuple(_visit(article, match) for match in _VISIT.finditer(article.text))


class BatchEngine(Engine):
    """Takes many at once; what one of them does, all of them suffer."""

    version = "fake-batch"

    def extract_all(self, articles: Sequence[Article]) -> list[tuple[Visit, ...]]:
        return [self.extract(article) for article in articles]


class BrokenEngine(Engine):
    """Cannot be built."""

    def __init__(self, languages: Sequence[str]) -> None:
        super().__init__(languages, broken=True)


def _misbehave(text: str) -> None:
    for word in text.split():
        name, _, argument = word.partition(":")
        match name:
            case "hang":
                while True:
                    pass
            case "crash":
                os._exit(3)
            case "crash-once":
                mark = Path(argument)
                if not mark.exists():
                    mark.touch()
                    os._exit(3)
            case "raise":
                raise ValueError("told to raise")
            case "exit":
                raise SystemExit(7)
            case "eat":
                hoard = [bytearray(16 * 1024 * 1024) for _ in range(4096)]
                raise AssertionError(f"ate {len(hoard)} chunks")
            case "slow":
                time.sleep(float(argument))


def _visit(article: Article, match: "re.Match[str]") -> Visit:
    guest, host, status = match.group(1), match.group(2), match.group(3) or "occurred"
    claim = f"{article.article_id}|{guest}|{host}"
    published = article.published_at.date()
    return Visit(
        event_id=hashlib.sha256(claim.encode()).hexdigest()[:32],
        article_id=article.article_id,
        article_version=article.version,
        published_at=article.published_at,
        language=article.language,
        source=article.source,
        url=article.url,
        status=Status(status),
        when=When(
            begin=published,
            end=published + timedelta(days=1),
            granularity=Granularity.DAY,
            basis=Basis.PUBLICATION,
        ),
        visitor=(Actor(text=guest, name=guest, country=guest),),
        host=(Actor(text=host, name=host, country=host),),
        evidence=(
            Evidence(
                start=match.start(),
                end=match.end(),
                text=match.group(),
                trigger="VISIT",
                rule="fake.visit",
            ),
        ),
        extractor=Engine.version,
    )
