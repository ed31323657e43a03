"""Support access: a group gives it and takes it back, an operator comes in and leaves; each is told in the group's audit."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from saas.core.accounts.models import Account
from saas.core.accounts.operations.more_than_own import is_more_than_own
from saas.core.accounts.operations.sessions import proved_by_second_factor
from saas.core.accounts.permissions import SUPPORT_WRITE
from saas.core.accounts.support_models import SupportDoor, SupportGrant, SupportVisit
from saas.platform.audit import record, record_platform
from saas.platform.clock import now
from saas.platform.database import global_session, load_for_change, session, unit_of_work
from saas.platform.errors import Forbidden, Invalid, NotFound
from saas.platform.i18n import _
from saas.platform.permissions import require_in_own_name
from saas.platform.permissions.operations import find_role
from saas.platform.tenancy import Actor, ActorKind, current_tenant, tenant_context
from saas.platform.tenancy.tenant import Tenant

LONGEST_HOURS = 72


def grant_support(*, reason: str, role: str, hours: int, writes: bool = False) -> SupportGrant:
    """Let operators of this service into the current group for some hours, with the rights of a role.

    Raises Invalid without a reason, for a role that is not the group's or has more than the giver, and for no time or
    more than 72 hours; Forbidden for a member who only stands in for somebody.
    """
    require_in_own_name(SUPPORT_WRITE)
    if not reason.strip():
        raise Invalid("reason", _("Say what support is to help with."))
    if not 1 <= hours <= LONGEST_HOURS:
        raise Invalid("hours", _("Choose between 1 and %(n)d hours.", n=LONGEST_HOURS))
    try:
        find_role(role)
    except NotFound:
        raise Invalid("role", _("There is no such role.")) from None
    if is_more_than_own([(role, None)]):
        raise Invalid("role", _("This role may do more than you. Choose another one."))
    made = SupportGrant(reason=reason.strip(), role=role, writes=writes, until=now() + timedelta(hours=hours))
    session().add(made)
    session().flush()
    code = session().scalars(select(Tenant.code).where(Tenant.id == current_tenant())).one()
    session().add(SupportDoor(group_id=current_tenant(), grant_id=made.id, code=code, until=made.until))
    detail = {"role": role, "hours": hours, "writes": writes}
    record("accounts.support.granted", "support_grant", made.id, reason=made.reason, detail=detail)
    return made


def revoke_support(grant_id: int) -> SupportGrant:
    """End at once what would have ended by itself: the next page of whoever is in is refused. Raises NotFound."""
    found = load_for_change(SupportGrant, grant_id)
    if found.revoked_at is None and found.until > now():
        found.revoked_at = now()
        door = (SupportDoor.group_id == current_tenant(), SupportDoor.grant_id == found.id)
        session().execute(update(SupportDoor).where(*door).values(closed_at=found.revoked_at))
        inside = (SupportVisit.tenant_id == current_tenant(), SupportVisit.grant_id == found.id)
        leave = update(SupportVisit).where(*inside, SupportVisit.left_at.is_(None))
        session().execute(leave.values(left_at=found.revoked_at))
        record("accounts.support.revoked", "support_grant", found.id)
        session().flush()
    return found


def enter_as_support(door_id: int, *, account_id: int, session_id: int, proof: str) -> str:
    """Let an operator in under a grant, in this session; returns the group's code. A transaction of its own.

    proof: how the session was proved. Raises Forbidden without a second factor, NotFound for somebody who is no
    operator and for a door that is closed or was never there.
    """
    if not proved_by_second_factor(proof):
        raise Forbidden(_("Support comes in with two-step sign-in only. Switch it on and sign in anew."))
    with global_session() as work:
        operator = work.get_one(Account, account_id)
        door = _open_door(work.get(SupportDoor, door_id))
        if not operator.is_operator or door is None:
            raise NotFound(_("This does not exist, or no longer."))
        group_id, grant_id, code, name = door.group_id, door.grant_id, door.code, operator.display_name
    with tenant_context(group_id), unit_of_work() as work:
        # The group's own row decides, and a revocation that is under way is waited for.
        grant = load_for_change(SupportGrant, grant_id)
        if grant.revoked_at is not None or grant.until <= now():
            raise NotFound(_("This does not exist, or no longer."))
        visit = SupportVisit(
            grant_id=grant_id, account_id=account_id, session_id=session_id, operator_name=name
        )
        work.add(visit)
        work.flush()
        as_support = Actor(kind=ActorKind.SUPPORT, id=visit.id)
        with tenant_context(group_id, as_support):
            record("accounts.support.entered", "support_grant", grant_id, detail={"visit": visit.id})
            detail = {"group": group_id, "grant": grant_id}
            record_platform(work, "accounts.support.entered", account_id=account_id, detail=detail)
    return code


def leave_as_support(code: str, *, account_id: int, session_id: int) -> None:
    """End an operator's visits of a group in this session; one who is not there stays so. A transaction of its own."""
    with global_session() as work:
        doors = select(SupportDoor.group_id).where(SupportDoor.code == code)
        group_id = work.scalars(doors.limit(1)).one_or_none()
    if group_id is None:
        return
    with tenant_context(group_id), unit_of_work() as work:
        mine = select(SupportVisit).where(
            SupportVisit.tenant_id == group_id,
            SupportVisit.session_id == session_id,
            SupportVisit.account_id == account_id,
            SupportVisit.left_at.is_(None),
        )
        for visit in work.scalars(mine.with_for_update()):
            visit.left_at = now()
            with tenant_context(group_id, Actor(kind=ActorKind.SUPPORT, id=visit.id)):
                record("accounts.support.left", "support_grant", visit.grant_id, detail={"visit": visit.id})


def _open_door(door: SupportDoor | None) -> SupportDoor | None:
    return door if door is not None and door.closed_at is None and door.until > now() else None
