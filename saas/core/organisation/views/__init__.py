"""The pages of this room, by subject."""

from saas.core.organisation.views import (
    calendars,
    home,
    onboarding,
    plugin_data,
    plugin_settings,
    plugins,
    registers,
    settings,
)
from saas.core.organisation.views.blueprint import pages

__all__ = [
    "calendars",
    "home",
    "onboarding",
    "pages",
    "plugin_data",
    "plugin_settings",
    "plugins",
    "registers",
    "settings",
]
