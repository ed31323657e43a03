"""Members of a group: added, changed, disabled, let in again, removed; never their accounts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from saas.core.accounts.models import AccountGroup, Invitation, Member, MemberStatus
from saas.core.accounts.operations.delegation import end_stand_ins_of
from saas.core.accounts.operations.identities import forget_identities
from saas.core.accounts.operations.role_choice import (
    RoleChoice,
    give_roles,
    keep_an_administrator,
    makes_administrator,
    require_authority_over,
)
from saas.core.accounts.operations.sessions import rotate_later
from saas.core.accounts.operations.teams import leave_teams
from saas.platform.audit import record
from saas.platform.audit.recording import changes_of
from saas.platform.clock import now
from saas.platform.database import load_for_change, session
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant
from saas.platform.tenancy.tenant import Tenant


def add_active_member(*, account_id: int, display_name: str) -> Member:
    """Make an account a member of the current group, without roles."""
    member = Member(account_id=account_id, display_name=display_name.strip(), status=MemberStatus.ACTIVE)
    session().add(member)
    session().flush()
    join_switcher(account_id)
    record("accounts.member.added", "member", member.id)
    return member


def change_member(
    member_id: int, *, display_name: str, roles: Sequence[RoleChoice], version: int | None = None
) -> Member:
    """Change how a member is called in the group, and which roles they have.

    Raises NotFound, Invalid, and Conflict for a stale version or the last administrator.
    """
    member = _living(member_id, version)
    if not display_name.strip():
        raise Invalid("display_name", _("Enter the person's name."))
    if not any(makes_administrator(choice) for choice in roles):
        keep_an_administrator(but=member.id)
    member.display_name = display_name.strip()
    changes = changes_of(member)
    give_roles(member.id, roles)
    record("accounts.member.changed", "member", member.id, changes=changes)
    # A change of roles alone is an edit too: a second person at the same form must see it.
    member.updated_at = now()
    session().flush()
    return member


def disable_member(member_id: int, *, version: int | None = None) -> Member:
    """Keep a member out until they are let in again; their account and other groups are not touched.

    Raises NotFound, and Conflict for a stale version, the last administrator, or one who has not come yet.
    """
    member = _living(member_id, version)
    if member.status is MemberStatus.INVITED:
        raise Conflict(_("This person has not come yet; remove the invitation instead."))
    require_authority_over(member.id)
    keep_an_administrator(but=member.id)
    end_stand_ins_of(member.id)
    _move(member, MemberStatus.DISABLED, "accounts.member.disabled")
    return member


def enable_member(member_id: int, *, version: int | None = None) -> Member:
    """Let a disabled member in again. Raises NotFound, and Conflict for a stale version or one who is not disabled."""
    member = load_for_change(Member, member_id, version=version)
    if member.status is not MemberStatus.DISABLED:
        raise Conflict(_("This member is not disabled."))
    require_authority_over(member.id)
    _move(member, MemberStatus.ACTIVE, "accounts.member.enabled")
    return member


def remove_member(member_id: int, *, version: int | None = None) -> None:
    """End a membership for good; the row stays for what it did, without its account and roles.

    Raises NotFound, and Conflict for a stale version or the last administrator.
    """
    member = _living(member_id, version)
    require_authority_over(member.id)
    keep_an_administrator(but=member.id)
    work = session()
    forget_identities(member)
    if member.account_id is not None:
        mine = (AccountGroup.account_id == member.account_id, AccountGroup.group_id == current_tenant())
        work.execute(delete(AccountGroup).where(*mine))
    open_ones = (Invitation.tenant_id == current_tenant(), Invitation.member_id == member.id)
    work.execute(
        update(Invitation).where(*open_ones, Invitation.revoked_at.is_(None)).values(revoked_at=now())
    )
    end_stand_ins_of(member.id)
    leave_teams(member.id)
    give_roles(member.id, ())
    # The account may be invited again and is then a new member.
    member.account_id = member.employee_id = None
    _move(member, MemberStatus.REMOVED, "accounts.member.removed")


def join_switcher(account_id: int) -> None:
    """Write that an account belongs to the current group, in the member's transaction, for the group switcher."""
    work = session()
    rotate_later(work, account_id)
    code = work.execute(select(Tenant.code).where(Tenant.id == current_tenant())).scalar_one()
    mine = (AccountGroup.account_id == account_id, AccountGroup.group_id == current_tenant())
    known = work.scalars(select(AccountGroup).where(*mine)).one_or_none()
    if known is None:
        known = AccountGroup(account_id=account_id, group_id=current_tenant())
        work.add(known)
    known.code, known.status = code, MemberStatus.ACTIVE
    work.flush()


def jot_down(work: Session, member: Member, **values: object) -> None:
    """Write what is no edit of a member (last seen, the store in view): version and editor stay as they are."""
    mine = update(Member).where(Member.tenant_id == member.tenant_id, Member.id == member.id)
    kept = {"updated_at": Member.updated_at, "updated_by": Member.updated_by}
    work.execute(mine.values(**values, **kept).execution_options(synchronize_session=False))


def _living(member_id: int, version: int | None) -> Member:
    member = load_for_change(Member, member_id, version=version)
    if member.status is MemberStatus.REMOVED:
        raise Conflict(_("This member was removed."))
    return member


def _move(member: Member, status: MemberStatus, action: str) -> None:
    member.status = status
    changes = changes_of(member)
    record(action, "member", member.id, changes={"status": changes["status"]})
    mine = (AccountGroup.account_id == member.account_id, AccountGroup.group_id == current_tenant())
    session().execute(update(AccountGroup).where(*mine).values(status=status))
    if member.account_id is not None:
        rotate_later(session(), member.account_id)
    session().flush()
