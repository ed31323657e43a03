"""Which roles a member has, and that a group never loses its last administrator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select

from saas.core.accounts.models import Member, MemberStatus
from saas.core.accounts.operations.more_than_own import is_more_than_own, require_no_more_than_own
from saas.core.accounts.operations.sessions import rotate_later
from saas.core.accounts.permissions import MEMBER_WRITE
from saas.core.organisation.models import Store
from saas.core.organisation.queries import zone_of
from saas.platform.clock import today
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import _
from saas.platform.permissions import (
    ALWAYS,
    Period,
    assign_role,
    current_catalogue,
    require_in_own_name,
    withdraw_role,
)
from saas.platform.permissions.models import MemberRole, RoleRow
from saas.platform.permissions.periods import in_force, not_ended
from saas.platform.tenancy import current_tenant

ADMINISTRATOR = "group_admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChoice:
    """A role for the whole group, or for one store, on some days or always."""

    role: str
    store_id: int | None = None
    period: Period = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesHeld:
    """The roles of a member."""

    standing: frozenset[RoleChoice] = frozenset()
    """Those that count today or will."""
    past: frozenset[RoleChoice] = frozenset()
    """Those whose last day has passed."""


def give_roles(member_id: int, wanted: Iterable[RoleChoice]) -> None:
    """Let a member have exactly these roles from today on; those whose last day has passed stay as they were.

    Raises Invalid for a role or store that is not the group's, and for days that are over or the wrong way round.
    """
    held = roles_held([member_id]).get(member_id, RolesHeld())
    old = held.standing
    # A form that was drawn before midnight may still name what ended since.
    new = set(wanted) - held.past
    _check(new)
    if new != old:
        require_in_own_name(MEMBER_WRITE)
        if is_more_than_own((one.role, one.store_id) for one in new ^ old):
            raise Invalid(
                "roles", _("You can give and take only roles that hold no more than you have yourself.")
            )
    for choice in sorted(new - old, key=order_of_roles):
        assign_role(member_id, choice.role, store_id=choice.store_id, period=choice.period)
    for choice in sorted(old - new, key=order_of_roles):
        withdraw_role(member_id, choice.role, store_id=choice.store_id, period=choice.period)
    account_id = load(Member, member_id).account_id
    if new != old and account_id is not None:
        rotate_later(session(), account_id)


def roles_of(member_ids: list[int]) -> dict[int, set[RoleChoice]]:
    """The roles of several members that count today or will, by member."""
    return {member: set(held.standing) for member, held in roles_held(member_ids).items() if held.standing}


def roles_held(member_ids: list[int]) -> dict[int, RolesHeld]:
    """The roles of several members, by member; one query."""
    mine = (
        select(
            MemberRole.member_id,
            RoleRow.code,
            MemberRole.store_id,
            MemberRole.valid_from,
            MemberRole.valid_until,
            not_ended(MemberRole.valid_until).label("stands"),
        )
        .join(RoleRow, and_(RoleRow.tenant_id == MemberRole.tenant_id, RoleRow.id == MemberRole.role_id))
        .where(MemberRole.tenant_id == current_tenant(), MemberRole.member_id.in_(member_ids))
    )
    standing: defaultdict[int, set[RoleChoice]] = defaultdict(set)
    past: defaultdict[int, set[RoleChoice]] = defaultdict(set)
    for row in session().execute(mine):
        period = Period(valid_from=row.valid_from, valid_until=row.valid_until)
        choice = RoleChoice(role=row.code, store_id=row.store_id, period=period)
        (standing if row.stands else past)[row.member_id].add(choice)
    return {
        member: RolesHeld(standing=frozenset(standing[member]), past=frozenset(past[member]))
        for member in {*standing, *past}
    }


def require_authority_over(member_id: int) -> None:
    """Refuse to keep out, let in or stand for a member whose roles hold more than one's own. Raises Forbidden."""
    held = roles_of([member_id]).get(member_id, set())
    require_no_more_than_own((one.role, one.store_id) for one in held)


def makes_administrator(choice: RoleChoice) -> bool:
    """Whether who has this role is an administrator from today on without an end."""
    period = choice.period
    lasting = period.has_begun(group_day()) and period.valid_until is None
    return choice.role == ADMINISTRATOR and choice.store_id is None and lasting


def keep_an_administrator(but: int) -> None:
    """Refuse an act that would leave the group without administrator, were member `but` none any more.

    Somebody who is only invited is no substitute for one who can come in, nor is one whose role will end or has not
    begun. Locks the role, so that two administrators
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
        MemberRole.valid_until.is_(None),
        in_force(MemberRole.valid_from, MemberRole.valid_until),
    )
    return {row.id: row.status for row in work.execute(holders.where(*whole_group))}


def _check(choices: set[RoleChoice]) -> None:
    stores = {choice.store_id for choice in choices if choice.store_id is not None}
    known = select(Store.id).where(Store.tenant_id == current_tenant(), Store.id.in_(stores))
    if stores - set(session().scalars(known)):
        raise Invalid("roles", _("One of these stores is not the group's."))
    codes = {choice.role for choice in choices}
    roles = select(RoleRow.code).where(RoleRow.tenant_id == current_tenant(), RoleRow.code.in_(codes))
    if codes - current_catalogue().roles.keys() - set(session().scalars(roles)):
        raise Invalid("roles", _("One of these roles does not exist."))
    if any(choice.role == ADMINISTRATOR and choice.store_id is not None for choice in choices):
        raise Invalid("roles", _("An administrator is one of the whole group; choose no store."))
    if any(choice.period.upside_down for choice in choices):
        raise Invalid("roles", _("The last day comes before the first."))
    day = group_day()
    if any(choice.period.has_ended(day) for choice in choices):
        raise Invalid(
            "roles", _("The last day of one of these roles has passed. Take the role away instead.")
        )


def order_of_roles(choice: RoleChoice) -> tuple[str, int, date, date]:
    """Where a role stands among others: by code, store and days."""
    period = choice.period
    return choice.role, choice.store_id or 0, period.valid_from or date.min, period.valid_until or date.max


def group_day() -> date:
    """The current day of the group."""
    return today(zone_of(None))
