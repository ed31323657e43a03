"""What nights proposed, for other systems."""

from __future__ import annotations

from typing import Any

from plugins.parts import operations
from plugins.parts.api.blueprint import api
from plugins.parts.models import PurchaseOrder, StockTransfer
from plugins.parts.permissions import ORDER_WRITE, STOCK_READ, TRANSFER_WRITE
from plugins.parts.queries.proposals import proposals_page
from plugins.parts.schemas.orders import PartOrderOut
from plugins.parts.schemas.transfers import PartProposalOut, PartProposalQuery, PartTransferOut
from saas.plugin_api import Page, listed, page_of, requires, tell_version


@api.get("/proposals")
@api.arguments(PartProposalQuery, location="query")
@api.response(200, page_of(PartProposalOut))
@requires(STOCK_READ)
def list_proposals(query: dict[str, Any]) -> dict[str, object]:
    """List the transfers and purchases that are proposed and not taken up, the newest first."""
    page = proposals_page(**query)
    return listed(Page(rows=[row.Proposal for row in page.rows], after=page.after, before=page.before))


@api.post("/proposals/<int:proposal_id>/order")
@api.response(200, PartOrderOut)
@requires(ORDER_WRITE)
def order_proposal(proposal_id: int) -> PurchaseOrder:
    """Put a proposal onto the order that is being written of its supplier for its store."""
    order = operations.order_of_proposal(proposal_id)
    tell_version(order)
    return order


@api.post("/proposals/<int:proposal_id>/transfer")
@api.response(200, PartTransferOut)
@requires(TRANSFER_WRITE)
def transfer_proposal(proposal_id: int) -> StockTransfer:
    """Ask the store that a proposal names for the part."""
    transfer = operations.transfer_of_proposal(proposal_id)
    tell_version(transfer)
    return transfer
