"""Documents of every format, written for these tests."""

import json
from typing import Any

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Northwire</title><link>https://news.example/</link><language>en-GB</language>
<item>
  <guid isPermaLink="false">nw-1</guid><title>Denmark &amp; Norway train crews</title>
  <link>https://news.example/nw-1</link>
  <pubDate>Mon, 02 Mar 2026 23:30:00 +0100</pubDate>
  <description>&lt;p&gt;Crews arrive.&lt;/p&gt;</description>
  <content:encoded><![CDATA[<p>Crews from <b>Norway</b> arrive.</p><script>no()</script>
    <p>They train in Denmark.</p>]]></content:encoded>
</item>
<item>
  <title>No guid</title><link>https://news.example/nw-2</link>
  <dc:date>2026-03-02T10:00:00Z</dc:date><description>Plain words, 3 &lt; 4.</description>
</item>
</channel></rss>
"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"
      xml:lang="nl">
<title>Kustbericht</title><id>urn:kb</id><updated>2026-03-02T10:00:00+01:00</updated>
<entry>
  <id>urn:kb:1</id><title type="html">Fregat &lt;i&gt;Evertsen&lt;/i&gt; vertrekt</title>
  <link rel="alternate" href="/1"/>
  <published>2026-03-01T09:00:00+01:00</published><updated>2026-03-02T10:00:00+01:00</updated>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Eerste alinea.</p>
  <p>Tweede alinea.</p></div></content>
</entry>
<at:deleted-entry ref="urn:kb:0" when="2026-03-02T09:00:00Z"/>
</feed>
"""

RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
         xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://old.example/"><title>Old</title></channel>
<item rdf:about="https://old.example/1"><title>An old format</title>
<link>https://old.example/1</link><description>It lives.</description>
<dc:date>2026-03-02T08:00:00+02:00</dc:date></item></rdf:RDF>
"""


def ninjs1(**told: Any) -> dict[str, Any]:
    """An item of ninjs 1."""
    return {
        "uri": "http://wire.example/items/1",
        "type": "text",
        "version": "3",
        "versioncreated": "2026-03-02T10:37:00+01:00",
        "firstcreated": "2026-03-02T08:00:00+01:00",
        "language": "nl",
        "pubstatus": "usable",
        "headline": "Vloot oefent",
        "body_text": "Eerste alinea. Tweede alinea.",
        "body_xhtml": "<p>Eerste alinea.</p><p>Tweede alinea.</p>",
        **told,
    }


def ninjs2(**told: Any) -> dict[str, Any]:
    """An item of ninjs 2."""
    return {
        "uri": "http://wire.example/items/2",
        "type": "text",
        "standard": {"name": "ninjs", "version": "2.1"},
        "versioncreated": "2026-03-02T10:37:00Z",
        "pubstatus": "usable",
        "headlines": [
            {"role": "short", "value": "Short"},
            {"role": "main", "value": "Fleet exercises"},
        ],
        "bodies": [
            {"role": "text", "contenttype": "text/plain", "value": "One. Two."},
            {"role": "xhtml", "contenttype": "text/html", "value": "<p>One.</p><p>Two.</p>"},
        ],
        **told,
    }


def ninjs3(**told: Any) -> dict[str, Any]:
    """An item of ninjs 3."""
    return {
        "uri": "http://wire.example/items/3",
        "type": "text",
        "standard": {"name": "ninjs", "version": "3.0"},
        "version": "7",
        "versionCreated": "2026-03-02T10:37:00Z",
        "firstCreated": "2026-03-01T10:37:00Z",
        "pubStatus": "usable",
        "language": "en",
        "headlines": [{"role": "main", "value": "Fleet returns"}],
        "bodies": [{"role": "main", "contentType": "text/plain", "value": "It is back."}],
        **told,
    }


def dumped(told: object) -> bytes:
    """JSON."""
    return json.dumps(told).encode()


NAR = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'


def news_item(
    *,
    guid: str = "urn:wire:1",
    version: str = "2",
    status: str = "stat:usable",
    kind: str = "ninat:text",
    signal: str = "",
    content: str = "",
) -> str:
    """A news item of NewsML-G2."""
    told = content or (
        '<inlineXML contenttype="application/xhtml+xml"><html '
        'xmlns="http://www.w3.org/1999/xhtml"><head><title>no</title></head><body>'
        "<p>First paragraph.</p><p>Second paragraph.</p></body></html></inlineXML>"
    )
    return f"""<newsItem {NAR} guid="{guid}" version="{version}" standard="NewsML-G2"
      standardversion="2.35" conformance="power" xml:lang="en">
    <itemMeta><itemClass qcode="{kind}"/><provider literal="wire"/>
      <versionCreated>2026-03-02T11:00:00+01:00</versionCreated>
      <firstCreated>2026-03-02T08:00:00+01:00</firstCreated>
      <pubStatus qcode="{status}"/>{signal}</itemMeta>
    <contentMeta><language tag="en-GB"/><headline>Fleet <b>sails</b></headline></contentMeta>
    <contentSet>{told}</contentSet></newsItem>"""


def news_message(*items: str) -> bytes:
    """A news message of NewsML-G2."""
    inside = "".join(items)
    package = f"""<packageItem {NAR} guid="urn:p" version="1"><itemMeta/><groupSet root="g">
      <group id="g"><itemRef residref="urn:wire:1"/></group></groupSet></packageItem>"""
    return f"""<?xml version="1.0" encoding="UTF-8"?><newsMessage {NAR}><header>
      <sent>2026-03-02T11:00:01Z</sent></header><itemSet>{package}{inside}</itemSet>
      </newsMessage>""".encode()


NITF = """<inlineXML contenttype="application/nitf+xml"><nitf><body><body.head>
<hedline><hl1>Not this</hl1></hedline></body.head><body.content><p>Only this.</p>
<p>And this.</p></body.content></body></nitf></inlineXML>"""
