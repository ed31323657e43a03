"""Making and changing the parts of the organisation: legal entities, stores, departments, employees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import exists, select

from saas.core.organisation.models import Department, Employee, LegalEntity, Store, WorkCalendar
from saas.platform.audit import record
from saas.platform.audit.recording import changes_of
from saas.platform.database import load_for_change, session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.tenancy import TenantModel, current_tenant

Row = TypeVar("Row", LegalEntity, Store, Department, Employee)
Values = Mapping[str, Any]

# What a field refers to; a foreign id is refused in the same words as a missing one.
_REFERENCES: Mapping[str, type[TenantModel]] = {
    "legal_entity_id": LegalEntity,
    "store_id": Store,
    "department_id": Department,
    "calendar_id": WorkCalendar,
}


def create_legal_entity(values: Values) -> LegalEntity:
    """Add a company of the group. Raises Invalid for a name that exists."""
    return _create(LegalEntity, values)


def change_legal_entity(row_id: int, values: Values, *, version: int | None = None) -> LegalEntity:
    """Change a company. Raises NotFound, Conflict for a stale version, Invalid for a name that exists."""
    return _change(LegalEntity, row_id, values, version)


def create_store(values: Values) -> Store:
    """Add a store. Raises Invalid for a code or name that exists, and for a company or calendar that does not."""
    return _create(Store, values)


def change_store(row_id: int, values: Values, *, version: int | None = None) -> Store:
    """Change a store. Raises NotFound, Conflict for a stale version, Invalid as at creation."""
    return _change(Store, row_id, values, version)


def create_department(values: Values) -> Department:
    """Add a department of a store or the group. Raises Invalid for a name that exists there."""
    return _create(Department, values)


def change_department(row_id: int, values: Values, *, version: int | None = None) -> Department:
    """Change a department. Raises NotFound, Conflict for a stale version, Invalid as at creation."""
    return _change(Department, row_id, values, version)


def create_employee(values: Values) -> Employee:
    """Add an employee. Raises Invalid for a number that exists, and for a store or department that does not."""
    return _create(Employee, values)


def change_employee(row_id: int, values: Values, *, version: int | None = None) -> Employee:
    """Change an employee. Raises NotFound, Conflict for a stale version, Invalid as at creation."""
    return _change(Employee, row_id, values, version)


def _create(model: type[Row], values: Values) -> Row:
    _check_references(values)
    _check_unique(model, values, None)
    row = model(**values)
    session().add(row)
    session().flush()
    record(f"organisation.{model.__tablename__}.created", model.__tablename__, row.id)
    return row


def _change(model: type[Row], row_id: int, values: Values, version: int | None) -> Row:
    row = load_for_change(model, row_id, version=version)
    _check_references(values)
    _check_unique(model, {**{name: getattr(row, name) for name in _unique_fields(model)}, **values}, row.id)
    for name, value in values.items():
        setattr(row, name, value)
    changes = changes_of(row)
    if changes:
        record(f"organisation.{model.__tablename__}.changed", model.__tablename__, row.id, changes=changes)
        session().flush()
    return row


def _check_references(values: Values) -> None:
    for name, model in _REFERENCES.items():
        wanted = values.get(name)
        if wanted is not None and session().get(model, (current_tenant(), wanted)) is None:
            raise Invalid(name, _("Choose one of the offered values."))


def _unique_fields(model: type[Row]) -> tuple[str, ...]:
    fields: Mapping[type[Any], tuple[str, ...]] = {
        LegalEntity: ("name",),
        Store: ("code", "name"),
        Department: ("name", "store_id"),
        Employee: ("employee_no",),
    }
    return fields[model]


def _check_unique(model: type[Row], values: Values, own_id: int | None) -> None:
    names = _unique_fields(model)
    # A department's name is unique within its store; each other field by itself.
    groups = (names,) if model is Department else tuple((name,) for name in names)
    for group in groups:
        same = [getattr(model, name).is_not_distinct_from(values.get(name)) for name in group]
        taken = exists().where(model.tenant_id == current_tenant(), model.id != (own_id or 0), *same)
        if session().scalar(select(taken)):
            raise Invalid(group[0], _("This exists already."))
