"""Decimal numbers in the description of the API: as text, so that no digit is lost on the way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marshmallow import fields

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_PATTERN = r"^-?[0-9]+(\.[0-9]+)?$"


def describe_decimal(_converter: Any, field: Any, ret: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """What marshmallow's decimal fields take and answer, which apispec calls numbers with limits that JSON cannot hold.

    They take numbers and text; those that answer (`as_string`) answer text. ret: what is described of the field so far.
    """
    if not isinstance(field, fields.Decimal):
        return {}
    kinds = ["string"] if field.as_string else ["number", "string"]
    if "null" in ret["type"]:
        kinds.append("null")
    limits = {name: float(ret[name]) for name in _BOUNDS if isinstance(ret.get(name), Decimal)}
    return {"type": kinds[0] if len(kinds) == 1 else kinds, "pattern": _PATTERN, **limits}
