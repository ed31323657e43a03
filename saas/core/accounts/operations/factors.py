"""Which second factors an account has: an authenticator app, passkeys, and codes for when they are lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from saas.core.accounts.factor_models import AccountPasskey, AccountTotp
from saas.core.accounts.operations.recovery_codes import codes_left, forget_codes
from saas.core.accounts.operations.sessions import take_from_proofs


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """That two-step sign-in is on: since when, by what, and how many recovery codes are left."""

    since: datetime
    app: bool
    passkeys: int
    codes_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchedOn:
    """A new factor: the session's new token, and, with the first factor, the recovery codes in clear this once."""

    codes: tuple[str, ...]
    token: str


def second_factor_of(work: Session, account_id: int) -> SecondFactor | None:
    """The second factor of an account, or none when it is off."""
    app = work.scalar(select(AccountTotp.confirmed_at).where(AccountTotp.account_id == account_id))
    mine = AccountPasskey.account_id == account_id
    number, first = work.execute(select(func.count(), func.min(AccountPasskey.created_at)).where(mine)).one()
    begun = [moment for moment in (app, first) if moment is not None]
    if not begun:
        return None
    return SecondFactor(
        since=min(begun),
        app=app is not None,
        passkeys=number,
        codes_left=codes_left(work, account_id),
    )


def settle_factors(work: Session, account_id: int) -> None:
    """After a factor went: without any, the recovery codes end and sessions count for no more than a password."""
    if second_factor_of(work, account_id) is None:
        forget_codes(work, account_id)
        take_from_proofs(work, account_id)
