"""Transfers between stores: the list, a request, and what is done to one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.parts.operations import (
    Came,
    TransferRequest,
    approve_transfer,
    cancel_transfer,
    end_transfer,
    receive_transfer,
    request_transfer,
    send_transfer,
    write_transfer_line,
)
from plugins.parts.permissions import (
    STOCK_ADJUST,
    STOCK_READ,
    STOCK_WRITE,
    TRANSFER_APPROVE,
    TRANSFER_WRITE,
)
from plugins.parts.queries.transfers import TransferFilter, lines_of_transfer, transfers_page
from plugins.parts.schemas.transfers import (
    PartTransferFilterSchema,
    PartTransferLineSchema,
    PartTransferSchema,
)
from plugins.parts.views.blueprint import WORDS, pages
from plugins.parts.views.catalogue import picked, with_picker
from plugins.parts.views.transfer_page import EVERYTHING, arrival_schema, show
from plugins.parts.words import TRANSFER_STATES, TRANSFER_TABS
from saas.plugin_api import (
    Conflict,
    Form,
    Invalid,
    _,
    allowed,
    filter_names,
    form_version,
    kept_filters,
    open_stores,
    read_filters,
    read_form,
    render,
    requires,
    session,
    tell,
)

PAGE = 50
FILTERS = filter_names(PartTransferFilterSchema)
TRANSFER = "/transfers/<int:stock_transfer_id>"


@pages.get("/transfers/", endpoint="transfers")
@requires(STOCK_READ)
def show_transfers() -> Response:
    """The transfers from and to the stores within reach, the newest first."""
    wanted = TransferFilter(**read_filters(PartTransferFilterSchema, request.args))
    page = transfers_page(
        wanted, limit=PAGE, after=request.args.get("after"), before=request.args.get("before")
    )
    stores = [(store.id, store.name) for store in open_stores() if allowed(STOCK_READ, store_id=store.id)]
    return render(
        "parts/transfers.html",
        page=page,
        wanted=wanted,
        tabs=TRANSFER_TABS,
        stores=stores,
        link=_link,
        may_add=allowed(TRANSFER_WRITE),
        transfer_states=TRANSFER_STATES,
        **WORDS,
    )


@pages.get("/transfers/new", endpoint="new_transfer")
@requires(TRANSFER_WRITE)
def show_new() -> Response:
    """The form in which another store is asked for parts."""
    return _new()


@pages.post("/transfers/new", endpoint="request_transfer")
@requires(TRANSFER_WRITE)
def ask() -> AnyResponse:
    """Ask another store for parts."""
    try:
        with session().begin_nested():
            typed = read_form(with_picker(PartTransferSchema()), request)
            transfer = request_transfer(TransferRequest(**typed))
    except Invalid as error:
        return _new(error)
    tell(_("The other store was asked."))
    return redirect(url_for("parts.transfer", stock_transfer_id=transfer.id), 303)


@pages.get(TRANSFER, endpoint="transfer")
@requires(STOCK_READ)
def show_transfer(stock_transfer_id: int) -> Response:
    """A transfer of which a store is within reach."""
    return show(stock_transfer_id)


@pages.post(f"{TRANSFER}/lines", endpoint="write_transfer_line")
@requires(TRANSFER_WRITE)
def write(stock_transfer_id: int) -> AnyResponse:
    """Ask for so many of a further part."""

    def act() -> None:
        typed = read_form(with_picker(PartTransferLineSchema()), request)
        write_transfer_line(stock_transfer_id, **typed, version=form_version())

    return _do(stock_transfer_id, act, _("The transfer was saved."), form="line")


@pages.post(f"{TRANSFER}/approve", endpoint="approve_transfer")
@requires(TRANSFER_APPROVE)
def approve(stock_transfer_id: int) -> AnyResponse:
    """Say yes for the store that gives; the parts are held."""
    return _do(
        stock_transfer_id,
        lambda: approve_transfer(stock_transfer_id, version=form_version()),
        _("The parts are held for the other store."),
    )


@pages.post(f"{TRANSFER}/send", endpoint="send_transfer")
@requires(STOCK_WRITE)
def send(stock_transfer_id: int) -> AnyResponse:
    """Let the parts leave."""
    return _do(
        stock_transfer_id,
        lambda: send_transfer(stock_transfer_id, version=form_version()),
        _("The parts are on their way."),
    )


@pages.post(f"{TRANSFER}/receive", endpoint="receive_transfer")
@requires(STOCK_WRITE)
def receive(stock_transfer_id: int) -> AnyResponse:
    """Take in what arrived."""

    def act() -> None:
        typed = read_form(arrival_schema(stock_transfer_id), request)
        everything = typed.pop(EVERYTHING)
        came = {int(name.removeprefix("arrived-")): value for name, value in typed.items() if value}
        if everything:
            lines = lines_of_transfer(stock_transfer_id)
            came = {line.id: line.under_way for line in lines if line.under_way}
        arrived = [Came(line_id=line_id, quantity=quantity) for line_id, quantity in came.items()]
        receive_transfer(stock_transfer_id, arrived, key=secrets.token_urlsafe(16), version=form_version())

    return _do(stock_transfer_id, act, _("What came was taken in."), form="receive")


@pages.post(f"{TRANSFER}/end", endpoint="end_transfer")
@requires(STOCK_ADJUST)
def end(stock_transfer_id: int) -> AnyResponse:
    """Wait no longer for what has not arrived."""
    return _do(
        stock_transfer_id,
        lambda: end_transfer(stock_transfer_id, version=form_version()),
        _("What has not arrived is written down as missing."),
    )


@pages.post(f"{TRANSFER}/cancel", endpoint="cancel_transfer")
@requires(STOCK_READ)
def cancel(stock_transfer_id: int) -> AnyResponse:
    """Give the transfer up before it left, for either of both stores."""
    return _do(
        stock_transfer_id,
        lambda: cancel_transfer(stock_transfer_id, version=form_version()),
        _("The transfer was cancelled."),
    )


def _do(transfer_id: int, act: Callable[[], object], said: str, *, form: str = "") -> AnyResponse:
    try:
        with session().begin_nested():
            act()
    except Invalid as error:
        return show(transfer_id, form, error, status=422)
    except Conflict as error:
        # What was typed stays, beside the transfer as it stands now.
        return show(transfer_id, form, Invalid("", error.message), status=409)
    tell(said)
    return redirect(url_for("parts.transfer", stock_transfer_id=transfer_id), 303)


def _new(error: Invalid | None = None) -> Response:
    stores = [(str(store.id), store.name) for store in open_stores()]
    mine = [(one, name) for one, name in stores if allowed(TRANSFER_WRITE, store_id=int(one))]
    stored: dict[str, Any] = {"store_id": mine[0][0] if len(mine) == 1 else None}
    asked = request.args.get("part_id") or request.form.get("part_id")
    choices = {"store_id": mine, "from_store_id": stores, **picked(asked)}
    if "part_id" in choices:
        stored["part_id"] = asked
    form = Form(with_picker(PartTransferSchema()), stored, error=error, choices=choices)
    return render("parts/transfer_form.html", status=422 if error else 200, form=form)


def _link(**changes: Any) -> str:
    return url_for("parts.transfers", **kept_filters(FILTERS, **changes))
