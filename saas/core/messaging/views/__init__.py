"""The pages of messages: those of a customer, and those of the settings."""

from saas.core.messaging.views import channels, messages, sending, templates
from saas.core.messaging.views.blueprint import pages, settings

__all__ = ["channels", "messages", "pages", "sending", "settings", "templates"]
