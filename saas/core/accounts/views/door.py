"""What the group asks of whoever signs in."""

from __future__ import annotations

from flask import Response, g, make_response, redirect, request, url_for

from saas.core.accounts.group_schemas import DoorSchema
from saas.core.accounts.operations import change_door, second_factor_required
from saas.core.accounts.operations.door import note_way_round, provider_only
from saas.core.accounts.queries.provider import find_provider
from saas.core.accounts.request.binding import signed_in_account
from saas.core.accounts.request.door import came_round
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
    """Whether the group asks for a second factor, and for its single sign-on only."""
    if came_round(g.tenant):
        note_way_round()
    settings = g.tenant.settings
    values = {
        "second_factor": second_factor_required(settings),
        "single_sign_on": provider_only(settings),
    }
    return _page(Form(DoorSchema, values))


@pages.post(PLACE, endpoint="door_change")
@requires(SETTINGS_WRITE)
@needs_proof
def change() -> Response:
    """Save it."""

    def work() -> None:
        change_door(signed_in_account(), **read_form(DoorSchema, request))

    faults = save(work)
    if faults is not None:
        return _page(Form(DoorSchema, error=faults.error), faults.status)
    tell(_("How members sign in was saved."))
    return make_response(redirect(url_for("accounts.door"), 303))


def _page(form: Form, status: int = 200) -> Response:
    return render("accounts/door.html", status=status, form=form, provider=find_provider())
