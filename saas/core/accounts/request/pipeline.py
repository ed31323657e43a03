"""Before every request: who is signed in, which group, in which language. At most two queries, and the gate's one."""

from __future__ import annotations

from flask import Flask, Request, Response, g, request
from flask_login import LoginManager

from saas.core.accounts.models import Member
from saas.core.accounts.queries import GroupInView, SignedInAccount, find_group, find_membership, find_sign_in
from saas.core.accounts.request.addresses import Address, Area, read_address
from saas.core.accounts.request.binding import bind_group, bind_member, signed_in
from saas.core.accounts.request.cookies import session_token, write_cookies
from saas.core.accounts.request.door import stop_at_door
from saas.core.accounts.request.language import choose_language
from saas.core.accounts.request.last_seen import note_last_seen
from saas.core.accounts.request.refusals import ask_to_sign_in, group_rests, other_door_needed
from saas.core.accounts.request.store_choice import choose_store
from saas.core.accounts.request.supporting import enter_group_as_support, supported_group
from saas.platform.database import global_connection
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.tenancy.tenant import WORKING, TenantStatus

_NO_PERSON = ("/static/", "/healthz", "/readyz", "/metrics")


def install_request_pipeline(app: Flask) -> None:
    """Put the pipeline before all requests: before the forgery check and the gate, so that nothing answers earlier."""
    login = LoginManager(app)
    login.session_protection = None  # the token in our own cookie decides, and its row in the database
    login.request_loader(_current_user)
    app.before_request(_begin)
    app.after_request(write_cookies)


def _current_user(_request: Request) -> SignedInAccount | None:
    return signed_in()


def _begin() -> Response | None:
    if request.path.startswith(_NO_PERSON):
        return None
    address = read_address(request.path)
    if address.area is Area.API:
        return None  # a bearer token decides there, and a browser's session is never looked at
    _load_account(address)
    if address.area is Area.PUBLIC:
        _enter_public(address)
    elif address.area is Area.MEMBERS:
        return _enter_group(address)
    return None


def _load_account(address: Address) -> None:
    token = session_token()
    g.account = g.own_group = None
    if token:
        with global_connection() as work:
            g.account, g.own_group = find_sign_in(
                work, token, address.group if address.area is Area.MEMBERS else ""
            )
    choose_language(g.account.locale if g.account else "")


def _enter_group(address: Address) -> Response | None:
    account, group = signed_in(), g.own_group
    if account is None:
        return ask_to_sign_in()
    if not account.by_own_factors and (group is None or not account.opens(group.id)):
        # The same for every group, also for one that does not exist: whose provider it was learns nothing of others.
        return other_door_needed()
    as_support = group is None
    group = group or supported_group(account, address.group)
    if group is None or group.status is TenantStatus.CLOSED:
        raise NotFound(_("Perhaps the address is wrong, or it is not for you."))
    if as_support:
        enter_group_as_support(account, group)
        return group_rests(group) if group.status not in WORKING else None
    return _enter_as_member(account, group)


def _enter_as_member(account: SignedInAccount, group: GroupInView) -> Response | None:
    bind_group(group)
    member: Member | None = find_membership(account.id)
    if member is None:
        raise NotFound(_("Perhaps the address is wrong, or it is not for you."))
    bind_member(member)
    note_last_seen(account, member)
    if group.status not in WORKING:
        return group_rests(group)
    stopped = stop_at_door(account, group)
    if stopped is not None:
        return stopped
    choose_store(member)
    return None


def _enter_public(address: Address) -> None:
    if request.routing_exception is not None:
        return  # no page there, in whatever group
    with global_connection() as work:
        group = find_group(work, address.group)
    if group is None or group.status not in WORKING:
        raise NotFound(_("This link is not valid, or no longer. Ask whoever gave it to you for a new one."))
    bind_group(group)
