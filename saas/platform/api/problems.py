"""Errors of the API as problem details (RFC 9457), whatever raised them."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, json, make_response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from saas.platform.errors import DomainError, Invalid, VersionConflict
from saas.platform.i18n import _, _l
from saas.platform.observability import current_error_id, current_request_id
from saas.platform.plugins import failed_plugin
from saas.platform.web.forms.messages import translated

PREFIX = "/api/"
_BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})
_CHALLENGE = 'Bearer realm="aftercare"'

# Code and advice of what the framework refuses; an operation's refusals bring their own.
_HTTP = {
    400: ("bad_request", _l("This request cannot be read; the body must be valid JSON.")),
    401: ("unauthenticated", _l("Send a valid token as `Authorization: Bearer …`.")),
    403: ("forbidden", _l("This token may not do this.")),
    404: ("not_found", _l("This does not exist, or no longer.")),
    405: ("method_not_allowed", _l("This address does not take this method; see `Allow`.")),
    406: ("not_acceptable", _l("Answers are JSON only.")),
    413: ("too_large", _l("This request is too large.")),
    415: ("unsupported_media_type", _l("Send JSON, as `Content-Type: application/json`.")),
    422: ("invalid", _l("Some fields cannot be taken; see `errors`.")),
    429: ("too_many_requests", _l("Too many requests; wait as `Retry-After` says.")),
    500: ("internal", _l("Something went wrong on our side, and nothing was changed. The log knows `error_id`.")),
    503: ("unavailable", _l("This does not answer now; try again later.")),
}  # fmt: skip


def is_api_request() -> bool:
    """Whether the request's errors are problem details rather than pages."""
    return request.path.startswith(PREFIX)


def problem(
    status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None, **members: object
) -> Response:
    """A problem document; `members` are its further fields, empty ones left out."""
    content: dict[str, object] = {
        "type": f"/api/v1/docs#problem-{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": current_request_id(),
        **{name: value for name, value in members.items() if value},
    }
    response = Response(json.dumps(content), status=status, mimetype="application/problem+json")
    response.headers.update(headers or {})
    if status == 401:
        response.headers["WWW-Authenticate"] = _CHALLENGE
    return response


def domain_problem(error: DomainError) -> Response:
    """The problem document of a refusal by an operation."""
    # What a page calls a conflict is, with If-Match, a precondition that failed.
    status = 412 if isinstance(error, VersionConflict) and "If-Match" in request.headers else error.status
    errors = field_errors(error.fields, _source()) if isinstance(error, Invalid) else []
    retry_after = getattr(error, "retry_after", None)
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    return problem(status, error.code, error.message, headers=headers, errors=errors)


def http_problem(error: HTTPException) -> Response:
    """The problem document of what the framework refused; redirects pass as they are."""
    status = error.code or 500
    if status < 400:
        return make_response(error)
    code, advice = _HTTP.get(status, _HTTP[500] if status >= 500 else ("refused", error.description or ""))
    headers = {}
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return problem(
        status, code, str(advice), headers=headers, errors=_parse_errors(error),
        error_id=current_error_id(), plugin=failed_plugin(),
    )  # fmt: skip


def field_errors(fields: Mapping[str, Any], source: str = "json") -> list[dict[str, str]]:
    """One entry for each message: `pointer` into the body, or the `parameter` of the address.

    fields: names (`phones-0-value` or nested mappings) to messages. source: `json`, or where parameters come from.
    """
    found: list[dict[str, str]] = []
    for path, message in _leaves(fields, ()):
        if source == "json":
            place = {"pointer": "#" + "".join("/" + _escaped(part) for part in path)}
        else:
            place = {"parameter": ".".join(path)}
        found.append({**place, "detail": translated(message)})
    return found


def _leaves(messages: Any, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
    if isinstance(messages, Mapping):
        return [leaf for key, inner in messages.items() for leaf in _leaves(inner, path + _parts(str(key)))]
    texts = messages if isinstance(messages, (list, tuple)) else [messages]
    return [(path, str(text)) for text in texts]


def _parts(name: str) -> tuple[str, ...]:
    # marshmallow's `_schema` and our `""` are the whole input.
    return () if name in ("", "_schema") else tuple(name.split("-"))


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _source() -> str:
    return "json" if request.method in _BODY_METHODS else "query"


def _parse_errors(error: HTTPException) -> list[dict[str, str]]:
    data: dict[str, Any] = getattr(error, "data", None) or {}
    messages = data.get("messages") or {}
    return [one for source, fields in messages.items() for one in field_errors({"": fields}, source)]


def precondition_required() -> Response:
    """The problem document of a change that does not say which version it changes."""
    return problem(
        428,
        "precondition_required",
        _("Send the `ETag` that you read as `If-Match`, so that nobody's change is lost."),
    )
