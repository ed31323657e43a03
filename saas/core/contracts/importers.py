"""What rooms and plugins can bring in from files: columns, the schema of a row, and what writes the rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from flask import url_for
from marshmallow import Schema

from saas.platform.i18n import LazyStr
from saas.platform.permissions import allowed

IMPORT_FILES: Final = "imports.own:write"
"""The right to import at all, beside that of an importer."""


class CellKind(StrEnum):
    """How the cells of a column are read before the schema sees them; what cannot be read fails the row."""

    TEXT = "text"
    """Without outer blanks, half width; "-", "无" and "N/A" are nothing."""
    CODE = "code"
    """A number of a document, a VIN, a plate: half width, capitals, no blanks."""
    DAY = "day"
    """A day in any of the ways in which spreadsheets and people write one; the schema gets `2026-11-21`."""
    WHOLE = "whole"
    """A whole number, also written `1,234` or `3.0`."""
    FEN = "fen"
    """An amount such as `¥1,234.50`; the schema gets whole fen."""
    KM = "km"
    """A distance such as `1.2万公里`; the schema gets whole kilometres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportColumn:
    """A column that a file may have.

    key: the field of the importer's schema. title: what people read, translated. words: further headers under which
    files have it, in any language; case, width, blanks, units and remarks in brackets do not count. required: the
    columns cannot be settled without it. personal: its cells are masked on pages.
    """

    key: str
    title: LazyStr
    words: Sequence[str] = ()
    kind: CellKind = CellKind.TEXT
    required: bool = False
    personal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRow:
    """A row that its schema took. number: as the spreadsheet numbers it. values: what the schema loaded, by field."""

    number: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportContext:
    """What an importer may need besides the rows.

    import_id: of the import, for rows that remember where they come from. today: the group's day. stores: those to
    which whoever started it may write by the importer's permission; none for all of them.
    """

    import_id: int
    today: date
    stores: frozenset[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What became of some rows.

    created, updated, unchanged: the natural keys of the things that the rows are about, so that a thing in several
    rows counts once. faulty: why a row was not taken, in words for people and without its values, by row number.
    """

    created: Collection[str] = ()
    updated: Collection[str] = ()
    unchanged: Collection[str] = ()
    faulty: Mapping[int, LazyStr] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """A kind of file that the imports page takes: upload, columns, dry run, run, report.

    key: `<plugin>.<things>`. title: the things, in the plural. summary: what one row is, and by what it is found again.
    schema: judges one row, its fields named by the columns' keys; empty cells are not given to it. write: writes some
    hundred rows, set-based, in the transaction it is called in; the same rows again must change nothing. The dry run
    calls it too and takes back what it wrote. permission: who may use it, beside the right to import at all; one over
    what belongs to the whole group says `of_the_group`. piece_rows: how many rows `write` is given at once.
    """

    key: str
    title: LazyStr
    summary: LazyStr
    columns: Sequence[ImportColumn]
    schema: type[Schema]
    write: Callable[[Sequence[ImportedRow], ImportContext], ImportResult]
    permission: str
    piece_rows: int = 500


def may_import(importer: Importer) -> bool:
    """Whether whoever acts may bring in such files."""
    return allowed(IMPORT_FILES) and allowed(importer.permission)


def import_address(importer: Importer) -> str:
    """The address of the page where whoever acts brings in such files, empty for who may not."""
    return url_for("imports.new", importer=importer.key) if may_import(importer) else ""
