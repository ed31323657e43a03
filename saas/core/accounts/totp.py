"""Codes of authenticator apps (RFC 6238: SHA-1, 30 seconds, six digits, which is what the apps know) and recovery codes."""

from __future__ import annotations

import base64
import hmac
import os
import secrets
import unicodedata
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

PERIOD = 30
DIGITS = 6
_SECRET_BYTES = 20
_DRIFT = 1  # steps that a telephone's clock may be off, either way (RFC 6238, 5.2)
_CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike
_CODE_LENGTH = 12


def new_secret() -> str:
    """A secret for an app: 160 random bits in base 32."""
    return base64.b32encode(os.urandom(_SECRET_BYTES)).decode()


def new_recovery_code() -> str:
    """A code to be written down: twelve letters and digits, about 59 bits."""
    return "".join(secrets.choice(_CODE_LETTERS) for _n in range(_CODE_LENGTH))


def shown_in_groups(code: str, length: int = 4) -> str:
    """A secret or code as it is easier to read and type: `abcd-efgh-jkmn`."""
    return "-".join(code[n : n + length] for n in range(0, len(code), length))


def read_code(typed: str) -> str:
    """A code as it is kept, whatever blanks, hyphens, full-width digits and capitals were typed."""
    plain = unicodedata.normalize("NFKC", typed).lower()
    return "".join(one for one in plain if one.isalnum())


def code_at(secret: str, step: int) -> str:
    """The code of a secret for one time step (seconds since 1970 divided by 30)."""
    return _totp(secret).generate(step * PERIOD).decode()


def matching_step(secret: str, code: str, moment: datetime, *, after: int) -> int | None:
    """The time step at about `moment` whose code this is, later than the step `after`; none when it does not fit.

    code: as `read_code` gives it.
    """
    here = int(moment.timestamp()) // PERIOD
    for step in range(here - _DRIFT, here + _DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            return step
    return None


def enrolment_address(secret: str, login: str, issuer: str) -> str:
    """The `otpauth:` address that an app reads. login: what the entry is called there; issuer: who asks for the code."""
    return _totp(secret).get_provisioning_uri(login, issuer)


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), PERIOD, enforce_key_length=False)  # noqa: S303  # the apps know no other
