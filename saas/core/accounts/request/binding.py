"""What a request knows of the person and the group, set by the pipeline before any view runs."""

from __future__ import annotations

from flask import g

from saas.core.accounts.models import Member
from saas.core.accounts.queries import GroupInView, SignedInAccount
from saas.platform.errors import Forbidden, Unauthenticated
from saas.platform.i18n import _
from saas.platform.tenancy import Actor, ActorKind, bind_actor, bind_tenant


def signed_in() -> SignedInAccount | None:
    """Who is signed in on this browser, or none."""
    found: SignedInAccount | None = g.get("account")
    return found


def signed_in_account() -> SignedInAccount:
    """Who is signed in on this browser; raises Unauthenticated when nobody is."""
    account = signed_in()
    if account is None:
        raise Unauthenticated(_("Sign in first."))
    return account


def bind_group(group: GroupInView) -> None:
    """Make a group the current one of this request."""
    bind_tenant(group.id)
    g.tenant = group
    g.timezone = group.timezone


def acting_member() -> Member:
    """The member who acts in this request; raises Forbidden for support, which has no work of its own here."""
    member: Member | None = g.get("member")
    if member is None:
        raise Forbidden(_("This page shows a member's own work. Support has none in this group."))
    return member


def bind_member(member: Member) -> None:
    """Let a member act in this request."""
    bind_actor(Actor(kind=ActorKind.MEMBER, id=member.id))
    g.member = member
    g.store_id = member.preferences.get("store")
