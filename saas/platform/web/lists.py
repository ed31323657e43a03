"""Addresses of lists: the filters that a page was asked with, carried on to its links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request
from marshmallow import EXCLUDE, Schema, ValidationError


def kept_filters(names: Iterable[str], **changes: object) -> dict[str, Any]:
    """The filters that this request's address gives, some of them changed; empty ones are left out.

    names: the list's own filters. Anything else in the address is dropped: `url_for` would take `_scheme` or `_method`
    for options of its own.
    """
    given: dict[str, Any] = {name: request.args.get(name, "") for name in names}
    return {name: value for name, value in (given | changes).items() if value not in ("", None)}


def filter_names(schema: type[Schema]) -> list[str]:
    """The parameters that the filters of a schema have in an address."""
    return [field.data_key or name for name, field in schema().load_fields.items()]


def read_filters(schema: type[Schema], given: Mapping[str, str]) -> dict[str, Any]:
    """The filters of an address as the schema reads them; what is empty, unknown or not to be read is left out."""
    wanted = {name: text for name in filter_names(schema) if (text := given.get(name, "").strip())}
    try:
        found: dict[str, Any] = schema(unknown=EXCLUDE).load(wanted)
    except ValidationError as error:
        # An address that somebody kept or mistyped still shows its list.
        found = schema(unknown=EXCLUDE).load({k: v for k, v in wanted.items() if k not in error.messages})
    return found
