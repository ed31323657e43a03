"""Taking up what a night proposed for a shortage: a transfer or an order is made of it once."""

from __future__ import annotations

from plugins.parts.models import RUNNING, AlertState, Proposal, ProposalKind, StockAlert
from plugins.parts.permissions import STOCK_WRITE
from saas.plugin_api import (
    Conflict,
    Invalid,
    _,
    current_actor,
    load,
    load_for_change,
    now,
    record,
    require,
    session,
)


def take_proposal(proposal_id: int, document: str, *, version: int | None = None) -> Proposal:
    """Note that a transfer or an order was made of a proposal; its alert is then being acted on.

    document: what was made, such as `parts.transfer:17`; the same one a second time changes nothing. Called in the
    transaction that makes it, so that of two people only one does. Raises NotFound out of reach, Forbidden, Invalid for
    waiting, of which nothing is made, Conflict for one that was taken or whose alert is over, VersionConflict.
    """
    seen = load(Proposal, proposal_id)
    require(STOCK_WRITE, store_id=seen.store_id)
    if seen.kind is ProposalKind.WAIT:
        raise Invalid("", _("Waiting needs neither a transfer nor an order."))
    # The alert first: whoever steps with it, and the night, lock it before its proposals.
    alert = load_for_change(StockAlert, seen.alert_id)
    proposal = load_for_change(Proposal, proposal_id)
    if proposal.taken_at is not None and proposal.document == document:
        return proposal
    if proposal.taken_at is not None or alert.state not in RUNNING:
        raise Conflict(_("This proposal was taken up already, or its alert is over."))
    if version is not None:
        load_for_change(Proposal, proposal_id, version=version)
    proposal.taken_at, proposal.taken_by_id = now(), current_actor().member_id
    proposal.document = document
    alert.state = AlertState.ACTING
    session().flush()
    detail = {"document": document, "kind": proposal.kind.value, "store_id": proposal.store_id}
    record("parts.proposal.taken", "parts_part", proposal.part_id, detail=detail)
    return proposal
