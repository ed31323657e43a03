"""Signing in with a passkey alone: the device holds it, and opened it for its owner, so it stands for both steps."""

from __future__ import annotations

from sqlalchemy.orm import Session

from saas.core.accounts.devices import device_name
from saas.core.accounts.models import Account, AccountStatus
from saas.core.accounts.operations.passkey_notes import NoteFor
from saas.core.accounts.operations.passkeys import Question, Shown, question_for_passkey, use_passkey
from saas.core.accounts.operations.sessions import BY_PASSKEY, begin_session, end_session
from saas.core.accounts.operations.signing_in import PER_ADDRESS, WINDOW, SignedIn, welcome
from saas.core.accounts.passkeys import NotFitting
from saas.platform.audit import record_platform
from saas.platform.database import global_session, session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.security.backoff import network_of
from saas.platform.security.throttle import WhenDown, hit


def question_for_sign_in() -> Question:
    """What a browser is asked that is to sign somebody in by whatever passkey it has for us."""
    return question_for_passkey(session(), NoteFor.SIGN_IN)


def sign_in_with_passkey(shown: Shown, *, address: str, agent: str, replaced: str = "") -> SignedIn:
    """Check a passkey and begin a session.

    A sign-in that rests after wrong passwords is open to it: nobody guesses a passkey. A transaction of its own, so that
    a failed try is recorded. replaced: the token of the session that this browser had; it ends.
    Raises Invalid, in the same words whatever did not fit; TooMany when the address was tried too often.
    """
    hit("sign_in_address", network_of(address), PER_ADDRESS, WINDOW, when_down=WhenDown.COUNT_HERE)
    with global_session() as work:
        account = _account(work, shown)
        if account is not None:
            if replaced:
                end_session(work, replaced)
            token = begin_session(work, account.id, address=address, agent=agent, proof=BY_PASSKEY)
            detail = {"by": BY_PASSKEY, "device": device_name(agent)}
            record_platform(work, "accounts.sign_in.succeeded", account_id=account.id, detail=detail)
            return welcome(account, token)
    raise Invalid("", _("This passkey does not open an account here. Try once more, or use your password."))


def _account(work: Session, shown: Shown) -> Account | None:
    try:
        with work.begin_nested():
            account = use_passkey(work, shown, NoteFor.SIGN_IN)
    except NotFitting as error:
        record_platform(work, "accounts.passkey.refused", detail={"why": str(error)})
        return None
    if account.status is AccountStatus.DISABLED:
        record_platform(
            work, "accounts.sign_in.refused", account_id=account.id, detail={"status": account.status}
        )
        return None
    return account
