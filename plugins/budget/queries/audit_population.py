"""What an audit draws from: the claims of its stores that finance has passed, and what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Date, Select, and_, cast, func, select

from plugins.budget.claim_states import ClaimState, OverbudgetState
from plugins.budget.models.audits import Audit, AuditStore
from plugins.budget.models.claims import ClaimLine, ExpenseClaim, OverbudgetRequest
from saas.plugin_api import Store, current_tenant, session

PASSED = (ClaimState.APPROVED, ClaimState.PAID)
"""The states of claims that finance has passed: the others are still looked at, or came to nothing."""


def population(audit: Audit) -> Sequence[Any]:
    """The claims that an audit draws from, in the order of their ids; one statement."""
    claim = ExpenseClaim
    columns = (claim.id, claim.document_no, claim.store_id, claim.total_fen, claim.round, claim.checks)
    return session().execute(_within(audit, select(*columns)).order_by(claim.id)).all()


def population_size(audit: Audit) -> tuple[int, int]:
    """How many claims there are to draw from, and their money in fen; one statement."""
    sums = select(func.count(), func.coalesce(func.sum(ExpenseClaim.total_fen), 0))
    number, total = session().execute(_within(audit, sums)).one()
    return int(number), int(total)


def lines_of_population(claim_ids: Sequence[int]) -> Sequence[Any]:
    """The expenses of claims with their stores; one statement."""
    claim = and_(ExpenseClaim.tenant_id == ClaimLine.tenant_id, ExpenseClaim.id == ClaimLine.claim_id)
    return (
        session()
        .execute(
            select(ClaimLine.claim_id, ClaimLine.spent_on, ClaimLine.amount_fen, ExpenseClaim.store_id)
            .join(ExpenseClaim, claim)
            .where(ClaimLine.tenant_id == current_tenant(), ClaimLine.claim_id.in_(claim_ids))
            .order_by(ClaimLine.id)
        )
        .all()
    )


def exceeding_claims(claim_ids: Sequence[int]) -> frozenset[int]:
    """Which of these claims went on with an approval to exceed the budget; one statement."""
    request = OverbudgetRequest
    used = (
        request.tenant_id == current_tenant(),
        request.claim_id.in_(claim_ids),
        request.state == OverbudgetState.USED,
    )
    return frozenset(session().scalars(select(request.claim_id).where(*used)))


def _within(audit: Audit, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    claim = ExpenseClaim
    handed_in_on = cast(func.timezone(Store.timezone, claim.submitted_at), Date)
    stores = select(AuditStore.store_id).where(
        AuditStore.tenant_id == current_tenant(), AuditStore.audit_id == audit.id
    )
    return (
        statement.select_from(claim)
        .join(Store, and_(Store.tenant_id == claim.tenant_id, Store.id == claim.store_id))
        .where(
            claim.tenant_id == current_tenant(),
            claim.state.in_(PASSED),
            claim.store_id.in_(stores),
            handed_in_on.between(audit.period_from, audit.period_until),
        )
    )
