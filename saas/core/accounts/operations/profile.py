"""What people change about their own account."""

from __future__ import annotations

from sqlalchemy import select

from saas.core.accounts.models import Account
from saas.platform.database import global_session
from saas.platform.i18n import LOCALES


def set_locale_of(account_id: int, locale: str) -> None:
    """Keep the language an account wants; a transaction of its own. Raises ValueError for an unknown one."""
    if locale not in LOCALES:
        msg = f"no such locale: {locale}"
        raise ValueError(msg)
    with global_session() as work:
        account = work.scalars(select(Account).where(Account.id == account_id).with_for_update()).one()
        account.locale = locale
