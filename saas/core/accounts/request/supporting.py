"""An operator's request to a group: only under a grant that counts at this moment, and within what it allows."""

from __future__ import annotations

from flask import g, request

from saas.core.accounts.queries import GroupInView, SignedInAccount
from saas.core.accounts.queries.support import VisitInView, find_supported_group, find_visit
from saas.core.accounts.request.binding import bind_group
from saas.core.accounts.request.store_choice import choose_store
from saas.platform.database import global_connection
from saas.platform.errors import Forbidden, NotFound
from saas.platform.i18n import _
from saas.platform.permissions import bind_grants
from saas.platform.permissions.support import grants_of_support
from saas.platform.tenancy import Actor, ActorKind, bind_actor

_LOOKING = ("GET", "HEAD", "OPTIONS")


def supported_group(account: SignedInAccount, code: str) -> GroupInView | None:
    """The group of a code, if it lets support in and whoever asks is an operator; nothing of a group is read for it."""
    if not account.is_operator:
        return None
    with global_connection() as work:
        return find_supported_group(work, code)


def enter_group_as_support(account: SignedInAccount, group: GroupInView) -> None:
    """Let an operator's request act in a group as support.

    Raises NotFound without a visit under a grant that counts now, as for a group that does not exist, and Forbidden
    for a change under a grant to look only.
    """
    bind_group(group)
    visit = find_visit(account.id, account.session_id)
    if visit is None:
        raise NotFound(_("Perhaps the address is wrong, or it is not for you."))
    bind_actor(Actor(kind=ActorKind.SUPPORT, id=visit.id))
    g.support, g.support_grant = visit, visit.grant_id
    g.store_id = None
    choose_store(None)
    looks = request.method in _LOOKING
    bind_grants(grants_of_support(visit.role, looks=looks))
    if not (looks or visit.writes):
        raise Forbidden(_("The group lets support look only. Ask it for a grant with changes."))


def visit_in_view() -> VisitInView | None:
    """The visit in which this request is made, none for anybody but support."""
    found: VisitInView | None = g.get("support")
    return found
