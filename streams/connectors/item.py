"""Item: what a feed says of one piece of news, before it is a version of an article."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from schemas.article import ArticleStatus

#: What a telling of an item amounts to beside what is known of it.
Verdict = Literal["new", "changed", "unchanged", "stale"]

#: Room for the source's name and a guid in an article id; longer ones are hashed.
_MAX_PLAIN_ID = 300


#: The end of an embargo for which the feed gives no end: until it tells the item otherwise.
INDEFINITELY = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item as a feed tells it. What the feed does not say is empty or None."""

    guid: str
    """The publisher's own identifier, or what stands in for it; never empty."""
    title: str = ""
    text: str = ""
    url: str | None = None
    source: str = ""
    language: str | None = None
    published: datetime | None = None
    """When it was first published, in the zone that the feed gives."""
    updated: datetime | None = None
    """When this version was made."""
    version: int | None = None
    """The publisher's own number of the version, from 1."""
    status: ArticleStatus = ArticleStatus.USABLE
    embargoed: datetime | None = None
    """Nothing of it may be told before this moment; `INDEFINITELY` where the feed names none."""

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of what makes this item another one than before.

        Neither the date nor the address counts: feeds renew dates and decorate links without
        touching the news.
        """
        return digest(self.title, self.text, self.status.value, str(self.version or ""))

    def beside(self, *, version: int | None, updated: datetime | None) -> Verdict:
        """Whether another telling than the one known is a later or an older one.

        The publisher's own number tells, where both have one, else the time of the version: an
        older copy comes out of a cache on the way, and two caches would make versions for ever.
        """
        if version is not None and self.version is not None:
            return "stale" if self.version < version else "changed"
        if updated is not None and self.updated is not None:
            return "stale" if self.updated < updated else "changed"
        return "changed"


@dataclass(frozen=True, slots=True)
class Fault:
    """An item that cannot be one: where it stands (from 1), why, and its bytes as far as known."""

    position: int
    reason: str
    raw: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one document holds."""

    items: tuple[Item, ...] = ()
    faults: tuple[Fault, ...] = ()
    skipped: tuple[str, ...] = ()
    """Why items that are no news articles (pictures, packages) were passed over, one word each."""


def digest(*parts: str) -> str:
    """SHA-256 in hexadecimal over texts whose borders count."""
    whole = hashlib.sha256()
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        # The length first: ("ab", "c") must not hash like ("a", "bc").
        whole.update(len(encoded).to_bytes(8, "big"))
        whole.update(encoded)
    return whole.hexdigest()


def article_id(source: str, guid: str) -> str:
    """The id of an article: the same for the same source and guid, today and after a restart."""
    plain = f"{source}:{guid}"
    if len(plain) <= _MAX_PLAIN_ID and guid.isprintable() and not any(c.isspace() for c in guid):
        return plain
    return f"{source}:sha256-{digest(guid)}"


def with_text(item: Item, text: str) -> Item:
    """The item with the text of its page, where that is more than the feed tells."""
    return replace(item, text=text) if len(text) > len(item.text) else item
