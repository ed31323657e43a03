"""Changing employees within the stores that one's rights reach; used by the pages and the API alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saas.core.organisation.models import Employee
from saas.core.organisation.operations import change_employee, create_employee
from saas.core.organisation.permissions import EMPLOYEE_WRITE
from saas.platform.database import load
from saas.platform.permissions import require


def create_employee_within_reach(values: Mapping[str, Any]) -> Employee:
    """Add an employee of a store within reach. Raises what `require` and `create_employee` raise."""
    require(EMPLOYEE_WRITE, store_id=values.get("store_id"))
    return create_employee(values)


def change_employee_within_reach(
    row_id: int, values: Mapping[str, Any], *, version: int | None = None
) -> Employee:
    """Change an employee within reach, who stays within it. Raises what `require` and `change_employee` raise."""
    before = load(Employee, row_id).store_id
    require(EMPLOYEE_WRITE, store_id=before)
    require(EMPLOYEE_WRITE, store_id=values.get("store_id", before))
    return change_employee(row_id, values, version=version)
