"""Where a browser goes on to: of what it hands in only our own addresses, and of a page one that opens it again."""

from __future__ import annotations

import re

from flask import current_app, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

_OWN = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f]*")


def own_address(wanted: str | None) -> str:
    """The wanted address if it is one of ours (a path, not a host), else an empty text."""
    return wanted if wanted and _OWN.fullmatch(wanted) else ""


def page_address() -> str:
    """Where the page of this request opens again: the answer to a form has the nearest address above it that is a page.

    A form that was answered with a refusal alone leads home, since an address near it would tell which ones there are.
    """
    if request.method in {"GET", "HEAD"}:
        return request.full_path
    if g.get("is_refusal"):
        return "/"
    path = request.path
    while path.strip("/") and not _opens(path):
        path = path.rstrip("/").rpartition("/")[0]
    return path or "/"


def _opens(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except RequestRedirect:
        return True  # to the same with a slash
    except HTTPException:
        return False
    return True
