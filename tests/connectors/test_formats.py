"""What each format gives: pure, bytes in and items out."""

import codecs
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from schemas.article import ArticleStatus
from streams.connectors import formats
from streams.connectors.item import INDEFINITELY, Batch, Item, article_id
from streams.errors import Unreadable
from tests.connectors.documents import (
    ATOM,
    NITF,
    RDF,
    RSS,
    dumped,
    news_item,
    news_message,
    ninjs1,
    ninjs2,
    ninjs3,
)

CET = timezone(timedelta(hours=1))


def read(body: bytes | str, format_: str = "auto", **told: str) -> Batch:
    return formats.read(format_, body.encode() if isinstance(body, str) else body, **told)


def one(batch: Batch) -> Item:
    assert not batch.faults
    (found,) = batch.items
    return found


def test_rss_gives_text_with_its_paragraphs_and_the_zone_of_its_dates() -> None:
    first, second = read(RSS).items
    assert first.guid == "nw-1"
    assert first.title == "Denmark & Norway train crews"
    assert first.text == "Crews from Norway arrive.\nThey train in Denmark."
    assert first.language == "en-GB"
    assert first.url == "https://news.example/nw-1"
    # The day of the newsroom: in UTC it would be the same day here, an hour later not.
    assert first.published == datetime(2026, 3, 2, 23, 30, tzinfo=CET)
    assert first.published.utcoffset() == timedelta(hours=1)
    assert second.guid == "https://news.example/nw-2"
    assert second.text == "Plain words, 3 < 4."
    assert second.published == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_atom_gives_entries_and_takes_back_the_deleted() -> None:
    entry, deleted = read(ATOM, url="https://kust.example/feed").items
    assert entry.guid == "urn:kb:1"
    assert entry.title == "Fregat Evertsen vertrekt"
    assert entry.text == "Eerste alinea.\nTweede alinea."
    assert entry.language == "nl"
    assert entry.url == "https://kust.example/1"
    assert entry.published == datetime(2026, 3, 1, 9, tzinfo=CET)
    assert entry.updated == datetime(2026, 3, 2, 10, tzinfo=CET)
    assert deleted.guid == "urn:kb:0"
    assert deleted.status is ArticleStatus.WITHDRAWN
    assert deleted.updated == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_rss_1_is_read() -> None:
    found = one(read(RDF))
    assert (found.title, found.text) == ("An old format", "It lives.")
    assert found.published == datetime(2026, 3, 2, 6, tzinfo=UTC)


@pytest.mark.parametrize("missing", ["guid", "pubDate", "title", "description"])
def test_rss_items_may_lack_almost_everything(missing: str) -> None:
    parts = {
        "guid": "<guid>g</guid>",
        "pubDate": "<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate>",
        "title": "<title>A title</title>",
        "description": "<description>A text</description>",
    }
    told = "".join(part for name, part in parts.items() if name != missing)
    found = one(read(f"<rss version='2.0'><channel><item>{told}</item></channel></rss>"))
    assert found.guid
    assert found.text == ("A title" if missing == "description" else "A text")
    assert (found.published is None) is (missing == "pubDate")


def test_an_item_without_guid_and_link_keeps_its_id() -> None:
    told = "<rss version='2.0'><channel><item><title>Same</title></item></channel></rss>"
    assert one(read(told)).guid == one(read(told)).guid
    assert one(read(told)).guid != one(read(told.replace("Same", "Other"))).guid


def test_an_item_without_anything_is_a_fault_and_the_others_are_read() -> None:
    told = "<rss version='2.0'><channel><item><guid>x</guid></item><item><title>T</title></item>"
    batch = read(told + "</channel></rss>")
    assert [fault.reason for fault in batch.faults] == ["neither a title nor a text"]
    assert [found.title for found in batch.items] == ["T"]


def test_truncated_xml_gives_what_came() -> None:
    cut = RSS[: RSS.index("<item>\n  <title>No guid") + 20]
    assert [found.guid for found in read(cut).items][:1] == ["nw-1"]


@pytest.mark.parametrize(
    ("content", "version"),
    [(ninjs1(), 3), (ninjs2(), None), (ninjs3(), 7)],
    ids=["ninjs1", "ninjs2", "ninjs3"],
)
def test_ninjs_of_all_three_versions(content: dict[str, object], version: int | None) -> None:
    found = one(read(dumped(content)))
    assert found.guid == content["uri"] == found.url
    assert found.version == version
    assert found.title in ("Vloot oefent", "Fleet exercises", "Fleet returns")
    assert found.text in ("Eerste alinea.\nTweede alinea.", "One.\nTwo.", "It is back.")
    assert found.published is not None
    assert found.updated is not None
    assert found.status is ArticleStatus.USABLE


