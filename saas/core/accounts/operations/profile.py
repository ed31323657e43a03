"""What people change about their own account."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from saas.core.accounts.models import Account
from saas.core.accounts.operations.known_words import words_about
from saas.core.accounts.operations.sessions import end_sessions, rotate_session
from saas.core.accounts.passwords import check_new_password, hash_password, verify_password
from saas.platform.audit import record_platform
from saas.platform.database import global_session, session
from saas.platform.errors import Invalid, NotFound
from saas.platform.i18n import LOCALES, _
from saas.platform.security.throttle import WhenDown, hit


def set_locale_of(account_id: int, locale: str) -> None:
    """Keep the language an account wants; a transaction of its own. Raises ValueError for an unknown one."""
    if locale not in LOCALES:
        msg = f"no such locale: {locale}"
        raise ValueError(msg)
    with global_session() as work:
        _locked(work, account_id).locale = locale
        record_platform(work, "accounts.profile.changed", account_id=account_id, detail={"locale": locale})


def change_profile(account_id: int, *, display_name: str, locale: str, theme: str) -> Account:
    """Change name, language and look of an account. Raises Invalid for a missing name."""
    if not display_name.strip():
        raise Invalid("display_name", _("Enter your name."))
    account = _locked(session(), account_id)
    account.display_name = display_name.strip()
    account.locale, account.theme = locale, theme
    record_platform(session(), "accounts.profile.changed", account_id=account_id)
    return account


def change_password(account_id: int, session_id: int, *, current_password: str, password: str) -> str:
    """Change the password; all other sessions end and this one gets a new token, which is returned.

    Raises Invalid when the current password does not fit or the new one is weak, TooMany after many tries.
    """
    hit("change_password", str(account_id), 10, 600, when_down=WhenDown.COUNT_HERE)
    work = session()
    account = _locked(work, account_id)
    if not verify_password(account.password_hash, current_password):
        raise Invalid("current_password", _("This is not your current password."))
    check_new_password(password, about=words_about(work, account))
    account.password_hash = hash_password(password)
    ended = end_sessions(work, account_id, but=session_id)
    record_platform(
        work, "accounts.password.changed", account_id=account_id, detail={"sessions_ended": ended}
    )
    return rotate_session(work, session_id)


def end_own_session(account_id: int, session_id: int) -> None:
    """End one session of one's own. Raises NotFound for one that is not, or has ended."""
    if not end_sessions(session(), account_id, only=session_id):
        raise NotFound(_("This session has ended already."))
    record_platform(session(), "accounts.session.ended", account_id=account_id)


def end_other_sessions(account_id: int, session_id: int) -> int:
    """End all of one's sessions but this one; returns how many."""
    ended = end_sessions(session(), account_id, but=session_id)
    record_platform(
        session(), "accounts.session.ended", account_id=account_id, detail={"sessions_ended": ended}
    )
    return ended


def _locked(work: Session, account_id: int) -> Account:
    return work.scalars(select(Account).where(Account.id == account_id).with_for_update()).one()
