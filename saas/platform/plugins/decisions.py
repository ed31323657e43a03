"""The row of what a group decided about a plugin, found or locked."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from saas.platform.database import session
from saas.platform.plugins.models import TenantPlugin
from saas.platform.tenancy import current_tenant


def find_decision(name: str) -> TenantPlugin | None:
    """What the current group decided about a plugin, or none."""
    mine = (TenantPlugin.tenant_id == current_tenant(), TenantPlugin.plugin == name)
    return session().scalars(select(TenantPlugin).where(*mine)).one_or_none()


def all_decisions() -> dict[str, TenantPlugin]:
    """What the current group decided, by plugin."""
    mine = session().scalars(select(TenantPlugin).where(TenantPlugin.tenant_id == current_tenant()))
    return {decision.plugin: decision for decision in mine}


def locked_decision(name: str) -> TenantPlugin:
    """The row of the current group and a plugin, made if there was none, locked until the end of the transaction.

    Two who act at once wait for each other here, so that each audit entry tells what really was before.
    """
    new = insert(TenantPlugin).values(tenant_id=current_tenant(), plugin=name)
    session().execute(new.on_conflict_do_nothing(index_elements=["tenant_id", "plugin"]))
    mine = (TenantPlugin.tenant_id == current_tenant(), TenantPlugin.plugin == name)
    statement = select(TenantPlugin).where(*mine).with_for_update()
    return session().scalars(statement.execution_options(populate_existing=True)).one()
