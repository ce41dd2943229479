"""Embargo: an item that may not be told before a moment."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from schemas.article import Identifier
from schemas.base import Record


class EmbargoedItem(Record):
    """An item as its feed tells it, kept until its embargo ends; then it becomes an article.

    On a topic compacted by article id: a newer telling takes the place of the former one, and a
    tombstone says that the item was let go.
    """

    article_id: Identifier
    feed: str
    """Name of the feed in the file of feeds: without it the item is not let go."""
    until: AwareDatetime
    """When the embargo ends; in the year 9999 where the feed says only that there is one."""
    guid: str
    title: str
    text: str
    url: str | None = None
    source: str = ""
    language: str | None = None
    published: AwareDatetime | None = None
    updated: AwareDatetime | None = None
    version: Annotated[int, Field(ge=1)] | None = None
    """The publisher's own number, where the format has one."""
    corrected: bool = False
    """Whether the feed calls this version a correction."""
    noted_at: AwareDatetime
