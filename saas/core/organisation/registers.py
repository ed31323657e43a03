"""The registers of a group (legal entities, stores, departments, employees): what pages and API say of each alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema

from saas.core.organisation import operations, queries, schemas
from saas.core.organisation.models import Department, Employee, LegalEntity, Store
from saas.core.organisation.permissions import EMPLOYEE_READ, EMPLOYEE_WRITE, STORE_READ, STORE_WRITE
from saas.core.organisation.reach import change_employee_within_reach, create_employee_within_reach
from saas.platform.database import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One kind of thing: its table, its schema, its operations, its rights. key: its plural, as in names of views."""

    key: str
    model: type[Any]
    schema: type[Schema]
    page: Callable[..., Page[Any]]
    create: Callable[..., Any]
    change: Callable[..., Any]
    read: str = STORE_READ
    write: str = STORE_WRITE

    @property
    def place(self) -> str:
        """Its part of an address."""
        return self.key.replace("_", "-")


LEGAL_ENTITIES = Register(
    key="legal_entities",
    model=LegalEntity,
    schema=schemas.LegalEntitySchema,
    page=queries.legal_entity_page,
    create=operations.create_legal_entity,
    change=operations.change_legal_entity,
)
STORES = Register(
    key="stores",
    model=Store,
    schema=schemas.StoreSchema,
    page=queries.store_page,
    create=operations.create_store,
    change=operations.change_store,
)
DEPARTMENTS = Register(
    key="departments",
    model=Department,
    schema=schemas.DepartmentSchema,
    page=queries.department_page,
    create=operations.create_department,
    change=operations.change_department,
)
EMPLOYEES = Register(
    key="employees",
    model=Employee,
    schema=schemas.EmployeeSchema,
    page=queries.employee_page,
    create=create_employee_within_reach,
    change=change_employee_within_reach,
    read=EMPLOYEE_READ,
    write=EMPLOYEE_WRITE,
)
