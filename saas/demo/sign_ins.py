"""The demo's sign-ins as people read them in the terminal, and the file from which `saas up` prints them."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

from saas.config import DEMO_SIGN_INS
from saas.core.accounts.passwords import DEMO_PASSWORD
from saas.core.contracts.roles import BUILTIN_ROLES
from saas.demo.cast import Cast

_TITLES = {role.code: str(role.title) for role in BUILTIN_ROLES}


def sign_ins_text(casts: tuple[Cast, ...]) -> str:
    """All sign-ins by group with role and store, and the one password."""
    lines = [f"  Demo sign-ins, all with the password {DEMO_PASSWORD}", ""]
    for cast in casts:
        lines.append(f"  {cast.name} (/t/{cast.code})")
        names = {store.code: store.name for store in cast.stores}
        for person in (*cast.people, *cast.guests):
            where = ", ".join(names[code] for code in person.stores)
            role = ", ".join(_TITLES[one] for one in person.roles)
            lines.append(f"    {person.login:30} {_padded(person.name, 8)} {role:26} {where}".rstrip())
        lines.append("")
    return "\n".join(lines)


def write_sign_ins(var: Path, casts: tuple[Cast, ...]) -> bool:
    """Leave the sign-ins where `saas up` looks for them, whole or not at all; whether they were not there before."""
    new = not (var / DEMO_SIGN_INS).exists()
    fresh = var / f"{DEMO_SIGN_INS}.{os.getpid()}"
    fresh.write_text(sign_ins_text(casts), encoding="utf-8")
    fresh.replace(var / DEMO_SIGN_INS)
    return new


def _padded(text: str, width: int) -> str:
    # A Chinese character takes two columns.
    taken = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * (width - taken)
