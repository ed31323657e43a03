"""What people sign in with, brought to one form: an e-mail address or a Chinese mobile number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from saas.core.accounts.models import LoginKind
from saas.platform.security.keys import PLATFORM, keyed_hash

_EMAIL = re.compile(
    r"[^@\s\"(),:;<>\[\\\]]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+"
)
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
_NOISE = re.compile(r"[\s\-().–—]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A login in its one form: an e-mail address in small letters, or `+86` and eleven digits."""

    kind: LoginKind
    value: str

    @property
    def hash(self) -> str:
        """The keyed hash under which the account is found, under the platform's key."""
        return keyed_hash(self.kind.value, self.value, tenant_id=PLATFORM)


def read_login(text: str) -> Login | None:
    """The login in a text as people type it (full-width digits, blanks, +86), or none when it is neither kind."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if "@" in plain:
        address = plain.lower()
        fits = len(address) <= 254 and _EMAIL.fullmatch(address)
        return Login(kind=LoginKind.EMAIL, value=address) if fits else None
    mobile = _MOBILE.fullmatch(_NOISE.sub("", plain))
    return Login(kind=LoginKind.MOBILE, value=f"+86{mobile.group(1)}") if mobile else None


def masked_login(kind: LoginKind, value: str) -> str:
    """A login of which enough is shown to recognise it: `z***@example.com`, `138****1234`."""
    if kind is LoginKind.EMAIL:
        name, _at, host = value.partition("@")
        return f"{name[:1]}***@{host}"
    return f"{value[3:6]}****{value[-4:]}"
