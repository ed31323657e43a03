"""What staff do about a supplier's answers: give the link, revoke it, take over what was said or not."""

from __future__ import annotations

from flask import redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from plugins.parts.operations import accept_promise, leave_promise, make_supplier_link, revoke_supplier_link
from plugins.parts.permissions import ORDER_WRITE
from plugins.parts.queries.orders import order_row
from plugins.parts.schemas.answers import PartGiveUpSchema
from plugins.parts.supplier_page import link_opens, supplier_link
from plugins.parts.views.blueprint import pages
from plugins.parts.views.orders import ORDER, do_with_order
from saas.plugin_api import _, form_version, qr_svg, read_form, render, require, requires

PROMISE = f"{ORDER}/promises/<int:promise_id>"
DOT = 6
"""Pixels of a dot of the code: as wide as a hand on paper, as the screen on a telephone."""


@pages.post(f"{ORDER}/link", endpoint="make_supplier_link")
@requires(ORDER_WRITE)
def give_link(order_id: int) -> AnyResponse:
    """Make a link for the supplier, which ends the one before."""
    return do_with_order(
        order_id,
        lambda: make_supplier_link(order_id, version=form_version()),
        _("The link was made. Copy it and send it to the supplier."),
    )


@pages.post(f"{ORDER}/link/revoke", endpoint="revoke_supplier_link")
@requires(ORDER_WRITE)
def revoke_link(order_id: int) -> AnyResponse:
    """Let the link open nothing any more."""
    return do_with_order(
        order_id,
        lambda: revoke_supplier_link(order_id, version=form_version()),
        _("The link opens nothing any more."),
    )


@pages.get(f"{ORDER}/link", endpoint="supplier_link")
@requires(ORDER_WRITE)
def show_link(order_id: int) -> AnyResponse:
    """The link as a code to scan or to print with the order."""
    row = order_row(order_id)
    order = row.PurchaseOrder
    require(ORDER_WRITE, store_id=order.store_id)
    if order.link_token is None or not link_opens(order):
        # There is nothing to print; that page says whether a link can be made.
        return redirect(url_for("parts.order", order_id=order_id))
    link = supplier_link(order.link_token)
    return render(
        "parts/supplier_link.html",
        order=order,
        row=row,
        link=link,
        picture=Markup(qr_svg(link, scale=DOT)),  # noqa: S704  # drawn by the house; the address is in it as dots
    )


@pages.post(f"{PROMISE}/accept", endpoint="accept_promise")
@requires(ORDER_WRITE)
def accept(order_id: int, promise_id: int) -> AnyResponse:
    """Expect the line when the supplier says that it comes."""

    def act() -> None:
        typed = read_form(PartGiveUpSchema, request)
        accept_promise(order_id, promise_id, **typed, version=form_version())

    return do_with_order(order_id, act, _("What the supplier said was taken over."))


@pages.post(f"{PROMISE}/leave", endpoint="leave_promise")
@requires(ORDER_WRITE)
def leave(order_id: int, promise_id: int) -> AnyResponse:
    """Go on expecting the line as it was expected."""
    return do_with_order(
        order_id,
        lambda: leave_promise(order_id, promise_id, version=form_version()),
        _("The line is expected as before."),
    )
