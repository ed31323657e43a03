"""Changing employees within the stores that one's rights reach; used by the pages and the API alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saas.core.organisation.models import Employee
from saas.core.organisation.operations import change_employee, create_employee
from saas.core.organisation.permissions import EMPLOYEE_WRITE
from saas.platform.database import load
from saas.platform.errors import Forbidden, NotFound
from saas.platform.i18n import _
from saas.platform.permissions import current_grants


def require_store(permission: str, store_id: int | None) -> None:
    """Refuse unless the permission reaches a store; none is the whole group.

    Raises Forbidden without the permission, NotFound where it does not reach.
    """
    grant = current_grants().of(permission)
    if grant is None:
        raise Forbidden(_("You may not do this. Ask your group's administrator."))
    if not grant.covers(store_id=store_id, owner_id=None):
        raise NotFound(_("This does not exist, or no longer."))


def create_employee_within_reach(values: Mapping[str, Any]) -> Employee:
    """Add an employee of a store within reach. Raises what `require_store` and `create_employee` raise."""
    require_store(EMPLOYEE_WRITE, values.get("store_id"))
    return create_employee(values)


def change_employee_within_reach(
    row_id: int, values: Mapping[str, Any], *, version: int | None = None
) -> Employee:
    """Change an employee within reach, who stays within it. Raises what `require_store` and `change_employee` raise."""
    before = load(Employee, row_id).store_id
    require_store(EMPLOYEE_WRITE, before)
    require_store(EMPLOYEE_WRITE, values.get("store_id", before))
    return change_employee(row_id, values, version=version)
