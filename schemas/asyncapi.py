"""The contract for readers in any language: an AsyncAPI 3 document and a JSON Schema a record.

Both are generated from the models and the table of topics; `schemas/json/` holds them as files,
and a test fails when the files drift from the models.
"""

import json
from collections.abc import Mapping
from typing import Any, Literal, get_args

from pydantic.json_schema import models_json_schema

from schemas.article import Article
from schemas.base import Record
from schemas.event import EVENT_TYPES, Retraction
from schemas.topics import RETRACTION_CE_TYPE, TOPICS, Stage, Topic

#: Version of the contract; its first number is the `v1` in the names of the topics.
VERSION = "1.0.0"

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BINDING = "0.5.0"

Mode = Literal["validation", "serialization"]
_EVENT_RECORDS = frozenset(EVENT_TYPES.values())


def _mode(record: type[Record]) -> Mode:
    """Articles are written by others, who may leave out what has a default; the rest is read."""
    return "validation" if record is Article else "serialization"


def _records() -> tuple[type[Record], ...]:
    return tuple(dict.fromkeys([*(topic.record for topic in TOPICS), Retraction]))


def json_schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema (2020-12) of each record that travels alone, by the name of the record."""
    return {
        record.__name__: {
            "$schema": _DIALECT,
            "$id": f"urn:eventwire:schema:{record.__name__}:{VERSION}",
            **record.model_json_schema(mode=_mode(record)),
        }
        for record in _records()
    }


def document() -> dict[str, Any]:
    """The AsyncAPI 3.0 document: every topic, who writes and reads it, and what it carries."""
    return {
        "asyncapi": "3.0.0",
        "id": "urn:eventwire",
        "info": {
            "title": "eventwire",
            "version": VERSION,
            "description": (
                "Newswire in on Kafka, dated typed events out. Values are JSON; the CloudEvents "
                "1.0 attributes of each message are its Kafka headers (binary mode)."
            ),
            "license": {
                "name": "Apache-2.0",
                "url": "https://www.apache.org/licenses/LICENSE-2.0",
            },
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic) for topic in TOPICS},
        "operations": _operations(),
        "components": {
            "messages": _messages(),
            "schemas": _component_schemas(),
        },
    }


def files() -> dict[str, str]:
    """What belongs into `schemas/json/`: the text of each file by its name."""
    made: Mapping[str, dict[str, Any]] = {
        **{f"{name}.json": schema for name, schema in json_schemas().items()},
        "asyncapi.json": document(),
    }
    return {
        name: json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        for name, content in sorted(made.items())
    }


def _messages_of(topic: Topic) -> dict[str, str]:
    """The records of a topic and their CloudEvents types, by the name of the message."""
    messages = {topic.record.__name__: topic.ce_type}
    if topic.record in _EVENT_RECORDS:
        messages[Retraction.__name__] = RETRACTION_CE_TYPE
    return messages


def _channel(topic: Topic) -> dict[str, Any]:
    config: dict[str, Any] = dict(topic.config())
    config["cleanup.policy"] = config["cleanup.policy"].split(",")
    for name in ("retention.ms", "max.message.bytes"):
        if name in config:
            config[name] = int(config[name])
    return {
        "address": topic.name,
        "description": topic.description,
        "messages": {name: _ref("messages", name) for name in _messages_of(topic)},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": config,
                "bindingVersion": _BINDING,
            }
        },
    }


def _operations() -> dict[str, Any]:
    """One operation for each stage and topic: `send` where it writes, `receive` where it reads."""
    operations: dict[str, Any] = {}
    for stage in get_args(Stage):
        for topic in TOPICS:
            for action, stages in (("send", topic.producers), ("receive", topic.consumers)):
                if stage not in stages:
                    continue
                channel = topic.name.replace("/", "~1")
                operations[f"{stage}.{action}.{topic.name}"] = {
                    "action": action,
                    "channel": {"$ref": f"#/channels/{channel}"},
                    "summary": f"The stage {stage} {'writes' if action == 'send' else 'reads'} it.",
                    "messages": [
                        {"$ref": f"#/channels/{channel}/messages/{name}"}
                        for name in _messages_of(topic)
                    ],
                }
    return operations


def _messages() -> dict[str, Any]:
    messages: dict[str, Any] = {}
    for topic in TOPICS:
        for name, ce_type in _messages_of(topic).items():
            messages[name] = {
                "name": name,
                "title": name,
                "contentType": "application/json",
                "headers": _headers(ce_type),
                "payload": _ref("schemas", name),
                "bindings": {
                    "kafka": {
                        "key": {"type": "string", "description": f"`{topic.key}`, in UTF-8"},
                        "bindingVersion": _BINDING,
                    }
                },
            }
    return messages


def _headers(ce_type: str) -> dict[str, Any]:
    """The Kafka headers of a CloudEvent in binary mode."""
    return {
        "type": "object",
        "required": ["ce_specversion", "ce_id", "ce_type", "ce_source", "content-type"],
        "properties": {
            "ce_specversion": {"const": "1.0"},
            "ce_id": {"type": "string", "description": "The same for a repeat of the message."},
            "ce_type": {"const": ce_type},
            "ce_source": {"type": "string", "format": "uri-reference"},
            "ce_time": {"type": "string", "format": "date-time"},
            "ce_subject": {"type": "string"},
            "content-type": {"const": "application/json"},
        },
    }


def _component_schemas() -> dict[str, Any]:
    _, schema = models_json_schema(
        [(record, _mode(record)) for record in _records()],
        ref_template="#/components/schemas/{model}",
    )
    definitions: dict[str, Any] = schema["$defs"]
    return dict(sorted(definitions.items()))


def _ref(section: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{section}/{name}"}
