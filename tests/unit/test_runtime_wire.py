"""The wire: deterministic keys and CloudEvents headers, dead letters whole."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.article import Article
from schemas.deadletter import DeadLetter, DeadReason
from schemas.event import Kind, Retraction
from schemas.ledger import LedgerEntry
from schemas.topics import MAX_ARTICLE_BYTES, MAX_DEADLETTER_BYTES
from streams.runtime import wire
from streams.runtime.wire import Headers, Inbound

NOW = datetime(2022, 12, 20, 9, 30, tzinfo=UTC)
ARTICLE = Article(article_id="á1", version=3, published_at=NOW, language="nl", text="x")

HEADERS = st.lists(
    st.tuples(st.text(max_size=20), st.none() | st.binary(max_size=50)), max_size=4
).map(tuple)


def dead(message: Inbound) -> wire.Outbound:
    return wire.dead_letter_record(
        message, stage="extract", reason=DeadReason.INVALID, detail="d", failed_at=NOW
    )


@given(st.none() | st.binary(max_size=400), st.none() | st.binary(max_size=80), HEADERS)
def test_a_dead_letter_gives_back_the_original_to_the_byte(
    value: bytes | None, key: bytes | None, headers: Headers
) -> None:
    message = Inbound(
        topic="t", partition=3, offset=7, value=value, key=key, headers=headers, timestamp=NOW
    )
    record = dead(message)
    assert record.value is not None
    letter = DeadLetter.model_validate_json(record.value)
    assert (letter.value, letter.key) == (value, key)
    assert tuple((one.key, one.value) for one in letter.headers) == headers
    assert (letter.topic, letter.partition, letter.offset) == ("t", 3, 7)
    assert letter.timestamp == NOW
    assert record.key == b"t/3/7"


def test_the_largest_article_fits_into_its_dead_letter_whole() -> None:
    message = Inbound(topic="t", partition=0, offset=0, value=b"\xff" * MAX_ARTICLE_BYTES)
    record = dead(message)
    assert record.value is not None
    assert len(record.value) < MAX_DEADLETTER_BYTES
    assert DeadLetter.model_validate_json(record.value).value == message.value


def test_what_no_dead_letter_can_hold_is_told_and_left_at_its_origin() -> None:
    record = dead(Inbound(topic="t", partition=0, offset=0, value=b"x" * MAX_DEADLETTER_BYTES))
    assert record.value is not None
    letter = DeadLetter.model_validate_json(record.value)
    assert letter.value is None
    assert f"{MAX_DEADLETTER_BYTES} bytes" in letter.detail


@pytest.mark.parametrize(
    ("headers", "attempts"),
    [
        ((), 1),
        ((("eventwire-replay", b"1"),), 2),
        ((("eventwire-replay", b"1"), ("eventwire-replay", b"4")), 5),
        ((("eventwire-replay", b"x"),), 1),
        ((("eventwire-replay", None),), 1),
        ((("eventwire-replay", b"9" * 40),), 1),
        ((("eventwire-replay", "²".encode()),), 1),
    ],
)
def test_attempts_are_counted_in_a_header(headers: Headers, attempts: int) -> None:
    assert (
        Inbound(topic="t", partition=0, offset=0, value=b"", headers=headers).attempts == attempts
    )


def test_an_article_goes_out_as_a_cloud_event_under_its_id() -> None:
    record = wire.article_record(ARTICLE)
    assert (record.topic, record.key) == ("eventwire.articles.v1", "á1".encode())
    assert dict(record.headers) == {
        "ce_specversion": b"1.0",
        "ce_id": "á1/3".encode(),
        "ce_type": b"org.eventwire.article.v1",
        "ce_source": b"/eventwire/feed",
        "ce_time": b"2022-12-20T09:30:00+00:00",
        "ce_subject": "á1".encode(),
        "content-type": b"application/json",
    }


def test_a_retraction_goes_out_under_the_key_of_its_event() -> None:
    retraction = Retraction(
        event_id="e1",
        kind=Kind.DELIVERY,
        article_id="a1",
        article_version=2,
        reason="corrected",
        retracted_at=NOW,
    )
    event = wire.event_record(kind=Kind.DELIVERY, event_id="e1", value=b"{}", article=ARTICLE)
    record = wire.retraction_record(retraction)
    assert (
        (record.topic, record.key)
        == (event.topic, event.key)
        == (
            "eventwire.events.delivery.v1",
            b"e1",
        )
    )
    ids = {dict(one.headers)["ce_id"] for one in (event, record)}
    types = {dict(one.headers)["ce_type"] for one in (event, record)}
    assert ids == {b"e1/3", b"e1/2/retracted"}
    assert types == {b"org.eventwire.event.delivery.v1", b"org.eventwire.event.retracted.v1"}


def test_a_ledger_entry_lies_beside_its_article() -> None:
    entry = LedgerEntry(article_id="a1", version=1, content_hash="00", extractor="x")
    record = wire.ledger_record(entry, partition=11)
    assert (record.partition, record.key) == (11, b"a1")


@pytest.mark.parametrize("milliseconds", [None, -1, 1e30, float("nan")])
def test_a_timestamp_outside_the_calendar_is_none(milliseconds: float | None) -> None:
    assert wire.timestamp(milliseconds) is None


def test_a_timestamp_is_aware() -> None:
    assert wire.timestamp(1671528600000) == NOW
