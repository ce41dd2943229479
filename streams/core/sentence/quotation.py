"""Quotation: whether words stand in direct speech."""

from streams.core.language.tokens import Token

_OPENING = "\u2018\u201c\u201e\u00ab"
_CLOSING = "\u2019\u201d\u00bb"
_STRAIGHT = '"'


def is_quoted(token: Token) -> bool:
    """Whether a quotation mark is open where `token` begins, by the marks before it.

    An apostrophe inside a word closes nothing; a straight mark opens and closes by turns.
    """
    before = token.doc.text[: token.idx]
    opened = max(before.rfind(mark) for mark in _OPENING)
    closed = max(_last(before, mark) for mark in _CLOSING)
    return opened > closed or before.count(_STRAIGHT) % 2 == 1


def _last(text: str, mark: str) -> int:
    """Where `mark` stands last without a letter right after it, or -1."""
    found = text.rfind(mark)
    while found >= 0 and text[found + 1 : found + 2].isalpha():
        found = text.rfind(mark, 0, found)
    return found
