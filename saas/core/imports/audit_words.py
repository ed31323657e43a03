"""What the audit calls the acts of this room."""

from __future__ import annotations

from saas.core.contracts.audit_labels import audit_labels
from saas.platform.i18n import _l

LABELS = (
    *audit_labels(
        {
            "imports.rows.downloaded": _l("Rows of an import downloaded"),
            "imports.run.cancelled": _l("Import called off"),
            "imports.run.check_started": _l("Check of an import started"),
            "imports.run.completed": _l("Import completed"),
            "imports.run.failed": _l("Import failed"),
            "imports.run.mapped": _l("Columns of an import matched"),
            "imports.run.sheet_chosen": _l("Sheet of an import chosen"),
            "imports.run.started": _l("Import started"),
            "imports.run.stopped": _l("Import stopped"),
            "imports.run.uploaded": _l("File uploaded for import"),
        },
        endpoint="imports.show",
        argument="import_id",
    ),
)
