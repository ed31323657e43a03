"""Hand out the rows that need attention, with a note of who took them."""

from __future__ import annotations

from saas.core.imports.kinds import require_work_on
from saas.core.imports.models import ImportRun, Phase
from saas.platform.audit import record
from saas.platform.database import load
from saas.platform.errors import NotFound
from saas.platform.files import Attachment
from saas.platform.files.exports import log_export
from saas.platform.i18n import _


def faults_file(run: ImportRun, phase: Phase, kind: str) -> Attachment:
    """The file of a dry run's or run's rows that need attention; they are not masked, so taking them is an export.

    kind: `csv` or `xlsx`. Raises NotFound when there is none, Forbidden without the right over what the import holds.
    """
    require_work_on(run)
    report = run.checked if phase is Phase.CHECK else run.report
    attachment_id = report.get("files", {}).get(kind)
    if attachment_id is None:
        raise NotFound(_("There is no such file."))
    rows = report["failed"] + report["warnings"]
    reason = _("Rows of an import that need attention, to be mended")
    filters = {"import_run": run.id, "phase": phase}
    log_export(f"imports.rows.{kind}", rows, filters=filters, reason=reason, masked=False)
    detail = {"phase": phase, "kind": kind, "rows": rows}
    record("imports.rows.downloaded", "import_run", run.id, detail=detail, reason=reason)
    return load(Attachment, attachment_id)
