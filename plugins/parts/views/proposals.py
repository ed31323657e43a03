"""What nights proposed: one click makes an order or a transfer of it."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.parts.operations import order_of_proposal, transfer_of_proposal
from plugins.parts.permissions import ORDER_WRITE, STOCK_READ, TRANSFER_WRITE
from plugins.parts.queries.proposals import proposals_page
from plugins.parts.views.blueprint import WORDS, pages
from saas.plugin_api import Conflict, Invalid, _, allowed, open_stores, render, requires, session, tell

PAGE = 50


@pages.get("/proposals/", endpoint="proposals")
@requires(STOCK_READ)
def show_proposals() -> Response:
    """The proposals for the stores within reach."""
    return _list()


@pages.post("/proposals/<int:proposal_id>/order", endpoint="order_proposal")
@requires(ORDER_WRITE)
def order(proposal_id: int) -> AnyResponse:
    """Put it onto the order that is being written of its supplier for its store."""
    try:
        with session().begin_nested():
            made = order_of_proposal(proposal_id)
    except (Conflict, Invalid) as error:
        return _list(error.message, status=409)
    tell(_("The part is on this order."))
    return redirect(url_for("parts.order", order_id=made.id), 303)


@pages.post("/proposals/<int:proposal_id>/transfer", endpoint="transfer_proposal")
@requires(TRANSFER_WRITE)
def transfer(proposal_id: int) -> AnyResponse:
    """Ask the store that has the part."""
    try:
        with session().begin_nested():
            made = transfer_of_proposal(proposal_id)
    except (Conflict, Invalid) as error:
        return _list(error.message, status=409)
    tell(_("The other store was asked."))
    return redirect(url_for("parts.transfer", stock_transfer_id=made.id), 303)


def _list(refused: str = "", *, status: int = 200) -> Response:
    stores = [(store.id, store.name) for store in open_stores() if allowed(STOCK_READ, store_id=store.id)]
    given = request.args.get("store_id", "")
    chosen = next((one for one, _name in stores if str(one) == given), None)
    page = proposals_page(
        store_id=chosen, limit=PAGE, after=request.args.get("after"), before=request.args.get("before")
    )
    return render(
        "parts/proposals.html",
        status=status,
        page=page,
        stores=stores,
        chosen=chosen,
        refused=refused,
        may_order={one for one, _name in stores if allowed(ORDER_WRITE, store_id=one)},
        may_ask={one for one, _name in stores if allowed(TRANSFER_WRITE, store_id=one)},
        **WORDS,
    )
