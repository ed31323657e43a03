"""A person's own pages: profile, password, sessions."""

from __future__ import annotations

from flask import Response, make_response, redirect, request, session, url_for
from flask_wtf.csrf import generate_csrf

from saas.core.accounts.logins import masked_login
from saas.core.accounts.models import Account, LoginKind
from saas.core.accounts.operations import (
    ask_for_confirmation,
    change_password,
    change_profile,
    end_other_sessions,
    end_own_session,
)
from saas.core.accounts.operations.sessions import sessions_of
from saas.core.accounts.request.binding import signed_in_account
from saas.core.accounts.request.cookies import hand_out, remember_theme
from saas.core.accounts.request.refusals import ask_for_proof
from saas.core.accounts.schemas import ChangePasswordSchema, ProfileSchema
from saas.core.accounts.shell import opaque_id
from saas.core.accounts.views.blueprint import pages
from saas.core.accounts.views.guarding import for_account as _for_account
from saas.core.accounts.views.guarding import for_signed_in
from saas.core.organisation.views.saving import save
from saas.platform.database import session as database_session
from saas.platform.i18n import _, ngettext
from saas.platform.web import Form, asks_for_proof, needs_proof, read_form, render, tell
from saas.platform.web.language import remember_locale


@pages.get("/account/", endpoint="profile")
@_for_account
def show_profile() -> Response:
    """Name, language, look, and the address that the person signs in with."""
    account = _account()
    values = {
        "display_name": account.display_name,
        "locale": account.locale,
        "theme": account.theme or "auto",
    }
    return _profile_page(account, Form(ProfileSchema, values))


@pages.post("/account/", endpoint="profile_change")
@_for_account
def save_profile() -> Response:
    """Save the profile."""
    answer = make_response(redirect(url_for("accounts.profile"), 303))

    def work() -> None:
        values = read_form(ProfileSchema, request)
        change_profile(signed_in_account().id, **values)
        remember_locale(answer, values["locale"])
        remember_theme(answer, values["theme"])

    faults = save(work)
    if faults is not None:
        return _profile_page(_account(), Form(ProfileSchema, error=faults.error), status=faults.status)
    tell(_("Your profile was saved."))
    return answer


@pages.post("/account/confirm", endpoint="ask_confirmation")
@_for_account
def confirm() -> Response:
    """Send a link that proves the address."""
    ask_for_confirmation(signed_in_account().id)
    tell(_("A link is on its way to your address."))
    return make_response(redirect(url_for("accounts.profile"), 303))


@pages.get("/account/password", endpoint="password")
@_for_account
def show_password() -> Response:
    """The form for a new password."""
    return render("accounts/password.html", form=Form(ChangePasswordSchema))


@pages.post("/account/password", endpoint="password_change")
@_for_account
@needs_proof
def save_password() -> Response:
    """Change the password; all other sessions end."""

    def work() -> None:
        account = signed_in_account()
        values = read_form(ChangePasswordSchema, request)
        hand_out(change_password(account.id, account.session_id, **values))

    faults = save(work)
    if faults is not None:
        form = Form(ChangePasswordSchema, error=faults.error)
        return render("accounts/password.html", status=faults.status, form=form)
    session.clear()
    tell(_("The password was changed. All other sessions have ended."))
    return make_response(redirect(url_for("accounts.profile"), 303))


@pages.get("/account/sessions", endpoint="sessions")
@_for_account
def show_sessions() -> Response:
    """Where the person is signed in."""
    account = signed_in_account()
    found = sessions_of(database_session(), account.id)
    return render("accounts/sessions.html", sessions=found, current=account.session_id)


@pages.get("/account/alive", endpoint="session_lives")
@for_signed_in
def session_lives() -> Response:
    """Whose session this is, for a form that the browser sends itself; the sign-in dialog when it has ended.

    `for` is where the form goes: when that act asks who is there, the answer is the dialog that does.
    """
    if asks_for_proof(request.args.get("for", "")):
        asked = ask_for_proof()
        if asked is not None:
            return asked
    answer = Response(status=204)
    # A page of another site cannot read these.
    answer.headers["X-Account"] = opaque_id(signed_in_account().id)
    answer.headers["X-CSRF-Token"] = generate_csrf()
    return answer


@pages.post("/account/sessions/<int:session_id>/end", endpoint="session_end")
@_for_account
def end_session(session_id: int) -> Response:
    """End one session."""
    end_own_session(signed_in_account().id, session_id)
    tell(_("The session has ended."))
    return make_response(redirect(url_for("accounts.sessions"), 303))


@pages.post("/account/sessions/end-others", endpoint="sessions_end")
@_for_account
def end_sessions() -> Response:
    """End all sessions but this one."""
    account = signed_in_account()
    ended = end_other_sessions(account.id, account.session_id)
    tell(ngettext("%(n)d session has ended.", "%(n)d sessions have ended.", ended))
    return make_response(redirect(url_for("accounts.sessions"), 303))


def _account() -> Account:
    return database_session().get_one(Account, signed_in_account().id)


def _profile_page(account: Account, form: Form, status: int = 200) -> Response:
    return render(
        "accounts/profile.html",
        status=status,
        form=form,
        login=masked_login(account.login_kind, account.login),
        confirmed_at=account.login_confirmed_at,
        may_confirm=account.login_kind is LoginKind.EMAIL and account.login_confirmed_at is None,
    )
