"""The page of an order behind an unguessable link: its supplier sees what was ordered and says when it comes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, abort, g, redirect, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from plugins.parts.models import PurchaseLine, PurchaseOrder, Supplier
from plugins.parts.operations import Answer, Promised, answer_order, whole_order
from plugins.parts.operations.order_money import total_fen
from plugins.parts.queries.answers import answers_to
from plugins.parts.queries.orders import order_lines
from plugins.parts.schemas.answers import NOTHING, PartWholeAnswerSchema, lines_answer_schema
from plugins.parts.supplier_page import order_of_link
from plugins.parts.views.blueprint import WORDS, public
from plugins.parts.words import PROMISE_OUTCOMES
from saas.plugin_api import (
    DomainError,
    Form,
    Invalid,
    NotFound,
    Store,
    WhenDown,
    _,
    form_version,
    hit,
    load,
    read_form,
    render,
    session,
    tell,
    today,
    zone_of,
)

ANSWERED = (60, 3600)
"""How many answers one address may send to a group, and in how many seconds; a supplier's network is one address."""
WHOLE, LINES = "whole", "lines"


@public.get("/order/<token>", endpoint="supplier_page")
def show(token: str) -> Response:
    """What was ordered, what is still to come, and what was said about it."""
    return _page(_open(token), token)


@public.post("/order/<token>/answer", endpoint="answer_whole")
def answer_whole(token: str) -> AnyResponse:
    """Keep that all of it comes on one day."""
    return _keep(token, WHOLE, lambda _order: whole_order(token, **read_form(PartWholeAnswerSchema, request)))


@public.post("/order/<token>/answer/lines", endpoint="answer_lines")
def answer_lines(token: str) -> AnyResponse:
    """Keep what is said of each line."""

    def read(order: PurchaseOrder) -> Answer:
        lines = _expected(order)
        typed = read_form(lines_answer_schema(lines), request)
        if typed[NOTHING]:
            typed |= {f"cannot-{line.id}": True for line in lines}
        said = (_promised(line.id, typed) for line in lines)
        return Answer(promised=[one for one in said if one is not None], remark=typed["remark"])

    return _keep(token, LINES, read)


def _promised(line_id: int, typed: Mapping[str, Any]) -> Promised | None:
    promised_on, quantity = typed[f"promised-{line_id}"], typed[f"quantity-{line_id}"]
    cannot = typed[f"cannot-{line_id}"]
    if promised_on is None and quantity is None and not cannot:
        return None
    return Promised(line_id=line_id, promised_on=promised_on, quantity=quantity, cannot=cannot)


def _keep(token: str, form: str, read: Callable[[PurchaseOrder], Answer]) -> AnyResponse:
    order = _open(token)
    try:
        with session().begin_nested():
            hit("parts_order_answered", request.remote_addr or "", *ANSWERED, when_down=WhenDown.COUNT_HERE)
            # The form's own id: however often it is sent, it says it once.
            key = request.form.get("_request") or secrets.token_urlsafe(16)
            answer_order(token, read(order), key=key, version=form_version())
    except NotFound:
        # Somebody made another link, or revoked it, at this moment.
        abort(404)
    except Invalid as error:
        return _page(order, token, {form: error}, status=422)
    except DomainError as error:
        # What was typed stays, beside the order as it stands now.
        return _page(order, token, {form: Invalid("", error.message)}, status=error.status)
    tell(_("Thank you, it is recorded."))
    return redirect(url_for("parts_public.supplier_page", token=token), 303)


def _open(token: str) -> PurchaseOrder:
    try:
        return order_of_link(token)
    except NotFound:
        # A link that is not there, whether it never was, was revoked, is too old, or is another group's.
        abort(404)


def _expected(order: PurchaseOrder) -> Sequence[PurchaseLine]:
    rows = order_lines(order.id)
    return [one.PurchaseLine for one in rows if one.PurchaseLine.open_quantity and order.state.takes_goods]


def _page(
    order: PurchaseOrder, token: str, refused: Mapping[str, Invalid] | None = None, *, status: int = 200
) -> Response:
    wrong = refused or {}
    session().refresh(order)
    lines = order_lines(order.id)
    expected = _expected(order)

    def form(name: str, schema: Schema | type[Schema]) -> Form:
        return Form(schema, error=wrong.get(name), version=order.row_version)

    return render(
        "parts/supplier_page.html",
        status=status,
        order=order,
        token=token,
        group=g.tenant,
        store=load(Store, order.store_id),
        supplier=load(Supplier, order.supplier_id).name,
        lines=lines,
        total_fen=total_fen(one.PurchaseLine for one in lines),
        expected=[line.id for line in expected],
        whole=form(WHOLE, PartWholeAnswerSchema),
        each=form(LINES, lines_answer_schema(expected)),
        refused=[] if expected else [error.message for error in wrong.values()],
        answers=answers_to(order.id),
        outcomes=PROMISE_OUTCOMES,
        day=today(zone_of(order.store_id)),
        **WORDS,
    )
