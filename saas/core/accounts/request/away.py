"""What a browser carries while it is away at a provider, and what it brings back: sealed notes in its signed cookie."""

from __future__ import annotations

from flask import session

_AWAY = "away"
_PROVEN = "proven"
_MOST = 2  # a cookie holds 4 KB


def remember_journey(state: str, note: str) -> None:
    """Keep the note of a journey under its state; of those that are under way at once the latest two count."""
    others = list(session.get(_AWAY, {}).items())[-(_MOST - 1) :]
    session[_AWAY] = dict([*others, (state, note)])


def take_journey(state: str) -> str:
    """The note of a journey, once; empty for a state that this browser did not set out with."""
    known = dict(session.get(_AWAY, {}))
    note: str = known.pop(state, "")
    session[_AWAY] = known
    return note


def remember_proven(note: str) -> None:
    """Keep the note of whom a provider vouches for."""
    session[_PROVEN] = note


def proven_note() -> str:
    """The note of whom a provider vouches for, empty for none."""
    note: str = session.get(_PROVEN, "")
    return note


def forget_proven() -> None:
    """Use up that note."""
    session.pop(_PROVEN, None)
