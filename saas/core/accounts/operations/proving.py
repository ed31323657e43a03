"""Proving once more who one is, before an act that whoever finds an open browser must not do."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from saas.core.accounts.models import Account, AccountStatus
from saas.core.accounts.operations.factors import second_factor_of
from saas.core.accounts.operations.passkey_notes import NoteFor
from saas.core.accounts.operations.passkeys import Question, Shown, passkey_fits, question_for_passkey
from saas.core.accounts.operations.second_factor import use_code
from saas.core.accounts.operations.sessions import BY_PASSKEY, BY_PASSWORD, renew_proof
from saas.core.accounts.operations.signing_in import count_failure, may_try, welcome
from saas.core.accounts.passwords import verify_password
from saas.platform.audit import record_platform
from saas.platform.database import global_session, session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.security.throttle import WhenDown, forgive, hit

_PER_ACCOUNT = 10
_WINDOW = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose session is to be proved again."""

    account_id: int
    session_id: int


def prove_again(asked: Asked, *, current_password: str, code: str = "") -> str:
    """Check all that a sign-in would ask for; returns the session's new token.

    code: of the app, or a recovery code, when two-step sign-in is on. A transaction of its own, so that a failed try is
    counted, towards the same rest as at the sign-in.
    Raises Invalid for a password or code that does not fit, TooMany after ten tries in ten minutes.
    """
    hit("prove_again", str(asked.account_id), _PER_ACCOUNT, _WINDOW, when_down=WhenDown.COUNT_HERE)
    with global_session() as work:
        account = locked_account(work, asked.account_id)
        found = _proof(work, account, current_password, code)
        token = _renew(work, account, asked, found) if isinstance(found, str) else ""
    if isinstance(found, Invalid):
        raise found
    forgive("prove_again", str(asked.account_id))
    return token


def question_for_proof(asked: Asked) -> Question:
    """What the browser of somebody who is signed in is asked."""
    return question_for_passkey(session(), NoteFor.PROVE, whose=asked.session_id, account_id=asked.account_id)


def prove_by_passkey(asked: Asked, shown: Shown) -> str:
    """Check a passkey in place of all else; returns the session's new token. Raises what `prove_again` raises."""
    hit("prove_again", str(asked.account_id), _PER_ACCOUNT, _WINDOW, when_down=WhenDown.COUNT_HERE)
    with global_session() as work:
        account = locked_account(work, asked.account_id)
        fits = account.status is not AccountStatus.DISABLED and passkey_fits(
            work, shown, NoteFor.PROVE, whose=asked.session_id, account_id=asked.account_id
        )
        token = _renew(work, account, asked, BY_PASSKEY) if fits else ""
    if not fits:
        raise Invalid("", _("This passkey does not fit. Try once more, or use your password."))
    forgive("prove_again", str(asked.account_id))
    return token


def locked_account(work: Session, account_id: int) -> Account:
    """An account, held until the transaction ends: of two tries with one code only one may find it unused."""
    return work.scalars(select(Account).where(Account.id == account_id).with_for_update()).one()


def _proof(work: Session, account: Account, password: str, code: str) -> str | Invalid:
    if not may_try(account):
        record_platform(
            work, "accounts.proof.refused", account_id=account.id, detail={"status": account.status}
        )
        return Invalid(
            "current_password", _("After several wrong tries this rests for a while. Wait a little.")
        )
    if not verify_password(account.password_hash, password):
        count_failure(work, account)
        return Invalid("current_password", _("This is not your current password."))
    if second_factor_of(work, account.id) is None:
        return BY_PASSWORD
    by = use_code(work, account.id, code)
    if by is None:
        count_failure(work, account)
        return Invalid("code", _("This code does not fit, or was used already."))
    return f"{BY_PASSWORD}+{by}"


def _renew(work: Session, account: Account, asked: Asked, proof: str) -> str:
    welcome(account)
    record_platform(work, "accounts.proof.given", account_id=account.id, detail={"by": proof})
    return renew_proof(work, asked.session_id, proof)
