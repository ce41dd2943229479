"""Dead letters: what can be put back, and what was never a message."""

import base64
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from schemas.deadletter import DeadLetter, DeadReason
from schemas.topics import RETRIALS
from streams.ops.deadletters import Filed, replay
from streams.runtime import outbox
from streams.runtime.settings import Settings
from streams.runtime.wire import Outbound


def letter(topic: str) -> DeadLetter:
    return DeadLetter(
        stage="feeds",
        reason=DeadReason.INVALID,
        detail="no text",
        topic=topic,
        partition=0,
        offset=7,
        timestamp=None,
        key=None,
        value=base64.b64encode(b"\xff not text"),
        failed_at=datetime(2022, 12, 20, tzinfo=UTC),
        version="1",
    )


def test_a_message_goes_back_to_its_topic_and_an_item_of_a_feed_to_the_feeds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[Outbound] = []

    def send(records: Iterable[Outbound], settings: Settings) -> int:
        sent.extend(records)
        return len(sent)

    monkeypatch.setattr(outbox, "send", send)
    filed = [
        Filed(number=number, letter=letter(topic))
        for number, topic in enumerate(("eventwire.articles.v1", "feed:northwire"))
    ]
    assert [one.is_message for one in filed] == [True, False]
    assert replay(Settings(), filed) == 2
    assert [one.topic for one in sent] == ["eventwire.articles.v1", RETRIALS.name]
    assert sent[0].value == b"\xff not text"
    again = DeadLetter.model_validate_json(sent[1].value or b"")
    assert again == filed[1].letter
