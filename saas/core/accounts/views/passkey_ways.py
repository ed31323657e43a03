"""Passkeys instead of what is typed: at the sign-in, at its second step, and when somebody proves again who they are."""

from __future__ import annotations

from flask import Response, jsonify, make_response, redirect, request, session, url_for
from flask_wtf.csrf import generate_csrf

from saas.core.accounts.operations import (
    Asked,
    Shown,
    SignedIn,
    finish_sign_in,
    prove_by_passkey,
    question_for_proof,
    question_for_second_step,
    question_for_sign_in,
    sign_in_with_passkey,
)
from saas.core.accounts.request.binding import signed_in_account
from saas.core.accounts.request.cookies import hand_out, remember_theme, session_token
from saas.core.accounts.request.refusals import proof_page
from saas.core.accounts.schemas import ShownPasskeySchema, SignInSchema
from saas.core.accounts.shell import opaque_id
from saas.core.accounts.views.blueprint import pages
from saas.core.accounts.views.guarding import for_account
from saas.core.accounts.views.next_pages import first_page
from saas.core.accounts.views.passkeys import question_answer
from saas.core.accounts.views.second_step import PENDING, finished, refused_step
from saas.platform.errors import DomainError, Invalid
from saas.platform.web import Form, own_address, read_form, render


@pages.post("/sign-in/passkey/question", endpoint="passkey_sign_in_question")
def ask_at_sign_in() -> Response:
    """What the browser is asked that is to sign somebody in."""
    return question_answer(question_for_sign_in())


@pages.post("/sign-in/passkey", endpoint="passkey_sign_in")
def sign_in() -> Response:
    """Sign in; the dialog over a page gets JSON, the page goes on to where the person wanted."""
    try:
        found = sign_in_with_passkey(
            _shown(),
            address=request.remote_addr or "",
            agent=request.user_agent.string,
            replaced=session_token(),
        )
    except DomainError as error:
        if _in_dialog():
            return make_response(jsonify(message=error.message), error.status)
        if not isinstance(error, Invalid):
            raise
        form = Form(SignInSchema, error=error)
        return render("accounts/sign_in.html", status=error.status, form=form, wanted=_wanted())
    return _signed_in(found)


def _signed_in(found: SignedIn) -> Response:
    hand_out(found.token)
    # The browser's own cookie begins anew too, and with it the token against forged requests.
    session.clear()
    if _in_dialog():
        return jsonify(account=opaque_id(found.account_id), csrf=generate_csrf())
    answer = make_response(redirect(first_page(found, _wanted()), 303))
    if found.theme:
        remember_theme(answer, found.theme)
    return answer


@pages.post("/sign-in/code/passkey/question", endpoint="passkey_step_question")
def ask_at_second_step() -> Response:
    """What the browser is asked after the password."""
    return question_answer(question_for_second_step(session.get(PENDING, "")))


@pages.post("/sign-in/code/passkey", endpoint="passkey_step")
def second_step() -> Response:
    """Sign in with a passkey after the password."""
    try:
        found = finish_sign_in(
            session.get(PENDING, ""),
            shown=_shown(),
            address=request.remote_addr or "",
            agent=request.user_agent.string,
            replaced=session_token(),
        )
    except DomainError as error:
        return refused_step(error)
    return finished(found)


@pages.post("/account/prove/passkey/question", endpoint="passkey_proof_question")
@for_account
def ask_for_proof() -> Response:
    """What the browser is asked of somebody who is to prove again who they are."""
    return question_answer(question_for_proof(_asked()))


@pages.post("/account/prove/passkey", endpoint="passkey_proof")
@for_account
def prove() -> Response:
    """Check it; the dialog over a page gets JSON, the page goes on to where the person wanted."""
    try:
        token = prove_by_passkey(_asked(), _shown())
    except DomainError as error:
        if _in_dialog():
            return make_response(jsonify(message=error.message), error.status)
        if not isinstance(error, Invalid):
            raise
        return proof_page(_wanted(), error, status=error.status)
    hand_out(token)
    if _in_dialog():
        return jsonify(account=opaque_id(signed_in_account().id), csrf=generate_csrf())
    return make_response(redirect(_wanted() or url_for("accounts.profile"), 303))


def _asked() -> Asked:
    account = signed_in_account()
    return Asked(account_id=account.id, session_id=account.session_id)


def _shown() -> Shown:
    return Shown(**read_form(ShownPasskeySchema, request))


def _in_dialog() -> bool:
    return request.headers.get("X-Sign-In") == "dialog"


def _wanted() -> str:
    return own_address(request.args.get("next", ""))
