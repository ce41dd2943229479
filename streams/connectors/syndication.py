"""Syndication: RSS 0.9x, 1.0 and 2.0 and Atom, read with feedparser.

Taken back are the entries that an Atom feed deletes (`at:deleted-entry`, RFC 6721), in RSS feeds
too.
"""

import calendar
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
from lxml import etree

from schemas.article import ArticleStatus
from streams.connectors.item import Batch, Fault, Item, digest
from streams.connectors.language import tag
from streams.connectors.markup import clean, decode, html_text, name, refuse_document_type, xml
from streams.connectors.moment import moment
from streams.errors import Unreadable

_TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
_ATOM = b'<feed xmlns="http://www.w3.org/2005/Atom">'
_RSS = b'<rss version="2.0"><channel>'
_ROOTS = frozenset({"rss", "rdf", "feed", "channel"})


def read(body: bytes, *, content_type: str = "", url: str = "") -> Batch:
    """The items of a feed; raises `Unreadable` for what is none."""
    text = decode(body, content_type=content_type).lstrip("\ufeff \t\r\n")
    refuse_document_type(text)
    root = xml(text)
    if name(root).lower() not in _ROOTS:
        raise Unreadable(f"no RSS or Atom: its root is <{name(root)}>")
    told = feedparser.parse(
        # Bytes whose encoding is certain: feedparser is to guess nothing.
        _without_declaration(text).encode("utf-8", "replace"),
        # Without the feed's address: feedparser would make identifiers absolute with it too.
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    items, faults = [], []
    atom = str(told.version).startswith("atom")
    language = tag(told.feed.get("language"))
    raws = _raws(root, count=len(told.entries), atom=atom)
    for position, entry in enumerate(told.entries, start=1):
        found = _item(entry, language=language, atom=atom, base=url)
        if isinstance(found, str):
            faults.append(Fault(position, found, raws[position - 1]))
        else:
            items.append(found)
    return Batch(items=(*items, *_deleted(root)), faults=tuple(faults))


def _raws(root: Any, *, count: int, atom: bool) -> list[bytes]:
    """Each entry as a feed of its own, so that it can be read again; empty where feedparser sees
    others than the parser of XML."""
    elements = [one for one in root.iter() if name(one) in ("item", "entry")]
    if len(elements) != count:
        return [b""] * count
    before, after = (_ATOM, b"</feed>") if atom else (_RSS, b"</channel></rss>")
    return [before + etree.tostring(one, with_tail=False) + after for one in elements]


def _item(entry: dict[str, Any], *, language: str | None, atom: bool, base: str) -> Item | str:
    title = _plain(entry.get("title_detail"), entry.get("title", ""))
    text, said = _text(entry)
    url = _absolute(base, str(entry.get("link") or ""))
    if not title and not text:
        return "neither a title nor a text"
    published = _moment(entry, "published")
    updated = _moment(entry, "updated")
    if published is None and not atom:
        # feedparser's name for dc:date, which in RSS is the date of publication.
        published = updated
    guid = clean(str(entry.get("id") or url or "")).strip()
    if not guid:
        guid = f"sha256-{digest(title, published.isoformat() if published else '')}"
    return Item(
        guid=guid,
        title=title,
        text=text or title,
        url=url,
        language=tag(entry.get("language")) or said or language,
        published=published,
        updated=updated,
    )


def _absolute(base: str, link: str) -> str | None:
    try:
        found = urljoin(base, link.strip()) if link.strip() else ""
    except ValueError:
        return None
    return found if found.startswith(("http://", "https://")) else None


def _text(entry: Mapping[str, Any]) -> tuple[str, str | None]:
    """The longest of the contents and the summary, with the language it says it has."""
    parts = [*entry.get("content", ()), entry.get("summary_detail") or {}]
    best, language = "", None
    for part in parts:
        told = _plain(part, "")
        if len(told) > len(best):
            best, language = told, tag(part.get("language"))
    return best, language


def _plain(detail: Mapping[str, Any] | None, fallback: str) -> str:
    value = str((detail or {}).get("value") or fallback)
    if (detail or {}).get("type") in ("text/html", "application/xhtml+xml"):
        return html_text(value)
    return clean(value).strip()


def _moment(entry: dict[str, Any], field: str) -> datetime | None:
    # The plain look-up: feedparser's own gives `published` for an `updated` that is missing.
    found = moment(dict.get(entry, field))
    parsed = dict.get(entry, f"{field}_parsed")
    if found is None and parsed is not None:
        # A form that only feedparser knows: the moment is right, its zone is lost.
        try:
            return datetime.fromtimestamp(calendar.timegm(parsed), tz=UTC)
        except (ValueError, TypeError, OverflowError):
            return None
    return found


def _deleted(root: Any) -> Iterator[Item]:
    for tomb in root.iter(_TOMBSTONE):
        guid = clean(tomb.get("ref", "")).strip()
        if guid:
            when = moment(tomb.get("when"))
            yield Item(guid=guid, updated=when, status=ArticleStatus.WITHDRAWN)


def _without_declaration(text: str) -> str:
    return text[text.index("?>") + 2 :] if text.startswith("<?xml") and "?>" in text else text
