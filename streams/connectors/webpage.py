"""Web page: the article on it, by trafilatura (Barbaresi 2021). Runs in the sandbox."""

import trafilatura

from streams.connectors.markup import clean, decode
from streams.errors import Unreadable

#: Shorter than this is a cookie notice or a teaser, not an article.
_MIN_CHARACTERS = 100


def article_text(body: bytes, *, content_type: str = "", url: str = "") -> str:
    """The text of the article on a page, a line a paragraph; raises `Unreadable` for none."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind and kind not in ("text/html", "application/xhtml+xml"):
        raise Unreadable(f"no HTML page: {kind[:60]}")
    found = trafilatura.extract(
        decode(body, content_type=content_type),
        url=url,
        include_comments=False,
        include_tables=False,
        include_images=False,
        include_links=False,
        with_metadata=False,
        deduplicate=False,
    )
    text = clean(found or "").strip()
    if len(text) < _MIN_CHARACTERS:
        raise Unreadable("no article on the page")
    return text
