"""The extractor's ledger: what was last published for each article of the partitions it holds.

Kept on a compacted topic of eventwire's own with as many partitions as the articles have. An
entry lies in the partition of its article, so that whoever is given partition p of the articles
reads partition p of the ledger to its end, and then knows what its predecessor knew.

Not a Faust table: after the recovery of a changelog Faust clears its agents' queues while fetching
already runs, and has been seen to commit over the gap. That is a race, and `benchmarks.tables` does
not run into it each time. What decides is that there is one truth: the topic is the state, others
may read it, and without a table on the input path there is no recovery of Faust's at all.

An entry is written after all events of its article were confirmed and before the article is
acknowledged. A crash between the two repeats the article: the same events under the same ids.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from schemas.article import Article, ArticleStatus
from schemas.event import Kind, Retraction
from schemas.ledger import LedgerClaim, LedgerEntry

Verdict = Literal["process", "withdraw", "duplicate", "stale"]


@dataclass(frozen=True, slots=True)
class Held:
    """An entry in memory: a tenth of a record's size, for there may be millions."""

    version: int
    content_hash: bytes
    extractor: str
    claims: tuple[tuple[str, Kind], ...]


def content_hash(article: Article) -> str:
    """SHA-256 in hexadecimal over the fields that bear on the events of an article."""
    digest = hashlib.sha256()
    fields = (
        article.published_at.isoformat(),
        article.language,
        article.source,
        article.url or "",
        article.title,
        article.text,
        article.status.value,
    )
    for field in fields:
        encoded = field.encode("utf-8", "surrogatepass")
        # The length first: ("ab", "c") must not hash like ("a", "bc").
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.hexdigest()


class Ledger:
    """The entries of one partition."""

    def __init__(self) -> None:
        self._held: dict[str, Held] = {}
        self._names: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._held)

    def restore(self, entry: LedgerEntry) -> None:
        """Take over an entry. A lower version than the one held is left out: it was written by a
        worker that had lost the partition without knowing it yet."""
        held = self._held.get(entry.article_id)
        if held is not None and entry.version < held.version:
            return
        self._held[entry.article_id] = Held(
            version=entry.version,
            content_hash=bytes.fromhex(entry.content_hash),
            # One string for all entries of an extractor, not one each.
            extractor=self._names.setdefault(entry.extractor, entry.extractor),
            claims=tuple((claim.event_id, claim.kind) for claim in entry.claims),
        )

    def verdict(self, article: Article, *, extractor: str) -> Verdict:
        """What to do with this version of the article.

        The same version with another content counts as an update, because feeds without version
        numbers correct in silence; the same content under another extractor is processed anew.
        """
        held = self._held.get(article.article_id)
        if held is not None:
            if article.version < held.version:
                return "stale"
            same = (
                article.version == held.version
                and held.extractor == extractor
                and held.content_hash.hex() == content_hash(article)
            )
            if same:
                return "duplicate"
        return "withdraw" if article.status is ArticleStatus.WITHDRAWN else "process"

    def entry(
        self, article: Article, *, claims: Iterable[tuple[str, Kind]], extractor: str
    ) -> LedgerEntry:
        """The entry to write once the events `claims` of `article` were delivered."""
        return LedgerEntry(
            article_id=article.article_id,
            version=article.version,
            content_hash=content_hash(article),
            extractor=extractor,
            claims=tuple(LedgerClaim(event_id=event_id, kind=kind) for event_id, kind in claims),
        )

    def vanished(
        self,
        article: Article,
        *,
        claims: Iterable[tuple[str, Kind]],
        at: datetime,
        extractor: str | None = None,
    ) -> tuple[Retraction, ...]:
        """Retractions of what the last entry stands for and `claims`, which `extractor` read in
        `article`, does not."""
        held = self._held.get(article.article_id)
        if held is None:
            return ()
        standing = {event_id for event_id, _ in claims}
        reason: Literal["withdrawn", "corrected", "extractor"]
        if article.status is ArticleStatus.WITHDRAWN:
            reason = "withdrawn"
        elif held.content_hash.hex() == content_hash(article):
            reason = "extractor"
        else:
            reason = "corrected"
        return tuple(
            Retraction(
                event_id=event_id,
                kind=kind,
                article_id=article.article_id,
                article_version=article.version,
                reason=reason,
                retracted_at=at,
                extractor=None if reason == "withdrawn" else extractor,
            )
            for event_id, kind in held.claims
            if event_id not in standing
        )
