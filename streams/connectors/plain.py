"""Plain text: one article a document, its name the file's or the message's."""

from streams.connectors.item import Batch, Item
from streams.connectors.markup import clean
from streams.errors import Unreadable


def read(body: bytes, *, content_type: str = "", url: str = "") -> Batch:
    """The one article of a text; `url` names it. Raises `Unreadable`."""
    try:
        text = clean(body.decode("utf-8-sig")).strip()
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8: byte 0x{body[error.start]:02x} at {error.start}") from None
    if not text:
        raise Unreadable("it is empty")
    return Batch(items=(Item(guid=url, text=text),))
