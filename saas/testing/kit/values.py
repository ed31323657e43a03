"""Values that a schema's fields would take: for settings and for what is sent to an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from marshmallow import Schema, fields, missing, validate

from saas.platform.clock import now

Rows = Mapping[str, Sequence[int]]

_numbers = count(1)
PHONE = "13900001234"


def word() -> str:
    """A word that nobody has typed yet: it may be a name that must be the only one."""
    return f"Kit{next(_numbers)}"


def body_for(schema: Schema, rows: Mapping[str, int]) -> dict[str, Any]:
    """What a schema takes, as in JSON, every field filled that can be guessed.

    rows: for the fields that name a row, by their names.
    """
    found = {}
    for name, field in schema.load_fields.items():
        value = value_for(field, rows.get(name))
        if value is not None:
            found[field.data_key or name] = value
    return found


def value_for(field: fields.Field[Any], row: int | None = None) -> Any:
    """A value that a field takes, as in JSON; none where it cannot be guessed. row: the id of what the field names."""
    if row is not None:
        return row
    if isinstance(field, fields.Nested):
        inner = body_for(field.schema, {})
        return [inner] if field.many else inner
    if isinstance(field, fields.List):
        one = value_for(field.inner)
        return [] if one is None else [one]
    if choices := _choices(field):
        return next((one for one in choices if one != _default(field)), choices[0])
    return next((make(field) for kind, make in _BY_TYPE if isinstance(field, kind)), None)


def _default(field: fields.Field[Any]) -> Any:
    return None if field.load_default is missing or callable(field.load_default) else field.load_default


def _choices(field: fields.Field[Any]) -> list[Any]:
    if isinstance(field, fields.Enum):
        by_value = field.by_value is not False
        return [one.value if by_value else one.name for one in field.enum]
    checks = [one for one in field.validators if isinstance(one, validate.OneOf)]
    return [choice for one in checks for choice in one.choices]


def _number(field: fields.Field[Any]) -> int:
    lowest, highest = 1, 2**31
    for check in field.validators:
        if isinstance(check, validate.Range):
            lowest = max(lowest, int(check.min)) if check.min is not None else lowest
            highest = int(check.max) if check.max is not None else highest
    # Another than the default, so that it can be told from nothing.
    return next((one for one in (lowest, lowest + 1) if one != _default(field) and one <= highest), highest)


def _text(field: fields.Field[Any]) -> str:
    if field.metadata.get("widget") == "tel":
        return PHONE
    lengths = [check for check in field.validators if isinstance(check, validate.Length)]
    least = max((one.min or one.equal or 1 for one in lengths), default=1)
    most = min((one.max or one.equal or 100 for one in lengths), default=100)
    text = word()
    return (text * (least // len(text) + 1))[: max(least, min(len(text), most))]


_BY_TYPE: tuple[tuple[type[fields.Field[Any]], Any], ...] = (
    (fields.Boolean, lambda field: not _default(field)),
    (fields.Email, lambda _field: "kit@example.com"),
    (fields.URL, lambda _field: "https://example.com/kit"),
    (fields.Time, lambda _field: "09:30"),
    (fields.Date, lambda _field: (now() + timedelta(days=1)).date().isoformat()),
    (fields.DateTime, lambda _field: now().replace(microsecond=0).isoformat()),
    (fields.Number, _number),
    (fields.String, _text),
    (fields.Mapping, lambda _field: {}),
)
