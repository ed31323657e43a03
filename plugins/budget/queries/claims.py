"""Reads of expense claims: one with its lines and history, lists, what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from plugins.budget.claim_states import OPEN, ClaimState, OverbudgetState
from plugins.budget.models import CostCategory
from plugins.budget.models.claims import ClaimEvent, ClaimLine, ExpenseClaim, OverbudgetRequest, PaymentBatch
from plugins.budget.permissions.claims import (
    CLAIM_CHECK,
    CLAIM_PAY,
    CLAIM_READ,
    CLAIM_REVIEW,
    OVERBUDGET_AGREE,
    OVERBUDGET_APPROVE,
)
from saas.plugin_api import (
    Department,
    Member,
    NotFound,
    Page,
    Store,
    _,
    allowed,
    current_actor,
    current_tenant,
    keyset_page,
    scope_filter,
    session,
)

Claimant = aliased(Member)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilter:
    """What a list of claims is narrowed to. view: mine, review, held, pay, open or all.

    number: the claim's, or of the repair order, or code or name of the campaign that an expense was for.
    """

    view: str = "all"
    store_id: int | None = None
    number: str = ""


def reachable(permission: str = CLAIM_READ) -> ColumnElement[bool]:
    """The criterion of the claims within reach of a permission."""
    return scope_filter(permission, store_column=ExpenseClaim.store_id, owner_column=ExpenseClaim.claimant_id)


def claims_page(
    wanted: ClaimFilter, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[Any]:
    """One page of the claims within reach, the newest first; one statement."""
    return keyset_page(
        _rows().where(reachable(), *_narrowed(wanted)),
        keys=[ExpenseClaim.id],
        limit=limit,
        after=after,
        before=before,
        descending=True,
    )


def claim_row(claim_id: int) -> Any:
    """One claim within reach with what it refers to; raises NotFound. One statement."""
    found = session().execute(_rows().where(reachable(), ExpenseClaim.id == claim_id)).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def reachable_claim(claim_id: int) -> bool:
    """Whether a claim is within reach of whoever looks; one statement."""
    mine = (ExpenseClaim.tenant_id == current_tenant(), ExpenseClaim.id == claim_id, reachable())
    return session().scalar(select(ExpenseClaim.id).where(*mine)) is not None


def line_rows(claim_id: int) -> Sequence[Any]:
    """The lines of a claim with the names of their categories, in their order; one statement."""
    category = and_(CostCategory.tenant_id == ClaimLine.tenant_id, CostCategory.id == ClaimLine.category_id)
    return (
        session()
        .execute(
            select(ClaimLine, CostCategory.names.label("category"))
            .join(CostCategory, category)
            .where(ClaimLine.tenant_id == current_tenant(), ClaimLine.claim_id == claim_id)
            .order_by(ClaimLine.id)
        )
        .all()
    )


def claim_line(claim_id: int, line_id: int) -> ClaimLine:
    """One line of a claim within reach; raises NotFound."""
    claim_row(claim_id)
    mine = (ClaimLine.tenant_id == current_tenant(), ClaimLine.claim_id == claim_id, ClaimLine.id == line_id)
    found = session().scalar(select(ClaimLine).where(*mine))
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def claim_history(claim_id: int) -> Sequence[Any]:
    """The lines of a claim's history with the names of who did it, the newest first; one statement."""
    who = and_(
        ClaimEvent.actor_kind == "member",
        Member.tenant_id == ClaimEvent.tenant_id,
        Member.id == ClaimEvent.actor_id,
    )
    return (
        session()
        .execute(
            select(ClaimEvent, Member.display_name.label("actor"))
            .outerjoin(Member, who)
            .where(ClaimEvent.tenant_id == current_tenant(), ClaimEvent.claim_id == claim_id)
            .order_by(ClaimEvent.id.desc())
        )
        .all()
    )


def waiting_count() -> int | None:
    """How many claims wait for whoever looks; none for the navigation where there are none. One statement."""
    mine = (ExpenseClaim.tenant_id == current_tenant(), waiting_for_me())
    return session().scalar(select(func.count()).select_from(ExpenseClaim).where(*mine)) or None


def next_waiting(after_id: int = 0) -> int | None:
    """The claim that has waited longest for whoever looks, another than one; none where nothing waits."""
    mine = (ExpenseClaim.tenant_id == current_tenant(), waiting_for_me(), ExpenseClaim.id != after_id)
    oldest = select(ExpenseClaim.id).where(*mine).order_by(ExpenseClaim.submitted_at, ExpenseClaim.id)
    return session().scalar(oldest.limit(1))


