"""An invitation as the invited person sees it: join with a sign-in, new or not, or as who one is already."""

from __future__ import annotations

from flask import Response, g, make_response, redirect, request, session, url_for

from saas.core.accounts.models import Member
from saas.core.accounts.operations import (
    accept_invitation,
    accept_with_sign_in,
    find_invitation,
    required_login,
)
from saas.core.accounts.operations.identities import link_identity
from saas.core.accounts.operations.provider_journey import Journey, Purpose, kept_proven
from saas.core.accounts.operations.sessions import begin_session, rotate_session
from saas.core.accounts.queries import SignedInAccount
from saas.core.accounts.queries.provider import working_provider
from saas.core.accounts.request.away import forget_proven, proven_note
from saas.core.accounts.request.binding import signed_in
from saas.core.accounts.request.cookies import hand_out
from saas.core.accounts.schemas import JoinSchema
from saas.core.accounts.views.blueprint import pages
from saas.core.organisation.views.saving import Conflicted, save
from saas.platform.database import session as database_session
from saas.platform.errors import Unauthenticated
from saas.platform.i18n import _
from saas.platform.security.openid import Proven
from saas.platform.security.throttle import WhenDown, hit
from saas.platform.web import Form, read_form, render, tell

PLACE = "/p/<group>/invitations/<token>"


@pages.get(PLACE, endpoint="invitation")
def show(token: str) -> Response:
    """Who invites whom, and the ways to join."""
    _throttle()
    _invitation, member = find_invitation(token)
    return _page(token, member, Form(JoinSchema, _prefilled(member)))


@pages.post(f"{PLACE}/join", endpoint="invitation_join")
def join(token: str) -> Response:
    """Join with a new sign-in, or with one that exists and its password."""
    _throttle()
    _invitation, member = find_invitation(token)

    def work() -> None:
        values = read_form(JoinSchema, request)
        login = required_login(values["login"])
        account = accept_with_sign_in(
            token,
            login=login,
            password=values["password"],
            display_name=values["display_name"],
            address=request.remote_addr or "",
        )
        _link(token, member)
        cookie = begin_session(
            database_session(), account.id, address=request.remote_addr or "", agent=request.user_agent.string
        )
        hand_out(cookie)

    faults = save(work)
    if faults is not None:
        return _page(token, member, Form(JoinSchema, error=faults.error), faults)
    session.clear()
    return _welcome()


@pages.post(f"{PLACE}/accept", endpoint="invitation_accept")
def accept(token: str) -> Response:
    """Join as who is signed in."""
    _throttle()
    account = _account()
    if account is None:
        raise Unauthenticated(_("Sign in first."))
    _invitation, member = find_invitation(token)

    def work() -> None:
        accept_invitation(token, account.id)
        _link(token, member)
        # Whoever may do more than before gets a new token.
        hand_out(rotate_session(database_session(), account.session_id))

    faults = save(work)
    if faults is not None:
        return _page(token, member, Form(JoinSchema, _prefilled(member)), faults)
    return _welcome()


def _welcome() -> Response:
    tell(_("Welcome to %(group)s.", group=g.tenant.name))
    return make_response(redirect(url_for("organisation.home", group=g.tenant.code), 303))


def _throttle() -> None:
    hit("invitation", request.remote_addr or "", 60, 600, when_down=WhenDown.COUNT_HERE)


def _prefilled(member: Member) -> dict[str, str]:
    return {"display_name": member.display_name, "login": member.email or ""}


def _page(token: str, member: Member, form: Form, faults: Conflicted | None = None) -> Response:
    return render(
        "accounts/invitation.html",
        status=faults.status if faults else 200,
        token=token,
        member=member,
        form=form,
        faults=faults,
        account=_account(),
        group=g.tenant,
        provider=working_provider(),
        proven=_proven(token),
    )


def _account() -> SignedInAccount | None:
    """Who is signed in with factors of their own: no group's provider accepts an invitation for anybody."""
    account = signed_in()
    return account if account is not None and account.by_own_factors else None


def _proven(token: str) -> Proven | None:
    journey = Journey(purpose=Purpose.INVITATION, invitation=token)
    return kept_proven(proven_note(), journey)


def _link(token: str, member: Member) -> None:
    """Link what the group's provider has said on the way here, if the invited person went there."""
    proven = _proven(token)
    if proven is not None:
        link_identity(member.id, proven)
        forget_proven()
