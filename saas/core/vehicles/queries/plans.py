"""The maintenance plans of the group."""

from __future__ import annotations

from sqlalchemy import select

from saas.core.vehicles.models import MaintenancePlan
from saas.platform.database import Page, keyset_page
from saas.platform.tenancy import current_tenant


def plan_page(*, limit: int, after: str | None = None, before: str | None = None) -> Page[MaintenancePlan]:
    """One page of the plans, that for all vehicles first. Raises Invalid for a forged cursor."""
    return keyset_page(
        select(MaintenancePlan).where(MaintenancePlan.tenant_id == current_tenant()),
        keys=[MaintenancePlan.make, MaintenancePlan.series, MaintenancePlan.id],
        limit=limit,
        after=after,
        before=before,
    )
