"""Transfers between stores, for other systems."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from plugins.parts import operations
from plugins.parts.api.blueprint import api
from plugins.parts.models import StockTransfer
from plugins.parts.operations import Came, TransferRequest
from plugins.parts.permissions import STOCK_READ, STOCK_WRITE, TRANSFER_APPROVE, TRANSFER_WRITE
from plugins.parts.queries.transfers import TransferFilter, transfer_lines, transfer_row, transfers_page
from plugins.parts.schemas.transfers import (
    PartTransferArrivalSchema,
    PartTransferOut,
    PartTransferQuery,
    PartTransferSchema,
    PartTransferWholeOut,
)
from saas.plugin_api import Page, listed, page_of, requires, tell_version

_TRANSFER = "/transfers/<int:stock_transfer_id>"


@api.get("/transfers")
@api.arguments(PartTransferQuery, location="query")
@api.response(200, page_of(PartTransferOut))
@requires(STOCK_READ)
def list_transfers(query: dict[str, Any]) -> dict[str, object]:
    """List transfers from and to the stores within reach, the newest first."""
    limit, after = query.pop("limit"), query.pop("after")
    page = transfers_page(TransferFilter(**query), limit=limit, after=after)
    rows = [row.StockTransfer for row in page.rows]
    return listed(Page(rows=rows, after=page.after, before=page.before))


@api.post("/transfers")
@api.arguments(PartTransferSchema)
@api.response(201, PartTransferOut)
@requires(TRANSFER_WRITE)
def request_transfer(body: Mapping[str, Any]) -> StockTransfer:
    """Ask another store for a part."""
    return _told(operations.request_transfer(TransferRequest(**body)))


@api.get(_TRANSFER)
@api.response(200, PartTransferWholeOut)
@requires(STOCK_READ)
def read_transfer(stock_transfer_id: int) -> dict[str, object]:
    """Show a transfer with its lines."""
    transfer = _told(transfer_row(stock_transfer_id).StockTransfer)
    names = list(PartTransferOut().dump_fields)
    lines = [_line(one) for one in transfer_lines(stock_transfer_id)]
    return {name: getattr(transfer, name) for name in names} | {"lines": lines}


@api.post(f"{_TRANSFER}/approve")
@api.response(200, PartTransferOut)
@requires(TRANSFER_APPROVE)
def approve_transfer(stock_transfer_id: int) -> StockTransfer:
    """Say yes for the store that gives; the parts are held."""
    return _told(operations.approve_transfer(stock_transfer_id))


@api.post(f"{_TRANSFER}/send")
@api.response(200, PartTransferOut)
@requires(STOCK_WRITE)
def send_transfer(stock_transfer_id: int) -> StockTransfer:
    """Let the parts leave."""
    return _told(operations.send_transfer(stock_transfer_id))


@api.post(f"{_TRANSFER}/receive")
@api.arguments(PartTransferArrivalSchema)
@api.response(200, PartTransferWholeOut)
@requires(STOCK_WRITE)
def receive_transfer(body: Mapping[str, Any], stock_transfer_id: int) -> dict[str, object]:
    """Take in what arrived."""
    came = [Came(**one) for one in body["arrived"]]
    operations.receive_transfer(stock_transfer_id, came, key=body["key"] or secrets.token_urlsafe(16))
    return read_transfer(stock_transfer_id)


@api.post(f"{_TRANSFER}/cancel")
@api.response(200, PartTransferOut)
@requires(STOCK_READ)
def cancel_transfer(stock_transfer_id: int) -> StockTransfer:
    """Give a transfer up before it left, for either of both stores."""
    return _told(operations.cancel_transfer(stock_transfer_id))


def _line(row: Any) -> dict[str, object]:
    line, part = row.StockTransferLine, row.Part
    names = ("id", "part_id", "quantity", "sent", "received", "missing", "under_way")
    return {name: getattr(line, name) for name in names} | {"number": part.number, "name": part.name}


def _told(transfer: StockTransfer) -> StockTransfer:
    tell_version(transfer)
    return transfer
