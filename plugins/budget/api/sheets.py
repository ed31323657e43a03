"""Budgets, the board, transfers and standard rates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.budget import operations
from plugins.budget.api.blueprint import api, told
from plugins.budget.models import Budget, StandardRate, Transfer
from plugins.budget.operations import TransferDetails
from plugins.budget.permissions import (
    APPROVE,
    APPROVE_TRANSFER,
    READ,
    REQUEST_TRANSFER,
    REVIEW,
    STANDARDS,
    WRITE,
)
from plugins.budget.queries.board import board_page, entries_page, pot_row, transfers_page
from plugins.budget.queries.days import today_of
from plugins.budget.queries.sheets import series_of, sheet_row, sheets_page, versions_of
from plugins.budget.schemas.sheets import (
    BudgetBoardOut,
    BudgetBoardQuery,
    BudgetDecisionSchema,
    BudgetEntryOut,
    BudgetNewSheetSchema,
    BudgetRateOut,
    BudgetRateSchema,
    BudgetSeriesSchema,
    BudgetSheetOut,
    BudgetStepSchema,
    BudgetTransferOut,
    BudgetTransferSchema,
    BudgetWholeOut,
)
from plugins.budget.typed import assumptions, fen, rate_details, series_details
from saas.plugin_api import Page, PageQuery, listed, page_of, requires


@api.get("/budgets")
@api.arguments(PageQuery, location="query")
@api.response(200, page_of(BudgetSheetOut))
@requires(READ)
def list_sheets(query: Mapping[str, Any]) -> dict[str, object]:
    """List the budgets within reach, the newest first."""
    page = sheets_page(limit=query["limit"], after=query["after"])
    return listed(Page(rows=[row.Budget for row in page.rows], after=page.after, before=page.before))


@api.post("/budgets")
@api.arguments(BudgetNewSheetSchema)
@api.response(201, BudgetSheetOut)
@requires(WRITE)
def create_sheet(body: Mapping[str, Any]) -> Budget:
    """Begin a budget with its first version."""
    return told(
        operations.create_budget(
            title=body["title"],
            year=body["year"],
            store_id=body["store_id"],
            target_fen=fen(body["target_yuan"]),
            assumptions=assumptions(body),
        )
    )


@api.get("/budgets/<int:budget_sheet_id>")
@api.response(200, BudgetWholeOut)
@requires(READ)
def read_sheet(budget_sheet_id: int) -> dict[str, object]:
    """Show a budget with the lines of its latest version."""
    return _whole(budget_sheet_id)


@api.post("/budgets/<int:budget_sheet_id>/lines")
@api.arguments(BudgetSeriesSchema)
@api.response(200, BudgetWholeOut)
@requires(WRITE)
def write_line(body: Mapping[str, Any], budget_sheet_id: int) -> dict[str, object]:
    """Write twelve months of a line: amounts in yuan or, with a driver, volumes."""
    operations.write_series(budget_sheet_id, series_details(body))
    return _whole(budget_sheet_id)


@api.post("/budgets/<int:budget_sheet_id>/write")
@api.arguments(BudgetStepSchema)
@api.response(200, BudgetWholeOut)
@requires(WRITE)
def writers_step(body: Mapping[str, Any], budget_sheet_id: int) -> dict[str, object]:
    """Submit a budget, take it back, drop its version or begin a revision (`submit`, `withdraw`, `drop`, `revise`)."""
    operations.take_step(budget_sheet_id, WRITE, body["step"], body["text"])
    return _whole(budget_sheet_id)


@api.post("/budgets/<int:budget_sheet_id>/review")
@api.arguments(BudgetStepSchema)
@api.response(200, BudgetWholeOut)
@requires(REVIEW)
def reviewers_step(body: Mapping[str, Any], budget_sheet_id: int) -> dict[str, object]:
    """Take a budget into review or return it (`start_review`, `return`)."""
    operations.take_step(budget_sheet_id, REVIEW, body["step"], body["text"])
    return _whole(budget_sheet_id)


@api.post("/budgets/<int:budget_sheet_id>/approve")
@api.arguments(BudgetStepSchema)
@api.response(200, BudgetWholeOut)
@requires(APPROVE)
def approvers_step(body: Mapping[str, Any], budget_sheet_id: int) -> dict[str, object]:
    """Approve a budget, put it into force or close its year (`approve`, `activate`, `close`)."""
    operations.take_step(budget_sheet_id, APPROVE, body["step"], body["text"])
    return _whole(budget_sheet_id)


@api.get("/board")
@api.arguments(BudgetBoardQuery, location="query")
@api.response(200, page_of(BudgetBoardOut))
@requires(READ)
def list_board(query: Mapping[str, Any]) -> dict[str, object]:
    """List the lines of a year with what is planned, committed and spent until a month."""
    year = query["year"] or today_of(query["store_id"]).year
    page = board_page(**{**query, "year": year})
    names = ("planned_fen", "committed_fen", "actual_fen", "year_fen", "year_end_fen")
    rows = [
        {name: getattr(row.Pot, name) for name in ("id", "category_id", "store_id", "department_id")}
        | {name: int(getattr(row, name)) for name in names}
        for row in page.rows
    ]
    return listed(Page(rows=rows, after=page.after, before=page.before))


@api.get("/board/<int:budget_pot_id>/entries")
@api.arguments(PageQuery, location="query")
@api.response(200, page_of(BudgetEntryOut))
@requires(READ)
def list_entries(query: Mapping[str, Any], budget_pot_id: int) -> dict[str, object]:
    """List what was booked on a line, the newest first."""
    pot_row(budget_pot_id)
    page = entries_page(budget_pot_id, limit=query["limit"], after=query["after"])
    return listed(Page(rows=[row.LedgerEntry for row in page.rows], after=page.after, before=page.before))


@api.get("/transfers")
@api.arguments(PageQuery, location="query")
@api.response(200, page_of(BudgetTransferOut))
@requires(READ)
def list_transfers(query: Mapping[str, Any]) -> dict[str, object]:
    """List the transfers between lines, the newest first."""
    page = transfers_page(limit=query["limit"], after=query["after"])
    return listed(Page(rows=[row.Transfer for row in page.rows], after=page.after, before=page.before))


@api.post("/board/<int:budget_pot_id>/transfers")
@api.arguments(BudgetTransferSchema)
@api.response(201, BudgetTransferOut)
@requires(REQUEST_TRANSFER)
def request_transfer(body: Mapping[str, Any], budget_pot_id: int) -> Transfer:
    """Ask for money of a line to be moved."""
    pot_row(budget_pot_id)
    rest = {name: body[name] for name in ("from_month", "to_pot_id", "to_month", "reason")}
    amount = fen(body["amount_yuan"]) or 0
    return told(
        operations.request_transfer(TransferDetails(from_pot_id=budget_pot_id, amount_fen=amount, **rest))
    )


@api.post("/transfers/<int:budget_transfer_id>/decide")
@api.arguments(BudgetDecisionSchema)
@api.response(200, BudgetTransferOut)
@requires(APPROVE_TRANSFER)
def decide_transfer(body: Mapping[str, Any], budget_transfer_id: int) -> Transfer:
    """Approve a transfer or reject it."""
    return told(operations.decide_transfer(budget_transfer_id, **body))


@api.post("/rates")
@api.arguments(BudgetRateSchema)
@api.response(200, BudgetRateOut)
@requires(STANDARDS)
def set_rate(body: Mapping[str, Any]) -> StandardRate:
    """Set a standard rate from a day on."""
    return told(operations.set_rate(rate_details(body)))


def _whole(budget_sheet_id: int) -> dict[str, object]:
    budget, version = sheet_row(budget_sheet_id).Budget, versions_of(budget_sheet_id)[0]
    names = ("id", "document_no", "title", "year", "store_id", "target_fen", "closed_at", "row_version")
    told(budget)
    return {name: getattr(budget, name) for name in names} | {
        "state": version.state,
        "number": version.number,
        "lines": series_of(version.id),
    }
