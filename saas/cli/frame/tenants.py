"""Which group a command means."""

from __future__ import annotations

from sqlalchemy import select

from saas.platform.database import global_session
from saas.platform.errors import NotFound
from saas.platform.tenancy.tenant import Tenant


def tenant_id_of(code: str) -> int:
    """The id of the group with this code; raises NotFound."""
    with global_session() as work:
        found = work.scalar(select(Tenant.id).where(Tenant.code == code))
    if found is None:
        raise NotFound(f"There is no group {code}.")
    return found
