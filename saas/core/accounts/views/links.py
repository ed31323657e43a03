"""Links to an account: a forgotten password, a new one, a confirmed address."""

from __future__ import annotations

from flask import Response, make_response, redirect, request, url_for

from saas.core.accounts.models import TokenPurpose
from saas.core.accounts.operations import ask_for_reset, check_link, confirm_address, reset_password
from saas.core.accounts.schemas import ForgottenSchema, NewPasswordSchema
from saas.core.accounts.views.blueprint import pages
from saas.core.organisation.views.saving import save
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.security.throttle import WhenDown, hit
from saas.platform.web import Form, read_form, render, tell


@pages.get("/forgotten", endpoint="forgotten")
def show_forgotten() -> Response:
    """Ask for a reset link."""
    return render("accounts/forgotten.html", form=Form(ForgottenSchema), asked=False)


@pages.post("/forgotten", endpoint="do_forgotten")
def ask() -> Response:
    """Send the link if there is somewhere to send it; the answer is the same in every case."""
    try:
        login = read_form(ForgottenSchema, request)["login"]
    except Invalid as error:
        return render(
            "accounts/forgotten.html", status=422, form=Form(ForgottenSchema, error=error), asked=False
        )
    ask_for_reset(login, request.remote_addr or "")
    return render("accounts/forgotten.html", form=Form(ForgottenSchema), asked=True)


@pages.get("/reset/<token>", endpoint="reset")
def show_reset(token: str) -> Response:
    """The form for a new password."""
    _throttle()
    check_link(token, TokenPurpose.RESET)
    return render("accounts/reset.html", form=Form(NewPasswordSchema), token=token)


@pages.post("/reset/<token>", endpoint="do_reset")
def set_password(token: str) -> Response:
    """Set the new password; all sessions have ended, so the person signs in with it."""
    _throttle()

    def work() -> None:
        reset_password(token, read_form(NewPasswordSchema, request)["password"])

    faults = save(work)
    if faults is not None:
        form = Form(NewPasswordSchema, error=faults.error)
        return render("accounts/reset.html", status=faults.status, form=form, token=token)
    tell(_("The new password is set. Sign in with it."))
    return make_response(redirect(url_for("accounts.sign_in"), 303))


@pages.get("/confirm/<token>", endpoint="confirm")
def show_confirm(token: str) -> Response:
    """A button rather than the act itself: mail programs open links on their own."""
    _throttle()
    check_link(token, TokenPurpose.CONFIRM)
    return render("accounts/confirm.html", token=token)


@pages.post("/confirm/<token>", endpoint="do_confirm")
def confirm(token: str) -> Response:
    """Confirm the address."""
    _throttle()
    confirm_address(token)
    tell(_("The address is confirmed."))
    return make_response(redirect(url_for("accounts.profile"), 303))


def _throttle() -> None:
    hit("account_link", request.remote_addr or "", 60, 600, when_down=WhenDown.COUNT_HERE)
