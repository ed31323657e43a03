"""Passwords: argon2id, what a good one is, and a check that costs the same when there is no account."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, current_app

from saas.config import Environment, Settings
from saas.core.accounts.common_passwords import has_leaked
from saas.platform.errors import Invalid
from saas.platform.i18n import _

_EXTENSION = "saas_passwords"
SHORTEST = 10
# Everybody knows it: the demo's sign-ins have it, and production neither takes nor opens anything with it.
DEMO_PASSWORD = "chehou-demo-2026"  # noqa: S105  it is no secret
LONGEST = 128
# In bytes: four Latin letters, two Chinese characters. A shorter name would refuse good passwords by chance.
_SHORTEST_PART = 4

# What the list of leaked passwords does not know as parts: rows of keys and digits, and what is tried first in Chinese.
_ROWS = (
    *(
        "qwertyuiop",
        "qwerty",
        "asdfghjkl",
        "1q2w3e4r5t",
        "1q2w3e4r",
        "1qaz2wsx",
        "zaq12wsx",
        "password",
        "admin",
    ),
    *("iloveyou", "woaini", "5201314", "1314520", "aftercare", "chehou", "abc", "aa", "0987654321", "123456"),
    *("12345", "7890", "654321", "111111", "000000", "666666", "888888", "123", "456", "789"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passwords:
    """The hasher of this process and a hash that no password opens."""

    hasher: PasswordHasher
    decoy: str
    production: bool = False


def install_passwords(app: Flask, settings: Settings) -> None:
    """Give the application its hasher: 19 MiB and two passes, or next to nothing in tests."""
    if settings.environment is Environment.TEST:
        hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    else:
        hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
    app.extensions[_EXTENSION] = Passwords(
        hasher=hasher, decoy=hasher.hash("no account has this password"), production=settings.production
    )


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its parameters and salt."""
    return _passwords().hasher.hash(_normalised(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password fits; without a stored hash it costs the same and is false."""
    passwords = _passwords()
    try:
        passwords.hasher.verify(stored or passwords.decoy, _normalised(password)[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None and not _is_demo(password)


def needs_rehash(stored: str) -> bool:
    """Whether a hash was made with weaker parameters than those of today."""
    return _passwords().hasher.check_needs_rehash(stored)


def check_new_password(password: str, *, about: tuple[str, ...] = (), field: str = "password") -> None:
    """Refuse a password that is short, has leaked, follows a row of keys, or holds what is known about the person.

    No kinds of characters are asked for: length and rarity are what counts (NIST SP 800-63B-4, 3.1.1.2).
    about: login, name, names and codes of groups. Raises Invalid for `field`, saying what and how to mend it.
    """
    plain = _normalised(password)
    if len(plain) < SHORTEST:
        raise Invalid(
            field, _("Use at least %(n)s characters. Several words are easy to remember.", n=SHORTEST)
        )
    if len(plain) > LONGEST:
        raise Invalid(field, _("Use at most %(n)s characters.", n=LONGEST))
    if _is_demo(password) or has_leaked(plain):
        raise Invalid(
            field,
            _("This password is among those that leaked and are tried first. Take several words instead."),
        )
    if _is_row(plain.lower()):
        raise Invalid(
            field,
            _("This password repeats itself or follows the keyboard. Take several words instead."),
        )
    if _is_about(plain, about):
        raise Invalid(
            field,
            _("Leave your name, your sign-in and the name of the group out of the password."),
        )


def _passwords() -> Passwords:
    found: Passwords = current_app.extensions[_EXTENSION]
    return found


def _normalised(password: str) -> str:
    # The same characters from two keyboards must be the same password.
    return unicodedata.normalize("NFKC", password)


def _is_demo(password: str) -> bool:
    """Whether it is the demo's password, in production."""
    return _normalised(password) == DEMO_PASSWORD and _passwords().production


def _is_row(password: str) -> bool:
    rest = password
    for row in _ROWS:
        rest = rest.replace(row, "")
    return len(set(password)) < 4 or len(rest) < 3


def _is_about(password: str, about: tuple[str, ...]) -> bool:
    known = {part for text in about for part in _parts(text) if len(part.encode()) >= _SHORTEST_PART}
    return any(part in _letters(password) for part in known)


def _parts(text: str) -> tuple[str, ...]:
    # Of an address also its name, of a mobile number also its eleven digits.
    return _letters(text), _letters(text.partition("@")[0]), _letters(text.removeprefix("+86"))


def _letters(text: str) -> str:
    return "".join(one for one in _normalised(text).casefold() if one.isalnum())
