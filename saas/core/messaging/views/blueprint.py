"""Where the pages of messages are."""

from __future__ import annotations

from saas.platform.web import GroupPages

pages = GroupPages("messaging", "saas.core.messaging", path="customers")
settings = GroupPages("messaging_settings", "saas.core.messaging", path="settings/messages")
