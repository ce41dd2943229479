"""Seen: what was last sent of each item, and what a newer telling of it amounts to.

The state lies on a compacted topic of eventwire's own, read to its end at the start: it survives
the loss of the machine, needs no database and no disk, and is where the articles are. An entry is
written after its article was confirmed; a crash between the two repeats the article under the
same id and version.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas.article import Article, ArticleStatus
from schemas.seen import SeenItem
from schemas.topics import SEEN_DAYS
from streams.connectors.item import Item, Verdict, digest

_KEPT = timedelta(days=SEEN_DAYS)
#: An entry that is shown still is renewed well before the topic forgets it.
_RENEWED = _KEPT / 3


@dataclass(frozen=True, slots=True)
class Held:
    """An entry in memory."""

    feed: str
    version: int
    item_version: int | None
    fingerprint: bytes
    content_hash: bytes
    status: ArticleStatus
    published_at: datetime
    updated_at: datetime | None
    noted_at: datetime


def content_hash(article: Article) -> str:
    """SHA-256, in hexadecimal, over what readers would call another text."""
    return digest(article.title, article.text, article.language, article.status.value)


class Seen:
    """All items that the feeds of this worker have sent and that are not forgotten yet."""

    def __init__(self) -> None:
        self._held: dict[str, Held] = {}

    def __len__(self) -> int:
        return len(self._held)

    def held(self, article_id: str) -> Held | None:
        """What was last sent under that id."""
        return self._held.get(article_id)

    def restore(self, entry: SeenItem) -> None:
        """Take over an entry, unless a newer one is held."""
        held = self._held.get(entry.article_id)
        if held is not None and entry.version < held.version:
            return
        self._held[entry.article_id] = Held(
            feed=entry.feed,
            version=entry.version,
            item_version=entry.item_version,
            fingerprint=bytes.fromhex(entry.fingerprint),
            content_hash=bytes.fromhex(entry.content_hash),
            status=entry.status,
            published_at=entry.published_at,
            updated_at=entry.updated_at,
            noted_at=entry.noted_at,
        )

    def put_back(self, article_id: str, held: Held | None) -> None:
        """Undo `restore`, for what was not delivered after all."""
        if held is None:
            self._held.pop(article_id, None)
        else:
            self._held[article_id] = held

    def verdict(self, article_id: str, item: Item) -> Verdict:
        """What this telling of an item amounts to, as far as the feed itself shows it."""
        held = self._held.get(article_id)
        if held is None:
            return "new"
        if item.fingerprint == held.fingerprint.hex():
            return "unchanged"
        return item.beside(version=held.item_version, updated=held.updated_at)

    def next_version(self, article_id: str, item: Item) -> int:
        """The version of the article that this telling becomes: the publisher's own number where
        that is higher than what was sent, else one more."""
        held = self._held.get(article_id)
        return max((held.version if held else 0) + 1, item.version or 1)

    def entry(self, article: Article, item: Item, *, feed: str, now: datetime) -> SeenItem:
        """The entry to write once `article`, made of `item`, was delivered."""
        return SeenItem(
            article_id=article.article_id,
            feed=feed,
            version=article.version,
            item_version=item.version,
            fingerprint=item.fingerprint,
            content_hash=content_hash(article),
            status=article.status,
            published_at=article.published_at,
            updated_at=item.updated,
            noted_at=now,
        )

    def renewal(self, article_id: str, item: Item, *, now: datetime) -> SeenItem | None:
        """The entry to write for an item that is still shown, where that is due, or where the item
        tells the same content in another form; else None."""
        held = self._held.get(article_id)
        if held is None:
            return None
        same = item.fingerprint == held.fingerprint.hex()
        if same and now - held.noted_at < _RENEWED:
            return None
        return SeenItem(
            article_id=article_id,
            feed=held.feed,
            version=held.version,
            item_version=held.item_version if same else item.version or held.item_version,
            fingerprint=item.fingerprint,
            content_hash=held.content_hash.hex(),
            status=held.status,
            published_at=held.published_at,
            updated_at=held.updated_at if same else item.updated or held.updated_at,
            noted_at=now,
        )

    def forget(self, *, now: datetime) -> int:
        """Drop what the topic no longer holds either; how many."""
        old = [key for key, held in self._held.items() if now - held.noted_at > _KEPT]
        for key in old:
            del self._held[key]
        return len(old)

    def newest(self) -> Iterator[tuple[str, datetime]]:
        """The moment of the last note of each feed."""
        newest: dict[str, datetime] = {}
        for held in self._held.values():
            if held.feed not in newest or newest[held.feed] < held.noted_at:
                newest[held.feed] = held.noted_at
        yield from newest.items()
