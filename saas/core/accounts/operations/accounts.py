"""Making an account: a person who can sign in."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from saas.core.accounts.logins import Login, read_login
from saas.core.accounts.models import Account, AccountStatus
from saas.core.accounts.operations.signing_in import check_password
from saas.core.accounts.passwords import check_new_password, hash_password
from saas.platform.audit import record_platform
from saas.platform.clock import now
from saas.platform.errors import Invalid, NotFound
from saas.platform.i18n import _, current_locale


def find_account(work: Session, login: Login) -> Account | None:
    """The account of a login, or none."""
    return work.scalars(select(Account).where(Account.login_hash == login.hash)).one_or_none()


def account_for(
    work: Session,
    *,
    login: Login,
    password: str,
    display_name: str,
    address: str,
    group: tuple[str, ...] = (),
) -> Account:
    """The account of a login if this is its password, or a new one with this password if the login is nobody's.

    So whoever comes with an invitation or a new group learns about a login of somebody else no more than at the sign-in:
    the same words, the same limits, and a try that is counted. address: where the request comes from. group: name and
    code of the group that is founded or joined, which no password may hold.
    Raises Invalid for a weak password, a missing name, a password that is not the account's, and an account with a
    second factor, which only a sign-in can ask for; TooMany.
    """
    # Asked of everybody: a complaint about the password would otherwise tell that the login is free.
    check_new_password(password, about=(login.value, display_name, *group))
    if work.scalar(select(Account.id).where(Account.login_hash == login.hash)) is None:
        return create_account(work, login=login, password=password, display_name=display_name)
    proven = check_password(login=login.value, password=password, address=address)
    if proven.pending:
        raise Invalid(
            "",
            _("This sign-in asks for a code after the password. Sign in first, then open this page again."),
        )
    return work.get_one(Account, proven.account_id)


def create_account(
    work: Session, *, login: Login, password: str, display_name: str, confirmed: bool = False
) -> Account:
    """Add an account in the given transaction.

    confirmed: whether the person came by a link that was sent to the address that they sign in with.
    Raises Invalid for a weak password, a missing name, and a login that has an account already.
    """
    if not display_name.strip():
        raise Invalid("display_name", _("Enter your name."))
    check_new_password(password, about=(login.value, display_name))
    if find_account(work, login) is not None:
        raise Invalid("login", _("This sign-in exists already. Sign in with it first."))
    account = Account(
        login_kind=login.kind,
        login=login.value,
        login_hash=login.hash,
        login_confirmed_at=now() if confirmed else None,
        password_hash=hash_password(password),
        display_name=display_name.strip(),
        locale=current_locale(),
        status=AccountStatus.ACTIVE,
    )
    work.add(account)
    work.flush()
    record_platform(work, "accounts.account.created", account_id=account.id)
    return account


def required_login(text: str, *, field: str = "login") -> Login:
    """The login in a text; raises Invalid when it is neither an e-mail address nor a Chinese mobile number."""
    login = read_login(text)
    if login is None:
        raise Invalid(field, _("Enter an e-mail address, or a mobile number of eleven digits."))
    return login


def set_operator(work: Session, login: Login, *, operator: bool) -> None:
    """Name whoever signs in with this an operator of the installation, or take it back; it counts with the next page.

    Raises NotFound for a login without account.
    """
    account = find_account(work, login)
    if account is None:
        raise NotFound(_("Nobody signs in with this."))
    account.is_operator = operator
    record_platform(work, "accounts.operator.changed", account_id=account.id, detail={"operator": operator})
