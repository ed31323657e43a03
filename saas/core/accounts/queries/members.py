"""Reads of members and of what they may do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select

from saas.core.accounts.models import ApiClient, Member, MemberStatus
from saas.core.accounts.operations.role_choice import (
    RoleChoice,
    RolesHeld,
    order_of_roles,
    roles_held,
)
from saas.core.organisation.models import Employee
from saas.platform.database import Page, keyset_page, load, session
from saas.platform.errors import NotFound
from saas.platform.i18n import LazyStr, _
from saas.platform.permissions import Period, current_catalogue, members_with
from saas.platform.permissions.models import MemberRole, RoleRow
from saas.platform.tenancy import current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """A member with their roles."""

    member: Member
    roles: frozenset[RoleChoice]
    """Those that count today or will."""
    past: frozenset[RoleChoice] = frozenset()
    """Those whose last day has passed."""


def member_page(
    *,
    status: MemberStatus | None = None,
    search: str = "",
    after: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> Page[MemberRow]:
    """Members by name, without those removed unless asked for; search: beginning of the name. Two queries."""
    mine: Select[Any] = select(Member).where(Member.tenant_id == current_tenant())
    mine = mine.where(Member.status == status if status else Member.status != MemberStatus.REMOVED)
    if search:
        mine = mine.where(Member.display_name.startswith(search, autoescape=True))
    page = keyset_page(mine, keys=(Member.display_name, Member.id), limit=limit, after=after, before=before)
    held = roles_held([member.id for member in page.rows])
    rows = [_row(member, held) for member in page.rows]
    return Page(rows=rows, after=page.after, before=page.before)


def member_detail(member_id: int) -> MemberRow:
    """A member of the current group with their roles; raises NotFound, also for one who was removed."""
    member = load(Member, member_id)
    if member.status is MemberStatus.REMOVED:
        raise NotFound(_("This does not exist, or no longer."))
    return _row(member, roles_held([member_id]))


def _row(member: Member, held: Mapping[int, RolesHeld]) -> MemberRow:
    mine = held.get(member.id, RolesHeld())
    return MemberRow(member=member, roles=mine.standing, past=mine.past)


def member_names(member_ids: Iterable[int]) -> dict[int, str]:
    """What these members of the group are called, removed ones too."""
    mine = select(Member.id, Member.display_name).where(
        Member.tenant_id == current_tenant(), Member.id.in_(set(member_ids))
    )
    return {row.id: row.display_name for row in session().execute(mine)}


def all_members(*statuses: MemberStatus) -> list[tuple[int, str]]:
    """Ids and names of the members, by name; without a status of all who were not removed."""
    wanted = statuses or tuple(one for one in MemberStatus if one is not MemberStatus.REMOVED)
    mine = select(Member.id, Member.display_name).where(
        Member.tenant_id == current_tenant(), Member.status.in_(wanted)
    )
    rows = session().execute(mine.order_by(Member.display_name, Member.id))
    return [(row.id, row.display_name) for row in rows]


def client_names(client_ids: Iterable[int]) -> dict[int, str]:
    """What these programs of the group are called, withdrawn ones too."""
    mine = select(ApiClient.id, ApiClient.name).where(
        ApiClient.tenant_id == current_tenant(), ApiClient.id.in_(set(client_ids))
    )
    return {row.id: row.name for row in session().execute(mine)}


def find_employee_members(employee_ids: Iterable[int]) -> set[int]:
    """Which of these employees are members."""
    mine = select(Member.employee_id).where(
        Member.tenant_id == current_tenant(), Member.employee_id.in_(list(employee_ids))
    )
    return {found for found in session().scalars(mine) if found is not None}


def active_members_with(permission: str, *, store_id: int | None = None) -> list[tuple[int, str]]:
    """Whom something can be given to: ids and names of the members at work who hold a permission, by name.

    store_id: in this store, none for any. Raises UndeclaredPermission for a permission that nobody declares.
    """
    mine = select(Member.id, Member.display_name).where(
        Member.tenant_id == current_tenant(),
        Member.id.in_(members_with(permission, store_id=store_id)),
        Member.status == MemberStatus.ACTIVE,
    )
    rows = session().execute(mine.order_by(Member.display_name, Member.id))
    return [(row.id, row.display_name) for row in rows]


def home_stores(member_ids: Iterable[int]) -> dict[int, int | None]:
    """The store that each of these members belongs to: their employee's, else the only one that their roles are for.

    None for who belongs to none or to several. One statement.
    """
    wanted = sorted(set(member_ids))
    places = (
        select(MemberRole.member_id, func.min(MemberRole.store_id).label("store_id"))
        .where(MemberRole.tenant_id == current_tenant(), MemberRole.member_id.in_(wanted))
        .group_by(MemberRole.member_id)
        .having(func.count(MemberRole.store_id.distinct()) == 1)
        .subquery()
    )
    mine = (
        select(Member.id, func.coalesce(Employee.store_id, places.c.store_id).label("store_id"))
        .outerjoin(Employee, and_(Employee.tenant_id == Member.tenant_id, Employee.id == Member.employee_id))
        .outerjoin(places, places.c.member_id == Member.id)
        .where(Member.tenant_id == current_tenant(), Member.id.in_(wanted))
    )
    return {row.id: row.store_id for row in session().execute(mine)}


def positions_of(member_ids: Iterable[int]) -> dict[int, str]:
    """What each of these members is by the staff list; left out who has no employee or no position. One statement."""
    mine = (
        select(Member.id, Employee.position)
        .join(Employee, and_(Employee.tenant_id == Member.tenant_id, Employee.id == Member.employee_id))
        .where(
            Member.tenant_id == current_tenant(),
            Member.id.in_(sorted(set(member_ids))),
            Employee.position != "",
        )
    )
    return {row.id: row.position for row in session().execute(mine)}


def positions_in_use() -> list[str]:
    """The positions of the staff list that somebody at work has, by name; one statement."""
    mine = (Employee.tenant_id == current_tenant(), Employee.position != "", Employee.left_on.is_(None))
    return list(
        session().scalars(select(Employee.position).where(*mine).distinct().order_by(Employee.position))
    )


def role_titles() -> dict[str, LazyStr]:
    """The group's roles by code with what they are called, in the order of their declaration, own ones last."""
    declared = current_catalogue().roles
    mine = select(RoleRow.code, RoleRow.title).where(RoleRow.tenant_id == current_tenant())
    stored = {row.code: row.title for row in session().execute(mine.order_by(RoleRow.code))}
    titles: dict[str, LazyStr] = {code: role.title for code, role in declared.items()}
    return titles | {code: title or code for code, title in stored.items() if code not in declared}


