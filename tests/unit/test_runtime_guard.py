"""The guard: every way of being wrong, its reason, and one line that says what is wrong."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article import Article
from schemas.deadletter import DeadReason
from schemas.event import Kind, Retraction, Visit
from schemas.topics import RETRACTION_CE_TYPE
from streams.errors import Rejected
from streams.runtime import guard
from streams.runtime.guard import MAX_DETAIL, Guard
from streams.runtime.wire import Headers, Inbound

GUARD = Guard(languages=("nl", "en"))
RECORD = {
    "article_id": "a1",
    "published_at": "2022-12-20T10:00:00+01:00",
    "language": "nl",
    "text": "Poetin bezoekt Minsk.",
}
EVENT = {
    "event_id": "e1",
    "kind": "visit",
    "article_id": "a1",
    "article_version": 1,
    "published_at": "2022-12-20T10:00:00+01:00",
    "language": "nl",
    "status": "occurred",
    "when": {
        "begin": "2022-12-19",
        "end": "2022-12-20",
        "granularity": "day",
        "basis": "text",
        "text": "maandag",
    },
    "evidence": [{"start": 0, "end": 6, "text": "Poetin", "trigger": "bezoekt", "rule": "r"}],
    "extractor": "x",
}
RETRACTION = {
    "event_id": "e1",
    "kind": "visit",
    "article_id": "a1",
    "article_version": 2,
    "reason": "corrected",
    "retracted_at": "2022-12-20T10:00:00+01:00",
}


def message(value: bytes | None, *, headers: Headers = ()) -> Inbound:
    return Inbound(topic="t", partition=0, offset=0, value=value, headers=headers)


def rejected(value: bytes | None) -> Rejected:
    with pytest.raises(Rejected) as caught:
        GUARD.article(message(value))
    return caught.value


def with_(**fields: object) -> bytes:
    return json.dumps({**RECORD, **fields}).encode()


def test_a_good_article_passes_with_its_zone_and_without_its_unknown_fields() -> None:
    article = GUARD.article(message(with_(newsroom="x", language="nl-BE")))
    assert article == Article.model_validate({**RECORD, "language": "nl-BE"})
    assert article.published_at.utcoffset() == timedelta(hours=1)


def test_a_byte_order_mark_is_no_reason() -> None:
    assert GUARD.article(message(b"\xef\xbb\xbf" + with_())).article_id == "a1"


@pytest.mark.parametrize(
    ("value", "detail"),
    [
        (None, "no value"),
        (b"", "EOF"),
        (b"{", "Invalid JSON"),
        (b"\xff\xfe{}", "byte 0xff at offset 0"),
        (with_()[:-2] + b"\xc3\x28", "not UTF-8"),
        (b"[" * 100_000, "recursion"),
        (b'{"text": "\\ud800"}', "Invalid JSON"),
    ],
)
def test_what_is_no_json_is_malformed(value: bytes | None, detail: str) -> None:
    found = rejected(value)
    assert found.reason is DeadReason.MALFORMED
    assert detail in found.detail


@pytest.mark.parametrize(
    ("value", "detail"),
    [
        (b"null", "object"),
        (b"[]", "object"),
        (b"{}", "article_id: Field required"),
        (with_(published_at="0000-12-20T10:00:00Z"), "published_at: Input should be a valid"),
        (with_(published_at="0000-12-20T10:00:00Z"), "year 0"),
        (with_(published_at="2022-12-20T10:00:00"), "published_at: Input should have timezone"),
        (with_(published_at="20221220"), "ISO 8601"),
        (with_(published_at=1671527000), "ISO 8601"),
        (with_(published_at=None), "published_at"),
        (with_(text=""), "the text is empty"),
        (with_(text=" \n\t"), "the text is empty"),
        (with_(text=7), "text: Input should be a valid string (got 7)"),
        (with_(version="2"), "version: Input should be a valid integer (got '2')"),
        (with_(version=0), "version"),
        (with_(article_id=""), "article_id"),
        (with_(language="Dutch"), "language"),
        (with_(status="killed"), "status: Input should be 'usable', 'corrected' or 'withdrawn'"),
        (with_(title="x" * 5000), "title"),
    ],
)
def test_what_does_not_fit_the_schema_is_invalid(value: bytes, detail: str) -> None:
    found = rejected(value)
    assert found.reason is DeadReason.INVALID
    assert detail in found.detail


def test_a_withdrawal_needs_no_text() -> None:
    assert GUARD.article(message(with_(text="", status="withdrawn"))).text == ""


def test_too_large_is_seen_before_decoding_and_after() -> None:
    assert rejected(b"\xff" * 7_000_000).reason is DeadReason.TOO_LARGE
    assert rejected(with_(text="x" * 500_001)).reason is DeadReason.TOO_LARGE
    small = Guard(languages=("nl",), max_text=10)
    with pytest.raises(Rejected, match="21 characters, at most 10"):
        small.article(message(with_()))


def test_a_language_without_a_pack_is_named() -> None:
    found = rejected(with_(language="fr-BE"))
    assert found.reason is DeadReason.UNSUPPORTED_LANGUAGE
    assert "'fr-BE'" in found.detail


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_nothing_but_a_record_or_a_rejection_comes_out(value: bytes) -> None:
    for decode in (GUARD.article, guard.claim, guard.story, guard.ledger_entry):
        detail = ""
        try:
            decode(message(value))
        except Rejected as found:
            detail = found.detail
        assert len(detail) <= MAX_DETAIL
        assert detail.isprintable()


@given(
    st.dictionaries(
        st.sampled_from([*RECORD, "version", "title", "status"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.text()),
    )
)
def test_a_record_with_wrong_fields_is_rejected_in_one_line(fields: dict[str, object]) -> None:
    detail = ""
    try:
        article = GUARD.article(message(with_(**fields)))
    except Rejected as found:
        detail = found.detail
    else:
        assert article.published_at.utcoffset() is not None
    assert detail.isprintable()


def test_a_claim_is_an_event_or_a_retraction_by_its_type_or_shape() -> None:
    event, retraction = json.dumps(EVENT).encode(), json.dumps(RETRACTION).encode()
    typed: Headers = (("ce_type", RETRACTION_CE_TYPE.encode()),)
    visit: Headers = (("ce_type", b"org.eventwire.event.visit.v1"),)
    assert isinstance(guard.claim(message(event)), Visit)
    assert isinstance(guard.claim(message(event, headers=visit)), Visit)
    assert isinstance(guard.claim(message(retraction)), Retraction)
    found = guard.claim(message(retraction, headers=typed))
    assert isinstance(found, Retraction)
    assert found.kind is Kind.VISIT
    with pytest.raises(Rejected):
        guard.claim(message(event, headers=typed))
