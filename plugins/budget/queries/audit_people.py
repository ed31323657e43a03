"""Who had a part in a claim, and who can answer for a finding in a store."""

from __future__ import annotations

from sqlalchemy import select, union

from plugins.budget.models.claims import ClaimEvent, ExpenseClaim, PaymentBatch
from plugins.budget.permissions.claims import CLAIM_CHECK, CLAIM_REVIEW
from saas.plugin_api import Member, active_members_with, current_tenant, session


def people_of_claim(claim_id: int) -> list[int]:
    """The members who filed a claim, reviewed it in whichever round, or prepared or made its payment; one statement."""
    tenant = current_tenant()
    mine = (ExpenseClaim.tenant_id == tenant, ExpenseClaim.id == claim_id)
    acted = select(ClaimEvent.actor_id).where(
        ClaimEvent.tenant_id == tenant,
        ClaimEvent.claim_id == claim_id,
        ClaimEvent.actor_kind == "member",
        ClaimEvent.actor_id.is_not(None),
    )
    named = [
        select(column).where(*mine, column.is_not(None))
        for column in (
            ExpenseClaim.claimant_id,
            ExpenseClaim.dept_by_id,
            ExpenseClaim.finance_by_id,
            ExpenseClaim.paid_by_id,
        )
    ]
    prepared = (
        select(PaymentBatch.prepared_by_id)
        .join(ExpenseClaim, ExpenseClaim.batch_id == PaymentBatch.id)
        .where(*mine, PaymentBatch.tenant_id == tenant, PaymentBatch.prepared_by_id.is_not(None))
    )
    return sorted(session().scalars(union(acted, prepared, *named)))


def answerable_members(claim_id: int, store_id: int) -> list[tuple[int, str]]:
    """Whom a finding in a claim can be given to: ids and names of the members at work, by name.

    Those who had a part in it, and those who look at the claims of its store for the department or for finance.
    """
    at_work = select(Member.id, Member.display_name).where(
        Member.tenant_id == current_tenant(),
        Member.id.in_(people_of_claim(claim_id)),
        Member.status == "active",
    )
    found = {row.id: row.display_name for row in session().execute(at_work)}
    for permission in (CLAIM_REVIEW, CLAIM_CHECK):
        found |= dict(active_members_with(permission, store_id=store_id))
    return sorted(found.items(), key=lambda one: (one[1], one[0]))
