"""Reading a request's JSON and parameters: strict about type and fields, lenient about surrounding spaces."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask import Request
from webargs import core
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType


class StrictParser(FlaskParser):
    """Refuses unknown parameters and bodies that are not JSON; strips every text."""

    # Values that a typing mistake would silently lose: an unknown filter must not list everything.
    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": ma.RAISE}  # noqa: RUF012  # as webargs has it

    def _raw_load_json(self, req: Request) -> Any:
        if not req.get_data(cache=True):
            return core.missing
        if not req.is_json:
            raise UnsupportedMediaType
        return stripped(super()._raw_load_json(req))

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        """The parameters of the address, stripped."""
        return self._makeproxy(
            req.args.__class__([(key, stripped(value)) for key, value in req.args.items(multi=True)]), schema
        )


def stripped(value: Any) -> Any:
    """The same JSON value with every text stripped.

    Raises marshmallow's ValidationError for a text that no database column can hold.
    """
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return [stripped(inner) for inner in value]
    if isinstance(value, dict):
        return {_text(key): stripped(inner) for key, inner in value.items()}
    return value


def _text(value: str) -> str:
    # PostgreSQL takes neither NUL nor half of a surrogate pair, and JSON allows both.
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise ma.ValidationError("Not a valid string.")
    return value.strip()
