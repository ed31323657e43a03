"""Where spending stands, one line of it with what was booked, and moving money between lines."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.budget import operations
from plugins.budget.models import Transfer
from plugins.budget.operations import TransferDetails
from plugins.budget.permissions import APPROVE_TRANSFER, READ, REQUEST_TRANSFER
from plugins.budget.queries.board import (
    board_page,
    entries_page,
    lines_of_year,
    pot_row,
    standing,
    transfers_page,
)
from plugins.budget.queries.days import today_of
from plugins.budget.queries.pots import months_of
from plugins.budget.schemas.sheets import MONTH_NAMES, BudgetDecisionSchema, BudgetTransferSchema
from plugins.budget.spending import year_end
from plugins.budget.typed import fen
from plugins.budget.views.blueprint import WORDS, pages, saved, store_choices
from plugins.budget.words import in_locale
from saas.plugin_api import (
    Form,
    Invalid,
    _,
    allowed,
    current_actor,
    form_version,
    load,
    read_form,
    render,
    requires,
    tell,
)

MONTHS = [(str(number), label) for number, label in enumerate(MONTH_NAMES, start=1)]


@pages.get("/board", endpoint="board")
@requires(READ)
def show_board() -> Response:
    """The lines of a year with what is planned, committed, spent and left, as it is now."""
    store_id = request.args.get("store_id", type=int)
    day = today_of(store_id)
    year = request.args.get("year", day.year, type=int)
    until = min(max(request.args.get("until", day.month if year == day.year else 12, type=int), 1), 12)
    page = board_page(
        year, until=until, store_id=store_id, limit=50, after=request.args.get("after"),
        before=request.args.get("before"),
    )  # fmt: skip
    return render(
        "budget/board.html",
        page=page,
        total=standing(year, until=until, store_id=store_id),
        year=year,
        until=until,
        store_id=store_id,
        months=MONTHS,
        years=[(str(one), str(one)) for one in range(day.year + 1, day.year - 4, -1)],
        stores=store_choices(READ),
        **WORDS,
    )


@pages.get("/board/<int:budget_pot_id>", endpoint="pot")
@requires(READ)
def show_pot(budget_pot_id: int) -> Response:
    """One line: its months, what was booked, and the form that asks for a transfer."""
    return _pot(budget_pot_id)


@pages.post("/board/<int:budget_pot_id>/transfers", endpoint="request_transfer")
@requires(REQUEST_TRANSFER)
def ask(budget_pot_id: int) -> AnyResponse:
    """Ask for money of this line to be moved."""
    pot_row(budget_pot_id)

    def act() -> None:
        typed = read_form(BudgetTransferSchema, request)
        operations.request_transfer(
            TransferDetails(
                from_pot_id=budget_pot_id,
                from_month=typed["from_month"],
                to_pot_id=typed["to_pot_id"],
                to_month=typed["to_month"],
                amount_fen=fen(typed["amount_yuan"]) or 0,
                reason=typed["reason"],
            )
        )

    refused = saved(act, lambda error, status: _pot(budget_pot_id, error, status=status))
    if refused is not None:
        return refused
    tell(_("The transfer was asked for. Somebody else decides on it."))
    return redirect(url_for("budget.transfers"), 303)


def _pot(pot_id: int, error: Invalid | None = None, *, status: int = 200) -> Response:
    row = pot_row(pot_id)
    months = months_of([pot_id])[pot_id]
    form = None
    if row.Pot.budget_id is not None and allowed(REQUEST_TRANSFER, store_id=row.Pot.store_id):
        lines = [(key, _title(one)) for key, one in lines_of_year(row.Pot.year)]
        choices: dict[str, Any] = {"from_month": MONTHS, "to_month": MONTHS, "to_pot_id": lines}
        form = Form(BudgetTransferSchema, {"to_pot_id": pot_id}, error=error, choices=choices)
    day = today_of(row.Pot.store_id)
    here = day.month if row.Pot.year == day.year else 12 if row.Pot.year < day.year else 0
    return render(
        "budget/pot.html",
        status=status,
        row=row,
        title=_title(row),
        months=months,
        names=MONTH_NAMES,
        year_end=year_end(months, here),
        page=entries_page(
            pot_id, limit=50, after=request.args.get("after"), before=request.args.get("before")
        ),
        form=form,
        chart=_chart(months),
        **WORDS,
    )


def _title(row: Any) -> str:
    parts = (row.store or _("The group"), row.department, in_locale(row.names))
    return " · ".join(part for part in parts if part)


def _chart(months: Any) -> dict[str, Any]:
    planned, used, plan, spent = 0, 0, [], []
    for one in months:
        planned, used = planned + one.planned_fen, used + one.used_fen
        plan.append(planned / 100)
        spent.append(used / 100)
    series = [
        {"name": _("Budgeted"), "values": plan},
        {"name": _("Committed and spent"), "values": spent},
    ]
    return {
        "kind": "line",
        "labels": [str(label) for label in MONTH_NAMES],
        "labelsTitle": _("Month"),
        "unit": "¥",
        "series": series if planned or used else [],
        "summary": _("What was planned and what is committed and spent, added up from January."),
    }


@pages.get("/transfers", endpoint="transfers")
@requires(READ)
def show_transfers() -> Response:
    """The transfers, the newest first."""
    page = transfers_page(limit=50, after=request.args.get("after"), before=request.args.get("before"))
    return render("budget/transfers.html", page=page, **WORDS)


@pages.get("/transfers/<int:budget_transfer_id>", endpoint="transfer")
@requires(READ)
def show_transfer(budget_transfer_id: int) -> Response:
    """One transfer, and the form that decides it."""
    return _transfer(budget_transfer_id)


@pages.post("/transfers/<int:budget_transfer_id>/decide", endpoint="decide_transfer")
@requires(APPROVE_TRANSFER)
def decide(budget_transfer_id: int) -> AnyResponse:
    """Approve a transfer or reject it."""

    def act() -> None:
        typed = read_form(BudgetDecisionSchema, request)
        operations.decide_transfer(budget_transfer_id, **typed, version=form_version())

    refused = saved(act, lambda error, status: _transfer(budget_transfer_id, error, status=status))
    return refused or redirect(url_for("budget.transfers"), 303)


def _transfer(transfer_id: int, error: Invalid | None = None, *, status: int = 200) -> Response:
    transfer = load(Transfer, transfer_id)
    source, target = pot_row(transfer.from_pot_id), pot_row(transfer.to_pot_id)
    own = transfer.requested_by_id is not None and transfer.requested_by_id == current_actor().member_id
    form = None
    if transfer.state == "requested" and not own and allowed(APPROVE_TRANSFER, store_id=source.Pot.store_id):
        form = Form(BudgetDecisionSchema, {"approve": True}, error=error, version=transfer.row_version)
    return render(
        "budget/transfer.html",
        status=status,
        transfer=transfer,
        source=_title(source),
        target=_title(target),
        left=months_of([source.Pot.id])[source.Pot.id][transfer.from_month - 1].room_fen,
        names=MONTH_NAMES,
        form=form,
        own=own,
        **WORDS,
    )
