"""Filters that rooms and plugins add to lists of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, false, func, select

from saas.platform.database import session
from saas.platform.i18n import LazyStr
from saas.platform.plugins import Contribution, ask_declared
from saas.platform.web.contributed import name_of, visible_in
from saas.platform.web.extending import ListFilter

S = TypeVar("S", bound=Select[Any])


def list_filters(slot: str) -> Mapping[str, LazyStr]:
    """The filters of a list that the person may use, by their names in an address, light ones first."""
    return {name: found.value.label for name, found in _filters(slot).items()}


def narrowed(statement: S, slot: str, name: str) -> S:
    """The list's statement with the criterion of a filter; as it is for one that is not there for this group or person.

    A filter that fails finds nothing: rows that it should have left out would be taken for what was asked for.
    """
    found = _filters(slot).get(name)
    if found is None:
        return statement
    criterion_of = found.value.criterion

    def tried() -> ColumnElement[bool]:
        criterion = criterion_of()
        # Here and not in the list is where a condition is to fail that the database does not take, that some row breaks,
        # or that takes too long: so all rows are tried, not only those of one page.
        narrow = statement.where(criterion).order_by(None)
        session().execute(select(func.count()).select_from(narrow.subquery()))
        return criterion

    answer = ask_declared(found, f"filter.{found.value.key}", tried, ColumnElement)
    return statement.where(false() if answer.value is None else answer.value)


def _filters(slot: str) -> dict[str, Contribution[ListFilter]]:
    return {name_of(found): found for found in visible_in(slot, ListFilter)}
