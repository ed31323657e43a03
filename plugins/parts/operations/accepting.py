"""Making an order or a transfer of what a night proposed, with one click and once."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from plugins.parts.models import (
    OrderState,
    Proposal,
    ProposalKind,
    PurchaseOrder,
    StockAlert,
    StockTransfer,
    Supplier,
)
from plugins.parts.offer import Offer, cheapest
from plugins.parts.operations.proposals import take_proposal
from plugins.parts.operations.purchasing import (
    Ordered,
    OrderHead,
    add_to_line,
    open_order,
)
from plugins.parts.operations.transferring import TransferRequest, request_transfer
from plugins.parts.permissions import ORDER_WRITE, TRANSFER_WRITE
from plugins.parts.queries.suppliers import offers_of
from saas.plugin_api import (
    Conflict,
    Invalid,
    _,
    current_tenant,
    load,
    load_for_change,
    require,
    session,
    today,
    zone_of,
)


def order_of_proposal(proposal_id: int, supplier_id: int | None = None) -> PurchaseOrder:
    """Put what a proposal says onto the order that is being written of its supplier for its store, else onto a new one.

    supplier_id: where the proposal names none, or another one is wanted; none for its own, else for the approved one of whom
    so many cost least. The quantity is raised to what the supplier delivers, and beyond where that costs less; the price is
    the one that holds for it. Exactly once: raises Conflict for a proposal that was taken, as `take_proposal`; Invalid for
    one that is no purchase, and where no supplier is approved for the part.
    """
    seen = load(Proposal, proposal_id)
    require(ORDER_WRITE, store_id=seen.store_id)
    if seen.kind is not ProposalKind.PURCHASE:
        raise Invalid("", _("This proposal is no purchase."))
    # The alert first, as everybody who takes a proposal: a second click waits here and then finds it taken.
    load_for_change(StockAlert, seen.alert_id)
    proposal = load_for_change(Proposal, proposal_id)
    _refuse_taken(proposal)
    needed = max(proposal.quantity, Decimal(1))
    offer = _offer(proposal, supplier_id or proposal.supplier_id, needed)
    order = _draft(offer.supplier_id, proposal.store_id)
    add_to_line(order, Ordered(part_id=proposal.part_id, quantity=offer.best_from(needed)))
    take_proposal(proposal_id, order.document)
    return order


def transfer_of_proposal(proposal_id: int) -> StockTransfer:
    """Ask the store that a proposal names for the parts; exactly once, raising as `order_of_proposal`."""
    seen = load(Proposal, proposal_id)
    require(TRANSFER_WRITE, store_id=seen.store_id)
    if seen.kind is not ProposalKind.TRANSFER or seen.from_store_id is None:
        raise Invalid("", _("This proposal is no transfer."))
    load_for_change(StockAlert, seen.alert_id)
    proposal = load_for_change(Proposal, proposal_id)
    _refuse_taken(proposal)
    wanted = TransferRequest(
        from_store_id=seen.from_store_id,
        store_id=proposal.store_id,
        part_id=proposal.part_id,
        quantity=proposal.quantity,
    )
    transfer = request_transfer(wanted)
    take_proposal(proposal_id, transfer.document)
    return transfer


def _refuse_taken(proposal: Proposal) -> None:
    if proposal.taken_at is not None:
        raise Conflict(_("This proposal was taken up already, or its alert is over."))


def _offer(proposal: Proposal, supplier_id: int | None, needed: Decimal) -> Offer:
    """What is ordered by: the terms of the wanted supplier if it is approved for the part, else the cheapest that are."""
    offers = offers_of(proposal.part_id, today(zone_of(proposal.store_id)))
    approved: list[Offer] = [row.SupplierPart.offer for row in offers if row.SupplierPart.approved]
    wanted = [one for one in approved if one.supplier_id == supplier_id]
    found = cheapest(wanted or approved, needed)
    if found is None:
        raise Invalid("", _("No supplier is approved for this part yet."))
    return found


def _draft(supplier_id: int, store_id: int) -> PurchaseOrder:
    # Under the supplier's lock two clicks gather in one order instead of beginning one each.
    load_for_change(Supplier, supplier_id)
    mine = select(PurchaseOrder.id).where(
        PurchaseOrder.tenant_id == current_tenant(),
        PurchaseOrder.supplier_id == supplier_id,
        PurchaseOrder.store_id == store_id,
        PurchaseOrder.state == OrderState.DRAFT,
    )
    found = session().scalar(mine.order_by(PurchaseOrder.id.desc()).limit(1))
    if found is not None:
        order = load_for_change(PurchaseOrder, found)
        # Somebody may have submitted it in between.
        if order.state is OrderState.DRAFT:
            return order
    return open_order(OrderHead(supplier_id=supplier_id, store_id=store_id))
