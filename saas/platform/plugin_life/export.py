"""Everything of a plugin's tables in the current group as one ZIP of CSV and JSON, before the data go."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Mapping
from typing import IO, Any

from saas.platform.audit import record
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Invalid, Unavailable
from saas.platform.files.exports import log_export
from saas.platform.i18n import _
from saas.platform.plugin_life.dumping import write_csv, write_json
from saas.platform.plugin_life.tables import present_tables, rows_by_table
from saas.platform.plugins import current_registry, loaded_plugin
from saas.platform.plugins.decisions import locked_decision
from saas.platform.plugins.declared_settings import SettingLevel
from saas.platform.plugins.registry import settings_of
from saas.platform.plugins.settings import own_values
from saas.platform.plugins.settings.storing import stored_layers

MOST_ROWS = 200_000
"""Rows of all tables that are taken out while somebody waits: some ten seconds."""
_IN_MEMORY = 8 * 1024 * 1024


def export_group(name: str, reason: str, *, most: int | None = MOST_ROWS) -> IO[bytes]:
    """A ZIP with `<table>.csv` and `<table>.json` for each table of the plugin, and the group's settings without secrets.

    Personal data are readable in it. Who took it out and why goes into the export log. most: rows of all tables, none
    for any number. Raises NotFound for a plugin that is not loaded, Invalid at `reason` without one, and for more rows.
    """
    info = loaded_plugin(name)
    if not reason.strip():
        raise Invalid("reason", _("Say what the export is for."))
    counts = rows_by_table(name)
    if most is not None and sum(counts.values()) > most:
        raise Invalid("", _("These are more than %(n)s rows. The operator takes them out for you.", n=most))
    decision = locked_decision(name)
    decision.exported_at = now()
    log_export(f"plugins.{name}.zip", sum(counts.values()), filters={}, reason=reason, masked=False)
    record("plugins.data.exported", "tenant_plugin", decision.id, detail={"plugin": name}, reason=reason)
    about = {"plugin": name, "version": info.version, "at": now().isoformat(), "rows": counts}
    return _packed(name, about)


def _packed(name: str, about: Mapping[str, object]) -> IO[bytes]:
    settings, notes = _settings(name)
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.json", json.dumps({**about, "notes": notes}, ensure_ascii=False, indent=2))
        if settings is not None:
            archive.writestr("settings.json", json.dumps(settings, indent=2, default=str))
        for table in present_tables(session(), name):
            with archive.open(f"{table.name}.csv", "w") as entry:
                write_csv(entry, table)
            with archive.open(f"{table.name}.json", "w") as entry:
                write_json(entry, table)
    file.seek(0)
    return file


def _settings(name: str) -> tuple[Mapping[str, Any] | None, list[str]]:
    """What the group set, none for a plugin without settings; and what has to be said of it."""
    if settings_of(current_registry(), name) is None:
        return None, []
    try:
        return own_values(name).own, []
    except Unavailable:
        # Whoever leaves a plugin because it is broken gets their data all the same. What is secret is stored apart.
        stored, level = stored_layers(name, None), SettingLevel.GROUP
        values = {key: value for key, value in stored.own(level).items() if key not in stored.sealed(level)}
        return values, [
            _("settings.json holds the values as they are stored: the plugin's own rules for them fail.")
        ]
