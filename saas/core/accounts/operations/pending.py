"""Between the two steps of a sign-in: a sealed note that the password did fit, kept by the browser, good for ten minutes."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import timedelta

from saas.core.accounts.models import Account
from saas.platform.clock import now
from saas.platform.errors import Conflict
from saas.platform.i18n import _
from saas.platform.security.keys import PLATFORM, UnreadableValue, keyed_hash, seal, unseal

LASTS = timedelta(minutes=10)
_PLACE = "sign_in.second_step"


def pending_sign_in(account: Account) -> str:
    """The note that an account's password did fit just now; a new password makes it worthless."""
    told = [account.id, int(now().timestamp()), _mark(account)]
    return base64.urlsafe_b64encode(seal(PLATFORM, _PLACE, json.dumps(told))).decode()


def pending_account(note: str) -> int:
    """Whose note this is; raises Conflict when it is none or too old."""
    account_id, at, _seen = _read(note)
    if now().timestamp() - at > LASTS.total_seconds():
        raise _over()
    return account_id


def check_pending(note: str, account: Account) -> None:
    """Raise Conflict unless the account's password is still the one that did fit."""
    _account_id, _at, mark = _read(note)
    if mark != _mark(account):
        raise _over()


def _read(note: str) -> tuple[int, int, str]:
    if not note:
        raise _over()
    try:
        account_id, at, mark = json.loads(unseal(PLATFORM, _PLACE, base64.urlsafe_b64decode(note)))
    except (binascii.Error, UnreadableValue, ValueError):
        raise _over() from None
    return account_id, at, mark


def _mark(account: Account) -> str:
    return keyed_hash("second_step", account.password_hash, tenant_id=PLATFORM)


def _over() -> Conflict:
    return Conflict(_("Too much time has passed. Enter your password once more."))
