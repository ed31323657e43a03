"""What rooms and plugins let people take out of the system as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema

from saas.platform.files.sheets import Cell
from saas.platform.i18n import LazyStr


class NoFilters(Schema):
    """Everything within reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """A table that people may take out, with a reason, as XLSX or CSV.

    key: `<room or plugin>.<resource>`; the export log and the audit name it. title: the things, in the plural. columns:
    the headers. rows: the lines for the loaded filters, within reach of the permission, numbers and other personal
    texts masked; at most as many as the second argument says, which is one more than a file may hold. permission: who
    may take them out. filters: loads the parameters of the list's address that narrow it; unknown ones are dropped.
    secret_filters: those of which the log tells only that they were set, such as a search term, which may be somebody's
    name. list_endpoint: the page that has the list; the export leads back to it with its filters.
    """

    key: str
    title: LazyStr
    columns: Sequence[LazyStr]
    rows: Callable[[Mapping[str, Any], int], Iterable[Sequence[Cell]]]
    permission: str
    filters: type[Schema] = NoFilters
    secret_filters: frozenset[str] = frozenset()
    list_endpoint: str = ""
