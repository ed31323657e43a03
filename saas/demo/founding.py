"""Founding a demo group: its companies, stores, staff and sign-ins, in seconds, through the product's operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from saas.core.accounts.models import Member
from saas.core.accounts.operations import (
    add_active_member,
    create_account,
    register_group,
    required_login,
)
from saas.core.accounts.operations.accounts import find_account
from saas.core.accounts.passwords import DEMO_PASSWORD
from saas.core.organisation.models import Department, Employee, Store, WorkCalendar
from saas.core.organisation.onboarding import Step
from saas.core.organisation.operations import (
    change_week,
    create_department,
    create_employee,
    create_legal_entity,
    create_store,
    finish_step,
)
from saas.core.vehicles.maintenance import Plan
from saas.core.vehicles.operations import set_maintenance_plan
from saas.demo.cast import OPEN_WEEK, Cast, Person
from saas.demo.templates import add_templates
from saas.platform.audit import record
from saas.platform.audit.models import AuditEntry
from saas.platform.clock import moved
from saas.platform.database import global_session, session, unit_of_work
from saas.platform.permissions import assign_role
from saas.platform.plugins import enable_plugin
from saas.platform.tenancy import SYSTEM, Actor, ActorKind, current_tenant, tenant_context
from saas.platform.tenancy.tenant import Tenant

ZONE = ZoneInfo("Asia/Shanghai")
DEPARTMENTS = ("售后服务部", "客户关系部", "销售部")
FOUNDED = "demo.group.founded"
PLANS = (
    Plan(first_months=6, first_km=5000, interval_months=12, interval_km=10_000),
    Plan(make="比亚迪", first_months=6, first_km=5000, interval_months=12, interval_km=12_000),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A founded group: ids by the codes of stores, by login of members and by name of employees."""

    tenant_id: int
    stores: Mapping[str, int]
    members: Mapping[str, int]
    employees: Mapping[str, int]


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment as the clocks in the stores show it."""
    return datetime.combine(day, time(hour, minute, second), ZONE)


@contextmanager
def acting(tenant_id: int, moment: datetime, member_id: int | None = None) -> Iterator[Session]:
    """One unit of work in a group at a moment, of a member or of the system."""
    actor = Actor(kind=ActorKind.MEMBER, id=member_id) if member_id else SYSTEM
    with moved(moment), tenant_context(tenant_id, actor), unit_of_work() as work:
        yield work


def find_group(code: str) -> tuple[int, date] | None:
    """The id of a group that is there already and the day on which it was created."""
    with global_session() as work:
        row = work.execute(select(Tenant.id, Tenant.created_at).where(Tenant.code == code)).one_or_none()
    return (row.id, row.created_at.astimezone(ZONE).date()) if row else None


def found(cast: Cast, day: date) -> int:
    """Create the group on a day, with everything but customers; its id.

    What an interrupted run did is kept, and the rest is added.
    """
    known = find_group(cast.code)
    tenant_id = known[0] if known else _register(cast, day)
    if not ground_of(cast, tenant_id).stores:
        with acting(tenant_id, at(day, 10, 5), _first_member(tenant_id)):
            stores = _organise(cast)
            _employ(cast, stores)
            for plan in PLANS:
                set_maintenance_plan(plan)
            add_templates()
    if not is_marked(tenant_id, FOUNDED):
        admin_id = _first_member(tenant_id)
        with acting(tenant_id, at(day, 14, 10), admin_id) as work:
            # Who registered the group is its administrator already.
            for role in cast.admin.also:
                assign_role(admin_id, role)
            _admit_all(work, cast, ground_of(cast, tenant_id).stores)
            mark(FOUNDED, day)
    return tenant_id


def is_marked(tenant_id: int, action: str, day: date | None = None) -> bool:
    """Whether a step of the demo (of a day) was done; the audit tells."""
    done = [AuditEntry.tenant_id == tenant_id, AuditEntry.action == action]
    if day is not None:
        done.append(AuditEntry.changes["day"].astext == day.isoformat())
    with tenant_context(tenant_id, SYSTEM), unit_of_work() as work:
        return bool(work.scalar(select(exists().where(*done))))


def mark(action: str, day: date) -> None:
    """Note in this transaction that a step of the demo was done."""
    record(action, "tenant", current_tenant(), detail={"day": day})


def _register(cast: Cast, day: date) -> int:
    admin = cast.admin
    with moved(at(day, 9, 30)):
        return register_group(
            code=cast.code, name=cast.name, login=admin.login, password=DEMO_PASSWORD, display_name=admin.name
        ).tenant_id


def _first_member(tenant_id: int) -> int:
    with tenant_context(tenant_id, SYSTEM), unit_of_work() as work:
        return work.scalars(select(func.min(Member.id)).where(Member.tenant_id == tenant_id)).one()


def _admit_all(work: Session, cast: Cast, stores: Mapping[str, int]) -> None:
    for person in (*cast.people[1:], *cast.guests):
        _admit(work, person, stores)
    for plugin in cast.plugins:
        enable_plugin(plugin)


def _organise(cast: Cast) -> dict[str, int]:
    default = (WorkCalendar.tenant_id == current_tenant(), WorkCalendar.is_default)
    calendar = session().scalars(select(WorkCalendar).where(*default)).one()
    change_week(calendar.id, name=calendar.name, weekly=OPEN_WEEK)
    entities = {
        name: create_legal_entity({"name": name, "uscc": uscc}).id for name, uscc in cast.entities.items()
    }
    stores = {}
    for store in cast.stores:
        told = {name: getattr(store, name) for name in ("code", "name", "region", "city", "address", "phone")}
        made = create_store({**told, "legal_entity_id": entities[store.entity], "calendar_id": calendar.id})
        stores[store.code] = made.id
        for name in DEPARTMENTS:
            create_department({"store_id": made.id, "name": name})
    for step in Step:
        if step is not Step.IMPORT:
            finish_step(step)
    return stores


def _employ(cast: Cast, stores: Mapping[str, int]) -> None:
    working = [(name, code, "服务顾问") for code, names in cast.advisers.items() for name in names]
    working += [(one.name, one.employee_of, one.position) for one in cast.people if one.employee_of]
    workshops = select(Department.store_id, Department.id).where(
        Department.tenant_id == current_tenant(), Department.name == DEPARTMENTS[0]
    )
    departments = {row.store_id: row.id for row in session().execute(workshops)}
    for number, (name, code, position) in enumerate(working, start=1001):
        at_work = {"store_id": stores[code], "department_id": departments[stores[code]], "position": position}
        create_employee({"employee_no": f"{code}{number}", "name": name, **at_work})


def _admit(work: Session, person: Person, stores: Mapping[str, int]) -> None:
    login = required_login(person.login)
    account = find_account(work, login) or create_account(
        work, login=login, password=DEMO_PASSWORD, display_name=person.name, confirmed=True
    )
    member = add_active_member(account_id=account.id, display_name=person.name)
    if person.employee_of:
        same = (Employee.tenant_id == current_tenant(), Employee.name == person.name)
        member.employee_id = work.scalars(select(Employee.id).where(*same)).one()
        work.flush()
    for role in person.roles:
        for code in person.stores:
            assign_role(member.id, role, store_id=stores[code])
        if not person.stores:
            assign_role(member.id, role)


def ground_of(cast: Cast, tenant_id: int) -> Ground:
    """The ids of a group that was founded."""
    with tenant_context(tenant_id, SYSTEM), unit_of_work() as work:
        stores = work.execute(select(Store.code, Store.id).where(Store.tenant_id == tenant_id))
        members = {
            row.display_name: row.id
            for row in work.execute(
                select(Member.display_name, Member.id)
                .where(Member.tenant_id == tenant_id)
                .order_by(Member.id.desc())
            )
        }
        employees = work.execute(select(Employee.name, Employee.id).where(Employee.tenant_id == tenant_id))
        return Ground(
            tenant_id=tenant_id,
            stores={row.code: row.id for row in stores},
            members={person.login: members[person.name] for person in (*cast.people, *cast.guests) if person.name in members},
            employees={row.name: row.id for row in employees},
        )  # fmt: skip
