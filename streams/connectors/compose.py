"""Compose: the article that an item is."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from schemas.article import Article
from schemas.deadletter import DeadReason
from streams.connectors.item import Item
from streams.connectors.jsonl import complaint
from streams.connectors.seen import Held
from streams.errors import Rejected

#: Clocks differ, and some feeds write local time as UTC: from here on a date is not believed.
_FUTURE = timedelta(minutes=10)

#: As the wire contract has it.
_MAX_URL = 4096


def compose(
    item: Item,
    *,
    article_id: str,
    source: str,
    language: str,
    version: int,
    zone: str | None,
    held: Held | None,
    now: datetime,
) -> Article:
    """The article that an item is; raises `Rejected`.

    Its date is the first publication's: the item's, else the one sent before, else that of this
    version, else now. A date in the future is taken for now.
    """
    published = item.published or (held.published_at if held else item.updated) or now
    try:
        if published > now + _FUTURE:
            published = now.astimezone(published.tzinfo)
        if zone is not None:
            published = published.astimezone(ZoneInfo(zone))
        return Article(
            article_id=article_id,
            version=version,
            published_at=published,
            language=language,
            source=source,
            # A link too long to keep is no reason to lose the news.
            url=item.url if len(item.url or "") <= _MAX_URL else None,
            title=item.title,
            text=item.text,
            status=item.status,
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        large = first["type"] == "string_too_long" and first["loc"] == ("text",)
        reason = DeadReason.TOO_LARGE if large else DeadReason.INVALID
        raise Rejected(reason, complaint(error)) from None
    except (OverflowError, ValueError) as error:
        raise Rejected(DeadReason.INVALID, f"published: {error}") from None
