"""Seen: what the feeds last delivered of an item."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from schemas.article import ArticleStatus, Identifier
from schemas.base import Record


class SeenItem(Record):
    """The newest version of an item that was sent as an article, and what it was made of.

    Written after the delivery of its article was confirmed, to a topic compacted by article id.
    With it an unchanged item is not sent again after a restart, and a changed one gets the next
    version.
    """

    article_id: Identifier
    feed: str
    version: Annotated[int, Field(ge=1)]
    """The article's version, as it was sent."""
    item_version: Annotated[int, Field(ge=1)] | None = None
    """The publisher's own number, where the format has one."""
    fingerprint: str
    """SHA-256 of the item as the feed tells it, in hexadecimal."""
    content_hash: str
    """SHA-256 of the article that was sent, in hexadecimal; with full text the two differ."""
    status: ArticleStatus
    published_at: AwareDatetime
    """The publication date as sent: an item without one keeps the moment it was first seen."""
    updated_at: AwareDatetime | None = None
    """When the publisher made this version: an older copy from a cache is told by it."""
    noted_at: AwareDatetime
    """When this was written; renewed while the feed still shows the item."""
