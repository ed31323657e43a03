"""Files that show what happened: pictures, papers, recordings; kept with the complaint."""

from __future__ import annotations

from plugins.complaints.models import Case, EventKind
from plugins.complaints.operations.history import case_for_change, note
from plugins.complaints.permissions import WRITE
from saas.plugin_api import Attachment, Conflict, FileKind, FileRules, UploadedFile, _, attach_file

RULES = FileRules(
    kinds=(FileKind.PICTURE, FileKind.PAPER, FileKind.RECORDING, FileKind.DOCUMENT),
    most_bytes=20 * 1024 * 1024,
    most_files=20,
)


def add_evidence(case_id: int, upload: UploadedFile) -> Attachment:
    """Keep a file with an open complaint; raises Invalid for one that is not taken, Conflict for a complaint that ended."""
    case: Case = case_for_change(case_id, WRITE)
    if not case.state.is_open:
        raise Conflict(_("This complaint is closed. Open it again to change it."))
    kept = attach_file(case, upload, RULES)
    note(case, EventKind.EVIDENCE)
    return kept
