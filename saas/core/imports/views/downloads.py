"""Files to take away: the rows that need attention, and the sample to try the import with."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Response, g, send_file

from saas.core.imports.downloads import faults_file
from saas.core.imports.models import Phase
from saas.core.imports.permissions import OWN_READ, OWN_WRITE
from saas.core.imports.queries import import_within_reach
from saas.core.imports.samples import make_sample, write_csv, write_xlsx
from saas.core.imports.views.blueprint import pages
from saas.platform.clock import today
from saas.platform.errors import NotFound
from saas.platform.files import answer_file
from saas.platform.i18n import _
from saas.platform.permissions import requires

_WRITERS = {"xlsx": write_xlsx, "csv": write_csv}


@pages.get("/<int:import_id>/rows/<phase>.<kind>", endpoint="download")
@requires(OWN_WRITE)
def download_faults(import_id: int, phase: str, kind: str) -> Response:
    """The rows that need attention with their original cells; who takes them is noted."""
    run = import_within_reach(import_id)
    if phase not in (Phase.CHECK, Phase.RUN):
        raise NotFound(_("This does not exist, or no longer."))
    return answer_file(faults_file(run, Phase(phase), kind))


@pages.get("/sample.<kind>", endpoint="sample")
@requires(OWN_READ)
def download_sample(kind: str) -> Response:
    """A file as a dealer's system writes it, with faults planted in it; nobody's data."""
    if kind not in _WRITERS:
        raise NotFound(_("This does not exist, or no longer."))
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"sample.{kind}"
        _WRITERS[kind](make_sample(today=today(g.tenant.timezone)), path)
        content = io.BytesIO(path.read_bytes())
    return send_file(content, as_attachment=True, download_name=f"aftercare-sample.{kind}")
