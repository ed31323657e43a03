"""What the group asks of whoever signs in."""

from __future__ import annotations

from flask import Response, g, make_response, redirect, request, url_for

from saas.core.accounts.operations import change_door, second_factor_required
from saas.core.accounts.request.binding import signed_in_account
from saas.core.accounts.schemas import DoorSchema
from saas.core.accounts.views.blueprint import pages
from saas.core.organisation.permissions import SETTINGS_WRITE
from saas.core.organisation.views.saving import save
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.web import Form, needs_proof, read_form, render, tell

PLACE = "/t/<group>/settings/sign-in"


@pages.get(PLACE, endpoint="door")
@requires(SETTINGS_WRITE)
def show() -> Response:
    """Whether the group asks for a second factor."""
    values = {"second_factor": second_factor_required(g.tenant.settings)}
    return render("accounts/door.html", form=Form(DoorSchema, values))


@pages.post(PLACE, endpoint="door_change")
@requires(SETTINGS_WRITE)
@needs_proof
def change() -> Response:
    """Save it."""

    def work() -> None:
        change_door(**read_form(DoorSchema, request), proof=signed_in_account().proof)

    faults = save(work)
    if faults is not None:
        return render("accounts/door.html", status=faults.status, form=Form(DoorSchema, error=faults.error))
    tell(_("How members sign in was saved."))
    return make_response(redirect(url_for("accounts.door"), 303))