@pytest.mark.parametrize("status", ["canceled", "withheld", "Canceled"])
@pytest.mark.parametrize("make", [ninjs1, ninjs3])
def test_ninjs_kills(make: object, status: str) -> None:
    assert callable(make)
    name = "pubStatus" if make is ninjs3 else "pubstatus"
    assert one(read(dumped(make(**{name: status})))).status is ArticleStatus.WITHDRAWN


def test_ninjs_in_lists_objects_and_lines() -> None:
    for body in (
        dumped([ninjs1(), ninjs2()]),
        dumped({"items": [ninjs1(), ninjs2()]}),
        dumped(ninjs1()) + b"\n" + dumped(ninjs2()) + b"\n",
    ):
        assert [found.title for found in read(body).items] == ["Vloot oefent", "Fleet exercises"]


def test_ninjs_that_is_no_news_text() -> None:
    batch = read(
        dumped([ninjs1(type="picture"), ninjs1(uri=""), ninjs1(pubstatus="odd"), 3]), "ninjs"
    )
    assert batch.skipped == ("picture",)
    assert [fault.position for fault in batch.faults] == [2, 3, 4]
    assert "uri" in batch.faults[0].reason
    assert "odd" in batch.faults[1].reason
    assert batch.faults[0].raw


def test_newsml_message_with_a_package_and_two_items() -> None:
    batch = read(news_message(news_item(), news_item(guid="urn:wire:2", version="1", content=NITF)))
    first, second = batch.items
    assert batch.skipped == ("package",)
    assert (first.guid, first.version, first.title) == ("urn:wire:1", 2, "Fleet sails")
    assert first.text == "First paragraph.\nSecond paragraph."
    assert first.language == "en-GB"
    assert first.published == datetime(2026, 3, 2, 8, tzinfo=CET)
    assert first.updated == datetime(2026, 3, 2, 11, tzinfo=CET)
    assert second.text == "Only this.\nAnd this."


def test_newsml_item_alone_and_as_plain_text() -> None:
    told = '<inlineData contenttype="text/plain">One &amp; two.</inlineData>'
    assert one(read(news_item(content=told))).text == "One & two."


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"status": "stat:canceled"}, ArticleStatus.WITHDRAWN),
        ({"status": "stat:withheld"}, ArticleStatus.WITHDRAWN),
        ({"status": "http://cv.iptc.org/newscodes/pubstatusg2/canceled"}, ArticleStatus.USABLE),
        ({"signal": '<signal qcode="sig:correction"/>'}, ArticleStatus.CORRECTED),
        ({}, ArticleStatus.USABLE),
    ],
)
def test_newsml_kills_and_corrections(told: dict[str, str], status: ArticleStatus) -> None:
    if told.get("status", "").startswith("http"):
        told = {"status": f'" uri="{told["status"]}'}
        status = ArticleStatus.WITHDRAWN
    assert one(read(news_item(**told))).status is status


def test_newsml_pictures_and_items_without_a_guid() -> None:
    batch = read(news_message(news_item(kind="ninat:picture"), news_item(guid="")))
    assert batch.skipped == ("package", "picture")
    assert [fault.reason for fault in batch.faults] == ["guid: missing"]


def test_json_lines_in_both_vocabularies() -> None:
    lines = (
        b'{"id": "1", "lang": "nl", "published": "2026-03-02", "text": "Een."}\n'
        b'{"article_id": "2", "language": "en", "published_at": "2026-03-02T08:00:00+01:00", '
        b'"title": "T", "text": "Two.", "version": 4, "status": "corrected", "extra": 1}\n'
    )
    first, second = read(lines).items
    assert (first.guid, first.language, first.text) == ("1", "nl", "Een.")
    assert (second.guid, second.version, second.status) == ("2", 4, ArticleStatus.CORRECTED)


def test_one_bad_line_keeps_the_others() -> None:
    batch = read(b'{"id": 1, "text": "a"}\n{"id": 2, "te\n{"id": 3}\n{"id": 4, "text": "b"}\n')
    assert [found.guid for found in batch.items] == ["1", "4"]
    assert [fault.position for fault in batch.faults] == [2, 3]
    assert batch.faults[0].raw == b'{"id": 2, "te'


def test_a_json_object_over_several_lines_is_one_article() -> None:
    assert one(read(b'{\n "id": "x",\n "text": "a"\n}\n')).guid == "x"


