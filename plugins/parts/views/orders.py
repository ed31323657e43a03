"""Purchase orders: the list, a new one, and what is done to one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.parts.operations import (
    Arrived,
    Delivery,
    Ordered,
    OrderHead,
    approve_order,
    cancel_order,
    close_order,
    open_order,
    place_order,
    receive_order,
    remove_line,
    send_order_back,
    submit_order,
    write_line,
)
from plugins.parts.permissions import ORDER_APPROVE, ORDER_READ, ORDER_WRITE, STOCK_WRITE, SUPPLIER_READ
from plugins.parts.queries.orders import OrderFilter, lines_of_order, orders_page
from plugins.parts.queries.suppliers import active_suppliers
from plugins.parts.schemas.orders import (
    PartOrderFilterSchema,
    PartOrderLineFormSchema,
    PartOrderReasonSchema,
    PartOrderSchema,
)
from plugins.parts.views.blueprint import WORDS, pages
from plugins.parts.views.catalogue import with_picker
from plugins.parts.views.order_page import EVERYTHING, SURPLUS, arrival_schema, show
from plugins.parts.words import ORDER_STATES, ORDER_TABS
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
    today,
    zone_of,
)

PAGE = 50
FILTERS = filter_names(PartOrderFilterSchema)
ORDER = "/orders/<int:order_id>"


@pages.get("/orders/", endpoint="orders")
@requires(ORDER_READ)
def show_orders() -> Response:
    """The orders within reach, the newest first."""
    wanted = OrderFilter(**read_filters(PartOrderFilterSchema, request.args))
    day = today(zone_of(None))
    page = orders_page(
        wanted, day, limit=PAGE, after=request.args.get("after"), before=request.args.get("before")
    )
    stores = [(store.id, store.name) for store in open_stores() if allowed(ORDER_READ, store_id=store.id)]
    return render(
        "parts/orders.html",
        page=page,
        day=day,
        wanted=wanted,
        tabs=ORDER_TABS,
        stores=stores,
        suppliers=[(one.id, one.name) for one in active_suppliers()],
        link=_link,
        may_add=allowed(ORDER_WRITE),
        may_see_suppliers=allowed(SUPPLIER_READ),
        order_states=ORDER_STATES,
        **WORDS,
    )


@pages.get("/orders/new", endpoint="new_order")
@requires(ORDER_WRITE)
def show_new() -> Response:
    """The form of a new order."""
    return _new()


@pages.post("/orders/new", endpoint="open_order")
@requires(ORDER_WRITE)
def begin() -> AnyResponse:
    """Begin an order."""
    try:
        with session().begin_nested():
            order = open_order(OrderHead(**read_form(PartOrderSchema, request)))
    except Invalid as error:
        return _new(error)
    return redirect(url_for("parts.order", order_id=order.id), 303)


@pages.get(ORDER, endpoint="order")
@requires(ORDER_READ)
def show_order(order_id: int) -> Response:
    """An order within reach."""
    return show(order_id)


@pages.post(f"{ORDER}/lines", endpoint="write_order_line")
@requires(ORDER_WRITE)
def write(order_id: int) -> AnyResponse:
    """Order so many of a part."""

    def act() -> None:
        typed = read_form(with_picker(PartOrderLineFormSchema()), request)
        write_line(order_id, Ordered(**typed), version=form_version())

    return do_with_order(order_id, act, _("The order was saved."), form="line")


@pages.post(f"{ORDER}/lines/<int:order_line_id>/remove", endpoint="remove_order_line")
@requires(ORDER_WRITE)
def remove(order_id: int, order_line_id: int) -> AnyResponse:
    """Take a part off the order."""
    return do_with_order(order_id, lambda: remove_line(order_id, order_line_id), _("The order was saved."))


@pages.post(f"{ORDER}/submit", endpoint="submit_order")
@requires(ORDER_WRITE)
def submit(order_id: int) -> AnyResponse:
    """Hand the order to somebody who approves it."""
    return do_with_order(
        order_id,
        lambda: submit_order(order_id, version=form_version()),
        _("The order waits for somebody else to approve it."),
    )


@pages.post(f"{ORDER}/approve", endpoint="approve_order")
@requires(ORDER_APPROVE)
def approve(order_id: int) -> AnyResponse:
    """Approve the order."""
    return do_with_order(
        order_id, lambda: approve_order(order_id, version=form_version()), _("The order was approved.")
    )


@pages.post(f"{ORDER}/send-back", endpoint="send_order_back")
@requires(ORDER_APPROVE)
def send_back(order_id: int) -> AnyResponse:
    """Have the order written again."""

    def act() -> None:
        send_order_back(order_id, **read_form(PartOrderReasonSchema, request), version=form_version())

    return do_with_order(order_id, act, _("The order was sent back."), form="back")


@pages.post(f"{ORDER}/place", endpoint="place_order")
@requires(ORDER_WRITE)
def place(order_id: int) -> AnyResponse:
    """Note that the supplier has the order."""
    return do_with_order(
        order_id, lambda: place_order(order_id, version=form_version()), _("The order was placed.")
    )


@pages.post(f"{ORDER}/receive", endpoint="receive_order")
@requires(STOCK_WRITE)
def receive(order_id: int) -> AnyResponse:
    """Take in what came."""

    def act() -> None:
        typed = read_form(arrival_schema(order_id), request)
        surplus, everything = typed.pop(SURPLUS), typed.pop(EVERYTHING)
        came = {int(name.removeprefix("arrived-")): value for name, value in typed.items() if value}
        if everything:
            came = {line.id: line.open_quantity for line in lines_of_order(order_id) if line.open_quantity}
        arrived = [Arrived(line_id=line_id, quantity=quantity) for line_id, quantity in came.items()]
        delivery = Delivery(arrived=arrived, surplus=bool(surplus))
        receive_order(order_id, delivery, key=secrets.token_urlsafe(16), version=form_version())

    return do_with_order(order_id, act, _("What came was taken in."), form="receive")


@pages.post(f"{ORDER}/close", endpoint="close_order")
@requires(ORDER_WRITE)
def close(order_id: int) -> AnyResponse:
    """Expect nothing more of the order."""
    return do_with_order(
        order_id, lambda: close_order(order_id, version=form_version()), _("The order was closed.")
    )


@pages.post(f"{ORDER}/cancel", endpoint="cancel_order")
@requires(ORDER_WRITE)
def cancel(order_id: int) -> AnyResponse:
    """Give the order up."""
    return do_with_order(
        order_id, lambda: cancel_order(order_id, version=form_version()), _("The order was cancelled.")
    )


def do_with_order(order_id: int, act: Callable[[], object], said: str, *, form: str = "") -> AnyResponse:
    """Do something with an order and say so; what was not taken stands above its page, or in the form that it came from."""
    try:
        with session().begin_nested():
            act()
    except Invalid as error:
        return show(order_id, form, error, status=422)
    except Conflict as error:
        # What was typed stays, beside the order as it stands now.
        return show(order_id, form, Invalid("", error.message), status=409)
    tell(said)
    return redirect(url_for("parts.order", order_id=order_id), 303)


def _new(error: Invalid | None = None) -> Response:
    offered = [
        (str(store.id), store.name) for store in open_stores() if allowed(ORDER_WRITE, store_id=store.id)
    ]
    suppliers = [(str(one.id), f"{one.code} {one.name}") for one in active_suppliers()]
    stored = {"store_id": offered[0][0] if len(offered) == 1 else None}
    form = Form(PartOrderSchema, stored, error=error, choices={"store_id": offered, "supplier_id": suppliers})
    return render("parts/order_form.html", status=422 if error else 200, form=form)


def _link(**changes: Any) -> str:
    return url_for("parts.orders", **kept_filters(FILTERS, **changes))
