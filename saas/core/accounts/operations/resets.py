"""Links to an account itself: a new password, and the proof that an address is the person's own."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from saas.core.accounts.links import confirmation_link, reset_link
from saas.core.accounts.logins import Login, read_login
from saas.core.accounts.models import (
    Account,
    AccountGroup,
    AccountStatus,
    AccountToken,
    LoginKind,
    Member,
    TokenPurpose,
)
from saas.core.accounts.operations.accounts import find_account
from saas.core.accounts.operations.known_words import words_about
from saas.core.accounts.operations.role_choice import require_authority_over
from saas.core.accounts.operations.sessions import end_sessions
from saas.core.accounts.passwords import check_new_password, hash_password
from saas.core.accounts.tokens import new_token, token_hash
from saas.platform.audit import record, record_platform
from saas.platform.clock import now
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Forbidden, NotFound
from saas.platform.i18n import _
from saas.platform.mail import send_mail
from saas.platform.security.throttle import WhenDown, hit
from saas.platform.tenancy import current_tenant

VALID = {TokenPurpose.RESET: timedelta(hours=2), TokenPurpose.CONFIRM: timedelta(days=3)}


def ask_for_reset(login: str, address: str) -> None:
    """Mail a reset link, if the login is an address that its account has confirmed; nobody learns whether it was.

    address: where the request comes from, for the limit. Raises TooMany.
    """
    known = read_login(login)
    hit("reset_address", address, 20, 3600, when_down=WhenDown.COUNT_HERE)
    hit("reset_login", known.value if known else login, 5, 3600, when_down=WhenDown.COUNT_HERE)
    account = find_account(session(), known) if known else None
    if account is None or not _has_confirmed_address(account) or account.status is AccountStatus.DISABLED:
        return
    token = new_link(session(), account.id, TokenPurpose.RESET)
    told = {"name": account.display_name, "link": reset_link(token)}
    send_mail(account.login, "accounts/mail/reset", told, account.locale or "zh_CN")
    record_platform(session(), "accounts.reset.mailed", account_id=account.id)


def reset_link_for_member(member_id: int) -> str:
    """A reset link that the group's administrator hands over, for a person of no other group and no confirmed address.

    Raises NotFound, Conflict for a member without account, Forbidden when only an operator may reset.
    """
    member = load(Member, member_id)
    if member.account_id is None:
        raise Conflict(_("This person has not come yet; make a new invitation link instead."))
    require_authority_over(member_id)
    account = session().get_one(Account, member.account_id)
    if not _is_only_ours(session(), account, current_tenant()):
        raise Forbidden(
            _(
                "Only the person or an operator may reset this: the address is confirmed, or there are other groups."
            )
        )
    token = new_link(session(), account.id, TokenPurpose.RESET, group_id=current_tenant())
    record("accounts.reset.copied", "member", member.id)
    record_platform(
        session(), "accounts.reset.copied", account_id=account.id, detail={"group_id": current_tenant()}
    )
    return reset_link(token)


def reset_link_by_operator(work: Session, login: Login) -> str:
    """A reset link for any account, for the platform's operators. Raises NotFound for a login without account."""
    account = find_account(work, login)
    if account is None:
        raise NotFound(_("Nobody signs in with this."))
    record_platform(work, "accounts.reset.by_operator", account_id=account.id)
    return reset_link(new_link(work, account.id, TokenPurpose.RESET))


def ask_for_confirmation(account_id: int) -> None:
    """Mail a link that proves the account's address. Raises Conflict for a mobile number or a confirmed address."""
    account = session().get_one(Account, account_id)
    if account.login_kind is not LoginKind.EMAIL or account.login_confirmed_at is not None:
        raise Conflict(_("There is nothing to confirm."))
    hit("confirm_account", str(account_id), 5, 3600)
    token = new_link(session(), account.id, TokenPurpose.CONFIRM)
    told = {"name": account.display_name, "link": confirmation_link(token)}
    send_mail(account.login, "accounts/mail/confirmation", told, account.locale or "zh_CN")
    record_platform(session(), "accounts.confirmation.mailed", account_id=account.id)


def check_link(token: str, purpose: TokenPurpose) -> AccountToken:
    """The open link of a token, locked; raises NotFound, alike for unknown, used and expired ones."""
    work = session()
    mine = select(AccountToken).where(
        AccountToken.token_hash == token_hash(token),
        AccountToken.purpose == purpose,
        AccountToken.used_at.is_(None),
        AccountToken.expires_at > now(),
    )
    link = work.scalars(mine.with_for_update()).one_or_none()
    if link is not None and link.group_id is not None:
        # An administrator's link dies when the person has joined another group or confirmed an address since.
        account = work.get_one(Account, link.account_id)
        link = link if _is_only_ours(work, account, link.group_id) else None
    if link is None:
        raise NotFound(_("This link is not valid, or no longer. Ask for a new one."))
    return link


def reset_password(token: str, password: str) -> int:
    """Set a new password by a link, end all sessions and any lock; returns the account's id.

    Raises NotFound for a link that is not open, Invalid for a weak password.
    """
    link = check_link(token, TokenPurpose.RESET)
    work = session()
    account = work.get_one(Account, link.account_id)
    check_new_password(password, about=words_about(work, account))
    account.password_hash = hash_password(password)
    account.failed_count, account.locked_until = 0, None
    if account.status is AccountStatus.LOCKED:
        account.status = AccountStatus.ACTIVE
    _use_up(work, account.id, TokenPurpose.RESET)
    end_sessions(work, account.id)
    record_platform(work, "accounts.password.reset", account_id=account.id)
    return account.id


def confirm_address(token: str) -> None:
    """Note that an address is its account's own. Raises NotFound for a link that is not open."""
    link = check_link(token, TokenPurpose.CONFIRM)
    work = session()
    account = work.get_one(Account, link.account_id)
    account.login_confirmed_at = account.login_confirmed_at or now()
    _use_up(work, account.id, TokenPurpose.CONFIRM)
    record_platform(work, "accounts.address.confirmed", account_id=account.id)


def new_link(work: Session, account_id: int, purpose: TokenPurpose, *, group_id: int | None = None) -> str:
    """Add a link to an account and return its token; earlier links of the same purpose end."""
    _use_up(work, account_id, purpose)
    token = new_token()
    made = AccountToken(
        account_id=account_id,
        purpose=purpose,
        group_id=group_id,
        token_hash=token_hash(token),
        expires_at=now() + VALID[purpose],
    )
    work.add(made)
    work.flush()
    return token


def _use_up(work: Session, account_id: int, purpose: TokenPurpose) -> None:
    mine = (
        AccountToken.account_id == account_id,
        AccountToken.purpose == purpose,
        AccountToken.used_at.is_(None),
    )
    work.execute(update(AccountToken).where(*mine).values(used_at=now()))


def _has_confirmed_address(account: Account) -> bool:
    return account.login_kind is LoginKind.EMAIL and account.login_confirmed_at is not None


def _is_only_ours(work: Session, account: Account, group_id: int) -> bool:
    groups = select(func.count(), func.min(AccountGroup.group_id)).where(
        AccountGroup.account_id == account.id
    )
    number, only = work.execute(groups).one()
    operator = account.is_operator or account.status is AccountStatus.DISABLED
    return number == 1 and only == group_id and account.login_confirmed_at is None and not operator
