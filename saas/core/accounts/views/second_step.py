"""The second step of a sign-in, on a page of its own or in the dialog over a page."""

from __future__ import annotations

from flask import Response, jsonify, make_response, redirect, request, session, url_for
from flask_wtf.csrf import generate_csrf

from saas.core.accounts.operations import SignedIn, finish_sign_in, second_factor_of
from saas.core.accounts.operations.pending import pending_account
from saas.core.accounts.request.cookies import hand_out, remember_theme, session_token
from saas.core.accounts.schemas import SecondStepSchema
from saas.core.accounts.shell import opaque_id
from saas.core.accounts.views.blueprint import pages
from saas.core.accounts.views.next_pages import first_page
from saas.platform.database import global_session
from saas.platform.errors import Conflict, DomainError, Invalid
from saas.platform.i18n import ngettext
from saas.platform.web import Form, Level, own_address, read_form, render, tell

PENDING = "second_step"  # in the browser's signed cookie
_FEW_CODES = 3


def ask_for_code(found: SignedIn, wanted: str, *, in_dialog: bool) -> Response:
    """Remember that the password did fit, and lead on to the code."""
    session[PENDING] = found.pending
    address = url_for("accounts.second_step", next=wanted or None)
    return jsonify(code_at=address) if in_dialog else make_response(redirect(address, 303))


@pages.get("/sign-in/code", endpoint="second_step")
def show() -> Response:
    """The form for the code; whoever has not given a password is led to the sign-in."""
    try:
        return _page(Form(SecondStepSchema))
    except (Conflict, KeyError):
        return _to_sign_in()


@pages.post("/sign-in/code", endpoint="do_second_step")
def check() -> Response:
    """Sign in with the code; the dialog over a page gets JSON, the page goes on to where the person wanted."""
    try:
        found = _finish()
    except DomainError as error:
        return refused_step(error)
    return finished(found)


def refused_step(error: DomainError) -> Response:
    """The answer to a second step that did not do; raises the error again when it is none that a page tells."""
    over = isinstance(error, Conflict)
    if over:
        session.pop(PENDING, None)
    if _in_dialog():
        return make_response(jsonify(message=error.message, again=over), error.status)
    if over:
        tell(error.message, Level.WARNING)
        return _to_sign_in()
    if not isinstance(error, Invalid):
        raise error
    return _page(Form(SecondStepSchema, error=error), status=error.status)


def finished(found: SignedIn) -> Response:
    """Let the browser in; the dialog over a page gets JSON, the page goes on to where the person wanted."""
    hand_out(found.token)
    # The browser's own cookie begins anew too, and with it the token against forged requests.
    session.clear()
    if _in_dialog():
        return jsonify(account=opaque_id(found.account_id), csrf=generate_csrf())
    return _go_on(found)


def _finish() -> SignedIn:
    code = read_form(SecondStepSchema, request)["code"]
    return finish_sign_in(
        session.get(PENDING, ""),
        code=code,
        address=request.remote_addr or "",
        agent=request.user_agent.string,
        replaced=session_token(),
    )


def _go_on(found: SignedIn) -> Response:
    with global_session() as work:
        factor = second_factor_of(work, found.account_id)
    if factor is not None and factor.codes_left <= _FEW_CODES:
        text = ngettext(
            "%(n)d recovery code is left. Make new ones under My account.",
            "%(n)d recovery codes are left. Make new ones under My account.",
            factor.codes_left,
        )
        tell(text, Level.WARNING)
    answer = make_response(redirect(first_page(found, own_address(request.args.get("next", ""))), 303))
    if found.theme:
        remember_theme(answer, found.theme)
    return answer


def _to_sign_in() -> Response:
    wanted = own_address(request.args.get("next", ""))
    return make_response(redirect(url_for("accounts.sign_in", next=wanted or None), 303))


def _in_dialog() -> bool:
    return request.headers.get("X-Sign-In") == "dialog"


def _page(form: Form, status: int = 200) -> Response:
    wanted = own_address(request.args.get("next", ""))
    with global_session() as work:
        factor = second_factor_of(work, pending_account(session[PENDING]))
    return render("accounts/second_step.html", status=status, form=form, wanted=wanted, factor=factor)
