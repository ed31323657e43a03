"""What may be taken out by whoever acts now, and taking it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from flask import url_for

from saas.core.contracts.exporters import Exporter
from saas.platform.errors import NotFound, Unavailable
from saas.platform.files.exports import MOST, take_out
from saas.platform.files.sheets import Cell, SheetKind
from saas.platform.i18n import _
from saas.platform.permissions import allowed, require
from saas.platform.plugins import (
    Answer,
    Contribution,
    ask_declared,
    ask_plainly,
    contributions,
    fetch_declared,
)
from saas.platform.web import filter_names, read_filters

R = TypeVar("R")

Line = Sequence[str | int | float | None]


def offered() -> list[Contribution[Exporter]]:
    """The tables that whoever acts may take out, by title."""
    found = [one for one in contributions(Exporter) if allowed(one.value.permission)]
    return sorted(found, key=lambda one: str(one.value.title))


def parameters_of(table: Contribution[Exporter]) -> Sequence[str]:
    """The parameters that narrow a table, in an address; raises Unavailable when the plugin's schema fails."""
    answer = ask_declared(table, _place(table), lambda: filter_names(table.value.filters), Sequence[str])
    return _had(answer)


def filters_of(table: Contribution[Exporter], given: Mapping[str, str]) -> Mapping[str, Any]:
    """What an address narrows a table to; raises Unavailable when the plugin's schema fails."""
    filters = table.value.filters
    return _had(
        ask_declared(table, _place(table), lambda: read_filters(filters, given), Mapping[str, object])
    )


def list_of(table: Contribution[Exporter], **filters: Any) -> str:
    """The address of the list that a table belongs to, with its filters; empty where there is none."""
    endpoint = table.value.list_endpoint
    if not endpoint:
        return ""
    return ask_plainly(table.owner, _place(table), lambda: url_for(endpoint, **filters), str).value or ""


def table_of(key: str) -> Contribution[Exporter]:
    """One table; raises NotFound where it is not there or its plugin is off, Forbidden without its permission."""
    found = next((one for one in contributions(Exporter) if one.value.key == key), None)
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    require(found.value.permission)
    return found


def take_table(
    table: Contribution[Exporter], filters: Mapping[str, Any], kind: SheetKind, *, reason: str
) -> bytes:
    """The rows of a table, narrowed by loaded filters, as a file; the export log tells who took them, and why.

    Raises Invalid without a reason and for more rows than fit, Unavailable when the plugin's rows cannot be had.
    """
    exporter = table.value
    header = [str(column) for column in exporter.columns]
    rows = _rows(table, lambda: exporter.rows(filters, MOST + 1))
    told = {
        name: "***" if value and name in exporter.secret_filters else value for name, value in filters.items()
    }
    return take_out(exporter.key, kind, header, rows, filters=told, reason=reason)


def _rows(table: Contribution[Exporter], give: Callable[[], Any]) -> Sequence[Sequence[Cell]]:
    return _had(fetch_declared(table, _place(table), give, Sequence[Line]))


def _had(answer: Answer[R]) -> R:
    if answer.value is None:
        raise Unavailable(_("The rows cannot be had at the moment. Try again later."))
    return answer.value


def _place(table: Contribution[Exporter]) -> str:
    return f"exports.{table.value.key}"
