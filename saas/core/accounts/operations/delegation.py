"""Standing in for a member who is away: named with an end, by the member or an administrator; ended before it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select

from saas.core.accounts.models import Member, MemberStatus
from saas.core.accounts.operations.more_than_own import require_no_more_than_own
from saas.core.accounts.operations.role_choice import RoleChoice, group_day, roles_of
from saas.core.accounts.operations.sessions import rotate_later
from saas.core.accounts.permissions import MEMBER_WRITE
from saas.platform.audit import record
from saas.platform.clock import now
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Conflict, Invalid, NotFound
from saas.platform.i18n import _
from saas.platform.permissions import ALWAYS, Period, require_in_own_name
from saas.platform.permissions.models import DelegatedRole, Delegation
from saas.platform.permissions.operations import find_role
from saas.platform.tenancy import current_actor, current_tenant


def name_stand_in(
    member_id: int, *, deputy_id: int, roles: Collection[RoleChoice], period: Period
) -> Delegation:
    """Let a colleague stand in for a member on some days, with some of the member's own roles.

    roles: the role and store of each; their days are the member's. The deputy's own roles do not change, and what a
    member holds in somebody's place cannot be handed on. Raises NotFound for an unknown member, Conflict for one who
    is not at work, Invalid for a deputy who is not, roles that the member does not have, and days that cannot be.
    """
    if current_actor().member_id != member_id:
        require_in_own_name(MEMBER_WRITE)
        require_no_more_than_own((one.role, one.store_id) for one in roles)
    member, deputy = load(Member, member_id), _deputy(deputy_id, of=member_id)
    if member.status is not MemberStatus.ACTIVE:
        raise Conflict(_("Only for a member who can come in somebody stands in."))
    places = _checked(member_id, roles)
    first, last = _days(period)
    made = Delegation(member_id=member_id, deputy_id=deputy_id, valid_from=first, valid_until=last)
    session().add(made)
    session().flush()
    for choice in sorted(places, key=lambda one: (one.role, one.store_id or 0)):
        role_id = find_role(choice.role).id
        session().add(DelegatedRole(delegation_id=made.id, role_id=role_id, store_id=choice.store_id))
    session().flush()
    told = sorted(f"{one.role}@{one.store_id or ''}".rstrip("@") for one in places)
    detail = {"deputy_id": deputy_id, "roles": told, "valid_from": first, "valid_until": last}
    record("accounts.delegation.named", "member", member_id, detail=detail)
    _renew_sessions(deputy)
    return made


def end_stand_in(delegation_id: int, *, of: int | None = None) -> Delegation:
    """End at once what would have ended by itself; one that is over stays so.

    of: who ends it, if they may only end what concerns themselves: the member or the deputy. Raises NotFound.
    """
    found = load_for_change(Delegation, delegation_id)
    if of is not None and of not in (found.member_id, found.deputy_id):
        raise NotFound(_("This does not exist, or no longer."))
    if found.ended_at is None and found.valid_until >= group_day():
        _end(found)
    return found


def end_stand_ins_of(member_id: int) -> None:
    """End all in which a member is stood in for or stands in: the member can no longer come in."""
    mine = select(Delegation).where(
        Delegation.tenant_id == current_tenant(),
        or_(Delegation.member_id == member_id, Delegation.deputy_id == member_id),
        Delegation.ended_at.is_(None),
        Delegation.valid_until >= group_day(),
    )
    for found in session().scalars(mine.order_by(Delegation.id).with_for_update()):
        _end(found)


def _end(found: Delegation) -> None:
    found.ended_at = now()
    record("accounts.delegation.ended", "member", found.member_id, detail={"deputy_id": found.deputy_id})
    session().flush()
    _renew_sessions(load(Member, found.deputy_id))


def _deputy(deputy_id: int, *, of: int) -> Member:
    mine = (Member.tenant_id == current_tenant(), Member.id == deputy_id)
    found = session().scalars(select(Member).where(*mine)).one_or_none()
    if found is None or found.status is not MemberStatus.ACTIVE:
        raise Invalid("deputy_id", _("Choose somebody who can come in."))
    if deputy_id == of:
        raise Invalid("deputy_id", _("Nobody stands in for themselves."))
    return found


def _checked(member_id: int, roles: Collection[RoleChoice]) -> set[RoleChoice]:
    wanted = {RoleChoice(role=one.role, store_id=one.store_id) for one in roles}
    if not wanted:
        raise Invalid("roles", _("Choose at least one role."))
    held = {
        RoleChoice(role=one.role, store_id=one.store_id, period=ALWAYS)
        for one in roles_of([member_id]).get(member_id, ())
    }
    if wanted - held:
        raise Invalid("roles", _("Only roles that the member has can be handed over."))
    return wanted


def _days(period: Period) -> tuple[date, date]:
    if period.valid_from is None or period.valid_until is None:
        raise Invalid("valid_until", _("Enter the first and the last day; it ends by itself."))
    if period.upside_down:
        raise Invalid("valid_until", _("The last day comes before the first."))
    if period.has_ended(group_day()):
        raise Invalid("valid_until", _("This day has passed."))
    return period.valid_from, period.valid_until


def _renew_sessions(deputy: Member) -> None:
    if deputy.account_id is not None:
        rotate_later(session(), deputy.account_id)
