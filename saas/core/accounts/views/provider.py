"""The settings of a group's single sign-on, and the test of its connection."""

from __future__ import annotations

from flask import Response, g, make_response, redirect, request, url_for

from saas.core.accounts.group_schemas import ProviderSchema
from saas.core.accounts.links import provider_return
from saas.core.accounts.operations.door import note_way_round
from saas.core.accounts.operations.provider import Checked, ProviderDetails, check_provider, save_provider
from saas.core.accounts.provider_words import fault_in_words
from saas.core.accounts.queries.provider import find_provider
from saas.core.accounts.request.door import came_round
from saas.core.accounts.views.blueprint import pages
from saas.core.organisation.permissions import SETTINGS_WRITE
from saas.core.organisation.views.saving import Conflicted, save
from saas.platform.i18n import LazyStr, _
from saas.platform.permissions import requires
from saas.platform.security.openid import ProviderFault
from saas.platform.web import Form, form_version, needs_proof, read_form, render, tell

PLACE = "/t/<group>/settings/single-sign-on"


@pages.get(PLACE, endpoint="provider")
@requires(SETTINGS_WRITE)
def show() -> Response:
    """The provider as it is entered; its secret is never shown."""
    if came_round(g.tenant):
        note_way_round()
    return _page(_stored())


@pages.post(PLACE, endpoint="provider_change")
@requires(SETTINGS_WRITE)
@needs_proof
def change() -> Response:
    """Save it."""

    def work() -> None:
        save_provider(ProviderDetails(**read_form(ProviderSchema, request)), version=form_version())

    faults = save(work)
    if faults is not None:
        return _page(Form(ProviderSchema, error=faults.error, version=_seen(faults)), faults)
    tell(_("The single sign-on was saved."))
    return make_response(redirect(url_for("accounts.provider"), 303))


@pages.post(f"{PLACE}/check", endpoint="provider_check")
@requires(SETTINGS_WRITE)
def check() -> Response:
    """Ask the stored provider for all that a sign-in needs, and show what it answered."""
    try:
        checked = check_provider()
    except ProviderFault as error:
        return _page(_stored(), fault=fault_in_words(error.fault), detail=error.detail)
    return _page(_stored(), checked=checked)


def _stored() -> Form:
    row = find_provider()
    values = None
    if row is not None:
        values = {name: getattr(row, name) for name in ProviderSchema().fields if name != "client_secret"}
    return Form(ProviderSchema, values, version=row.row_version if row else None)


def _seen(faults: Conflicted) -> int | None:
    row = find_provider()
    return faults.version(row) if row is not None else None


def _page(
    form: Form,
    faults: Conflicted | None = None,
    *,
    checked: Checked | None = None,
    fault: LazyStr = "",
    detail: str = "",
) -> Response:
    return render(
        "accounts/provider.html",
        status=faults.status if faults else 200,
        form=form,
        stored=find_provider(),
        return_address=provider_return(g.tenant.code),
        checked=checked,
        fault=fault,
        detail=detail,
    )
