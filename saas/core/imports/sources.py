"""What a new kind of file is called until somebody gives it a name."""

from __future__ import annotations

import re

from saas.core.imports.models import ImportRun, ImportSource
from saas.platform.database import load

_ENDING = re.compile(r"[\s_\-(（.]*\d[\d\s_\-.()（）年月日]*$")
_LONGEST = 60


def proposed_source(run: ImportRun) -> str:
    """The name of the source that was settled or remembered, else the file's name without its ending and date."""
    if run.source_id is not None and not run.importer:
        return load(ImportSource, run.source_id).name
    stem = run.filename.rpartition(".")[0] or run.filename
    return (_ENDING.sub("", stem) or stem)[:_LONGEST]
