"""Detection: which language an item is taken to be in, by its feed, by itself and by its text."""

from streams.connectors.item import Item
from streams.connectors.language import detect
from streams.errors import Unreadable
from streams.runtime.sandbox import Sandbox

#: Characters from which on the text's own language outweighs what the feed says of itself: blog
#: software ships with "en-us" and is seldom told otherwise.
_TELLING = 200


async def language_of(item: Item, *, known: str | None, sandbox: Sandbox) -> str | None:
    """The language of an item: `known` where its feed's settings say so, else what its text looks
    like and the feed says; None where that is not clear."""
    if known is not None:
        return known
    text = f"{item.title}\n{item.text}"
    if item.language is not None and len(text) < _TELLING:
        return item.language
    try:
        found = await sandbox.run(detect, text)
    except Unreadable:
        found = None
    if item.language is not None and found in (None, item.language.partition("-")[0]):
        return item.language
    return found
