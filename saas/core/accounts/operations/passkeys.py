"""The passkeys of a person: make, name, remove, and check what a browser shows of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from saas.core.accounts.factor_models import AccountPasskey
from saas.core.accounts.logins import masked_login
from saas.core.accounts.models import Account
from saas.core.accounts.operations.factors import SwitchedOn, second_factor_of, settle_factors
from saas.core.accounts.operations.passkey_notes import NoteFor, check_note, new_note, use_up
from saas.core.accounts.operations.recovery_codes import make_codes
from saas.core.accounts.operations.sessions import BY_PASSKEY, add_to_proof, end_sessions, rotate_session
from saas.core.accounts.passkeys import (
    KnownKey,
    NotFitting,
    Site,
    check_shown_key,
    handle_of,
    named_key,
    options_to_make,
    options_to_show,
    read_new_key,
    site,
)
from saas.platform.audit import record_platform
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Conflict, Invalid, NotFound
from saas.platform.i18n import _
from saas.platform.security.throttle import WhenDown, hit

MOST = 20
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a browser is asked about a passkey, and the note that comes back with its answer."""

    options: dict[str, Any]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a browser answered. answer: JSON as the browser made it; note: of the question."""

    answer: str
    note: str


def passkeys_of(work: Session, account_id: int) -> Sequence[AccountPasskey]:
    """The passkeys of an account, the oldest first."""
    mine = select(AccountPasskey).where(AccountPasskey.account_id == account_id)
    return work.scalars(mine.order_by(AccountPasskey.created_at, AccountPasskey.id)).all()


def question_for_new_passkey(account_id: int, session_id: int) -> Question:
    """What a browser is asked that is to make a passkey. Raises Conflict without a name to keep it for, or beyond 20."""
    account = session().get_one(Account, account_id)
    known = _known(session(), account_id)
    if len(known) >= MOST:
        raise Conflict(_("You have %(n)d passkeys already. Remove one first.", n=MOST))
    note = new_note(NoteFor.MAKE, session_id)
    login = masked_login(account.login_kind, account.login)
    options = options_to_make(
        _site(), account_id, login=login, name=account.display_name, note=note, known=known
    )
    return Question(options=options, note=note)


def add_passkey(account_id: int, session_id: int, *, name: str, shown: Shown) -> SwitchedOn:
    """Keep a passkey that a browser has made; all other sessions end.

    Raises Invalid when the answer does not fit the question, Conflict beyond 20, TooMany after many tries.
    """
    hit("passkey_new", str(account_id), 20, 600, when_down=WhenDown.COUNT_HERE)
    work = session()
    _hold(work, account_id)
    if len(_known(work, account_id)) >= MOST:
        raise Conflict(_("You have %(n)d passkeys already. Remove one first.", n=MOST))
    made = _checked_new(work, session_id, shown)
    first = second_factor_of(work, account_id) is None
    made.account_id, made.name = account_id, _name(name)
    work.add(made)
    work.flush()
    add_to_proof(work, session_id, BY_PASSKEY)
    ended = end_sessions(work, account_id, but=session_id)
    record_platform(work, "accounts.passkey.added", account_id=account_id, detail={"sessions_ended": ended})
    codes = make_codes(work, account_id) if first else ()
    return SwitchedOn(codes=codes, token=rotate_session(work, session_id))


def rename_passkey(account_id: int, passkey_id: int, name: str) -> None:
    """Call a passkey something else. Raises NotFound for one that is not the person's, Invalid without a name."""
    _mine(session(), account_id, passkey_id).name = _name(name)
    record_platform(session(), "accounts.passkey.renamed", account_id=account_id)


def remove_passkey(account_id: int, session_id: int, passkey_id: int) -> str:
    """Let a passkey open nothing any more; other sessions end, and this one gets a new token, which is returned.

    With the last factor the recovery codes end. Raises NotFound for one that is not the person's.
    """
    work = session()
    work.delete(_mine(work, account_id, passkey_id))
    work.flush()
    end_sessions(work, account_id, but=session_id)
    settle_factors(work, account_id)
    record_platform(work, "accounts.passkey.removed", account_id=account_id)
    return rotate_session(work, session_id)


