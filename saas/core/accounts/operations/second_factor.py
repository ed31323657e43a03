"""A person's second factor: switch on with a first code, use, renew the recovery codes, switch off."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from saas.core.accounts.factor_models import AccountTotp
from saas.core.accounts.logins import Login
from saas.core.accounts.models import Account
from saas.core.accounts.operations.factors import SwitchedOn, second_factor_of, settle_factors
from saas.core.accounts.operations.passkeys import forget_passkeys
from saas.core.accounts.operations.recovery_codes import make_codes, use_recovery_code
from saas.core.accounts.operations.sessions import add_to_proof, end_sessions, rotate_session
from saas.core.accounts.totp import matching_step, new_secret, read_code
from saas.platform.audit import record_platform
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Conflict, Invalid, NotFound
from saas.platform.i18n import _
from saas.platform.security.throttle import WhenDown, hit

BY_APP = "totp"
BY_RECOVERY_CODE = "recovery"


def begin_second_factor(account_id: int) -> None:
    """Make a secret that waits for its first code; one that waits already ends. Raises Conflict when one is on."""
    work = session()
    _locked(work, account_id)
    app = _app(work, account_id)
    if app is None:
        work.add(AccountTotp(account_id=account_id, secret=new_secret()))
    elif app.confirmed_at is None:
        app.secret, app.created_at = new_secret(), now()
    else:
        raise Conflict(_("There is an app already."))
    work.flush()


def waiting_secret(account_id: int) -> str:
    """The secret that waits for its first code. Raises Conflict when there is none."""
    app = _app(session(), account_id)
    if app is None or app.confirmed_at is not None:
        raise Conflict(_("There is nothing to confirm."))
    return app.secret


def switch_on_second_factor(account_id: int, session_id: int, *, code: str) -> SwitchedOn:
    """Confirm the waiting secret by its first code; all other sessions end. With the first factor come recovery codes.

    Raises Conflict when nothing waits, Invalid for a code that does not fit, TooMany after many tries.
    """
    hit("second_factor", str(account_id), 10, 600, when_down=WhenDown.COUNT_HERE)
    work = session()
    _locked(work, account_id)
    app = _app(work, account_id)
    if app is None or app.confirmed_at is not None:
        raise Conflict(_("There is nothing to confirm."))
    first = second_factor_of(work, account_id) is None
    _take_step(app, code)
    app.confirmed_at = now()
    work.flush()
    add_to_proof(work, session_id, BY_APP)
    ended = end_sessions(work, account_id, but=session_id)
    record_platform(
        work, "accounts.second_factor.on", account_id=account_id, detail={"sessions_ended": ended}
    )
    codes = make_codes(work, account_id) if first else ()
    return SwitchedOn(codes=codes, token=rotate_session(work, session_id))


def renew_recovery_codes(account_id: int) -> tuple[str, ...]:
    """Ten new recovery codes; those before end. Raises Conflict when two-step sign-in is off."""
    work = session()
    _locked(work, account_id)
    if second_factor_of(work, account_id) is None:
        raise _is_off()
    record_platform(work, "accounts.second_factor.codes_renewed", account_id=account_id)
    return make_codes(work, account_id)


def switch_off_second_factor(account_id: int, session_id: int) -> str:
    """Forget the app; other sessions end, and this one gets a new token, which is returned.

    With the last factor the recovery codes end. Raises Conflict when there is no app.
    """
    work = session()
    _locked(work, account_id)
    found = second_factor_of(work, account_id)
    if found is None or not found.app:
        raise _is_off()
    _forget_app(work, account_id)
    end_sessions(work, account_id, but=session_id)
    settle_factors(work, account_id)
    record_platform(work, "accounts.second_factor.off", account_id=account_id)
    return rotate_session(work, session_id)


def drop_second_factor(work: Session, login: Login) -> None:
    """Forget somebody's app and passkeys, by an operator, when they and the recovery codes are lost; all sessions end.

    Raises NotFound for a login without account or without second factor.
    """
    account_id = work.scalar(select(Account.id).where(Account.login_hash == login.hash))
    if account_id is None or second_factor_of(work, account_id) is None:
        raise NotFound(_("Nobody with this sign-in has two-step sign-in on."))
    _forget_app(work, account_id)
    forget_passkeys(work, account_id)
    settle_factors(work, account_id)
    ended = end_sessions(work, account_id)
    record_platform(
        work, "accounts.second_factor.dropped", account_id=account_id, detail={"sessions_ended": ended}
    )


def use_code(work: Session, account_id: int, typed: str) -> str | None:
    """Use up a code of the app or a recovery code; the caller holds the account's row.

    Returns `BY_APP` or `BY_RECOVERY_CODE`, none when the code does not fit or was used before.
    """
    app = _app(work, account_id)
    code = read_code(typed)
    if app is not None and app.confirmed_at is not None:
        step = matching_step(app.secret, code, now(), after=app.last_step)
        if step is not None:
            app.last_step = step
            return BY_APP
    return BY_RECOVERY_CODE if use_recovery_code(work, account_id, code) else None


def _take_step(app: AccountTotp, typed: str) -> None:
    step = matching_step(app.secret, read_code(typed), now(), after=app.last_step)
    if step is None:
        raise Invalid(
            "code",
            _("This code does not fit, or was used already. Wait for the next one and check the clock."),
        )
    app.last_step = step


def _is_off() -> Conflict:
    return Conflict(_("Two-step sign-in is off."))


def _forget_app(work: Session, account_id: int) -> None:
    work.execute(delete(AccountTotp).where(AccountTotp.account_id == account_id))


def _app(work: Session, account_id: int) -> AccountTotp | None:
    return work.scalars(select(AccountTotp).where(AccountTotp.account_id == account_id)).one_or_none()


def _locked(work: Session, account_id: int) -> Account:
    # One code at a time: two requests with the same one must not both find it unused.
    return work.scalars(select(Account).where(Account.id == account_id).with_for_update()).one()
