"""The generated files say what the models say, and the document is sound AsyncAPI."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.asyncapi import document, files, json_schemas
from schemas.topics import EVENTS, TOPICS
from streams.cli.schemas import drift

FOLDER = Path(__file__).parents[2] / "schemas" / "json"


def test_the_files_are_what_the_models_say() -> None:
    assert drift(FOLDER) == {}


def test_drift_is_seen(tmp_path: Path) -> None:
    for name, content in files().items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert drift(tmp_path) == {}
    (tmp_path / "Story.json").write_text("{}", encoding="utf-8")
    (tmp_path / "Alert.json").unlink()
    (tmp_path / "Old.json").write_text("{}", encoding="utf-8")
    assert drift(tmp_path) == {
        "Alert.json": "missing",
        "Old.json": "unknown",
        "Story.json": "stale",
    }


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolve(whole: dict[str, Any], pointer: str) -> Any:
    assert pointer.startswith("#/")
    node: Any = whole
    for part in pointer[2:].split("/"):
        node = node[part.replace("~1", "/").replace("~0", "~")]
    return node


def test_every_reference_leads_somewhere() -> None:
    whole = document()
    found = list(references(whole))
    assert found
    for pointer in found:
        assert isinstance(resolve(whole, pointer), dict), pointer


@pytest.mark.parametrize("name", sorted(json_schemas()))
def test_each_schema_stands_alone(name: str) -> None:
    schema = json_schemas()[name]
    for pointer in references(schema):
        assert isinstance(resolve(schema, pointer), dict), pointer


def test_every_topic_is_a_channel_with_its_settings() -> None:
    channels = document()["channels"]
    assert set(channels) == {topic.name for topic in TOPICS}
    for topic in TOPICS:
        binding = channels[topic.name]["bindings"]["kafka"]
        assert binding["partitions"] == topic.partitions
        told = binding["topicConfiguration"]
        assert ("compact" in told["cleanup.policy"]) is topic.compacted
        # What is kept for ever is never deleted by age.
        assert ("delete" in told["cleanup.policy"]) is (topic.retention_ms is not None)
        assert told.get("retention.ms") == topic.retention_ms
        assert told["max.message.bytes"] == topic.max_message_bytes


def test_event_topics_carry_retractions_too() -> None:
    channels = document()["channels"]
    for kind, topic in EVENTS.items():
        assert set(channels[topic.name]["messages"]) == {topic.record.__name__, "Retraction"}, kind


def test_every_stage_is_told_what_it_reads_and_writes() -> None:
    operations = document()["operations"].values()
    told = {
        (operation["action"], operation["channel"]["$ref"].removeprefix("#/channels/"))
        for operation in operations
    }
    assert told == {
        (action, topic.name)
        for topic in TOPICS
        for action, stages in (("send", topic.producers), ("receive", topic.consumers))
        if stages
    }


def test_an_article_needs_no_more_than_it_must() -> None:
    required = json_schemas()["Article"]["required"]
    assert set(required) == {"article_id", "published_at", "language", "text"}


def test_the_files_are_json() -> None:
    for name, content in files().items():
        assert isinstance(json.loads(content), dict), name
