"""Conventions of the wire contract, found out by looking at the models themselves."""

import inspect
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from types import ModuleType
from typing import Any, get_args, get_origin

import pytest
from pydantic import AwareDatetime
from pydantic.fields import FieldInfo

import schemas.alert
import schemas.article
import schemas.deadletter
import schemas.event
import schemas.ledger
import schemas.story
import schemas.when
from schemas.article import Article
from schemas.base import Record
from schemas.event import EVENT_ADAPTER, EVENT_TYPES, EventBase, Kind
from schemas.topics import EVENTS, TOPICS

MODULES: tuple[ModuleType, ...] = (
    schemas.alert,
    schemas.article,
    schemas.deadletter,
    schemas.event,
    schemas.ledger,
    schemas.story,
    schemas.when,
)
RECORDS: list[type[Record]] = sorted(
    {
        thing
        for module in MODULES
        for _, thing in inspect.getmembers(module, inspect.isclass)
        if issubclass(thing, Record) and thing is not Record
    },
    key=lambda record: record.__name__,
)
FIELDS: list[tuple[type[Record], str, FieldInfo]] = [
    (record, name, field) for record in RECORDS for name, field in record.model_fields.items()
]


def parts(annotation: Any) -> Iterator[Any]:
    """`annotation` and all that it is made of."""
    yield annotation
    for argument in get_args(annotation):
        yield from parts(argument)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_records_are_frozen_documented_and_closed(record: type[Record]) -> None:
    assert record.model_config.get("frozen")
    assert record.__doc__
    assert inspect.getdoc(record) != inspect.getdoc(Record) or record is Record
    # Feeds add fields of their own to articles; everywhere else an unknown one is a mistake.
    assert record.model_config.get("extra") == ("ignore" if record is Article else "forbid")


def offenders(offends: Callable[[str, FieldInfo], bool]) -> list[str]:
    """The fields of which something holds."""
    return [f"{record.__name__}.{name}" for record, name, field in FIELDS if offends(name, field)]


def is_moment(field: FieldInfo) -> bool:
    return any(part is datetime or part is AwareDatetime for part in parts(field.annotation))


def test_fields_hold_nothing_that_changes() -> None:
    def offends(name: str, field: FieldInfo) -> bool:
        origins = {get_origin(part) or part for part in parts(field.annotation)}
        # A mapping only where its keys are data.
        return not origins.isdisjoint({list, set, Any}) or (dict in origins and name != "roles")

    assert offenders(offends) == []


def test_moments_have_a_zone() -> None:
    def offends(_: str, field: FieldInfo) -> bool:
        return datetime in parts(field.annotation)

    assert offenders(offends) == []
    assert offenders(lambda name, field: name.endswith("_at") and not is_moment(field)) == []
    assert "Article.published_at" in offenders(lambda _, field: is_moment(field))


def test_names_are_plain() -> None:
    assert offenders(lambda name, _: not re.fullmatch(r"[a-z][a-z_]*[a-z]", name)) == []
    assert (
        offenders(lambda name, field: name.endswith("_id") and str not in parts(field.annotation))
        == []
    )


def test_what_may_be_missing_says_so() -> None:
    def offends(_: str, field: FieldInfo) -> bool:
        optional = field.default is None and not field.is_required()
        return optional and type(None) not in parts(field.annotation)

    assert offenders(offends) == []


def test_each_kind_has_a_record_with_roles_and_a_topic() -> None:
    assert set(EVENT_TYPES) == set(Kind) == set(EVENTS)
    for kind, record in EVENT_TYPES.items():
        assert record.model_fields["kind"].default is kind
        assert record.roles_, kind
        own = set(record.model_fields) - set(EventBase.model_fields) - {"kind"}
        assert own == set(record.roles_)
        assert EVENTS[kind].record is record


def test_topics_are_versioned_and_unlike() -> None:
    names = [topic.name for topic in TOPICS]
    assert len(set(names)) == len(names)
    for topic in TOPICS:
        assert re.fullmatch(r"eventwire\.[a-z_.]+\.v\d+", topic.name)
        assert re.fullmatch(r"org\.eventwire\.[a-z_.]+\.v\d+", topic.ce_type)
        assert topic.name.rsplit(".", 1)[-1] == topic.ce_type.rsplit(".", 1)[-1]
        # What is kept for ever must be compacted, or it grows for ever.
        assert topic.compacted or topic.retention_ms is not None


def test_topics_are_keyed_by_a_field_of_their_record() -> None:
    for topic in TOPICS:
        assert topic.key in topic.record.model_fields or topic.key == "origin", topic.name


def test_stories_and_events_share_their_partitions() -> None:
    counts = {topic.partitions for topic in TOPICS if topic.name.startswith("eventwire.events.")}
    assert len(counts) == 1


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="kind"):
        EVENT_ADAPTER.validate_python({"kind": "invasion"})
