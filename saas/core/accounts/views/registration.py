"""Creating a group in the browser, where the operator lets people do that (SAAS_REGISTRATION)."""

from __future__ import annotations

from flask import Response, current_app, make_response, redirect, request, session, url_for

from saas.config import Registration, Settings
from saas.core.accounts.operations import Founded, found_group, register_group, sign_in
from saas.core.accounts.queries import SignedInAccount, groups_of
from saas.core.accounts.request.binding import signed_in
from saas.core.accounts.request.cookies import hand_out, session_token
from saas.core.accounts.request.refusals import own_sign_in_needed
from saas.core.accounts.schemas import GroupRegistrationSchema, RegistrationSchema
from saas.core.accounts.views.blueprint import pages
from saas.platform.errors import Invalid, NotFound
from saas.platform.i18n import _
from saas.platform.security.throttle import WhenDown, hit
from saas.platform.web import Form, read_form, render


def registration_is_open() -> bool:
    """Whether this person may create a group: everybody, nobody, or those who are a member of one already."""
    settings: Settings = current_app.extensions["saas_settings"]
    if settings.registration is Registration.INVITED:
        account = signed_in()
        return account is not None and bool(groups_of(account.id))
    return settings.registration is Registration.OPEN


@pages.get("/register", endpoint="register")
def show() -> Response:
    """The form for a group, and for its first administrator unless somebody is signed in."""
    _refuse_when_closed()
    if _only_vouched_for():
        return own_sign_in_needed()
    return _page(Form(_schema()))


@pages.post("/register", endpoint="do_register")
def create() -> Response:
    """Create the group and go into it."""
    _refuse_when_closed()
    if _only_vouched_for():
        return own_sign_in_needed()
    try:
        founded = _create(signed_in())
    except Invalid as error:
        return _page(Form(_schema(), error=error), status=error.status)
    return make_response(redirect(url_for("organisation.onboarding", group=founded.code), 303))


def _create(account: SignedInAccount | None) -> Founded:
    values = read_form(_schema(), request)
    hit("registration", request.remote_addr or "", 20, 3600, when_down=WhenDown.COUNT_HERE)
    if account is not None:
        return found_group(**values, account_id=account.id, display_name=account.display_name)
    founded = register_group(**values, address=request.remote_addr or "")
    found = sign_in(
        login=values["login"],
        password=values["password"],
        address=request.remote_addr or "",
        agent=request.user_agent.string,
        replaced=session_token(),
    )
    hand_out(found.token)
    session.clear()
    return founded


def _only_vouched_for() -> bool:
    account = signed_in()
    return account is not None and not account.by_own_factors


def _refuse_when_closed() -> None:
    if not registration_is_open():
        raise NotFound(_("Groups are created by the operator of this service."))


def _schema() -> type[RegistrationSchema] | type[GroupRegistrationSchema]:
    return RegistrationSchema if signed_in() is None else GroupRegistrationSchema


def _page(form: Form, status: int = 200) -> Response:
    return render("accounts/registration.html", status=status, form=form, account=signed_in())
