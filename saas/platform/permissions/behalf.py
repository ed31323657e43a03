"""In whose place somebody acts: noted when a right is asked for, said by the entries of the log."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import g, has_request_context
from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from saas.platform.database import session
from saas.platform.permissions.grants import Asked, Grants

Column = ColumnElement[Any] | InstrumentedAttribute[Any]


def note_check(grants: Grants, permission: str, store_id: Asked, owner_id: Asked) -> None:
    """Note that a permission was asked for, of a row if one is given."""
    if grants.stood_in_for:
        _note(partial(_in_whose_place, grants, permission, store_id, owner_id))


def note_reach(
    grants: Grants, permission: str, store_column: Column | None, owner_column: Column | None
) -> None:
    """Note that rows were asked for that a permission reaches, by the columns of their store and owner."""
    if grants.stood_in_for:
        _note(partial(_of_loaded_rows, grants, permission, store_column, owner_column))


def _note(find: Callable[[], frozenset[int]]) -> None:
    # Asked only when something is recorded: most requests record nothing.
    if has_request_context():
        g.setdefault("in_whose_place", []).append(find)


def _in_whose_place(grants: Grants, permission: str, store_id: Asked, owner_id: Asked) -> frozenset[int]:
    """The members whose roles were needed: none where one's own are enough."""
    own = grants.in_own_name().of(permission)
    if own is not None and own.reaches(store_id, owner_id):
        return frozenset()
    return frozenset(
        member
        for member in grants.stood_in_for
        if (theirs := grants.in_place_of(member).of(permission)) and theirs.reaches(store_id, owner_id)
    )


def _of_loaded_rows(
    grants: Grants, permission: str, store_column: Column | None, owner_column: Column | None
) -> frozenset[int]:
    columns = [one for one in (store_column, owner_column) if isinstance(one, InstrumentedAttribute)]
    kinds: tuple[Any, ...] = tuple({one.class_ for one in columns})
    rows = [row for row in session().identity_map.values() if kinds and isinstance(row, kinds)]
    found: frozenset[int] = frozenset()
    for row in rows:
        store_id, owner_id = _value(row, store_column), _value(row, owner_column)
        found |= _in_whose_place(grants, permission, store_id, owner_id)
    return found


def _value(row: object, column: Column | None) -> int | None:
    if not isinstance(column, InstrumentedAttribute):
        return None
    kind: Any = column.class_
    value: int | None = getattr(row, column.key) if isinstance(row, kind) else None
    return value
