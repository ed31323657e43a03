"""Whether a password has leaked, or is one that has, with digits about it: a bundled list of hashes.

`python -m saas.core.accounts.common_passwords_make` makes the list from those of the zxcvbn library (MIT licence): the
30,000 passwords that were used most in breaches, and the common words and names that are passwords too.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import overload

FILE = "common_passwords.bin"
SHORTEST = 4
"""Shorter ones are parts of too many good passwords."""
WIDTH = 5
"""Bytes of each hash that are kept: a good password is on the list by chance once in ten million."""
_ADDED = 8  # longest run of digits and signs before and after a leaked word that a guesser adds as a matter of course
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_LOOKS_LIKE = str.maketrans("@4830!1$57", "aabeoiisst")


@dataclass(frozen=True, slots=True)
class Hashes(Sequence[bytes]):
    """Sorted hashes of one width, one after the other in a file's bytes."""

    content: bytes

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[bytes]: ...
    def __getitem__(self, index: int | slice) -> bytes | Sequence[bytes]:
        """One hash; raises IndexError past the end."""
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        return self.content[index * WIDTH : (index + 1) * WIDTH]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.content) // WIDTH


def has_leaked(password: str) -> bool:
    """Whether a password is on the list: itself, its repeated half, or without digits and signs about it or in it.

    password: normalised, in whatever case.
    """
    return any(len(form) >= SHORTEST and _is_listed(form) for form in _forms(password.lower()))


def fingerprint(password: str) -> bytes:
    """What the list holds of a password in small letters."""
    return hashlib.sha256(password.encode()).digest()[:WIDTH]


def _forms(password: str) -> set[str]:
    bare = _EDGES.sub("", password)
    if len(password) - len(bare) > _ADDED:
        bare = password
    spelled = {password, bare, _EDGES.sub("", password.translate(_LOOKS_LIKE)), bare.translate(_LOOKS_LIKE)}
    return spelled | {form[: len(form) // 2] for form in spelled if form == form[: len(form) // 2] * 2}


def _is_listed(password: str) -> bool:
    hashes, wanted = _hashes(), fingerprint(password)
    place = bisect_left(hashes, wanted)
    return place < len(hashes) and hashes[place] == wanted


@cache
def _hashes() -> Hashes:
    return Hashes(files(__package__).joinpath(FILE).read_bytes())
