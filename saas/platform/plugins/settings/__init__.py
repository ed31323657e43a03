"""The settings of plugins: platform → group → store, resolved by one function that says where each value comes from."""

from saas.platform.plugins.registry import settings_of
from saas.platform.plugins.settings.migrating import migrate_group_settings, migrate_platform_settings
from saas.platform.plugins.settings.reading import own_values, settings, settings_of_stores, stored_settings
from saas.platform.plugins.settings.saving import MASK, change_platform_settings, change_settings
from saas.platform.plugins.settings.schemas import level_schema
from saas.platform.plugins.settings.values import ResolvedSettings, Source

__all__ = [
    "MASK",
    "ResolvedSettings",
    "Source",
    "change_platform_settings",
    "change_settings",
    "level_schema",
    "migrate_group_settings",
    "migrate_platform_settings",
    "own_values",
    "settings",
    "settings_of",
    "settings_of_stores",
    "stored_settings",
]
