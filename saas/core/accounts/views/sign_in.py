"""Sign-in on a page of its own or in the dialog over a page, sign-out, and the language."""

from __future__ import annotations

from flask import Response, jsonify, make_response, redirect, request, session, url_for
from flask_wtf.csrf import generate_csrf

from saas.core.accounts.operations import SignedIn, set_locale_of, sign_in, sign_out
from saas.core.accounts.request.binding import signed_in
from saas.core.accounts.request.cookies import hand_out, remember_theme, session_token
from saas.core.accounts.schemas import SignInSchema
from saas.core.accounts.shell import opaque_id
from saas.core.accounts.views.blueprint import pages
from saas.core.accounts.views.next_pages import first_page
from saas.core.accounts.views.second_step import ask_for_code
from saas.platform.errors import DomainError, Invalid
from saas.platform.i18n import LOCALES
from saas.platform.web import Form, own_address, read_form, render
from saas.platform.web.language import remember_locale


@pages.get("/sign-in", endpoint="sign_in")
def show_sign_in() -> Response:
    """The sign-in page; somebody who is signed in goes on at once."""
    account = signed_in()
    wanted = own_address(request.args.get("next", ""))
    # Whom only a group's provider vouches for comes here to sign in with factors of their own.
    if account is not None and (account.by_own_factors or not wanted):
        return make_response(redirect(first_page(account.id, wanted), 303))
    return _page(Form(SignInSchema), wanted)


@pages.post("/sign-in", endpoint="do_sign_in")
def do_sign_in() -> Response:
    """Sign in; the dialog over a page gets JSON, the page goes on to where the person wanted."""
    wanted = own_address(request.args.get("next", ""))
    in_dialog = request.headers.get("X-Sign-In") == "dialog"
    try:
        found = _sign_in()
    except DomainError as error:
        if in_dialog:
            return make_response(jsonify(message=error.message), error.status)
        if not isinstance(error, Invalid):
            raise
        return _page(Form(SignInSchema, error=error), wanted, status=error.status)
    if found.pending:
        return ask_for_code(found, wanted, in_dialog=in_dialog)
    if in_dialog:
        return jsonify(account=opaque_id(found.account_id), csrf=generate_csrf())
    answer = make_response(redirect(first_page(found, wanted), 303))
    if found.theme:
        remember_theme(answer, found.theme)
    return answer


@pages.post("/sign-out", endpoint="sign_out")
def do_sign_out() -> Response:
    """End the session and go to the sign-in page, or to an own address that the form names."""
    sign_out(session_token())
    hand_out("")
    session.clear()
    return make_response(
        redirect(own_address(request.args.get("next", "")) or url_for("accounts.sign_in"), 303)
    )


@pages.post("/account/language", endpoint="language")
def choose_language() -> Response:
    """Keep the chosen language in the account and in this browser, which shows it before the sign-in too."""
    locale = request.form.get("locale", "")
    answer = make_response(redirect(own_address(request.form.get("next", "")) or "/", 303))
    if locale in LOCALES:
        remember_locale(answer, locale)
        account = signed_in()
        if account is not None:
            set_locale_of(account.id, locale)
    return answer


def _sign_in() -> SignedIn:
    values = read_form(SignInSchema, request)
    found = sign_in(
        **values,
        address=request.remote_addr or "",
        agent=request.user_agent.string,
        replaced=session_token(),
    )
    if found.token:
        hand_out(found.token)
        # The browser's own cookie begins anew too, and with it the token against forged requests.
        session.clear()
    return found


def _page(form: Form, wanted: str, status: int = 200) -> Response:
    return render("accounts/sign_in.html", status=status, form=form, wanted=wanted)
