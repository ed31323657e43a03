"""A plugin's settings: of the group, and of one store."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Response, make_response, redirect, request, url_for

from saas.core.organisation.catalogue import PluginView, plugin_view
from saas.core.organisation.models import Store
from saas.core.organisation.permissions import SETTINGS_WRITE
from saas.core.organisation.queries import open_stores
from saas.core.organisation.settings_form import form_schema, read_settings, settings_form
from saas.core.organisation.views.blueprint import pages
from saas.core.organisation.views.saving import Conflicted, save
from saas.platform.database import load
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.plugins import Reason, change_settings
from saas.platform.web import form_version, render, tell


@pages.get("/settings/plugins/<plugin>/settings", endpoint="plugin_settings")
@requires(SETTINGS_WRITE)
def show_settings(plugin: str) -> Response:
    """What the group has set, and what it inherits."""
    return _page(_on(plugin))


@pages.post("/settings/plugins/<plugin>/settings", endpoint="plugin_settings_change")
@requires(SETTINGS_WRITE)
def change_group_settings(plugin: str) -> Response:
    """Save the group's settings."""
    return _save(_on(plugin))


@pages.get("/settings/plugins/<plugin>/settings/<int:store_id>", endpoint="plugin_store_settings")
@requires(SETTINGS_WRITE)
def show_store_settings(plugin: str, store_id: int) -> Response:
    """What is set for one store, and what it inherits."""
    return _page(_on(plugin), load(Store, store_id))


@pages.post("/settings/plugins/<plugin>/settings/<int:store_id>", endpoint="plugin_store_settings_change")
@requires(SETTINGS_WRITE)
def change_store_settings(plugin: str, store_id: int) -> Response:
    """Save the settings of one store."""
    return _save(_on(plugin), load(Store, store_id))


def _on(plugin: str) -> PluginView:
    # The settings of what is off are kept and shown to nobody.
    view = plugin_view(plugin)
    if view.reason is not Reason.EFFECTIVE or not view.has_settings:
        raise NotFound(_("This does not exist, or no longer."))
    return view


def _save(view: PluginView, store: Store | None = None) -> Response:
    name, store_id = view.info.name, store.id if store else None

    def work() -> None:
        values = read_settings(name, request, store_id)
        change_settings(name, values, store_id=store_id, version=form_version())

    faults = save(work)
    if faults:
        return _page(view, store, faults)
    tell(_("The settings were saved."))
    return make_response(redirect(_address(name, store_id), 303))


def _page(view: PluginView, store: Store | None = None, faults: Conflicted | None = None) -> Response:
    name, store_id = view.info.name, store.id if store else None
    shown = settings_form(name, store_id, error=faults.error if faults else None)
    stored = SimpleNamespace(**shown.own.own, row_version=shown.own.version)
    if faults:
        shown.form.version = faults.version(stored)
    store_fields = form_schema(name, store_id=0).fields
    return render(
        "organisation/plugin_settings.html",
        status=faults.status if faults else 200,
        view=view,
        store=store,
        stores=[] if not store_fields else open_stores(),
        settings=shown,
        action=_address(name, store_id, change=True),
        differences=faults.differences(shown.form, stored) if faults else [],
    )


def _address(plugin: str, store_id: int | None, *, change: bool = False) -> str:
    tail = "_change" if change else ""
    if store_id is None:
        return url_for(f"organisation.plugin_settings{tail}", plugin=plugin)
    return url_for(f"organisation.plugin_store_settings{tail}", plugin=plugin, store_id=store_id)
