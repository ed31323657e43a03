"""Whose word stands for the person of a session besides their own factors: the groups whose providers vouch for them.

It is a text of words, one for each group: its id, with `+mfa` where the provider asked for a second factor (`17 23+mfa`).
A provider vouches for its own group and no other.
"""

from __future__ import annotations

_MORE = "+mfa"


def vouching_groups(vouched: str) -> frozenset[int]:
    """The groups whose providers vouch for the person."""
    return frozenset(int(word.removesuffix(_MORE)) for word in vouched.split())


def vouched_with_second_factor(vouched: str, group_id: int) -> bool:
    """Whether the provider of a group says that it asked for a second factor."""
    return f"{group_id}{_MORE}" in vouched.split()


def with_provider(vouched: str, group_id: int, *, second_factor: bool) -> str:
    """The text to which the provider of a group has added its word, in the place of an earlier one."""
    word = f"{group_id}{_MORE if second_factor else ''}"
    return f"{without_provider(vouched, group_id)} {word}".strip()


def without_provider(vouched: str, group_id: int) -> str:
    """The text without the word of a group's provider."""
    gone = {f"{group_id}", f"{group_id}{_MORE}"}
    return " ".join(word for word in vouched.split() if word not in gone)
