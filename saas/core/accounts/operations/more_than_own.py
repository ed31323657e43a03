"""Nobody gives more than they have: of roles and of what is done to members, unless they keep the group's rights."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from saas.core.accounts.permissions import ROLE_GRANT
from saas.platform.errors import Forbidden
from saas.platform.i18n import _
from saas.platform.permissions import Grants, current_grants
from saas.platform.permissions.contents import Reaches, beyond, contents_of
from saas.platform.tenancy import ActorKind, current_actor


def gives_freely() -> bool:
    """Whether whoever acts may give and edit more than they have: the system, and who keeps the group's rights."""
    giver = _giver()
    return giver is None or giver.in_own_name().of(ROLE_GRANT) is not None


def is_more_than_own(places: Iterable[tuple[str, int | None]]) -> bool:
    """Whether one of these roles, each with its store or none, holds more than whoever acts has and may give."""
    found = list(places)
    if gives_freely() or not found:
        return False
    giver, contents = _giver(), contents_of({code for code, _store in found})
    return giver is not None and any(
        beyond(giver, contents[code].granted, store_id) for code, store_id in found if code in contents
    )


def changes_more_than_own(names: Collection[str], reaches: Reaches) -> frozenset[str]:
    """Which of these permissions of a role somebody may not touch, since they have them less far themselves."""
    giver = _giver()
    if giver is None or gives_freely():
        return frozenset()
    return beyond(giver, {name: reaches[name] for name in names if name in reaches}, None)


def require_no_more_than_own(places: Iterable[tuple[str, int | None]]) -> None:
    """Refuse to do something to a member, by whose roles, who has more than whoever acts. Raises Forbidden."""
    if is_more_than_own(places):
        raise Forbidden(_("This member may do more than you. Ask your group's administrator."))


def _giver() -> Grants | None:
    somebody = current_actor().kind in (ActorKind.MEMBER, ActorKind.API_CLIENT, ActorKind.SUPPORT)
    return current_grants() if somebody else None
