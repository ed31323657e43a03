"""Asking the schema of a plugin's settings, whose validators and defaults are the plugin's own code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from saas.platform.errors import Invalid, NotFound, Unavailable
from saas.platform.i18n import _
from saas.platform.plugins.attempts import Attempt
from saas.platform.plugins.declared_settings import PluginSettings
from saas.platform.plugins.extension import current_registry
from saas.platform.plugins.isolation import reading
from saas.platform.plugins.markers import HookKind
from saas.platform.plugins.registry import settings_of

R = TypeVar("R")


def declared_settings(plugin: str) -> PluginSettings:
    """What a plugin declares, for code that knows the plugin; raises LookupError for one that declares none."""
    declared = settings_of(current_registry(), plugin)
    if declared is None:
        raise LookupError(f"the plugin {plugin} declares no settings")
    return declared


def settings_to_change(plugin: str) -> PluginSettings:
    """What a plugin declares, for somebody who named it; raises NotFound for one that is not there or declares none."""
    declared = settings_of(current_registry(), plugin)
    if declared is None:
        raise NotFound(_("There is no such plugin, or it has nothing to set."))
    return declared


def by_schema(plugin: str, call: Callable[[], R]) -> R:
    """What `call` makes of the schema, for a page or a save of the core; the schema only reads.

    Raises Invalid as `call` does, Unavailable when the plugin's code fails; the failure is the plugin's.
    """
    attempt = Attempt(owner=plugin, place="settings.schema", kind=HookKind.UI, run=reading, passes=(Invalid,))
    answer = attempt.make(call)
    if answer.failed:
        raise Unavailable(_("The settings of this plugin cannot be read at the moment. Try again later."))
    return cast(R, answer.value)
