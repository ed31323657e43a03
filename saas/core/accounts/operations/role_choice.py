"""Which roles a member has, and that a group never loses its last administrator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, select

from saas.core.accounts.models import Member, MemberStatus
from saas.core.accounts.operations.sessions import rotate_later
from saas.core.organisation.models import Store
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import _
from saas.platform.permissions import assign_role, withdraw_role
from saas.platform.permissions.models import MemberRole, RoleRow
from saas.platform.tenancy import current_tenant

ADMINISTRATOR = "group_admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChoice:
    """A role for the whole group, or for one store."""

    role: str
    store_id: int | None = None


def give_roles(member_id: int, wanted: Iterable[RoleChoice]) -> None:
    """Let a member have exactly these roles.

    Raises Invalid for a role or store that is not the group's.
    """
    new = set(wanted)
    _check(new)
    old = roles_of([member_id]).get(member_id, set())
    for choice in sorted(new - old, key=_order):
        assign_role(member_id, choice.role, store_id=choice.store_id)
    for choice in sorted(old - new, key=_order):
        withdraw_role(member_id, choice.role, store_id=choice.store_id)
    account_id = load(Member, member_id).account_id
    if new != old and account_id is not None:
        rotate_later(session(), account_id)


def roles_of(member_ids: list[int]) -> dict[int, set[RoleChoice]]:
    """The roles of several members, by member."""
    mine = (
        select(MemberRole.member_id, RoleRow.code, MemberRole.store_id)
        .join(RoleRow, and_(RoleRow.tenant_id == MemberRole.tenant_id, RoleRow.id == MemberRole.role_id))
        .where(MemberRole.tenant_id == current_tenant(), MemberRole.member_id.in_(member_ids))
    )
    found: dict[int, set[RoleChoice]] = {}
    for member_id, code, store_id in session().execute(mine):
        found.setdefault(member_id, set()).add(RoleChoice(role=code, store_id=store_id))
    return found


def keep_an_administrator(but: int) -> None:
    """Refuse an act that would leave the group without administrator, were member `but` none any more.

    Somebody who is only invited is no substitute for one who can come in. Locks the role, so that two administrators
    cannot remove each other at once. Raises Conflict.
    """
    standing = _administrators()
    mine = standing.pop(but, None)
    enough = (
        {MemberStatus.ACTIVE} if mine is MemberStatus.ACTIVE else {MemberStatus.ACTIVE, MemberStatus.INVITED}
    )
    if mine in (MemberStatus.ACTIVE, MemberStatus.INVITED) and not enough & set(standing.values()):
        raise Conflict(_("This is the group's last administrator. Make somebody else one first."))


def _administrators() -> dict[int, MemberStatus]:
    work = session()
    role = (RoleRow.tenant_id == current_tenant(), RoleRow.code == ADMINISTRATOR)
    role_id = work.scalars(select(RoleRow.id).where(*role).with_for_update()).one()
    holders = select(Member.id, Member.status).join(
        MemberRole, and_(MemberRole.tenant_id == Member.tenant_id, MemberRole.member_id == Member.id)
    )
    whole_group = (
        MemberRole.tenant_id == current_tenant(),
        MemberRole.role_id == role_id,
        MemberRole.store_id.is_(None),
    )
    return {row.id: row.status for row in work.execute(holders.where(*whole_group))}


def _check(choices: set[RoleChoice]) -> None:
    stores = {choice.store_id for choice in choices if choice.store_id is not None}
    known = select(Store.id).where(Store.tenant_id == current_tenant(), Store.id.in_(stores))
    if stores - set(session().scalars(known)):
        raise Invalid("roles", _("One of these stores is not the group's."))
    codes = {choice.role for choice in choices}
    roles = select(RoleRow.code).where(RoleRow.tenant_id == current_tenant(), RoleRow.code.in_(codes))
    if codes - set(session().scalars(roles)):
        raise Invalid("roles", _("One of these roles does not exist."))
    if any(choice.role == ADMINISTRATOR and choice.store_id is not None for choice in choices):
        raise Invalid("roles", _("An administrator is one of the whole group; choose no store."))


def _order(choice: RoleChoice) -> tuple[str, int]:
    return choice.role, choice.store_id or 0
