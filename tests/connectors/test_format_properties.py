"""Whatever is fed to a reader, it gives items that can be articles, or says that it cannot."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.connectors import formats
from streams.connectors.item import Batch, article_id
from streams.connectors.markup import clean, decode, html_text
from streams.connectors.moment import moment
from streams.errors import Unreadable
from tests.connectors.documents import ATOM, RSS, dumped, news_item, ninjs1, ninjs2, ninjs3

FORMATS = ("auto", "rss", "ninjs", "newsml-g2", "jsonl", "text")
DOCUMENTS = (
    RSS.encode(),
    ATOM.encode(),
    news_item().encode(),
    *(dumped(one) for one in (ninjs1(), ninjs2(), ninjs3(), {"id": 1, "text": "a"})),
)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

#: What can stand in a newspaper; feedparser takes C1 controls for the Windows-1252 they once were.
words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn", "Cf"]), max_size=120)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


def checked(format_: str, body: bytes) -> Batch | None:
    """What was read, each item of which must be sound."""
    try:
        batch = formats.read(format_, body, url="name")
    except Unreadable:
        return None
    for item in batch.items:
        assert item.guid
        assert 1 <= len(article_id("source", item.guid)) <= 512
        assert item.fingerprint == item.fingerprint
        assert clean(item.text) == item.text
        item.text.encode()
        item.title.encode()
        for date in (item.published, item.updated):
            assert date is None or date.utcoffset() is not None
        assert item.version is None or 1 <= item.version < 2**31
        assert item.url is None or format_ == "jsonl" or "://" in item.url or item.url
    for fault in batch.faults:
        assert fault.reason
        assert fault.position >= 1
    return batch


@QUICK
@given(st.sampled_from(FORMATS), st.binary(max_size=300))
def test_any_bytes(format_: str, body: bytes) -> None:
    checked(format_, body)


@QUICK
@given(st.sampled_from(FORMATS), st.sampled_from(DOCUMENTS), st.data())
def test_documents_with_a_piece_replaced(format_: str, document: bytes, data: Any) -> None:
    begin = data.draw(st.integers(0, len(document)))
    end = data.draw(st.integers(begin, min(begin + 60, len(document))))
    piece = data.draw(st.binary(max_size=40))
    checked(format_, document[:begin] + piece + document[end:])


@QUICK
@given(json_values)
def test_any_json(value: object) -> None:
    try:
        body = json.dumps(value).encode()
    except UnicodeEncodeError:
        return
    for format_ in ("ninjs", "jsonl"):
        checked(format_, body)


@QUICK
@given(st.sampled_from(sorted({*ninjs1(), *ninjs2(), *ninjs3()})), json_values)
def test_ninjs_with_any_value_in_a_field(name: str, value: object) -> None:
    for make in (ninjs1, ninjs2, ninjs3):
        checked("ninjs", json.dumps(make() | {name: value}).encode())


def encoded_twice(text: str) -> bool:
    """Whether the words could be UTF-8 that somebody took for Latin-1: "Ã©"."""
    try:
        return text.encode("iso-8859-1").decode() != text
    except UnicodeError:
        return False


@QUICK
@given(words, words)
def test_rss_gives_back_the_words_that_went_in(text: str, title: str) -> None:
    def escaped(told: str) -> str:
        return clean(told).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    body = (
        "<rss version='2.0'><channel><item><guid>g</guid>"
        f"<title>x {escaped(title)}</title><description>{escaped(escaped(text))}</description>"
        "</item></channel></rss>"
    )
    batch = checked("rss", body.encode())
    assert batch is not None
    (item,) = batch.items
    wanted = " ".join(clean(text).split())
    # feedparser reads what can be UTF-8 taken for Latin-1 as that: a common fault of feeds.
    if wanted and not encoded_twice(text):
        assert " ".join(item.text.split()).replace("\xa0", " ") == wanted


@QUICK
@given(st.text(), st.sampled_from(["utf-8", "utf-16", "utf-32", "cp1252"]), st.text(max_size=30))
def test_decoding_never_fails(text: str, encoding: str, content_type: str) -> None:
    decode(text.encode(encoding, "replace"), content_type=content_type)


@QUICK
@given(st.text())
def test_html_never_fails_and_leaves_no_markup_of_its_own(text: str) -> None:
    html_text(text)
    assert html_text("<script>" + text.replace("<", "") + "</script><p>a</p>") == "a"


@QUICK
@given(st.text(max_size=40) | st.datetimes().map(str) | st.integers() | st.none())
def test_a_moment_is_aware_or_none(told: object) -> None:
    found = moment(told)
    assert found is None or found.utcoffset() is not None
