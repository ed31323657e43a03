"""Members of a group: added, disabled, let in again, removed; never their accounts."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from saas.core.accounts.models import AccountGroup, Member, MemberStatus
from saas.platform.audit import record
from saas.platform.database import session
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


def join_switcher(account_id: int) -> None:
    """Write that an account belongs to the current group, in the member's transaction, for the group switcher."""
    work = session()
    code, name = work.execute(select(Tenant.code, Tenant.name).where(Tenant.id == current_tenant())).one()
    mine = (AccountGroup.account_id == account_id, AccountGroup.group_id == current_tenant())
    known = work.scalars(select(AccountGroup).where(*mine)).one_or_none()
    if known is None:
        known = AccountGroup(account_id=account_id, group_id=current_tenant())
        work.add(known)
    known.code, known.name, known.status = code, name, MemberStatus.ACTIVE
    work.flush()


def follow_in_switcher(member: Member) -> None:
    """Bring a member's new status into the group switcher."""
    mine = (AccountGroup.account_id == member.account_id, AccountGroup.group_id == current_tenant())
    session().execute(update(AccountGroup).where(*mine).values(status=member.status))


def jot_down(work: Session, member: Member, **values: object) -> None:
    """Write what is no edit of a member (last seen, the store in view): version and editor stay as they are."""
    mine = update(Member).where(Member.tenant_id == member.tenant_id, Member.id == member.id)
    kept = {"updated_at": Member.updated_at, "updated_by": Member.updated_by}
    work.execute(mine.values(**values, **kept).execution_options(synchronize_session=False))
