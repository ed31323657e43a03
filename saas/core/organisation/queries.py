"""Reads of the organisation."""

from __future__ import annotations

from sqlalchemy import select

from saas.core.organisation.models import Standing, Store
from saas.platform.database import session
from saas.platform.tenancy import current_tenant


def open_stores() -> list[Store]:
    """The stores in use, by code."""
    mine = select(Store).where(Store.tenant_id == current_tenant(), Store.status == Standing.OPEN)
    return list(session().scalars(mine.order_by(Store.code)))
