"""Reads: what was claimed for each repair order, campaign and vehicle."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, and_, cast, func, select

from plugins.budget.claim_states import ClaimState
from plugins.budget.models.claims import ClaimLine, ExpenseClaim
from plugins.budget.months import Span, first_day
from plugins.budget.queries.analysis import Extent, with_those_below
from saas.plugin_api import Store, Vehicle, current_tenant, scope_filter, session

_CAME_TO_IT = (ClaimState.DEPT_REVIEW, ClaimState.FINANCE_REVIEW, ClaimState.APPROVED, ClaimState.PAID)


def sums_by_object(extent: Extent, span: Span, limit: int) -> Iterable[Any]:
    """What was claimed in some months for each cost object of each store, the greatest first; one statement.

    Claims that were handed in and not turned down. A vehicle is told by make and series alone: who may see plates finds
    it by its number.
    """
    keys = (
        ClaimLine.object_kind,
        ClaimLine.object_code,
        ClaimLine.object_name,
        ClaimLine.vehicle_id,
        Vehicle.make,
        Vehicle.series,
        Store.name.label("store"),
    )
    amount = cast(func.sum(ClaimLine.amount_fen), BigInteger)
    tenant = ClaimLine.tenant_id
    statement = (
        select(*keys, func.count().label("expenses"), amount.label("amount_fen"))
        .select_from(ClaimLine)
        .join(ExpenseClaim, and_(ExpenseClaim.tenant_id == tenant, ExpenseClaim.id == ClaimLine.claim_id))
        .join(Store, and_(Store.tenant_id == tenant, Store.id == ExpenseClaim.store_id))
        .outerjoin(Vehicle, and_(Vehicle.tenant_id == tenant, Vehicle.id == ClaimLine.vehicle_id))
        .where(
            tenant == current_tenant(),
            scope_filter(extent.permission, store_column=ExpenseClaim.store_id),
            ExpenseClaim.state.in_(_CAME_TO_IT),
            ClaimLine.spent_on.between(first_day(span.first), first_day(span.last + 1) - timedelta(days=1)),
        )
    )
    if extent.store_id is not None:
        statement = statement.where(ExpenseClaim.store_id == extent.store_id)
    if extent.department_id is not None:
        statement = statement.where(ExpenseClaim.department_id == extent.department_id)
    if extent.category_id is not None:
        statement = statement.where(ClaimLine.category_id.in_(with_those_below(extent.category_id)))
    return session().execute(statement.group_by(*keys).order_by(amount.desc(), *keys).limit(limit))
