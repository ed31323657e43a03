"""The second step of a sign-in: a code or a passkey, after the password did fit."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from saas.core.accounts.devices import device_name
from saas.core.accounts.models import Account
from saas.core.accounts.operations.passkey_notes import NoteFor
from saas.core.accounts.operations.passkeys import Question, Shown, passkey_fits, question_for_passkey
from saas.core.accounts.operations.pending import check_pending, pending_account
from saas.core.accounts.operations.second_factor import use_code
from saas.core.accounts.operations.sessions import BY_PASSKEY, BY_PASSWORD, begin_session, end_session
from saas.core.accounts.operations.signing_in import (
    FROM_ONE_ADDRESS,
    SignedIn,
    count_failure,
    may_try,
    note_failure_from,
    welcome,
)
from saas.platform.audit import record_platform
from saas.platform.database import global_session, session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.security.backoff import network_of
from saas.platform.security.throttle import WhenDown, forgive, hit

_PER_ACCOUNT = 10
_WINDOW = 600


def question_for_second_step(pending: str) -> Question:
    """What the browser of somebody whose password did fit is asked. Raises Conflict when it must be entered again."""
    whose = pending_account(pending)
    return question_for_passkey(session(), NoteFor.SECOND_STEP, whose=whose, account_id=whose)


def finish_sign_in(
    pending: str, *, code: str = "", shown: Shown | None = None, address: str, agent: str, replaced: str = ""
) -> SignedIn:
    """Check a code of the app, a recovery code or a passkey, and begin a session.

    pending: what `sign_in` gave. shown: of a passkey, in place of the code. replaced: the token of the session that this
    browser had; it ends.
    A transaction of its own, so that a failed try is counted, towards the same rest as a wrong password.
    Raises Invalid for a code that does not fit or was used, Conflict when the password must be entered again, TooMany
    after ten tries in ten minutes, and while the address rests.
    """
    FROM_ONE_ADDRESS.refuse_resting(network_of(address))
    account_id = pending_account(pending)
    hit("second_step", str(account_id), _PER_ACCOUNT, _WINDOW, when_down=WhenDown.COUNT_HERE)
    with global_session() as work:
        account = work.scalars(select(Account).where(Account.id == account_id).with_for_update()).one()
        check_pending(pending, account)
        proof = _proof(work, account, code, shown)
        if proof is not None:
            if replaced:
                end_session(work, replaced)
            token = begin_session(
                work, account.id, address=address, agent=agent, proof=f"{BY_PASSWORD}+{proof}"
            )
            detail = {"by": proof, "device": device_name(agent)}
            record_platform(work, "accounts.sign_in.succeeded", account_id=account.id, detail=detail)
            found = welcome(account, token)
    if proof is None:
        if shown is None:
            note_failure_from(address)
        raise _refusal(shown)
    forgive("second_step", str(account_id))
    return found


def _proof(work: Session, account: Account, code: str, shown: Shown | None) -> str | None:
    if not may_try(account):
        record_platform(
            work, "accounts.sign_in.refused", account_id=account.id, detail={"status": account.status}
        )
        return None
    if shown is not None:
        # Nobody guesses a passkey: one that does not fit is no try that would have to be counted.
        fits = passkey_fits(work, shown, NoteFor.SECOND_STEP, whose=account.id, account_id=account.id)
        return BY_PASSKEY if fits else None
    proof = use_code(work, account.id, code)
    if proof is None:
        count_failure(work, account)
    return proof


def _refusal(shown: Shown | None) -> Invalid:
    if shown is not None:
        return Invalid("", _("This passkey does not fit. Try once more, or enter a code."))
    told = _("This code does not fit, or was used already. After several tries a sign-in rests for a while.")
    return Invalid("code", told)
