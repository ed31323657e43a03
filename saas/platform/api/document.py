"""The OpenAPI document: what flask-smorest gathers, with what all operations share, cut to what is on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from marshmallow import Schema, fields

from saas.platform.api.repeats import HEADER
from saas.platform.api.versions import CHANGING

_REFERENCE = re.compile(r"#/components/schemas/(.+)")
_ETAG_HEADER = {"description": "Version of what is answered.", "schema": {"type": "string"}}

_RATE_HEADERS = {
    "RateLimit": {
        "description": "What is left of the tightest limit, and for how many seconds.",
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {"description": "The limits that count.", "schema": {"type": "string"}},
}
_RETRY_HEADER = {"description": "Seconds.", "schema": {"type": "integer"}}

_PROBLEMS = {
    400: "The body is no JSON.",
    401: "No token, or none that is valid for this group.",
    403: "The token may not do this.",
    404: "There is no such thing in the group, or its module is off.",
    409: "What is there does not allow it, or a request with this key is under way.",
    412: "It was changed since the version in `If-Match`.",
    413: "The body is too large.",
    415: "The body is of another media type.",
    422: "Values cannot be taken; `errors` says which.",
    428: "`If-Match` is missing.",
    429: "Too many requests; `Retry-After` says how long to wait, in seconds.",
    500: "An error of ours; quote `error_id`.",
    503: "Something that this needs does not answer now.",
}
"""All problems that an operation answers with (RFC 9457)."""


class ErrorDetail(Schema):
    """Where one fault is, and what it is."""

    pointer = fields.String(metadata={"description": "JSON pointer into the body."})
    parameter = fields.String(metadata={"description": "Name of the parameter in the address."})
    detail = fields.String(required=True)


class Problem(Schema):
    """Problem details as in RFC 9457."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True, metadata={"description": "For programs; never translated."})
    request_id = fields.String(required=True)
    error_id = fields.String(metadata={"description": "Of an unexpected error: what to quote to support."})
    plugin = fields.String(metadata={"description": "Of an unexpected error: the plugin that failed."})
    errors = fields.List(fields.Nested(ErrorDetail))


def complete(gathered: Mapping[str, Any]) -> dict[str, Any]:
    """The document of all rooms and plugins: security, preconditions, keys and problems added to each operation."""
    document = deepcopy(dict(gathered))
    parts = document.setdefault("components", {})
    parts["responses"] = {f"Problem{status}": _problem(told) for status, told in _PROBLEMS.items()}
    parts["responses"]["Problem429"]["headers"] = {**_RATE_HEADERS, "Retry-After": _RETRY_HEADER}
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{"token": []}]
    for path in document["paths"].values():
        for method, operation in path.items():
            if isinstance(operation, dict):
                _complete_operation(method.upper(), operation)
    return document


def _complete_operation(method: str, operation: dict[str, Any]) -> None:
    parameters = operation.setdefault("parameters", [])
    responses = {code: one for code, one in operation.get("responses", {}).items() if str(code) < "4"}
    if method in CHANGING:
        parameters.append(_header("If-Match", "The `ETag` that was read.", required=True))
    if method == "POST":
        told = "A key of your own; the same request again with it within 24 hours is done once."
        parameters.append(_header(HEADER, told, required=False))
    for answer in responses.values():
        if "$ref" not in answer:
            answer.setdefault("headers", {}).update(_RATE_HEADERS)
        if method in ("GET", "PUT", "PATCH") and "$ref" not in answer:
            answer.setdefault("headers", {})["ETag"] = _ETAG_HEADER
    refused = {
        str(status): {"$ref": f"#/components/responses/Problem{status}"}
        for status in sorted(_refusals(method, operation))
    }
    operation["responses"] = {**responses, **refused}


def _problem(told: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": told, "content": {"application/problem+json": {"schema": schema}}}


def _refusals(method: str, operation: Mapping[str, Any]) -> set[int]:
    """The statuses of problems that an operation may answer with, whatever it does."""
    found = {401, 403, 404, 429, 500, 503}
    if method in CHANGING:
        found |= {412, 428}
    if method != "GET":
        found |= {409, 422}
    if "requestBody" in operation:
        found |= {400, 413, 415}
    takes = any(one.get("in") == "query" for one in operation.get("parameters", ()))
    return found | ({422} if takes else set())


def _header(name: str, description: str, *, required: bool) -> dict[str, Any]:
    return {
        "in": "header",
        "name": name,
        "required": required,
        "description": description,
        "schema": {"type": "string"},
    }


def cut(document: Mapping[str, Any], shown: Callable[[str], bool]) -> dict[str, Any]:
    """The document with only the operations whose tag is `shown`, and the schemas that these use."""
    kept = deepcopy(dict(document))
    kept["paths"] = {path: ops for path, ops in kept["paths"].items() if any(map(shown, _tags(ops)))}
    kept["tags"] = [tag for tag in kept.get("tags", []) if shown(tag["name"])]
    schemas: dict[str, Any] = kept["components"].get("schemas", {})
    wanted = _reachable((kept["paths"], kept["components"]["responses"]), schemas)
    kept["components"]["schemas"] = {name: one for name, one in schemas.items() if name in wanted}
    return kept


def _tags(operations: Mapping[str, Any]) -> set[str]:
    return {tag for one in operations.values() if isinstance(one, Mapping) for tag in one.get("tags", ())}


def _reachable(start: Any, schemas: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    new = _references(start)
    while new:
        found |= new
        new = {name for one in new for name in _references(schemas.get(one, {}))} - found
    return found


def _references(value: Any) -> set[str]:
    if isinstance(value, Mapping):
        match = _REFERENCE.fullmatch(str(value.get("$ref", "")))
        own = {match.group(1)} if match else set()
        return own.union(*(_references(inner) for inner in value.values()))
    if isinstance(value, (list, tuple)):
        return set().union(*(_references(inner) for inner in value))
    return set()
