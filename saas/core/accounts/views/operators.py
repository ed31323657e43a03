"""What the operators of this service see of its plugins; for everybody else these addresses do not exist."""

from __future__ import annotations

from flask import Response

from saas.core.accounts.plugin_words import KINDS, STATES
from saas.core.accounts.queries import SignedInAccount
from saas.core.accounts.request.binding import signed_in
from saas.core.accounts.views.blueprint import pages
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.plugins.health import PluginHealth, checks_of, plugin_health
from saas.platform.web import render


@pages.get("/platform/plugins/", endpoint="platform_plugins")
def show_plugins() -> Response:
    """All installed plugins and how they are."""
    operator_account()
    return render("accounts/platform_plugins.html", plugins=plugin_health(), states=STATES)


@pages.get("/platform/plugins/<plugin>", endpoint="platform_plugin")
def show_plugin(plugin: str) -> Response:
    """One plugin: what fails of it, and where."""
    return render("accounts/platform_plugin.html", one=_plugin(plugin), states=STATES, kinds=KINDS)


@pages.get("/platform/plugins/<plugin>/checks", endpoint="platform_plugin_checks")
def show_checks(plugin: str) -> Response:
    """What a plugin says of its surroundings; by a request of its own, since it may take its time."""
    one = _plugin(plugin)
    return render("accounts/platform_checks.html", block="content", checks=checks_of(one.name))


def _plugin(name: str) -> PluginHealth:
    operator_account()
    found = next((one for one in plugin_health() if one.name == name), None)
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def operator_account() -> SignedInAccount:
    """The operator who asks; raises NotFound for everybody else."""
    account = signed_in()
    if account is None or not account.is_operator:
        raise NotFound(_("This does not exist, or no longer."))
    return account
