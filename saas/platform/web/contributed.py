"""What rooms and plugins contribute to pages, as far as the group has it on and the person may see it."""

from __future__ import annotations

from typing import Protocol, TypeVar

from saas.platform.permissions import allowed
from saas.platform.plugins import Contribution, contributions


class Shown(Protocol):
    """A declaration that a page shows."""

    @property
    def key(self) -> str:
        """Unique among what its owner declares of the class."""

    @property
    def permission(self) -> str:
        """Whoever lacks it does not see it."""

    @property
    def weight(self) -> int:
        """Smaller comes first."""


class InSlot(Shown, Protocol):
    """One that stands in a slot."""

    @property
    def slot(self) -> str:
        """Name of the slot."""


S = TypeVar("S", bound=Shown)
P = TypeVar("P", bound=InSlot)


def visible(kind: type[S]) -> list[Contribution[S]]:
    """What of a class the person may see, light ones first; the same order in every process."""
    seen = [found for found in contributions(kind) if allowed(found.value.permission)]
    return sorted(seen, key=lambda found: (found.value.weight, found.owner, found.value.key))


def visible_in(slot: str, kind: type[P]) -> list[Contribution[P]]:
    """Like `visible`, of one slot."""
    return [found for found in visible(kind) if found.value.slot == slot]


def name_of(found: Contribution[S]) -> str:
    """`<owner>.<key>`: how an address names it."""
    return f"{found.owner}.{found.value.key}"
