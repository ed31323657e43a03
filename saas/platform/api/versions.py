"""The optimistic lock over HTTP: `ETag` is the row's version, a change says in `If-Match` which one it changes."""

from __future__ import annotations

import re
from typing import Protocol

from flask import Response, g, request

from saas.platform.api.problems import precondition_required
from saas.platform.database import session
from saas.platform.errors import VersionConflict
from saas.platform.i18n import _

CHANGING = frozenset({"PUT", "PATCH", "DELETE"})
_ETAG = re.compile(r'"(\d{1,9})"')


class HasVersion(Protocol):
    """A row with an optimistic lock."""

    row_version: int


def tell_version(row: object) -> None:
    """Answer with the row's version as `ETag`; what is not yet written is written first."""
    session().flush()
    g.etag = str(row.row_version)  # type: ignore[attr-defined]  # every Versioned model has it, mapped


def expected_version() -> int:
    """The version that this change is for; raises VersionConflict for what is no ETag of ours."""
    found = _ETAG.fullmatch(request.headers.get("If-Match", "").strip())
    if found is None:
        raise VersionConflict(_("`If-Match` is not an `ETag` of this."))
    return int(found.group(1))


def require_version() -> Response | None:
    """Before a change: refuse it without `If-Match`."""
    if request.method in CHANGING and request.url_rule is not None and "If-Match" not in request.headers:
        return precondition_required()
    return None


def answer_version(response: Response) -> Response:
    """After a view: set the `ETag` it told; a reader who has it already gets 304."""
    if "etag" in g and response.status_code < 400:
        response.set_etag(g.etag)
        if request.method == "GET":
            response.make_conditional(request)
    return response
