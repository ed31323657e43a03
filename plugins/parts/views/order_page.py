"""What the page of a purchase order shows: its lines, what may be done with it, and what has come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from marshmallow import Schema, fields, validate

from plugins.parts.models import OrderState, OrderStep, PurchaseOrder
from plugins.parts.numbers import MOST, plain
from plugins.parts.order_states import state_after
from plugins.parts.permissions import ORDER_APPROVE, ORDER_WRITE, STOCK_WRITE, SUPPLIER_READ
from plugins.parts.queries.answers import answers_to
from plugins.parts.queries.history import movements_of
from plugins.parts.queries.orders import lines_of_order, order_lines, order_row
from plugins.parts.schemas.orders import PartOrderLineFormSchema, PartOrderReasonSchema
from plugins.parts.supplier_page import link_opens, supplier_link
from plugins.parts.views.blueprint import WORDS
from plugins.parts.views.catalogue import picked, with_picker
from plugins.parts.words import MOVEMENTS, ORDER_STATES, PROMISE_OUTCOMES
from saas.plugin_api import Form, Invalid, _, allowed, current_actor, render, session

SURPLUS, EVERYTHING = "surplus", "everything"


def show(order_id: int, refused: str = "", error: Invalid | None = None, *, status: int = 200) -> Response:
    """The page of an order. refused: the form that was not taken, with the error and its status."""
    row = order_row(order_id)
    order: PurchaseOrder = row.PurchaseOrder
    session().refresh(order)
    forms = _forms(order, refused, error)
    minimum = row.Supplier.minimum_order_fen
    return render(
        "parts/order.html",
        status=status,
        row=row,
        order=order,
        lines=order_lines(order_id),
        moved=movements_of(order.document),
        forms=forms,
        # An error belongs to its form; where that is not there any more, or there is none, it stands above the page.
        refused="" if error is None or refused in forms else error.message,
        below_minimum=bool(minimum and row.total_fen < minimum and order.state is OrderState.DRAFT),
        may=_steps(order),
        answers=answers_to(order_id),
        outcomes=PROMISE_OUTCOMES,
        may_decide=order.state.takes_goods and allowed(ORDER_WRITE, store_id=order.store_id),
        may_link=link_opens(order) and allowed(ORDER_WRITE, store_id=order.store_id),
        link=supplier_link(order.link_token) if order.link_token else "",
        may_see_supplier=allowed(SUPPLIER_READ),
        order_states=ORDER_STATES,
        movements=MOVEMENTS,
        **WORDS,
    )


def arrival_schema(order_id: int) -> Schema:
    """A form with one quantity for each line of which something is expected, and a box for more than was ordered."""
    lines = lines_of_order(order_row(order_id).PurchaseOrder.id)
    quantities: dict[str, fields.Field[Any]] = {
        f"arrived-{line.id}": fields.Decimal(
            load_default=None,
            allow_none=True,
            allow_nan=False,
            validate=validate.Range(min=0, max=MOST),
            metadata={
                "label": _("Came"),
                "min": "0",
                "step": "any",
                "placeholder": plain(line.open_quantity),
            },
        )
        for line in lines
    }
    surplus = fields.Boolean(
        load_default=False,
        metadata={
            "label": _("Take in more than was ordered"),
            "help": _("Only where more came and stays."),
        },
    )
    everything = fields.Boolean(load_default=False, metadata={"widget": "hidden"})
    return Schema.from_dict({**quantities, SURPLUS: surplus, EVERYTHING: everything})()


def _steps(order: PurchaseOrder) -> Mapping[str, bool]:
    own = order.submitted_by_id is not None and order.submitted_by_id == current_actor().member_id
    writes = allowed(ORDER_WRITE, store_id=order.store_id)
    decides = allowed(ORDER_APPROVE, store_id=order.store_id) and not own
    may = {step: decides if step in _DECISIONS else writes for step in OrderStep}
    return {step.value: may[step] and state_after(order.state, step) is not None for step in OrderStep}


_DECISIONS = (OrderStep.APPROVE, OrderStep.SEND_BACK)


def _forms(order: PurchaseOrder, refused: str, error: Invalid | None) -> dict[str, Form]:
    found: dict[str, Form] = {}
    may = _steps(order)

    def add(name: str, schema: Schema, stored: Mapping[str, Any] | None = None, **more: Any) -> None:
        wrong = error if name == refused else None
        found[name] = Form(schema, stored or {}, error=wrong, version=order.row_version, **more)

    if order.state is OrderState.DRAFT and allowed(ORDER_WRITE, store_id=order.store_id):
        add("line", with_picker(PartOrderLineFormSchema()), choices=picked(request.form.get("part_id")))
    if may[OrderStep.SEND_BACK.value]:
        add("back", PartOrderReasonSchema())
    if order.state.takes_goods and allowed(STOCK_WRITE, store_id=order.store_id):
        add("receive", arrival_schema(order.id))
    return found
