"""How far a permission reaches."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    """From one's own rows to the whole group, each wider than the one before."""

    OWN = "own"
    """Rows that name the member as owner, assignee or handler."""
    TEAM = "team"
    """Rows of oneself and of those who are in a team with one."""
    STORE = "store"
    """Rows of the stores that the role was given for."""
    REGION = "region"
    """Rows of all stores of the region in which the store is that the role was given for."""
    GROUP = "group"
    """All rows."""

    @property
    def width(self) -> int:
        """Place in the order, the widest last."""
        return _WIDTHS[self]


_WIDTHS = {scope: place for place, scope in enumerate(Scope)}
