"""Dead letters: what can be put back, and what was never a message."""

from datetime import UTC, datetime

import pytest

from schemas.deadletter import DeadLetter, DeadReason
from streams.ops.deadletters import Filed


@pytest.mark.parametrize(
    ("topic", "replayable"), [("eventwire.articles.v1", True), ("feed:northwire", False)]
)
def test_what_a_feed_offered_is_read_again_from_there_and_not_put_back(
    topic: str, replayable: bool
) -> None:
    letter = DeadLetter(
        stage="feeds",
        reason=DeadReason.INVALID,
        detail="no text",
        topic=topic,
        partition=0,
        offset=7,
        timestamp=None,
        key=None,
        value=None,
        failed_at=datetime(2022, 12, 20, tzinfo=UTC),
        version="1",
    )
    assert Filed(number=1, letter=letter).replayable is replayable
