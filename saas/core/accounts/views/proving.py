"""“Is it you?”: on a page of its own, or in the dialog over the page whose act asks for it."""

from __future__ import annotations

from flask import Response, jsonify, make_response, redirect, request, url_for
from flask_wtf.csrf import generate_csrf

from saas.core.accounts.operations import Asked, prove_again
from saas.core.accounts.request.binding import signed_in_account
from saas.core.accounts.request.cookies import hand_out
from saas.core.accounts.request.refusals import proof_page
from saas.core.accounts.schemas import ProofSchema
from saas.core.accounts.shell import opaque_id
from saas.core.accounts.views.blueprint import pages
from saas.core.accounts.views.guarding import for_account
from saas.platform.errors import DomainError, Invalid
from saas.platform.web import own_address, read_form


@pages.get("/account/prove", endpoint="prove")
@for_account
def show() -> Response:
    """What the person proves with."""
    return proof_page(own_address(request.args.get("next", "")))


@pages.post("/account/prove", endpoint="do_prove")
@for_account
def prove() -> Response:
    """Check it; the dialog over a page gets JSON, the page goes on to where the person wanted."""
    wanted = own_address(request.args.get("next", ""))
    in_dialog = request.headers.get("X-Sign-In") == "dialog"
    account = signed_in_account()
    try:
        values = read_form(ProofSchema, request)
        token = prove_again(Asked(account_id=account.id, session_id=account.session_id), **values)
    except DomainError as error:
        if in_dialog:
            return make_response(jsonify(message=error.message), error.status)
        if not isinstance(error, Invalid):
            raise
        return proof_page(wanted, error, status=error.status)
    hand_out(token)
    if in_dialog:
        return jsonify(account=opaque_id(account.id), csrf=generate_csrf())
    return make_response(redirect(wanted or url_for("accounts.profile"), 303))
