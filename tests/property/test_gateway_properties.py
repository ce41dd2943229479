"""The gateway's queries: whatever is asked is answered or refused, and pages add up."""

from datetime import datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from streams.gateway.query import (
    AlertQuery,
    EventQuery,
    Parameters,
    StoryQuery,
    StreamQuery,
    read_cursor,
    write_cursor,
)
from streams.gateway.readmodel import ReadModel
from streams.gateway.stream import Position
from tests.gateway.world import story

MODEL = ReadModel()
for number in range(60):
    MODEL.put_story(story(number).to_bytes())

NAMES = sorted(
    {
        field.alias or name
        for kind in (StoryQuery, AlertQuery, EventQuery, StreamQuery)
        for name, field in kind.model_fields.items()
    }
)
VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["visit", "planned", "NLD", "2024-06-01", "0", "1", "true", "nan", "-1", ","]),
    st.integers().map(str),
    st.floats().map(str),
)
#: As records have them; a zone that repeats an hour makes moments that equal nothing.
OFFSETS = st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
PAIRS = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=8)), VALUES))


@given(pairs=PAIRS, kind=st.sampled_from([StoryQuery, AlertQuery, EventQuery, StreamQuery]))
@settings(deadline=None)
def test_every_query_is_read_or_refused(
    pairs: list[tuple[str, str]], kind: type[Parameters]
) -> None:
    try:
        query = kind.read(pairs)
    except ValidationError:
        return  # and nothing else
    if isinstance(query, StoryQuery):
        assert MODEL.find(query).total <= 60


@given(
    limit=st.integers(1, 30),
    kinds=st.sets(st.sampled_from(["visit", "meeting", "delivery", "basing"])),
    withdrawn=st.booleans(),
)
@settings(deadline=None)
def test_pages_add_up_to_what_is_told(limit: int, kinds: set[str], withdrawn: bool) -> None:
    asked = StoryQuery.model_validate(
        {"kind": sorted(kinds), "withdrawn": withdrawn, "limit": limit}
    )
    whole = MODEL.find(asked.model_copy(update={"limit": 100}))
    seen: list[str] = []
    cursor = None
    while True:
        found = MODEL.find(asked.model_copy(update={"cursor": cursor}))
        assert found.total == whole.total
        seen += [row.story_id for row in found.rows]
        cursor = found.next_cursor
        if cursor is None:
            break
    assert seen == [row.story_id for row in whole.rows]


@given(moment=st.datetimes(timezones=OFFSETS), name=st.text(min_size=1, max_size=80))
@settings(deadline=None)
def test_a_cursor_is_read_as_it_was_written(moment: datetime, name: str) -> None:
    try:
        cursor = write_cursor((moment, name))
    except (OverflowError, UnicodeEncodeError):
        return  # before the calendar begins, or no text at all
    assert read_cursor(cursor) == (moment, name)


@given(text=st.text(max_size=30))
def test_a_position_is_ours_or_none(text: str) -> None:
    position = Position.parse(text)
    assert position is None or str(position) == text
