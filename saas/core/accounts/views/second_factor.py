"""A person's second factor: see it, switch it on with an app, make new recovery codes, switch it off."""

from __future__ import annotations

from flask import Response, make_response, redirect, request, session, url_for
from markupsafe import Markup

from saas.core.accounts.models import Account
from saas.core.accounts.operations import (
    SwitchedOn,
    begin_second_factor,
    renew_recovery_codes,
    second_factor_of,
    switch_off_second_factor,
    switch_on_second_factor,
    waiting_secret,
)
from saas.core.accounts.request.binding import signed_in_account
from saas.core.accounts.request.cookies import hand_out
from saas.core.accounts.schemas import FirstCodeSchema
from saas.core.accounts.totp import enrolment_address, shown_in_groups
from saas.core.accounts.views.blueprint import pages
from saas.core.accounts.views.guarding import for_account
from saas.core.organisation.views.saving import save
from saas.platform.database import session as database_session
from saas.platform.errors import Conflict
from saas.platform.i18n import _
from saas.platform.web import Form, needs_proof, needs_proof_to_read, qr_svg, read_form, render, tell

PLACE = "/account/second-factor"
_ISSUER = "Aftercare"


@pages.get(PLACE, endpoint="second_factor")
@for_account
def show() -> Response:
    """Whether it is on, and what can be done."""
    factor = second_factor_of(database_session(), signed_in_account().id)
    return render("accounts/second_factor.html", factor=factor)


@pages.post(f"{PLACE}/begin", endpoint="second_factor_begin")
@for_account
@needs_proof
def begin() -> Response:
    """Make a secret for the app."""
    begin_second_factor(signed_in_account().id)
    return make_response(redirect(url_for("accounts.second_factor_new"), 303))


@pages.get(f"{PLACE}/new", endpoint="second_factor_new")
@for_account
@needs_proof_to_read
def show_new() -> Response:
    """The secret for the app, as a picture and as text, until its first code confirms it."""
    try:
        return _new_page(Form(FirstCodeSchema))
    except Conflict:
        return make_response(redirect(url_for("accounts.second_factor"), 303))


@pages.post(f"{PLACE}/new", endpoint="second_factor_confirm")
@for_account
@needs_proof
def confirm() -> Response:
    """Switch it on, and show the recovery codes, this once."""
    waiting_secret(signed_in_account().id)
    made: list[SwitchedOn] = []

    def work() -> None:
        account = signed_in_account()
        values = read_form(FirstCodeSchema, request)
        made.append(switch_on_second_factor(account.id, account.session_id, **values))

    faults = save(work)
    if faults is not None:
        return _new_page(Form(FirstCodeSchema, error=faults.error), faults.status)
    hand_out(made[0].token)
    session.clear()
    if made[0].codes:
        return codes_page(made[0].codes)
    tell(_("The app is kept. All other sessions have ended."))
    return make_response(redirect(url_for("accounts.second_factor"), 303))


@pages.post(f"{PLACE}/codes", endpoint="second_factor_renew")
@for_account
@needs_proof
def renew() -> Response:
    """New recovery codes, shown this once."""
    return codes_page(renew_recovery_codes(signed_in_account().id))


@pages.post(f"{PLACE}/off", endpoint="second_factor_end")
@for_account
@needs_proof
def switch_off() -> Response:
    """Switch it off."""
    account = signed_in_account()
    hand_out(switch_off_second_factor(account.id, account.session_id))
    session.clear()
    tell(_("The app is no longer asked for. All other sessions have ended."))
    return make_response(redirect(url_for("accounts.second_factor"), 303))


def _new_page(form: Form, status: int = 200) -> Response:
    account = database_session().get_one(Account, signed_in_account().id)
    secret = waiting_secret(account.id)
    address = enrolment_address(secret, account.login, _ISSUER)
    answer = render(
        "accounts/second_factor_new.html",
        status=status,
        form=form,
        picture=Markup(qr_svg(address)),  # noqa: S704  # drawn by segno; the address is in it as dots
        secret=shown_in_groups(secret),
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def codes_page(codes: tuple[str, ...]) -> Response:
    """Recovery codes, in clear this once."""
    shown = [shown_in_groups(code) for code in codes]
    answer = render("accounts/second_factor_made.html", codes=shown)
    answer.headers["Cache-Control"] = "no-store"
    return answer
