"""What the page of a transfer shows: its lines, what may be done with it, and what has moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from marshmallow import Schema, fields, validate

from plugins.parts.models import StockTransfer, TransferState, TransferStep
from plugins.parts.numbers import MOST, plain
from plugins.parts.operations.shipping import UNDER_WAY
from plugins.parts.permissions import STOCK_ADJUST, STOCK_WRITE, TRANSFER_APPROVE, TRANSFER_WRITE
from plugins.parts.queries.history import movements_of
from plugins.parts.queries.transfers import lines_of_transfer, transfer_lines, transfer_row
from plugins.parts.schemas.transfers import PartTransferLineSchema
from plugins.parts.transfer_states import state_after
from plugins.parts.views.blueprint import WORDS
from plugins.parts.views.catalogue import picked, with_picker
from plugins.parts.words import MOVEMENTS, TRANSFER_STATES
from saas.plugin_api import Form, Invalid, _, allowed, render, session

EVERYTHING = "everything"


def show(transfer_id: int, refused: str = "", error: Invalid | None = None, *, status: int = 200) -> Response:
    """The page of a transfer. refused: the form that was not taken, with the error and its status."""
    row = transfer_row(transfer_id)
    transfer: StockTransfer = row.StockTransfer
    session().refresh(transfer)
    forms = _forms(transfer, refused, error)
    return render(
        "parts/transfer.html",
        status=status,
        row=row,
        transfer=transfer,
        lines=transfer_lines(transfer_id),
        moved=movements_of(transfer.document),
        forms=forms,
        # An error belongs to its form; where that is not there any more, or there is none, it stands above the page.
        refused="" if error is None or refused in forms else error.message,
        may=_steps(transfer),
        transfer_states=TRANSFER_STATES,
        movements=MOVEMENTS,
        **WORDS,
    )


def arrival_schema(transfer_id: int) -> Schema:
    """A form with one quantity for each line of which something is on its way."""
    lines = lines_of_transfer(transfer_row(transfer_id).StockTransfer.id)
    quantities: dict[str, fields.Field[Any]] = {
        f"arrived-{line.id}": fields.Decimal(
            load_default=None,
            allow_none=True,
            allow_nan=False,
            validate=validate.Range(min=0, max=MOST),
            metadata={"label": _("Came"), "min": "0", "step": "any", "placeholder": plain(line.under_way)},
        )
        for line in lines
    }
    everything = fields.Boolean(load_default=False, metadata={"widget": "hidden"})
    return Schema.from_dict({**quantities, EVERYTHING: everything})()


def _steps(transfer: StockTransfer) -> Mapping[str, bool]:
    gives = allowed(TRANSFER_APPROVE, store_id=transfer.from_store_id)
    asks = allowed(TRANSFER_WRITE, store_id=transfer.store_id)
    return {
        "approve": gives and _leads(transfer, TransferStep.APPROVE),
        "send": allowed(STOCK_WRITE, store_id=transfer.from_store_id) and _leads(transfer, TransferStep.SEND),
        "cancel": (gives or asks) and _leads(transfer, TransferStep.CANCEL),
        "end": allowed(STOCK_ADJUST, store_id=transfer.store_id) and transfer.state in UNDER_WAY,
        "receive": allowed(STOCK_WRITE, store_id=transfer.store_id) and transfer.state in UNDER_WAY,
        "write": asks and transfer.state is TransferState.REQUESTED,
    }


def _leads(transfer: StockTransfer, step: TransferStep) -> bool:
    return state_after(transfer.state, step) is not None


def _forms(transfer: StockTransfer, refused: str, error: Invalid | None) -> dict[str, Form]:
    found: dict[str, Form] = {}
    may = _steps(transfer)
    if may["write"]:
        found["line"] = Form(
            with_picker(PartTransferLineSchema()),
            {},
            error=error if refused == "line" else None,
            version=transfer.row_version,
            choices=picked(request.form.get("part_id")),
        )
    if may["receive"]:
        wrong = error if refused == "receive" else None
        found["receive"] = Form(arrival_schema(transfer.id), {}, error=wrong, version=transfer.row_version)
    return found
