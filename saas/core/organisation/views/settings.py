"""The index of settings, and the group's own page."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, g, make_response, redirect, request, url_for

from saas.core.organisation.hooks import SettingsPage
from saas.core.organisation.operations import change_group
from saas.core.organisation.permissions import SETTINGS_WRITE
from saas.core.organisation.queries import current_group
from saas.core.organisation.schemas import GroupSchema
from saas.core.organisation.views.blueprint import pages
from saas.core.organisation.views.saving import Difference, save
from saas.platform.i18n import _
from saas.platform.permissions import allowed, requires
from saas.platform.plugins import contributions
from saas.platform.web import Form, form_version, read_form, render, tell


@pages.get("/settings/", endpoint="settings")
def show_settings() -> Response:
    """Everything that the person may set, by subject."""
    found = [contribution.value for contribution in contributions(SettingsPage)]
    shown = [page for page in found if not page.permission or allowed(page.permission)]
    return render("organisation/settings.html", found=sorted(shown, key=lambda page: (page.weight, page.key)))


@pages.get("/settings/group", endpoint="group")
@requires(SETTINGS_WRITE)
def show_group() -> Response:
    """What the group says about itself."""
    group = current_group()
    return _page(Form(GroupSchema, group, version=group.row_version))


@pages.post("/settings/group", endpoint="group_change")
@requires(SETTINGS_WRITE)
def change() -> Response:
    """Save it."""

    def work() -> None:
        change_group(**read_form(GroupSchema, request), version=form_version())
        tell(_("The group was saved."))

    faults = save(work)
    if faults is None:
        return make_response(redirect(url_for("organisation.group"), 303))
    group = current_group()
    form = Form(GroupSchema, error=faults.error, version=faults.version(group))
    return _page(form, faults.status, faults.differences(form, group))


def _page(form: Form, status: int = 200, differences: Sequence[Difference] = ()) -> Response:
    return render(
        "organisation/group.html", status=status, form=form, group=g.tenant, differences=differences
    )
