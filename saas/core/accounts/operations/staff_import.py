"""Bringing in staff from a file: employees are made or changed by their number, members invited; twice changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import select

from saas.core.accounts.models import Member
from saas.core.accounts.operations.invitations import Invited, invite_member
from saas.core.accounts.operations.role_choice import ADMINISTRATOR, RoleChoice
from saas.core.accounts.staff_file import Column, StaffRow
from saas.core.organisation.models import Department, Employee, Store
from saas.core.organisation.operations import change_employee, create_department, create_employee
from saas.platform.audit import record
from saas.platform.database import session
from saas.platform.errors import Invalid
from saas.platform.i18n import LazyStr, _
from saas.platform.tenancy import current_tenant

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """A row that was not taken, and why."""

    line: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Somebody without an address whose link the administrator hands over."""

    name: str
    token: str


@dataclass(slots=True, kw_only=True)
class StaffReport:
    """What a file brought."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    mailed: int = 0
    handovers: list[Handover] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    stores: Mapping[str, int]
    departments: dict[tuple[int | None, str], int]
    employees: dict[str, Employee]
    members: set[int]
    roles: Mapping[str, str]


def import_staff(rows: tuple[StaffRow, ...], roles: Mapping[str, LazyStr]) -> StaffReport:
    """Take every good row and report every bad one.

    A row with a role becomes a member too: with an address the link is mailed, else it is in the report.
    roles: the group's roles by code with their titles, either of which the file may use.
    """
    known = _gather(rows, roles)
    report = StaffReport()
    seen: set[str] = set()
    for row in rows:
        try:
            if row[Column.NUMBER] in seen:
                raise Invalid("", _("This number stands in the file twice."))
            with session().begin_nested():
                _take(row, known, report)
        except Invalid as error:
            report.faults.append(RowFault(line=row.line, name=row[Column.NAME], reason=error.message))
        seen.add(row[Column.NUMBER])
    counts = {"created": report.created, "changed": report.changed, "faults": len(report.faults)}
    record("accounts.staff.imported", "employee", None, detail=counts)
    return report


def _gather(rows: tuple[StaffRow, ...], roles: Mapping[str, LazyStr]) -> _Known:
    work, tenant = session(), current_tenant()
    stores = work.execute(select(Store.id, Store.code, Store.name).where(Store.tenant_id == tenant)).all()
    departments = work.execute(
        select(Department.id, Department.store_id, Department.name).where(Department.tenant_id == tenant)
    ).all()
    numbers = [row[Column.NUMBER] for row in rows]
    employees = work.scalars(
        select(Employee).where(Employee.tenant_id == tenant, Employee.employee_no.in_(numbers))
    ).all()
    members = work.scalars(
        select(Member.employee_id).where(Member.tenant_id == tenant, Member.employee_id.is_not(None))
    )
    return _Known(
        stores={name: one.id for one in stores for name in (one.name, one.code)},
        departments={(one.store_id, one.name): one.id for one in departments},
        employees={one.employee_no: one for one in employees},
        members={found for found in members if found is not None},
        roles={**{str(title): code for code, title in roles.items()}, **{code: code for code in roles}},
    )


def _take(row: StaffRow, known: _Known, report: StaffReport) -> None:
    if not row[Column.NUMBER] or not row[Column.NAME]:
        raise Invalid("", _("Number and name are needed."))
    store_id = _found(
        known.stores, row[Column.STORE], _("There is no such store: %(name)s", name=row[Column.STORE])
    )
    role = _found(known.roles, row[Column.ROLE], _("There is no such role: %(name)s", name=row[Column.ROLE]))
    employee = _save(row, store_id, known, report)
    if role is not None and employee.id not in known.members:
        invited = _invite(row, employee, role, store_id)
        known.members.add(employee.id)
        if invited.mailed:
            report.mailed += 1
        else:
            report.handovers.append(Handover(name=row[Column.NAME], token=invited.token))


def _found(known: Mapping[str, T], name: str, otherwise: str) -> T | None:
    if not name:
        return None
    if name not in known:
        raise Invalid("", otherwise)
    return known[name]


def _save(row: StaffRow, store_id: int | None, known: _Known, report: StaffReport) -> Employee:
    values = {
        "employee_no": row[Column.NUMBER],
        "name": row[Column.NAME],
        "store_id": store_id,
        "department_id": _department(row[Column.DEPARTMENT], store_id, known),
        "position": row[Column.POSITION],
    }
    before = known.employees.get(row[Column.NUMBER])
    if before is None:
        report.created += 1
        known.employees[row[Column.NUMBER]] = made = create_employee(values)
        return made
    if all(getattr(before, name) == value for name, value in values.items()):
        report.unchanged += 1
        return before
    report.changed += 1
    return change_employee(before.id, values)


def _department(name: str, store_id: int | None, known: _Known) -> int | None:
    if not name:
        return None
    place = (store_id, name)
    if place not in known.departments:
        known.departments[place] = create_department({"name": name, "store_id": store_id}).id
    return known.departments[place]


def _invite(row: StaffRow, employee: Employee, role: str, store_id: int | None) -> Invited:
    place = None if role == ADMINISTRATOR else store_id
    return invite_member(
        display_name=row[Column.NAME],
        email=row[Column.EMAIL],
        employee_id=employee.id,
        roles=[RoleChoice(role=role, store_id=place)],
    )
