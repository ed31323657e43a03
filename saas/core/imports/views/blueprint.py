"""The blueprint that all pages of this room hang on, and the steps that they share."""

from __future__ import annotations

from typing import Any, Final

from flask import request, url_for

from saas.core.imports.models import ImportRun, ImportStatus
from saas.core.imports.operations import Standing
from saas.core.imports.operations.uploading import MOST_BYTES
from saas.platform.i18n import LazyStr, _l
from saas.platform.web import GroupPages

pages = GroupPages("imports", "saas.core.imports")

UPLOAD, COLUMNS, CHECK, RUN, REPORT = range(1, 6)
_TITLES: Final = {
    UPLOAD: _l("Upload"),
    COLUMNS: _l("Columns"),
    CHECK: _l("Check"),
    RUN: _l("Run"),
    REPORT: _l("Report"),
}
_STEP_OF: Final = {
    ImportStatus.UPLOADED: UPLOAD,
    ImportStatus.MAPPED: COLUMNS,
    ImportStatus.CHECKING: CHECK,
    ImportStatus.CHECKED: CHECK,
    ImportStatus.RUNNING: RUN,
    ImportStatus.DONE: REPORT,
    ImportStatus.FAILED: REPORT,
    ImportStatus.CANCELLED: REPORT,
}


@pages.url_value_preprocessor
def _allow_large_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    # Before anything reads the form; only here, so that no other page takes as much.
    if endpoint == "imports.upload":
        request.max_content_length = MOST_BYTES + (1 << 20)


def step_of(standing: Standing) -> int:
    """The step of the wizard that an import is at."""
    return _STEP_OF[standing.status]


def steps(run: ImportRun | None, standing: Standing | None) -> list[tuple[LazyStr, str]]:
    """The steps with the addresses of those that can be opened now."""
    return [(title, _address(step, run, standing)) for step, title in _TITLES.items()]


def _address(step: int, run: ImportRun | None, standing: Standing | None) -> str:
    if run is None or standing is None or standing.busy:
        return ""
    open_now = standing.status in (ImportStatus.MAPPED, ImportStatus.CHECKED)
    if step == COLUMNS and open_now:
        return url_for("imports.columns", import_id=run.id)
    if step == CHECK and run.checked:
        return url_for("imports.check", import_id=run.id)
    if step == REPORT and not open_now:
        return url_for("imports.report", import_id=run.id)
    return ""