def roles_in_words(
    roles: Iterable[RoleChoice], titles: Mapping[str, LazyStr], stores: Mapping[int, str]
) -> str:
    """Roles as one line, each with its stores and days; one in the whole group, or always, without."""
    places: dict[tuple[str, Period], list[int | None]] = {}
    for choice in sorted(roles, key=order_of_roles):
        places.setdefault((choice.role, choice.period), []).append(choice.store_id)
    return _(", ").join(
        _with_days(_in_words(titles.get(role, role), where, stores), period)
        for (role, period), where in places.items()
    )


def _with_days(role: str, period: Period) -> str:
    if period.valid_from and period.valid_until:
        return _(
            "%(role)s %(first)s to %(last)s", role=role, first=period.valid_from, last=period.valid_until
        )
    if period.valid_from:
        return _("%(role)s from %(day)s", role=role, day=period.valid_from)
    return _("%(role)s until %(day)s", role=role, day=period.valid_until) if period.valid_until else role


def _in_words(title: LazyStr, where: list[int | None], stores: Mapping[int, str]) -> str:
    if None in where:
        return str(title)
    names = _(", ").join(stores.get(store_id or 0, "") for store_id in where)
    return _("%(role)s (%(stores)s)", role=title, stores=names)


def api_clients() -> list[ApiClient]:
    """The group's API clients, the living ones first, then by name."""
    mine = select(ApiClient).where(ApiClient.tenant_id == current_tenant())
    return list(session().scalars(mine.order_by(ApiClient.revoked_at.is_not(None), ApiClient.name)))
