"""Signing in and out: throttled, counted, locked with a back-off, and as slow for unknown people as for known ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from saas.core.accounts.devices import device_name
from saas.core.accounts.logins import Login, read_login
from saas.core.accounts.models import Account, AccountStatus
from saas.core.accounts.operations.factors import second_factor_of
from saas.core.accounts.operations.pending import pending_sign_in
from saas.core.accounts.operations.sessions import begin_session, end_session
from saas.core.accounts.passwords import hash_password, needs_rehash, verify_password
from saas.platform.audit import record_platform
from saas.platform.clock import now
from saas.platform.database import global_session
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.security.backoff import BackOff, network_of
from saas.platform.security.throttle import WhenDown, forgive, hit

FREE_TRIES = 5
LONGEST_LOCK = timedelta(hours=1)
PER_ADDRESS = 300  # a whole group's staff may come from one address in the morning
_PER_LOGIN = 20
WINDOW = 600
# A hundred wrong tries in an hour are no forgetful office: somebody goes through many sign-ins.
FROM_ONE_ADDRESS = BackOff(name="sign_in_failures", free=100, window=3600)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who signed in, the token for the cookie, and the look that the person wants in every browser.

    pending: what the second step asks for, when the account has a second factor; there is no token then.
    """

    account_id: int
    token: str
    theme: str = ""
    pending: str = ""


def sign_in(*, login: str, password: str, address: str, agent: str, replaced: str = "") -> SignedIn:
    """Check a person's login and password and begin a session, or give what the second step asks for.

    replaced: the token of the session that this browser had; it ends. Raises what `check_password` raises.
    """
    found = check_password(login=login, password=password, address=address)
    if found.pending:
        return found
    with global_session() as work:
        if replaced:
            end_session(work, replaced)
        token = begin_session(work, found.account_id, address=address, agent=agent)
        detail = {"device": device_name(agent)}
        record_platform(work, "accounts.sign_in.succeeded", account_id=found.account_id, detail=detail)
    return replace(found, token=token)


def check_password(*, login: str, password: str, address: str) -> SignedIn:
    """Check a person's login and password without beginning a session; the answer has no token.

    Transactions of its own, so that a failed try is counted although the request is refused.
    Raises Invalid when they do not fit, in the same words and time for unknown, wrong and locked; TooMany when the
    address or the login was tried too often, or the address rests after many failures, whomever they were about.
    """
    known, place = read_login(login), network_of(address)
    FROM_ONE_ADDRESS.refuse_resting(place)
    hit("sign_in_address", place, PER_ADDRESS, WINDOW, when_down=WhenDown.COUNT_HERE)
    hit("sign_in_login", known.value if known else login, _PER_LOGIN, WINDOW, when_down=WhenDown.COUNT_HERE)
    found = _check(known, password)
    if found is None:
        note_failure_from(address)
        raise Invalid(
            "",
            _(
                "This does not fit. After several tries a sign-in rests for a while; wait or reset the password."
            ),
        )
    if known:
        forgive("sign_in_login", known.value)
    return found


def sign_out(token: str) -> None:
    """End the session of a token, if there is one; a transaction of its own."""
    with global_session() as work:
        account_id = end_session(work, token)
        if account_id is not None:
            record_platform(work, "accounts.sign_out", account_id=account_id)


def lock_length(failed: int) -> timedelta:
    """How long a sign-in rests after so many failures in a row: a minute after the fifth, then twice as long each time."""
    if failed < FREE_TRIES:
        return timedelta()
    minutes: int = 2 ** min(failed - FREE_TRIES, 10)
    return min(timedelta(minutes=minutes), LONGEST_LOCK)


def _check(login: Login | None, password: str) -> SignedIn | None:
    with global_session() as work:
        account = _locked_row(work, login)
        # Verified in every case: an answer that comes sooner would tell who exists.
        fits = verify_password(account.password_hash if account else None, password)
        if account is None:
            record_platform(work, "accounts.sign_in.unknown")
            return None
        if not may_try(account):
            record_platform(
                work, "accounts.sign_in.refused", account_id=account.id, detail={"status": account.status}
            )
            return None
        if not fits:
            count_failure(work, account)
            return None
        return _succeed(work, account, password)


def note_failure_from(address: str) -> None:
    """Count a failed try of an address, which rests after many; a transaction of its own."""
    rest = FROM_ONE_ADDRESS.fail(network_of(address))
    if rest:
        with global_session() as work:
            record_platform(work, "accounts.sign_in.address_rests", detail={"seconds": rest})


def _locked_row(work: Session, login: Login | None) -> Account | None:
    mine = select(Account).where(Account.login_hash == (login.hash if login else ""))
    return work.scalars(mine.with_for_update()).one_or_none()


def may_try(account: Account) -> bool:
    """Whether an account may be tried now: neither disabled nor resting."""
    rests = account.locked_until is not None and account.locked_until > now()
    return account.status is not AccountStatus.DISABLED and not rests


def welcome(account: Account, token: str = "") -> SignedIn:
    """Forget the failures of an account whose person has proved who they are."""
    account.failed_count = 0
    account.locked_until = None
    account.status = AccountStatus.ACTIVE
    account.last_sign_in_at = now()
    return SignedIn(account_id=account.id, token=token, theme=account.theme)


def _succeed(work: Session, account: Account, password: str) -> SignedIn:
    if needs_rehash(account.password_hash):
        account.password_hash = hash_password(password)
    if second_factor_of(work, account.id) is None:
        return welcome(account)
    # The failures stay: else whoever knows the password could guess codes without an end.
    return SignedIn(account_id=account.id, token="", pending=pending_sign_in(account))


def count_failure(work: Session, account: Account) -> None:
    """Count a wrong password or code; from the fifth in a row on the sign-in rests, twice as long each time."""
    account.failed_count += 1
    rest = lock_length(account.failed_count)
    record_platform(
        work, "accounts.sign_in.failed", account_id=account.id, detail={"failed": account.failed_count}
    )
    if rest:
        account.status = AccountStatus.LOCKED
        account.locked_until = now() + rest
        minutes = int(rest.total_seconds() // 60)
        record_platform(work, "accounts.sign_in.locked", account_id=account.id, detail={"minutes": minutes})
