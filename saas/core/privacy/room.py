"""What privacy contributes: the contact policy that every group starts with."""

from __future__ import annotations

from saas.core.privacy.starter import add_contact_policy
from saas.platform.plugins import hookimpl


@hookimpl
def group_created(tenant_id: int) -> None:  # noqa: ARG001 - the group is the current tenant
    """Give a new group its contact policy."""
    add_contact_policy()
