"""Looking at part and store before something is done there."""

from __future__ import annotations

from plugins.parts.models import Part
from saas.plugin_api import Invalid, NotFound, Store, _, load, open_stores, require


def part_in_reach(part_id: int, store_id: int, permission: str) -> Part:
    """The part, for somebody who may do this in the store.

    Raises Forbidden without the permission, NotFound for a store out of reach or closed, and for a part that is not there.
    """
    require(permission, store_id=store_id)
    open_store(store_id)
    return load(Part, part_id)


def open_store(store_id: int) -> Store:
    """A store that is in use; raises NotFound."""
    found = next((store for store in open_stores() if store.id == store_id), None)
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def check_orderable(part: Part) -> None:
    """Refuse a part that is no longer ordered."""
    if not part.active:
        raise Invalid("", _("This part is no longer ordered; receive the one that replaces it."))
