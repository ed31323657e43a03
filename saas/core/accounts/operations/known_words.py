"""What is known about a person, so that no password is made of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from saas.core.accounts.models import Account, AccountGroup
from saas.platform.tenancy.tenant import Tenant


def words_about(work: Session, account: Account) -> tuple[str, ...]:
    """An account's login and name, and the names and codes of its groups, whatever its standing there."""
    groups = (
        select(Tenant.name, Tenant.code)
        .join(AccountGroup, AccountGroup.group_id == Tenant.id)
        .where(AccountGroup.account_id == account.id)
    )
    return (account.login, account.display_name, *(word for row in work.execute(groups) for word in row))
