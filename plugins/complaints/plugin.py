"""What this plugin is and what it contributes: its table of contents."""

from __future__ import annotations

from saas.plugin_api import Category, PluginInfo, _l

info = PluginInfo(
    name="complaints",
    title=_l("Complaints"),
    summary=_l("Register complaints, answer them in time and close them with a result."),
    version="1.0.0",
    category=Category.QUALITY,
    core=">=0.1",
    icon="message-report",
)
