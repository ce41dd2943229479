"""Refusal: what a wrong or unwelcome request is answered with (RFC 9457)."""

from collections.abc import Iterable
from http import HTTPStatus

from aiohttp import web
from pydantic import ValidationError

from streams.gateway.replies import FieldProblem, Problem

CONTENT_TYPE = "application/problem+json"


def refusal(
    status: int, detail: str, *, errors: Iterable[FieldProblem] = (), retry_after: int | None = None
) -> web.Response:
    """A problem document."""
    problem = Problem(
        title=HTTPStatus(status).phrase, status=status, detail=detail, errors=tuple(errors)
    )
    headers = {"Cache-Control": "no-store"}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return web.Response(
        status=status,
        body=problem.model_dump_json().encode(),
        content_type=CONTENT_TYPE,
        headers=headers,
    )


def wrong_parameters(error: ValidationError) -> web.Response:
    """400 with a reason for each wrong parameter."""
    errors = [
        FieldProblem(
            parameter=str(one["loc"][0])[:100] if one["loc"] else "",
            reason=_reason(one["type"], one["msg"]),
        )
        for one in error.errors(include_url=False, include_input=False)[:20]
    ]
    told = "; ".join(f"{one.parameter}: {one.reason}".removeprefix(": ") for one in errors)
    return refusal(400, told, errors=errors)


def _reason(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "there is no such parameter"
    return message.removeprefix("Value error, ")
