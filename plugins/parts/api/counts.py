"""Counts, for hand-held devices and other systems; a person approves them, not a program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.parts import operations
from plugins.parts.api.blueprint import api
from plugins.parts.models import CountSession, CountState
from plugins.parts.operations import Found
from plugins.parts.operations.judging import difference_fen
from plugins.parts.permissions import COUNT_WRITE, STOCK_READ
from plugins.parts.queries.counts import count_row, counts_page, lines_with_parts
from plugins.parts.schemas.counts import (
    CountEnterSchema,
    CountOpenSchema,
    CountOut,
    CountQuery,
    CountWholeOut,
)
from saas.plugin_api import Page, listed, page_of, requires, tell_version


@api.get("/counts")
@api.arguments(CountQuery, location="query")
@api.response(200, page_of(CountOut))
@requires(STOCK_READ)
def list_counts(query: dict[str, Any]) -> dict[str, object]:
    """List counts, the newest first."""
    page = counts_page(**query)
    return listed(Page(rows=[row.CountSession for row in page.rows], after=page.after, before=page.before))


@api.post("/counts")
@api.arguments(CountOpenSchema)
@api.response(201, CountOut)
@requires(COUNT_WRITE)
def open_count(body: Mapping[str, Any]) -> CountSession:
    """Open a count of some parts, or of those that are due."""
    return _told(operations.open_count(body["store_id"], body["part_ids"], limit=body["limit"]))


@api.get("/counts/<int:count_id>")
@api.response(200, CountWholeOut)
@requires(STOCK_READ)
def read_count(count_id: int) -> dict[str, object]:
    """Show a count with its lines; what should be there is told once it is handed in."""
    count: CountSession = _told(count_row(count_id).CountSession)
    shown = count.state is not CountState.COUNTING
    names = (
        "id",
        "document_no",
        "store_id",
        "state",
        "snapshot_at",
        "submitted_at",
        "decided_at",
        "row_version",
    )
    lines = [_line(row, shown=shown) for row in lines_with_parts(count_id)]
    return {name: getattr(count, name) for name in names} | {"lines": lines}


def _line(row: Any, *, shown: bool) -> dict[str, object]:
    line = row.CountLine
    known = shown and line.expected is not None
    return {
        "id": line.id,
        "part_id": line.part_id,
        "number": row.number,
        "name": row.part,
        "bin": line.bin,
        "state": line.state,
        "counted": line.counted,
        "counts_made": line.counts_made,
        "expected": line.expected if known else None,
        "difference": line.difference if known else None,
        "value_fen": difference_fen(line) if known else None,
    }


@api.post("/counts/<int:count_id>/enter")
@api.arguments(CountEnterSchema)
@api.response(200, CountOut)
@requires(COUNT_WRITE)
def enter_counts(body: Mapping[str, Any], count_id: int) -> CountSession:
    """Write down what was found of some lines."""
    return _told(operations.enter_counts(count_id, [Found(**one) for one in body["found"]]))


@api.post("/counts/<int:count_id>/submit")
@api.response(200, CountOut)
@requires(COUNT_WRITE)
def submit_count(count_id: int) -> CountSession:
    """Hand a count in."""
    return _told(operations.submit_count(count_id))


@api.post("/counts/<int:count_id>/cancel")
@api.response(200, CountOut)
@requires(COUNT_WRITE)
def cancel_count(count_id: int) -> CountSession:
    """Give up a count."""
    return _told(operations.cancel_count(count_id))


def _told(count: CountSession) -> CountSession:
    tell_version(count)
    return count
