"""Markup: XML without entities, and the text of HTML.

XML is parsed from a decoded string, so that no second look at its encoding can smuggle anything
past the check for a document type; a document that declares one is refused, because entities
(billion laughs, external files) can be declared nowhere else. What is merely broken is read as far
as it goes.
"""

import codecs
import re
from typing import Final

from lxml import etree, html

from streams.errors import Unreadable

XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"

_DECLARED = re.compile(r"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
#: What may stand before the document type: white space, comments, processing instructions.
_PROLOGUE = re.compile(r"\s+|<!--(?:[^-]|-(?!->))*-->|<\?(?:[^?]|\?(?!>))*\?>")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Characters that XML 1.0 does not allow, which careless feeds carry all the same.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")

#: Elements that end a line of text.
_BLOCKS: Final = frozenset(
    """
    address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6
    header hl1 hl2 hr li main nav ol p pre section table td th tr ul
    """.split()  # noqa: SIM905 - forty strings in quotes are harder to read
)
#: Elements whose text is no part of the article.
_SILENT: Final = frozenset(
    "script style noscript template iframe object svg head form".split()  # noqa: SIM905 - as above
)


def decode(body: bytes, *, content_type: str = "") -> str:
    """The text of a document: by its byte order mark, what HTTP says, what it says itself, UTF-8,
    and last by Windows-1252, which can be every byte.

    What HTTP says is overruled where the document is sound UTF-8 and that is not what HTTP says:
    servers that send `ISO-8859-1` with everything outnumber documents that merely look like UTF-8.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    if b"\0" not in body[:200]:
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    for said in (_named(_CHARSET, content_type), _named(_DECLARED, _ascii(body)), *_wide(body)):
        try:
            if said:
                return body.decode(said)
        except (LookupError, ValueError):
            continue
    return body.decode("cp1252", "replace")


def _wide(body: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark: every other byte of its beginning is zero."""
    head = body[:4]
    if head[1:2] == b"\0" and head[:1] != b"\0":
        return ("utf-16-le",)
    if head[:1] == b"\0" and head[1:2] != b"\0":
        return ("utf-16-be",)
    return ()


def _ascii(body: bytes) -> str:
    return body[:300].replace(b"\0", b"").decode("ascii", "replace")


def _named(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    if found is None:
        return ""
    try:
        name = codecs.lookup(found.group(1)).name
    except LookupError:
        return ""
    # Text codecs only: "rot13" and "zlib" are in the same register. UTF-7 is nobody's feed.
    return "" if name in ("utf-7", "idna", "punycode", "unicode_escape") else name


def xml(text: str) -> etree._Element:
    """The root of an XML document; raises `Unreadable` where there is none, or a document type.

    Broken XML is read as far as it goes.
    """
    told = _FORBIDDEN.sub("", _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)).strip()
    if not told.startswith("<"):
        raise Unreadable("no XML: " + (f"it begins with {told[:30]!r}" if told else "it is empty"))
    refuse_document_type(told)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(told.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"no XML: {error}") from None
    if root is None:
        raise Unreadable("no XML: nothing in it can be read")
    return root


def refuse_document_type(text: str) -> None:
    """Raises `Unreadable` where `text` declares a document type, which XML allows before its first
    element only; what stands in an article about XML is none."""
    at = 0
    while found := _PROLOGUE.match(text, at):
        at = found.end()
    if text[at : at + 9].upper() == "<!DOCTYPE":
        told = "an HTML page" if text[at + 9 :].lstrip()[:4].lower() == "html" else ""
        raise Unreadable(told or "XML with a document type is refused, for its entities")


def name(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: etree._Element) -> str:
    """The text within an element, a line for each block, without scripts and styles."""
    parts: list[str] = []
    # A loop with a stack of its own: markup nested a hundred thousand deep ends no recursion.
    stack: list[tuple[etree._Element | None, str]] = [(element, "")]
    while stack:
        node, said = stack.pop()
        if node is None:
            parts.append(said)
            continue
        tag = name(node).lower()
        silent = not tag or tag in _SILENT
        block = tag in _BLOCKS
        if node is not element:
            stack.append((None, ("\n" if block and not silent else "") + (node.tail or "")))
        if silent:
            continue
        parts.append("\n" if block else "")
        parts.append(node.text or "")
        stack.extend((child, "") for child in reversed(node))
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return clean("\n".join(line for line in lines if line))


def html_text(source: str) -> str:
    """The text of a piece of HTML; of plain text, that text."""
    if "<" not in source and "&" not in source:
        return clean(source.strip())
    told = _FORBIDDEN.sub("", source).strip()
    if not told:
        return ""
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    try:
        root = html.document_fromstring(told.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    return text_of(root)


def clean(text: str) -> str:
    """`text` without what no article has: control characters, lone surrogates."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
