"""Codes that replace a lost factor, each once; only their keyed hashes are kept."""

from __future__ import annotations

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from saas.core.accounts.factor_models import AccountRecoveryCode
from saas.core.accounts.totp import new_recovery_code
from saas.platform.audit import record_platform
from saas.platform.clock import now
from saas.platform.security.keys import PLATFORM, keyed_hash

RECOVERY_CODES = 10


def codes_left(work: Session, account_id: int) -> int:
    """How many codes of an account are not used up."""
    left = select(func.count()).where(
        AccountRecoveryCode.account_id == account_id, AccountRecoveryCode.used_at.is_(None)
    )
    return work.execute(left).scalar_one()


def make_codes(work: Session, account_id: int) -> tuple[str, ...]:
    """New codes, in clear this once; those before end."""
    forget_codes(work, account_id)
    codes = tuple(new_recovery_code() for _n in range(RECOVERY_CODES))
    work.add_all(
        AccountRecoveryCode(account_id=account_id, code_hash=_hash(account_id, code)) for code in codes
    )
    work.flush()
    return codes


def use_recovery_code(work: Session, account_id: int, code: str) -> bool:
    """Use up a code, as `read_code` gives it; false when it does not fit or was used before."""
    used = (
        update(AccountRecoveryCode)
        .where(
            AccountRecoveryCode.account_id == account_id,
            AccountRecoveryCode.code_hash == _hash(account_id, code),
            AccountRecoveryCode.used_at.is_(None),
        )
        .values(used_at=now())
        .returning(AccountRecoveryCode.id)
    )
    if work.scalar(used) is None:
        return False
    record_platform(work, "accounts.second_factor.code_used", account_id=account_id)
    return True


def forget_codes(work: Session, account_id: int) -> None:
    """End all codes of an account."""
    work.execute(delete(AccountRecoveryCode).where(AccountRecoveryCode.account_id == account_id))


def _hash(account_id: int, code: str) -> str:
    return keyed_hash("recovery_code", f"{account_id}\0{code}", tenant_id=PLATFORM)
