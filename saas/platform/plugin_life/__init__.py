"""What becomes of a plugin's data: what switching off would stop, taking out, purging after a time, uninstalling."""

from saas.platform.plugin_life.export import export_group
from saas.platform.plugin_life.permissions import PURGE
from saas.platform.plugin_life.preview import DisablePreview, preview_disable
from saas.platform.plugin_life.purging import (
    GRACE,
    ask_purge,
    cancel_purge,
    purge_counts,
    purge_due,
    purge_group,
    stored_counts,
    waits_for,
)
from saas.platform.plugin_life.tables import table_title
from saas.platform.plugin_life.uninstalling import holdings, uninstall

__all__ = [
    "GRACE",
    "PURGE",
    "DisablePreview",
    "ask_purge",
    "cancel_purge",
    "export_group",
    "holdings",
    "preview_disable",
    "purge_counts",
    "purge_due",
    "purge_group",
    "stored_counts",
    "table_title",
    "uninstall",
    "waits_for",
]
