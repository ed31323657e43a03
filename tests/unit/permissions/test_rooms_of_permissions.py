"""What the page of a role calls the rooms whose rights it lists."""

from __future__ import annotations

from saas.core.accounts.role_form import ROOMS
from saas.parts import load_registry
from saas.platform.permissions import Permission
from saas.platform.plugins import CORE


def test_every_room_with_rights_has_a_title() -> None:
    declared = load_registry().declared(Permission)
    rooms = {one.value.name.partition(".")[0] for one in declared if one.owner == CORE}
    assert rooms == ROOMS.keys(), (
        "the page of a role looks for a plugin of that name otherwise, and finds none"
    )