def test_plain_text_is_called_by_its_file() -> None:
    found = one(read("Een bericht.\r\nRegel twee.", "text", url="bericht.txt"))
    assert (found.guid, found.text) == ("bericht.txt", "Een bericht.\nRegel twee.")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"hello", "neither XML nor JSON"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "an HTML page"),
        (b"<html><body>Sign in</body></html>", "an HTML page"),
        (b"<opml><body/></opml>", "no RSS or Atom"),
        (b"<newsItemish>", "no RSS or Atom"),
    ],
)
def test_what_is_no_feed_says_so(body: bytes, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        read(body)


LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><item><title>&c;</title></item>
</channel></rss>"""
EXTERNAL = """<?xml version="1.0"?><!-- a --><?pi x?>
<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel>
<item><title>&x;</title></item></channel></rss>"""
PARAMETER = """<!DOCTYPE newsItem [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;]>
<newsItem guid="a"/>"""


@pytest.mark.parametrize("attack", [LAUGHS, EXTERNAL, PARAMETER])
@pytest.mark.parametrize("format_", ["auto", "rss", "newsml-g2"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_entities_are_refused_in_every_encoding(attack: str, format_: str, encoding: str) -> None:
    with pytest.raises(Unreadable, match="document type"):
        read(attack.encode(encoding), format_)


def test_utf7_hides_nothing() -> None:
    hidden = b'<?xml version="1.0" encoding="utf-7"?>' + EXTERNAL[21:].encode("utf-7")
    for format_ in ("rss", "newsml-g2"):
        try:
            batch = read(hidden, format_, content_type="text/xml; charset=utf-7")
        except Unreadable:
            continue
        assert not batch.items


def test_an_article_about_entities_is_no_attack() -> None:
    told = RSS.replace("Crews from", "<![CDATA[&lt;!DOCTYPE x [&lt;!ENTITY").replace(
        "Plain words", "&lt;!DOCTYPE lolz [&lt;!ENTITY a"
    )
    assert read(told).items


@pytest.mark.parametrize(
    ("encoding", "content_type", "declared"),
    [
        ("utf-8", "text/xml; charset=iso-8859-1", "utf-8"),
        ("iso-8859-1", "application/xml; charset=iso-8859-1", "utf-8"),
        ("cp1252", "application/xml", "windows-1252"),
        ("cp1252", "", "no-such-charset"),
        ("utf-16", "application/rss+xml; charset=utf-8", "utf-16"),
        ("utf-16-le", "", "utf-16"),
    ],
)
def test_charsets_right_and_wrong(encoding: str, content_type: str, declared: str) -> None:
    told = RSS.replace("UTF-8", declared).replace("Crews arrive", "Café €").replace("nw-1<", "é<")
    told = told.replace("<content:encoded>", "<x>").replace("</content:encoded>", "</x>")
    told = told.replace("€", "") if encoding == "iso-8859-1" else told
    found = read(told.encode(encoding), content_type=content_type).items[0]
    assert found.guid == "é"
    assert found.text.startswith("Café")


def test_a_mark_of_the_byte_order_is_no_content() -> None:
    assert one(read(codecs.BOM_UTF8 + b'{"id": "x", "text": "a"}')).guid == "x"
    assert read(codecs.BOM_UTF8 + RSS.encode()).items[0].guid == "nw-1"


def test_ids_are_the_same_for_the_same_and_bounded() -> None:
    assert article_id("northwire", "nw-1") == "northwire:nw-1"
    long = article_id("northwire", "x" * 5_000)
    assert len(long) < 100
    assert long == article_id("northwire", "x" * 5_000) != article_id("northwire", "x" * 4_999)
    assert article_id("a", "b c") != article_id("a", "b_c")
    assert "\n" not in article_id("a", "b\nc")


def test_an_identifier_is_not_made_an_address() -> None:
    """A guid stays what it is wherever the feed lies: a deletion must find it again."""
    told = (
        "<rss version='2.0'><channel><item><guid>k1</guid><title>T</title></item></channel></rss>"
    )
    assert one(read(told, url="https://a.example/feed")).guid == "k1"
    assert one(read(told.replace("k1", "tag:x,2026:1"), url="https://a.example/")).guid == (
        "tag:x,2026:1"
    )


EMBARGO = datetime(2026, 3, 3, 6, tzinfo=UTC)


@pytest.mark.parametrize("make", [ninjs1, ninjs2, ninjs3])
@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("2026-03-03T07:00:00+01:00", EMBARGO),
        (None, None),
        ("", None),
        ("tomorrow morning", INDEFINITELY),
    ],
)
def test_ninjs_embargoes(
    make: Callable[..., dict[str, Any]], said: str | None, until: datetime | None
) -> None:
    assert one(read(dumped(make(embargoed=said)), "ninjs")).embargoed == until


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("<embargoed>2026-03-03T07:00:00+01:00</embargoed>", EMBARGO),
        ("", None),
        # By the standard: an embargo whose end is not known.
        ("<embargoed/>", INDEFINITELY),
        ("<embargoed>soon</embargoed>", INDEFINITELY),
    ],
)
def test_newsml_embargoes(said: str, until: datetime | None) -> None:
    assert one(read(news_item(signal=said), "newsml-g2")).embargoed == until
