"""Asking whether whoever acts now may do something, and keeping lists to the rows that they may see."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import g, has_request_context
from sqlalchemy import ColumnElement, false, or_, true

from saas.platform.errors import Forbidden, NotFound, Unauthenticated
from saas.platform.i18n import _
from saas.platform.permissions.behalf import Column, note_check, note_reach
from saas.platform.permissions.grants import UNASKED, Asked, Grant, Grants
from saas.platform.permissions.queries import grants_of_member
from saas.platform.tenancy import ActorKind, current_actor, current_tenant

P = ParamSpec("P")
R = TypeVar("R")


def requires(permission: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a view run only for those who hold a permission, in whatever scope.

    The view then raises Unauthenticated when nobody is signed in and Forbidden without the permission. What the
    rows are, `scope_filter` and `require` say. The permission stands on the view as `required_permission`.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            require(permission)
            return view(*args, **kwargs)

        guarded.required_permission = permission  # type: ignore[attr-defined]  # a mark on the view, for tests of all routes
        return guarded

    return decorate


def require(permission: str, *, store_id: Asked = UNASKED, owner_id: Asked = UNASKED) -> None:
    """Refuse unless the permission is held, and, where a store or owner is given, for a row of theirs.

    store_id, owner_id: of the row, none for a row without one; left out, the permission in any scope is enough.
    Raises Unauthenticated when nobody is signed in, Forbidden without the permission, and NotFound for a row out of
    reach, which is thus answered like one that does not exist.
    """
    grant = current_grants().of(permission)
    if grant is None:
        raise Forbidden(_("Your role does not include this. Ask your group's administrator if you need it."))
    if not grant.reaches(store_id, owner_id):
        raise NotFound(_("This does not exist, or no longer."))
    note_check(current_grants(), permission, store_id, owner_id)


def require_in_own_name(permission: str) -> None:
    """Refuse a member who holds a permission only in somebody's place, for what would outlast their standing in.

    Nothing is asked of anybody but a member. Raises Forbidden.
    """
    actor = current_actor()
    if actor.kind is ActorKind.MEMBER and current_grants().in_own_name().of(permission) is None:
        raise Forbidden(_("Who stands in for somebody cannot do this in their place. It would last longer."))


def allowed(permission: str, store_id: Asked = UNASKED, owner_id: Asked = UNASKED) -> bool:
    """Whether the permission is held, and, where a store or owner is given, for a row of theirs.

    store_id, owner_id: as for `require`. False when nobody is signed in. Raises UndeclaredPermission for one that
    nobody declares.
    """
    grant = _grant(permission)
    if grant is None or not grant.reaches(store_id, owner_id):
        return False
    if not (store_id is UNASKED and owner_id is UNASKED):
        note_check(current_grants(), permission, store_id, owner_id)
    return True


def scope_filter(
    permission: str, store_column: Column | None = None, owner_column: Column | None = None
) -> ColumnElement[bool]:
    """The criterion that keeps a list to the rows within reach; false for all rows without the permission.

    store_column, owner_column: where a row names its store and its owner; a scope whose column is missing gives none.
    """
    grant = _grant(permission)
    if grant is None:
        return false()
    note_reach(current_grants(), permission, store_column, owner_column)
    if grant.everything:
        return true()
    parts = []
    if store_column is not None and grant.stores:
        parts.append(store_column.in_(sorted(grant.stores)))
    if owner_column is not None and grant.owners:
        parts.append(owner_column.in_(sorted(grant.owners)))
    return or_(*parts) if parts else false()


def current_grants() -> Grants:
    """What whoever acts now may do; read once in a request. Raises Unauthenticated when it is no member or client."""
    actor = current_actor()
    key = (current_tenant(), actor)
    if has_request_context() and (known := g.get("grants")) and known[0] == key:
        found: Grants = known[1]
        return found
    if actor.kind is not ActorKind.MEMBER or actor.id is None:
        raise Unauthenticated(_("Sign in first."))
    grants = grants_of_member(actor.id)
    if has_request_context():
        g.grants = (key, grants)
    return grants


def bind_grants(grants: Grants) -> None:
    """Say what the actor of this request may do, where it is not a signed-in member: an API token."""
    g.grants = ((current_tenant(), current_actor()), grants)


def forget_grants() -> None:
    """Let this request read again, after it changed roles or switched a plugin."""
    if has_request_context():
        g.pop("grants", None)


def _grant(permission: str) -> Grant | None:
    try:
        return current_grants().of(permission)
    except Unauthenticated:
        return None
