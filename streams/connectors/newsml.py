"""NewsML-G2: news items, alone or in a news message, with text as XHTML, NITF or plain.

Packages name other items and hold no text: they are passed over, and their items are read where
they are in the same message. Names are read without their namespace, because the standard's own
changed with every version.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree

from schemas.article import ArticleStatus
from streams.connectors.item import INDEFINITELY, Batch, Fault, Item
from streams.connectors.language import tag
from streams.connectors.markup import XML_LANG, clean, decode, html_text, name, text_of, xml
from streams.connectors.moment import moment
from streams.errors import Unreadable

_STATUS = {
    "usable": ArticleStatus.USABLE,
    "withheld": ArticleStatus.WITHDRAWN,
    "canceled": ArticleStatus.WITHDRAWN,
    "cancelled": ArticleStatus.WITHDRAWN,
}
_OTHER_ITEMS = frozenset(
    {"packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"}
)
_ROOTS = frozenset({"newsMessage", "newsItem"}) | _OTHER_ITEMS
_WEB = ("http://", "https://")
_CORRECTIONS = frozenset({"correction", "corrected"})


def read(body: bytes, *, content_type: str = "", url: str = "") -> Batch:
    """The items of a NewsML-G2 document; raises `Unreadable` for what is none."""
    root = xml(decode(body, content_type=content_type))
    if name(root) not in _ROOTS:
        raise Unreadable(f"no NewsML-G2: its root is <{name(root)}>")
    items: list[Item] = []
    faults: list[Fault] = []
    skipped: list[str] = []
    for position, element in enumerate(_items(root), start=1):
        if name(element) != "newsItem":
            skipped.append(name(element).removesuffix("Item"))
            continue
        found = _item(element)
        if isinstance(found, Item):
            items.append(found)
        elif found.startswith("type:"):
            skipped.append(found.removeprefix("type:"))
        else:
            faults.append(Fault(position, found, etree.tostring(element, with_tail=False)))
    return Batch(items=tuple(items), faults=tuple(faults), skipped=tuple(skipped))


def _items(root: Any) -> Iterator[Any]:
    if name(root) != "newsMessage":
        yield root
        return
    for part in root:
        if name(part) == "itemSet":
            yield from (one for one in part if name(one) in _ROOTS)


def _item(element: Any) -> Item | str:
    guid = clean(element.get("guid", "")).strip()
    if not guid:
        return "guid: missing"
    meta, content = _child(element, "itemMeta"), _child(element, "contentMeta")
    said = _code(_child(meta, "pubStatus")) or "usable"
    if said not in _STATUS:
        return f"pubStatus: {said[:40]!r} is none of usable, withheld, canceled"
    status = _STATUS[said]
    kind = _code(_child(meta, "itemClass")) or "text"
    if kind not in ("text", "composite") and status is not ArticleStatus.WITHDRAWN:
        return f"type:{kind if kind.isalnum() else 'other'}"
    title, text = _title(meta, content), _text(element)
    if status is ArticleStatus.USABLE:
        if not title and not text:
            return "neither a headline nor a text"
        if any(_code(one) in _CORRECTIONS for one in _children(meta, "signal")):
            status = ArticleStatus.CORRECTED
    return Item(
        guid=guid,
        title=title,
        text=text or title,
        url=_url(element, meta),
        language=_language(element, content),
        published=_when(meta, "firstCreated")
        or _when(content, "contentCreated")
        or _when(meta, "versionCreated"),
        updated=_when(meta, "versionCreated"),
        version=_version(element.get("version")),
        status=status,
        embargoed=_embargo(meta),
    )


def _embargo(meta: Any) -> datetime | None:
    """By the standard an empty element is an embargo whose end is not known; one that cannot be
    read is taken for that."""
    told = _child(meta, "embargoed")
    return None if told is None else moment((told.text or "").strip()) or INDEFINITELY


def _title(meta: Any, content: Any) -> str:
    for one in (*_children(content, "headline"), *_children(meta, "title")):
        if found := " ".join(text_of(one).split()):
            return found
    return ""


def _text(element: Any) -> str:
    """The longest of the renditions that hold text."""
    texts = [""]
    for content in _children(element, "contentSet"):
        for one in content:
            if name(one) == "inlineXML":
                texts.append(_inline(one))
            elif name(one) == "inlineData" and not one.get("encoding"):
                told = one.text or ""
                is_html = "html" in (one.get("contenttype") or "")
                texts.append(html_text(told) if is_html else clean(told).strip())
    return max(texts, key=len)


def _inline(element: Any) -> str:
    """XHTML's body, NITF's body.content, or all that there is."""
    for wanted in ("body.content", "body"):
        for one in element.iter():
            if name(one) == wanted:
                return text_of(one)
    return text_of(element)


def _url(element: Any, meta: Any) -> str | None:
    for link in _children(meta, "link"):
        href = link.get("href", "")
        if _code_of(link.get("rel")) in ("", "canonical") and href.startswith(_WEB):
            return str(href)
    guid = element.get("guid", "")
    return guid if guid.startswith(_WEB) else None


def _language(element: Any, content: Any) -> str | None:
    tags = [one.get("tag") for one in _children(content, "language")]
    tags.append(element.get(XML_LANG))
    return next((found for one in tags if (found := tag(one))), None)


def _when(parent: Any, wanted: str) -> Any:
    found = _child(parent, wanted)
    return None if found is None else moment((found.text or "").strip())


def _child(parent: Any, wanted: str) -> Any:
    return next(_children(parent, wanted), None)


def _children(parent: Any, wanted: str) -> Iterator[Any]:
    return iter(()) if parent is None else (one for one in parent if name(one) == wanted)


def _code(element: Any) -> str:
    """The code of a QCode or URI, without its scheme: "stat:canceled" is "canceled"."""
    if element is None:
        return ""
    return _code_of(element.get("qcode") or element.get("uri"))


def _code_of(value: str | None) -> str:
    return (value or "").rstrip("/").replace("/", ":").rpartition(":")[2].strip().lower()


def _version(value: str | None) -> int | None:
    told = (value or "").strip()
    return int(told) if told.isascii() and told.isdigit() and 1 <= int(told[:12]) < 2**31 else None
