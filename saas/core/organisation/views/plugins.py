"""The catalogue of plugins, and switching them on with what they need and off after a look at what stops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, make_response, redirect, request, send_file, url_for

from saas.core.organisation.catalogue import lost_plugins, plugin_view, shelves
from saas.core.organisation.permissions import SETTINGS_WRITE
from saas.core.organisation.plugin_words import BASES, kept_for
from saas.core.organisation.settings_form import SettingsForm, read_settings, wanted_form
from saas.core.organisation.views.blueprint import pages
from saas.platform.database import session
from saas.platform.errors import Conflict, DomainError, Invalid, NotFound, Unavailable
from saas.platform.i18n import _
from saas.platform.permissions import allowed, requires
from saas.platform.plugin_life import PURGE, preview_disable, table_title
from saas.platform.plugins import (
    PluginVeto,
    SettingsMissing,
    current_registry,
    disable_plugin,
    enable_together,
    requirements_off,
    stored_settings,
)
from saas.platform.plugins.gate import forget_effective_plugins
from saas.platform.plugins.pictures import picture_of
from saas.platform.plugins.registry import settings_of
from saas.platform.plugins.settings.reading import forget_settings
from saas.platform.web import Level, render, tell

_REFUSED = (Conflict, Unavailable, PluginVeto)


@pages.get("/settings/plugins/", endpoint="plugins")
@requires(SETTINGS_WRITE)
def show_plugins() -> Response:
    """All installed plugins by category and how they stand for this group; after a switch-off the way back."""
    undo = request.args.get("undo", "")
    info = current_registry().info(undo)
    return render("organisation/plugins.html", shelves=shelves(), lost=lost_plugins(), undo=info)


@pages.get("/settings/plugins/<plugin>/", endpoint="plugin")
@requires(SETTINGS_WRITE)
def show_plugin(plugin: str) -> Response:
    """One plugin: what it does, adds, stores and needs."""
    view = plugin_view(plugin)
    return render(
        "organisation/plugin.html", view=view, bases=BASES, kept_for=kept_for, may_purge=allowed(PURGE)
    )


@pages.get("/settings/plugins/<plugin>/pictures/<int:key>", endpoint="plugin_picture")
@requires(SETTINGS_WRITE)
def show_picture(plugin: str, key: int) -> Response:
    """A picture of a plugin, from its own package."""
    content, kind = picture_of(current_registry(), plugin, key)
    answer = send_file(content, mimetype=kind, etag=False, max_age=3600)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@pages.get("/settings/plugins/<plugin>/on", endpoint="plugin_enabling")
@requires(SETTINGS_WRITE)
def show_enabling(plugin: str) -> Response:
    """What is switched on with a plugin, and what it must be given before."""
    return _enabling(plugin)


@pages.post("/settings/plugins/<plugin>/on", endpoint="plugin_on")
@requires(SETTINGS_WRITE)
def switch_on(plugin: str) -> Response:
    """Switch a plugin on with everything that it requires; it counts at once."""
    plugin_view(plugin)
    try:
        _whole(lambda: enable_together(plugin, settings=_given(plugin)))
    except SettingsMissing as missing:
        return _asked(plugin, missing)
    except Invalid as error:
        return _enabling(plugin, error=error)
    except _REFUSED as error:
        return _refused(error)
    tell(_("%(plugin)s is on.", plugin=plugin_view(plugin).info.title))
    return make_response(redirect(url_for("organisation.plugin", plugin=plugin), 303))


@pages.get("/settings/plugins/<plugin>/off", endpoint="plugin_disabling")
@requires(SETTINGS_WRITE)
def show_disabling(plugin: str) -> Response:
    """What stops and what stays when a plugin is switched off."""
    view = plugin_view(plugin)
    preview = preview_disable(plugin)
    stopping = [plugin_view(name) for name in preview.dependants]
    rows = [(table_title(table), count) for table, count in preview.rows.items()]
    return render("organisation/plugin_off.html", view=view, preview=preview, rows=rows, stopping=stopping)


@pages.post("/settings/plugins/<plugin>/off", endpoint="plugin_off")
@requires(SETTINGS_WRITE)
def switch_off(plugin: str) -> Response:
    """Switch a plugin off; its data stay, and the next page has the way back."""
    return _acted(lambda: disable_plugin(plugin), url_for("organisation.plugins", undo=plugin))


def _asked(plugin: str, missing: SettingsMissing) -> Response:
    if missing.plugin == plugin and _sent():
        # The form was there, and something that is needed was left empty.
        return _enabling(plugin, error=Invalid.many({name: [_("Fill this in.")] for name in missing.missing}))
    if missing.plugin != plugin:
        needed = plugin_view(missing.plugin).info.title
        tell(_("%(plugin)s must be on before; it asks for this.", plugin=needed), Level.WARNING)
    return make_response(redirect(url_for("organisation.plugin_enabling", plugin=missing.plugin), 303))


def _acted(act: Callable[[], object], then: str) -> Response:
    try:
        _whole(act)
    except _REFUSED as error:
        return _refused(error)
    return make_response(redirect(then, 303))


def _whole(act: Callable[[], object]) -> None:
    try:
        with session().begin_nested():
            act()
    except DomainError:
        # What was switched and set before the refusal is undone, and the page that tells of it must not show it.
        forget_effective_plugins()
        forget_settings()
        raise


def _refused(error: DomainError) -> Response:
    tell(error.message, Level.ERROR)
    return make_response(redirect(url_for("organisation.plugins"), 303))


def _enabling(plugin: str, *, error: Invalid | None = None) -> Response:
    view = plugin_view(plugin)
    if not view.switchable:
        raise NotFound(_("There is no such plugin."))
    return render(
        "organisation/plugin_on.html",
        status=422 if error else 200,
        view=view,
        also=[plugin_view(name) for name in requirements_off(plugin)],
        settings=_wanted(plugin, error),
    )


def _wanted(plugin: str, error: Invalid | None) -> SettingsForm | None:
    if settings_of(current_registry(), plugin) is None or not stored_settings(plugin).missing:
        return None
    return wanted_form(plugin, error=error)


def _given(plugin: str) -> dict[str, Any]:
    # The form asks only for what is missing; what it does not show stays as it is.
    sent = _sent()
    if not sent or settings_of(current_registry(), plugin) is None:
        return {}
    return {name: value for name, value in read_settings(plugin, request).items() if name in sent}


def _sent() -> set[str]:
    return {name for name in request.form if not name.startswith("_")}
