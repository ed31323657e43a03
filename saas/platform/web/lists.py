"""Addresses of lists: the filters that a page was asked with, carried on to its links."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import request


def kept_filters(names: Iterable[str], **changes: object) -> dict[str, Any]:
    """The filters that this request's address gives, some of them changed; empty ones are left out.

    names: the list's own filters. Anything else in the address is dropped: `url_for` would take `_scheme` or `_method`
    for options of its own.
    """
    given: dict[str, Any] = {name: request.args.get(name, "") for name in names}
    return {name: value for name, value in (given | changes).items() if value not in ("", None)}
