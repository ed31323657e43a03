"""What a night finds in the demo's stock, and what people have done about some of it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from plugins.parts.models import SHORTAGES, AlertState, Proposal, ProposalKind, StockAlert
from plugins.parts.operations import (
    acknowledge_alert,
    dismiss_alert,
    order_of_proposal,
    transfer_of_proposal,
)
from plugins.parts.permissions import ALERT_WRITE, ORDER_WRITE, TRANSFER_WRITE
from saas.plugin_api import Conflict, Invalid, allowed, current_tenant, session

SMALLEST = 0.5
"""A smaller demo has too little demand to plan by."""
NIGHT = "demo"
WHY_NOT = "老客户保养套餐专用，按年备货，暂不处理。"


def seed(size: float) -> None:
    """Plan once, then let people take up, dismiss, order and ask for a few of what was found."""
    if size < SMALLEST:
        return
    # The numerics are for workers and this command; pages start without them.
    from plugins.parts.planning.night import begin, finish, next_store, plan_store, propose_some

    night_id = begin(NIGHT)
    while (store := next_store(night_id)) is not None:
        plan_store(night_id, store)
    while propose_some(night_id):
        continue
    finish(night_id)
    _decide()


def _decide() -> None:
    if not all(allowed(right) for right in (ALERT_WRITE, ORDER_WRITE, TRANSFER_WRITE)):
        return
    _take(ProposalKind.PURCHASE, order_of_proposal)
    _take(ProposalKind.TRANSFER, transfer_of_proposal)
    mine = StockAlert.tenant_id == current_tenant(), StockAlert.state == AlertState.OPEN
    short = StockAlert.kind.in_(SHORTAGES)
    for alert_id in session().scalars(
        select(StockAlert.id).where(*mine, short).order_by(StockAlert.id).limit(2)
    ):
        acknowledge_alert(alert_id)
    for alert_id in session().scalars(
        select(StockAlert.id).where(*mine, ~short).order_by(StockAlert.id).limit(1)
    ):
        dismiss_alert(alert_id, WHY_NOT)


def _take(kind: ProposalKind, act: Callable[[int], object]) -> None:
    """Make something of the first recommended proposal of a kind that allows it."""
    mine = (
        Proposal.tenant_id == current_tenant(),
        Proposal.kind == kind,
        Proposal.recommended,
        Proposal.taken_at.is_(None),
    )
    for proposal_id in (
        session().scalars(select(Proposal.id).where(*mine).order_by(Proposal.id).limit(5)).all()
    ):
        try:
            with session().begin_nested():
                act(proposal_id)
        except (Conflict, Invalid):
            # Nobody is approved for this part, or its alert is mended by another way already.
            continue
        return
