"""Embargo: items that may not be told yet, kept whole until they may.

They lie on a compacted topic of eventwire's own, because no feed shows them for so long and no
sender sends them twice. A newer telling takes the place of the one that is kept, a kill ends it,
and so does a telling without an embargo. An item goes out when its moment has come, by this
machine's clock, and not before.
"""

from datetime import datetime

from schemas.article import ArticleStatus
from schemas.embargo import EmbargoedItem
from streams.connectors.item import Item, Verdict


class Embargoes:
    """The items of this worker's feeds that are kept."""

    def __init__(self) -> None:
        self._kept: dict[str, EmbargoedItem] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def kept(self, article_id: str) -> EmbargoedItem | None:
        """What is kept under that id."""
        return self._kept.get(article_id)

    def restore(self, entry: EmbargoedItem) -> None:
        """Take over an entry: the later one holds."""
        self._kept[entry.article_id] = entry

    def drop(self, article_id: str) -> None:
        """Keep it no longer."""
        self._kept.pop(article_id, None)

    def due(self, *, now: datetime) -> tuple[EmbargoedItem, ...]:
        """What may go out, the first that may before the others."""
        over = (entry for entry in self._kept.values() if entry.until <= now)
        return tuple(sorted(over, key=lambda entry: (entry.until, entry.article_id)))

    def verdict(self, article_id: str, item: Item) -> Verdict:
        """What a telling of an item under embargo amounts to."""
        kept = self._kept.get(article_id)
        if kept is None:
            return "new"
        if kept.until == item.embargoed and item_of(kept).fingerprint == item.fingerprint:
            return "unchanged"
        return item.beside(version=kept.version, updated=kept.updated)


def is_held(item: Item, *, now: datetime) -> bool:
    """Whether an item may not be told yet; a kill may always be."""
    withdrawn = item.status is ArticleStatus.WITHDRAWN
    return item.embargoed is not None and item.embargoed > now and not withdrawn


def entry_of(article_id: str, item: Item, *, feed: str, now: datetime) -> EmbargoedItem:
    """The entry to keep of an item under embargo."""
    assert item.embargoed is not None
    return EmbargoedItem(
        article_id=article_id,
        feed=feed,
        until=item.embargoed,
        guid=item.guid,
        title=item.title,
        text=item.text,
        url=item.url,
        source=item.source,
        language=item.language,
        published=item.published,
        updated=item.updated,
        version=item.version,
        corrected=item.status is ArticleStatus.CORRECTED,
        noted_at=now,
    )


def item_of(entry: EmbargoedItem) -> Item:
    """The item that was kept, free of its embargo."""
    return Item(
        guid=entry.guid,
        title=entry.title,
        text=entry.text,
        url=entry.url,
        source=entry.source,
        language=entry.language,
        published=entry.published,
        updated=entry.updated,
        version=entry.version,
        status=ArticleStatus.CORRECTED if entry.corrected else ArticleStatus.USABLE,
    )
