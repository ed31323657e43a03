"""What can be set of parts, by the operator, the group, or for one store."""

from plugins.parts.settings.counts import CountSettings
from plugins.parts.settings.planning import PlanningSettings
from plugins.parts.settings.stock import StockSettings
from saas.plugin_api import PluginSettings


class PartsSettings(StockSettings, CountSettings, PlanningSettings):
    """The settings of parts."""


SETTINGS = PluginSettings(schema=PartsSettings)

__all__ = ["SETTINGS", "PartsSettings"]
