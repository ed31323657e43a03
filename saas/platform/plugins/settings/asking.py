"""Asking the schema of a plugin's settings, whose validators and defaults are the plugin's own code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from saas.platform.errors import Invalid, Unavailable
from saas.platform.i18n import _
from saas.platform.plugins.attempts import Attempt
from saas.platform.plugins.isolation import reading
from saas.platform.plugins.markers import HookKind

R = TypeVar("R")


def by_schema(plugin: str, call: Callable[[], R]) -> R:
    """What `call` makes of the schema, for a page or a save of the core; the schema only reads.

    Raises Invalid as `call` does, Unavailable when the plugin's code fails; the failure is the plugin's.
    """
    attempt = Attempt(owner=plugin, place="settings.schema", kind=HookKind.UI, run=reading, passes=(Invalid,))
    answer = attempt.make(call)
    if answer.failed:
        raise Unavailable(_("The settings of this plugin cannot be read at the moment. Try again later."))
    return cast(R, answer.value)
