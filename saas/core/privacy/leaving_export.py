"""All that a group has, in open formats: each table as CSV and JSON with what is sealed opened, and every file."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sqlalchemy import Table, func, inspect, select

from saas.platform.audit.recording import record
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Invalid
from saas.platform.files import Attachment, is_gone, open_file
from saas.platform.files.exports import log_export
from saas.platform.i18n import _
from saas.platform.plugin_life.dumping import write_csv, write_json
from saas.platform.tenancy import Base, current_tenant

LEFT_OUT = {"tenant_secret", "object_key", "idempotency_key"}
"""Keys, which open nothing elsewhere, and answers that are kept for a day."""


def export_everything(target: IO[bytes], *, reason: str) -> dict[str, int]:
    """Write a ZIP of everything of the current group; rows by table. Raises Invalid without a reason.

    `about.json` tells what is in it; `tables/<table>.csv` and `.json`; `files/<id>-<name>`.
    """
    if not reason.strip():
        raise Invalid("reason", _("Say what the export is for."))
    counts = {table.name: _rows(table) for table in _tables()}
    log_export("privacy.group.zip", sum(counts.values()), filters={}, reason=reason, masked=False)
    record("privacy.group.exported", "tenant", current_tenant(), detail={"rows": counts}, reason=reason)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        about = {"group": current_tenant(), "at": now().isoformat(), "rows": counts}
        package.writestr("about.json", json.dumps(about, ensure_ascii=False, indent=2))
        for table in _tables():
            with package.open(f"tables/{table.name}.csv", "w") as entry:
                write_csv(entry, table)
            with package.open(f"tables/{table.name}.json", "w") as entry:
                write_json(entry, table)
        for one in session().scalars(select(Attachment).where(Attachment.tenant_id == current_tenant())):
            _add_file(package, one)
    return counts


def _add_file(package: zipfile.ZipFile, one: Attachment) -> None:
    if is_gone(one):
        return
    with open_file(one) as content, package.open(f"files/{one.id}-{Path(one.name).name}", "w") as entry:
        shutil.copyfileobj(content, entry)


def _tables() -> Iterator[Table]:
    there = set(inspect(session().connection()).get_table_names())
    for table in Base.metadata.sorted_tables:
        if "tenant_id" in table.columns and table.name in there and table.name not in LEFT_OUT:
            yield table


def _rows(table: Table) -> int:
    mine = select(func.count()).select_from(table).where(table.c.tenant_id == current_tenant())
    return session().scalar(mine) or 0
