"""Keyset paging: a page costs the same at any depth, and rows that come or go do not shift it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from saas.platform.database.extension import session
from saas.platform.errors import Invalid
from saas.platform.i18n import _

T = TypeVar("T")

COUNT_CAP = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Rows of one page; `after` and `before` are the cursors of the neighbouring pages, none at the ends."""

    rows: Sequence[T]
    after: str | None
    before: str | None


def keyset_page(
    statement: Select[Any],
    *,
    keys: Sequence[InstrumentedAttribute[Any] | ColumnElement[Any]],
    limit: int,
    after: str | None = None,
    before: str | None = None,
    descending: bool = False,
) -> Page[Any]:
    """One page of `statement` in the order of `keys`.

    keys: columns of the statement, all NOT NULL, the last one unique in the tenant.
    limit: rows at most. after, before: cursor of a page that was answered earlier; raises Invalid for a forged one.
    Rows are what the statement selects: entities when it selects one, else rows.
    """
    backward = before is not None
    cursor = before if backward else after
    if cursor:
        values = _decode(cursor, [key.type.python_type for key in keys])
        bound = tuple_(*(literal(value, key.type) for value, key in zip(values, keys, strict=True)))
        ascending = descending == backward
        statement = statement.where(tuple_(*keys) > bound if ascending else tuple_(*keys) < bound)
    order = [key.desc() if descending != backward else key.asc() for key in keys]
    # The keys travel with each row, so that the cursor needs no second look at the entity.
    shown = statement.add_columns(*(key.label(f"_key_{n}") for n, key in enumerate(keys)))
    found = list(session().execute(shown.order_by(*order).limit(limit + 1)))
    more = len(found) > limit
    found = found[:limit]
    if backward:
        found.reverse()
    return _page(found, len(keys), more=more, backward=backward, cursor=cursor)


def _page(found: list[Any], keys: int, *, more: bool, backward: bool, cursor: str | None) -> Page[Any]:
    width = len(found[0]) - keys if found else 1
    rows = [row[0] if width == 1 else row for row in found]
    edges = [_encode(row[-keys:]) for row in (found[:1] + found[-1:])]
    has_after = bool(found) and (backward or more)
    has_before = bool(found) and (more if backward else cursor is not None)
    return Page(rows=rows, after=edges[1] if has_after else None, before=edges[0] if has_before else None)


def capped_count(statement: Select[Any], cap: int = COUNT_CAP) -> int:
    """How many rows the statement has, counted up to `cap` + 1 (shown as "1000+")."""
    inner = statement.with_only_columns(literal(1)).order_by(None).limit(cap + 1).subquery()
    return session().execute(select(func.count()).select_from(inner)).scalar_one()


def _encode(values: Sequence[Any]) -> str:
    raw = json.dumps([_plain(value) for value in values], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return value


def _decode(cursor: str, kinds: Sequence[type]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        restored = [_restored(value) for value in values]
    except (ValueError, binascii.Error, TypeError, KeyError):
        restored = []
    # Of the very type: the driver would send anything else to a column that does not take it.
    if [type(value) for value in restored] != list(kinds):
        raise Invalid("after", _("This page address is damaged; start again from the first page."))
    return restored


def _restored(value: Any) -> Any:
    if isinstance(value, dict):
        return datetime.fromisoformat(value["t"]) if "t" in value else date.fromisoformat(value["d"])
    return value
