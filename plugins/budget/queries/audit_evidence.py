"""The evidence of a sampled claim: what was booked in the budget for it, beside its lines and history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select

from plugins.budget.models import CostCategory, LedgerEntry, Pot, SetAside
from plugins.budget.models.claims import ClaimLine
from saas.plugin_api import Member, NotFound, _, current_tenant, session


def entries_of_claim(claim_id: int) -> Sequence[Any]:
    """The entries of the ledger for a claim, the oldest first, with the category and who booked it; one statement."""
    tenant = LedgerEntry.tenant_id
    pot = and_(Pot.tenant_id == tenant, Pot.id == LedgerEntry.pot_id)
    category = and_(CostCategory.tenant_id == tenant, CostCategory.id == Pot.category_id)
    held = and_(SetAside.tenant_id == tenant, SetAside.id == LedgerEntry.set_aside_id)
    who = and_(
        LedgerEntry.actor_kind == "member", Member.tenant_id == tenant, Member.id == LedgerEntry.actor_id
    )
    return (
        session()
        .execute(
            select(LedgerEntry, CostCategory.names.label("category"), Member.display_name.label("actor"))
            .join(SetAside, held)
            .join(Pot, pot)
            .join(CostCategory, category)
            .outerjoin(Member, who)
            .where(tenant == current_tenant(), SetAside.document == f"budget.claim:{claim_id}")
            .order_by(LedgerEntry.id)
        )
        .all()
    )


def line_of_claim(claim_id: int, line_id: int) -> ClaimLine:
    """One line of a claim; whoever calls may see the claim. Raises NotFound."""
    mine = (ClaimLine.tenant_id == current_tenant(), ClaimLine.claim_id == claim_id, ClaimLine.id == line_id)
    found = session().scalar(select(ClaimLine).where(*mine))
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found