def forget_passkeys(work: Session, account_id: int) -> None:
    """Remove all passkeys of an account."""
    work.execute(delete(AccountPasskey).where(AccountPasskey.account_id == account_id))


def question_for_passkey(
    work: Session, purpose: NoteFor, *, whose: int = 0, account_id: int | None = None
) -> Question:
    """What a browser is asked that is to show a passkey: any of our site's, or one of an account's.

    whose: of the note. Raises Conflict without a name to keep passkeys for.
    """
    note = new_note(purpose, whose)
    known = _known(work, account_id) if account_id is not None else ()
    return Question(options=options_to_show(_site(), note=note, known=known), note=note)


def use_passkey(
    work: Session, shown: Shown, purpose: NoteFor, *, whose: int = 0, account_id: int | None = None
) -> Account:
    """Check what a browser shows of a passkey, and use the question up; returns whose it is, held until the end.

    account_id: whose it must be, none for anybody's. Raises NotFitting, also for a passkey whose count has gone back:
    somebody has copied it.
    """
    check_note(shown.note, purpose, whose)
    credential_id, handle = named_key(shown.answer)
    mine = AccountPasskey.credential_id == credential_id
    owner = work.scalar(select(AccountPasskey.account_id).where(mine))
    if owner is None or account_id not in (None, owner):
        raise NotFitting("a passkey that is not known here")
    # Whom no password has named the passkey itself must name.
    if handle != handle_of(owner) and not (handle is None and account_id is not None):
        raise NotFitting("a passkey for another account")
    # Of two answers with one count only one may be taken.
    account = work.scalars(select(Account).where(Account.id == owner).with_for_update()).one()
    key = work.scalars(select(AccountPasskey).where(mine).execution_options(populate_existing=True)).one()
    kept = KnownKey(public_key=key.public_key, sign_count=key.sign_count)
    key.sign_count = check_shown_key(_site(), shown.answer, shown.note, kept)
    use_up(work, shown.note)
    key.last_used_at = now()
    return account


def passkey_fits(work: Session, shown: Shown, purpose: NoteFor, *, whose: int, account_id: int) -> bool:
    """Whether what a browser shows is a passkey of an account; one that is not is recorded, the rest of the work stays."""
    try:
        with work.begin_nested():
            use_passkey(work, shown, purpose, whose=whose, account_id=account_id)
    except NotFitting as error:
        record_platform(work, "accounts.passkey.refused", account_id=account_id, detail={"why": str(error)})
        return False
    return True


def passkeys_possible() -> bool:
    """Whether browsers keep passkeys for the address of this service."""
    return site() is not None


def _site() -> Site:
    found = site()
    if found is None:
        raise Conflict(_("Passkeys need an address with a name; this service is reached by a number."))
    return found


def _checked_new(work: Session, session_id: int, shown: Shown) -> AccountPasskey:
    try:
        check_note(shown.note, NoteFor.MAKE, session_id)
        made = read_new_key(_site(), shown.answer, shown.note)
        use_up(work, shown.note)
    except NotFitting:
        raise Invalid("", _("This passkey could not be kept. Try once more.")) from None
    taken = select(func.count()).where(AccountPasskey.credential_id == made.credential_id)
    if work.scalar(taken):
        raise Invalid("", _("This passkey is kept already."))
    return AccountPasskey(
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        synced=made.synced,
    )


def _hold(work: Session, account_id: int) -> None:
    work.scalars(select(Account.id).where(Account.id == account_id).with_for_update()).one()


def _known(work: Session, account_id: int) -> list[str]:
    mine = select(AccountPasskey.credential_id).where(AccountPasskey.account_id == account_id)
    return list(work.scalars(mine.order_by(AccountPasskey.id)))


def _mine(work: Session, account_id: int, passkey_id: int) -> AccountPasskey:
    _hold(work, account_id)
    mine = (AccountPasskey.id == passkey_id, AccountPasskey.account_id == account_id)
    found = work.scalars(select(AccountPasskey).where(*mine)).one_or_none()
    if found is None:
        raise NotFound(_("This passkey does not exist, or no longer."))
    return found


def _name(typed: str) -> str:
    name = typed.strip()[:_LONGEST_NAME]
    if not name:
        raise Invalid("name", _("Give it a name by which you know it."))
    return name
