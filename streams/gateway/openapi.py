"""OpenAPI: the document of the read API, made of the models that the API itself uses."""

from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from schemas.base import Record
from streams.gateway.query import (
    AlertQuery,
    EventQuery,
    Nothing,
    Parameters,
    StoryQuery,
    StreamQuery,
)
from streams.gateway.replies import AlertPage, EventPage, Meta, Problem, StoryPage, StoryReply
from streams.runtime.wire import VERSION

_REF = "#/components/schemas/{model}"
_REPLIES: tuple[type[Record], ...] = (StoryPage, StoryReply, AlertPage, EventPage, Meta, Problem)

_STREAM = (
    "Server-sent events: `story` (a StoryRow), `deleted` (story_id), `alert` (an Alert without "
    "its evidence), `meta` (a Meta, every few seconds) and `gap` (a reason: notices are missing, "
    "load the stories anew). What has an id can be gone on from with Last-Event-ID."
)


@cache
def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    _, schema = models_json_schema(
        [(model, "serialization") for model in _REPLIES], ref_template=_REF
    )
    schemas: dict[str, Any] = schema["$defs"]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "eventwire gateway",
            "version": VERSION,
            "description": "Stories, alerts and events, for reading. Times are ISO 8601, "
            "countries ISO 3166-1 alpha-3.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"bearer": []}, {"session": []}],
        "paths": {
            "/api/stories": _get(StoryPage, "Stories, the one told of last first.", StoryQuery),
            "/api/stories/{story_id}": _get(
                StoryReply,
                "One story with its claims, their evidence and links, and what changed.",
                Nothing,
                path=[
                    {
                        "name": "story_id",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string", "minLength": 1},
                    }
                ],
            ),
            "/api/alerts": _get(AlertPage, "Alerts, the newest first.", AlertQuery),
            "/api/events": _get(EventPage, "Events as they were extracted.", EventQuery),
            "/api/meta": _get(Meta, "How things stand.", Nothing),
            "/api/stream": _get(None, _STREAM, StreamQuery),
            "/api/openapi.json": {
                "get": {
                    "summary": "This document.",
                    "security": [{}],
                    "responses": {
                        "200": {
                            "description": "OpenAPI 3.1",
                            "content": {"application/json": {"schema": {"type": "object"}}},
                        }
                    },
                }
            },
            "/api/session": _session(),
        },
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "eventwire_session"},
            },
        },
    }


def _get(
    reply: type[Record] | None,
    told: str,
    query: type[Parameters],
    *,
    path: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    content: dict[str, Any] = (
        {"text/event-stream": {"schema": {"type": "string"}}}
        if reply is None
        else {"application/json": {"schema": {"$ref": _REF.format(model=reply.__name__)}}}
    )
    responses: dict[str, Any] = {"200": {"description": "What was asked for.", "content": content}}
    if reply not in (Meta, None):
        responses["304"] = {"description": "You hold it already (If-None-Match)."}
    responses["400"] = _problem("A parameter is wrong.")
    responses["401"] = _problem("A token is needed.")
    if path:
        responses["404"] = _problem("There is no such thing.")
    if reply is not Meta:
        responses["503"] = _problem("The topics are still being read; see Retry-After.")
    return {
        "get": {
            "summary": told.partition(":")[0] if reply is None else told,
            "description": told,
            "parameters": [*(path or []), *_parameters(query)],
            "responses": responses,
        }
    }


def _session() -> dict[str, Any]:
    done = {"204": {"description": "Done."}}
    body = {
        "type": "object",
        "properties": {"token": {"type": "string"}},
        "required": ["token"],
    }
    return {
        "post": {
            "summary": "Trade the token for a cookie.",
            "security": [{}],
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": done
            | {"400": _problem("No token."), "401": _problem("That is not the token.")},
        },
        "delete": {"summary": "Give the cookie back.", "security": [{}], "responses": done},
    }


def _problem(told: str) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model="Problem")}
    return {"description": told, "content": {"application/problem+json": {"schema": schema}}}


def _parameters(query: type[Parameters]) -> list[dict[str, Any]]:
    schema = query.model_json_schema(by_alias=True)
    defs = schema.get("$defs", {})
    found = []
    for name, told in schema.get("properties", {}).items():
        plain = _inlined(told, defs)
        description = plain.pop("description", "")
        plain.pop("title", None)
        if plain.get("default") in ((), [], None):
            plain.pop("default", None)
        one = {"name": name, "in": "query", "description": description, "schema": plain}
        if plain.get("type") == "array":
            one |= {"style": "form", "explode": False}
        found.append(one)
    return found


def _inlined(schema: Any, defs: dict[str, Any]) -> Any:
    """`schema` with what it refers to in place of the references, and without null."""
    if isinstance(schema, list):
        return [_inlined(one, defs) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(defs[schema["$ref"].rpartition("/")[2]], defs)
    if "anyOf" in schema:
        kept = [one for one in schema["anyOf"] if one != {"type": "null"}]
        rest = {name: value for name, value in schema.items() if name != "anyOf"}
        return _inlined(kept[0], defs) | rest
    return {name: _inlined(value, defs) for name, value in schema.items()}
