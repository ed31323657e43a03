"""Make the list of leaked passwords anew: `python -m saas.core.accounts.common_passwords_make`, for developers.

Its source are the lists of the zxcvbn library (Dropbox and Daniel Wolf, MIT licence: `common_passwords.LICENSE.txt`), a
development dependency that is pinned by hash; a test compares the file with them. A word stands there in one list only,
that in which it is most frequent: all of them together hold the passwords.
"""

from __future__ import annotations

from pathlib import Path

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from saas.core.accounts.common_passwords import FILE, SHORTEST, fingerprint


def content() -> bytes:
    """The bytes of the list: sorted hashes of every word of the source that is long enough to count."""
    listed = {word.lower() for words in FREQUENCY_LISTS.values() for word in words if len(word) >= SHORTEST}
    return b"".join(sorted({fingerprint(word) for word in listed}))


def main() -> None:
    """Write the list beside this module."""
    Path(__file__).with_name(FILE).write_bytes(content())


if __name__ == "__main__":
    main()