def waiting_for_me() -> ColumnElement[bool]:
    """The criterion of the claims that whoever looks may pass or decide about now, none of their own."""
    me = current_actor().member_id
    if me is None:
        return false()
    claim = ExpenseClaim
    return and_(
        claim.claimant_id != me,
        or_(
            and_(claim.state == ClaimState.DEPT_REVIEW, reachable(CLAIM_REVIEW)),
            and_(
                claim.state == ClaimState.FINANCE_REVIEW,
                reachable(CLAIM_CHECK),
                claim.dept_by_id.is_distinct_from(me),
            ),
            _request_waits(OverbudgetState.REQUESTED, OVERBUDGET_AGREE, me),
            _request_waits(OverbudgetState.DEPT_APPROVED, OVERBUDGET_APPROVE, me),
        ),
    )


def payable_claims(limit: int) -> Sequence[Any]:
    """The claims that are to be paid and stand in no payment, the oldest first; none without the right. One statement."""
    if not allowed(CLAIM_PAY):
        return []
    statement = _rows().where(
        ExpenseClaim.state == ClaimState.APPROVED, ExpenseClaim.batch_id.is_(None), reachable(CLAIM_PAY)
    )
    return (
        session().execute(statement.order_by(ExpenseClaim.submitted_at, ExpenseClaim.id).limit(limit)).all()
    )


def batches_page(*, limit: int, after: str | None = None, before: str | None = None) -> Page[Any]:
    """One page of payments, the newest first."""
    statement = select(PaymentBatch).where(PaymentBatch.tenant_id == current_tenant())
    return keyset_page(
        statement, keys=[PaymentBatch.id], limit=limit, after=after, before=before, descending=True
    )


def claims_of_batch(batch_id: int) -> Sequence[Any]:
    """The claims in a payment, by number; one statement."""
    statement = _rows().where(ExpenseClaim.batch_id == batch_id, reachable(CLAIM_PAY))
    return session().execute(statement.order_by(ExpenseClaim.id)).all()


def _request_waits(state: OverbudgetState, permission: str, me: int) -> ColumnElement[bool]:
    asked = select(OverbudgetRequest.claim_id).where(
        OverbudgetRequest.tenant_id == current_tenant(),
        OverbudgetRequest.state == state,
        OverbudgetRequest.dept_by_id.is_distinct_from(me),
    )
    held = ExpenseClaim.state == ClaimState.SUBMITTED
    return and_(held, reachable(permission), ExpenseClaim.id.in_(asked))


def _rows() -> Select[*tuple[Any, ...]]:
    store = and_(Store.tenant_id == ExpenseClaim.tenant_id, Store.id == ExpenseClaim.store_id)
    claimant = and_(Claimant.tenant_id == ExpenseClaim.tenant_id, Claimant.id == ExpenseClaim.claimant_id)
    return (
        select(ExpenseClaim, Store.name.label("store"), Claimant.display_name.label("claimant"))
        .join(Store, store)
        .join(Claimant, claimant)
        .where(ExpenseClaim.tenant_id == current_tenant())
    )


def _narrowed(wanted: ClaimFilter) -> list[ColumnElement[bool]]:
    claim = ExpenseClaim
    me = current_actor().member_id
    views: dict[str, ColumnElement[bool]] = {
        "mine": claim.claimant_id == me if me is not None else false(),
        "review": waiting_for_me(),
        "held": claim.state == ClaimState.SUBMITTED,
        "pay": claim.state == ClaimState.APPROVED,
        "open": claim.state.in_(OPEN),
    }
    criteria = [views[wanted.view]] if wanted.view in views else []
    if wanted.store_id is not None:
        criteria.append(claim.store_id == wanted.store_id)
    if wanted.number:
        criteria.append(or_(claim.document_no == wanted.number.strip().upper(), _for(wanted.number.strip())))
    return criteria


def _for(text: str) -> ColumnElement[bool]:
    """The claims with an expense for a repair order of this number, or a campaign of this code or name."""
    mine = (
        ClaimLine.tenant_id == current_tenant(),
        ClaimLine.claim_id == ExpenseClaim.id,
        or_(ClaimLine.object_code == text, ClaimLine.object_name == text),
    )
    return select(ClaimLine.id).where(*mine).exists()


def departments_in_use() -> list[tuple[int, str]]:
    """The departments that claims can be for, with their stores' names; one statement."""
    store = and_(Store.tenant_id == Department.tenant_id, Store.id == Department.store_id)
    rows = session().execute(
        select(Department.id, Department.name, Store.name.label("store"))
        .outerjoin(Store, store)
        .where(Department.tenant_id == current_tenant(), Department.status == "open")
        .order_by(Store.name.nulls_first(), Department.name, Department.id)
    )
    return [(row.id, " · ".join(part for part in (row.store, row.name) if part)) for row in rows]
