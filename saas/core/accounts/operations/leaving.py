"""The accounts of a group that is destroyed."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from saas.core.accounts.models import Account, AccountGroup
from saas.platform.tenancy import Base


def forget_accounts_of(work: Session, tenant_id: int) -> int:
    """Delete who belongs to this group, and the accounts that belong to no other; how many accounts.

    work: a session of the system role. Operators' accounts stay.
    """
    mine = work.scalars(select(AccountGroup.account_id).where(AccountGroup.group_id == tenant_id)).all()
    work.execute(delete(AccountGroup).where(AccountGroup.group_id == tenant_id))
    elsewhere = select(AccountGroup.account_id).where(AccountGroup.account_id.in_(mine))
    alone = work.scalars(
        select(Account.id).where(
            Account.id.in_(mine), Account.id.not_in(elsewhere), Account.is_operator.is_(False)
        )
    ).all()
    for table in reversed(Base.metadata.sorted_tables):
        if table.name.startswith("account_") and "account_id" in table.columns:
            work.execute(delete(table).where(table.c.account_id.in_(alone)))
    gone = work.execute(delete(Account).where(Account.id.in_(alone)))
    return cast("CursorResult[Any]", gone).rowcount
