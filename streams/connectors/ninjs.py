"""ninjs: IPTC's News in JSON, versions 1, 2 and 3.

The versions differ in the shape of headlines and bodies (`headline`, `body_*` in 1; lists with
roles from 2 on) and in the case of names (`versioncreated`, from 3 on `versionCreated`); one
reading of lower-cased names serves them all. A document is one item, a list of them, a JSON object
with such a list in it, or JSON Lines.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from schemas.article import ArticleStatus
from streams.connectors.item import INDEFINITELY, Batch, Fault, Item
from streams.connectors.language import tag
from streams.connectors.markup import clean, decode, html_text
from streams.connectors.moment import moment
from streams.errors import Unreadable

#: What `pubstatus` says, and what that means for the article. Withheld is "not to be published
#: until further notice": what was told of it must not stand.
_STATUS = {
    "usable": ArticleStatus.USABLE,
    "withheld": ArticleStatus.WITHDRAWN,
    "canceled": ArticleStatus.WITHDRAWN,
    "cancelled": ArticleStatus.WITHDRAWN,
}
_LISTS = ("items", "newsitems", "results", "data")


def read(body: bytes, *, content_type: str = "", url: str = "") -> Batch:
    """The items of a ninjs document; raises `Unreadable` for what is none."""
    items: list[Item] = []
    faults: list[Fault] = []
    skipped: list[str] = []
    for position, (told, raw) in enumerate(_documents(decode(body, content_type=content_type)), 1):
        found = _item(told) if isinstance(told, dict) else str(told)
        if isinstance(found, Item):
            items.append(found)
        elif found.startswith("type:"):
            skipped.append(found.removeprefix("type:"))
        else:
            faults.append(Fault(position, found, raw.encode()))
    return Batch(items=tuple(items), faults=tuple(faults), skipped=tuple(skipped))


def _documents(text: str) -> Iterator[tuple[Any, str]]:
    """Each object with its JSON; for a line that is no object, the reason."""
    try:
        whole = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not lines[0].lstrip().startswith("{"):
            raise Unreadable(f"no JSON: {error}") from None
        for line in lines:
            yield _line(line), line
        return
    found = _list_in(whole)
    for one in found:
        raw = json.dumps(one, ensure_ascii=False)
        yield (one if isinstance(one, dict) else "no JSON object"), raw


def _list_in(whole: object) -> list[Any]:
    if isinstance(whole, list):
        return whole
    if not isinstance(whole, dict):
        raise Unreadable("no ninjs: neither an object nor a list")
    lower = {str(key).lower(): value for key, value in whole.items()}
    if "uri" not in lower:
        for key in _LISTS:
            if isinstance(lower.get(key), list):
                return list(lower[key])
    return [whole]


def _line(line: str) -> Any:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"no JSON: {error}"
    return told if isinstance(told, dict) else "no JSON object"


def _item(document: Mapping[str, Any]) -> Item | str:
    told = {str(key).lower(): value for key, value in document.items()}
    uri = told.get("uri")
    if not isinstance(uri, str) or not uri.strip():
        return "uri: missing"
    said = str(told.get("pubstatus", "usable")).lower()
    if said not in _STATUS:
        return f"pubstatus: {said[:40]!r} is none of usable, withheld, canceled"
    status = _STATUS[said]
    kind = str(told.get("type", "text")).lower()
    if kind not in ("text", "composite") and status is not ArticleStatus.WITHDRAWN:
        return f"type:{kind if kind.isalnum() else 'other'}"
    title, text = _headline(told), _body(told)
    if status is ArticleStatus.USABLE and not text and not title:
        return "neither a headline nor a body"
    return Item(
        guid=clean(uri).strip(),
        title=title,
        text=text or title,
        url=_url(told),
        language=tag(told.get("language")),
        published=moment(told.get("firstcreated")) or moment(told.get("versioncreated")),
        updated=moment(told.get("versioncreated")),
        version=_version(told.get("version")),
        status=status,
        embargoed=_embargo(told.get("embargoed")),
    )


def _embargo(value: object) -> datetime | None:
    """A moment that cannot be read is an embargo all the same: nothing goes out by a misprint."""
    if value is None or value == "":
        return None
    return moment(value) or INDEFINITELY


def _headline(told: Mapping[str, Any]) -> str:
    for value in (
        told.get("headline"),
        told.get("headline_main"),
        *_values(told.get("headlines")),
        *(value for key, value in told.items() if key.startswith("headline_")),
        told.get("title"),
    ):
        if found := html_text(_string(value)):
            return " ".join(found.split())
    return ""


def _body(told: Mapping[str, Any]) -> str:
    """The body with the most of it; HTML before plain text, because it keeps the paragraphs."""
    bodies = [
        *_values(told.get("bodies")),
        *(value for key, value in told.items() if key.startswith("body_")),
    ]
    texts = [(html_text(body), "</" in body) for body in map(_string, bodies)]
    longest = max((len(text) for text, _ in texts), default=0)
    # A tenth less text with its paragraphs is worth more than all of it in one.
    rich = [text for text, is_html in texts if is_html and len(text) * 10 >= longest * 9]
    best = max(rich or [text for text, _ in texts], key=len, default="")
    if best:
        return best
    for value in (
        *_values(told.get("descriptions")),
        *(value for key, value in told.items() if key.startswith("description_")),
    ):
        if found := html_text(_string(value)):
            return found
    return ""


def _values(listed: object) -> Iterator[object]:
    """The values of a list of ninjs 2 and 3, those with the role `main` first."""
    entries = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    for entry in sorted(entries, key=lambda one: str(one.get("role", "")).lower() != "main"):
        yield entry.get("value")


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _url(told: Mapping[str, Any]) -> str | None:
    for value in (told.get("url"), told.get("uri")):
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            return value
    return None


def _version(value: object) -> int | None:
    """ninjs has versions as text; numbers order them, anything else says nothing."""
    told = str(value).strip() if isinstance(value, str | int) else ""
    return int(told) if told.isascii() and told.isdigit() and 1 <= int(told[:12]) < 2**31 else None
