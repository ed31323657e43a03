"""The pages of this room, by subject."""

from saas.core.organisation.views import calendars, home, onboarding, plugins, registers, settings
from saas.core.organisation.views.blueprint import pages

__all__ = ["calendars", "home", "onboarding", "pages", "plugins", "registers", "settings"]
