"""Places that a room or a plugin opens to others, and whether what others put there fits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from saas.platform.i18n import LazyStr


class SlotKind(StrEnum):
    """What a slot takes."""

    PAGE = "page"
    """A page of one object: panels, facts and actions."""
    FORM = "form"
    """A form: parts with fields of others."""
    LIST = "list"
    """A list: filters of others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place that its owner opens to others.

    name: `core.customer`, `complaints.case`; a plugin's begins with its own name. title: what the place is, translated.
    kind: what it takes. look: loads the object of a page for the person who asks, and raises NotFound or Forbidden where
    they may not see it; what plugins put into its header comes by a request of its own, which asks it first.
    """

    name: str
    title: LazyStr
    kind: SlotKind = SlotKind.PAGE
    look: Callable[[int], object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotContext:
    """Where a panel, fact or form part is asked for. slot: `core.customer`; object_id: the row of that slot."""

    slot: str
    object_id: int


def is_elsewhere(
    slot: str, known: Mapping[str, Slot], expected: Collection[str], loaded: Collection[str]
) -> bool:
    """Whether a slot belongs to a plugin that the manifest names and that is not loaded here: what fills it is left out.

    expected: the plugins that the manifest requires or uses.
    """
    owner = slot.partition(".")[0]
    return slot not in known and owner in expected and owner not in loaded


def slot_problem(what: str, slot: str, kind: SlotKind, known: Mapping[str, Slot]) -> str | None:
    """Why something of a kind cannot stand in a slot, in words for the operator; none when it can.

    what: its name for the message, `Panel 'plate'`.
    """
    found = known.get(slot)
    if found is None:
        owner = slot.partition(".")[0]
        return (
            f"the slot {slot!r} of {what} is nobody's; if it belongs to the plugin {owner!r}, "
            "the manifest names that in `uses` or `requires`"
        )
    if found.kind is not kind:
        return f"the slot {slot!r} of {what} is a {found.kind.value}, and not a {kind.value}"
    return None
