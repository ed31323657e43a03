"""The names of a form (`phones-0-value`) as nested values, guided by the schema; nothing is judged here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from marshmallow import Schema, fields

OF_OTHERS = "x-"
"""What the names of the fields begin with that plugins add to a form."""
MAX_ROWS = 1000  # a page never shows more; a forged index cannot make us build a huge list

Pairs = Sequence[tuple[str, Any]]


def parse(schema: Schema, pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """What was sent, as the nested mapping that `schema.load` takes.

    Names with a leading `_` are left out, and so are fields of plugins; an empty value is missing; an unticked box is
    False; list entries in which nothing is filled are dropped. Unknown names stay, so that the schema refuses them.
    """
    sent = [(name, _stripped(value)) for name, value in pairs if not name.startswith(("_", OF_OTHERS))]
    return _mapping(schema, sent)


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def is_filled(value: Any) -> bool:
    """Whether something was typed; an unticked box is not."""
    if isinstance(value, Mapping):
        return any(is_filled(part) for part in value.values())
    return value not in ("", None, False, [])


def inner_schema(field: fields.Field[Any]) -> Schema | None:
    """The schema of a nested field or of the rows of a list, None for plain values."""
    inner = field.inner if isinstance(field, fields.List) else field
    if isinstance(inner, fields.Nested) and isinstance(inner.schema, Schema):
        return inner.schema
    return None


def is_list(field: fields.Field[Any]) -> bool:
    """Whether the field holds several values or rows."""
    return isinstance(field, fields.List) or (isinstance(field, fields.Nested) and bool(field.many))


def _mapping(schema: Schema, sent: Pairs) -> dict[str, Any]:
    found: dict[str, Any] = {}
    claimed: set[str] = set()
    for name, field in schema.load_fields.items():
        key = field.data_key or name
        mine = [pair for pair in sent if _belongs(pair[0], key, field)]
        claimed.update(sent_name for sent_name, _ in mine)
        value = _value(field, key, mine)
        if is_filled(value) or value is False or (is_list(field) and value is not None):
            found[key] = value
    # what no field claims stays, so that the schema refuses it by name
    found.update({name: value for name, value in sent if name not in claimed})
    return found


def _belongs(name: str, key: str, field: fields.Field[Any]) -> bool:
    if name == key:
        return inner_schema(field) is None
    if not name.startswith(f"{key}-"):
        return False
    index, found, _rest = name[len(key) + 1 :].partition("-")
    if is_list(field):
        return _is_index(index) and bool(found) == (inner_schema(field) is not None)
    return inner_schema(field) is not None


def _is_index(text: str) -> bool:
    # Python refuses to read a number of thousands of digits
    return text.isascii() and text.isdecimal() and len(text) < 15


def _value(field: fields.Field[Any], key: str, mine: Pairs) -> Any:
    nested = inner_schema(field)
    if is_list(field):
        return _rows(nested, key, mine) if nested else _several(mine)
    if nested:
        return _mapping(nested, _below(key, mine))
    given = [value for name, value in mine if name == key]
    if isinstance(field, fields.Boolean):
        return given[0] if given else False
    if len(given) > 1:
        return given  # the field's own type refuses a list where one value belongs
    return given[0] if given else None


def _several(mine: Pairs) -> list[Any]:
    # `tags=a&tags=b` from a multiple choice, `tags-0=a&tags-1=b` from a list that grows, or one value a line
    found = (line for _name, value in mine for line in _lines(value))
    return [value for value in found if is_filled(value)][:MAX_ROWS]


def _lines(value: Any) -> list[Any]:
    return [line.strip() for line in value.splitlines()] if isinstance(value, str) else [value]


def _rows(schema: Schema, key: str, mine: Pairs) -> list[dict[str, Any]]:
    by_index: dict[int, list[tuple[str, Any]]] = {}
    for name, value in _below(key, mine):
        index, found, rest = name.partition("-")
        if found:
            by_index.setdefault(int(index), []).append((rest, value))
    rows = [_mapping(schema, by_index[index]) for index in sorted(by_index)[:MAX_ROWS]]
    return [row for row in rows if is_filled(row)]


def _below(key: str, mine: Pairs) -> Pairs:
    return [(name[len(key) + 1 :], value) for name, value in mine]
