"""The REST API of imports, over the same operations as the wizard."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage

from saas.core.imports.api_schemas import (
    FileSchema,
    ImportersSchema,
    ImportSchema,
    ImportSummarySchema,
    MappingInSchema,
    RowQuery,
    RowSchema,
    UploadQuery,
)
from saas.core.imports.kinds import offered
from saas.core.imports.models import ImportRun
from saas.core.imports.operations import (
    Mapped,
    Standing,
    cancel_import,
    choose_sheet,
    settle_mapping,
    standing_of,
    start_check,
    start_run,
    upload_file,
)
from saas.core.imports.operations.uploading import MOST_BYTES
from saas.core.imports.permissions import OWN_READ, OWN_WRITE
from saas.core.imports.queries import faults_page, import_within_reach, imports_page, unknown_stores
from saas.core.imports.schemas import SheetSchema
from saas.core.imports.sources import proposed_source
from saas.platform.api import ApiBlueprint, PageQuery, expected_version, listed, page_of, tell_version
from saas.platform.i18n import _l
from saas.platform.permissions import requires

api = ApiBlueprint("imports", __name__, description=_l("Files of customers, vehicles and visits"))


def _allow_large_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    if endpoint == "imports_api.upload":
        request.max_content_length = MOST_BYTES + (1 << 20)


api.url_value_preprocessor(_allow_large_files)


@api.get("/")
@requires(OWN_READ)
@api.arguments(PageQuery, location="query")
@api.response(200, page_of(ImportSummarySchema))
def list_imports(query: dict[str, Any]) -> dict[str, object]:
    """List imports, the newest first."""
    page = imports_page(**query)
    items = [_summary(row.run, row.standing) for row in page.rows]
    return {**listed(page), "items": items}


@api.post("/")
@requires(OWN_WRITE)
@api.arguments(FileSchema, location="files")
@api.arguments(UploadQuery, location="query")
@api.response(202, ImportSchema)
def upload(files: dict[str, FileStorage], query: dict[str, Any]) -> dict[str, object]:
    """Upload a file; it is read in the background."""
    file = files["file"]
    return _answer(upload_file(file.stream, file.filename or "", query["importer"]))


@api.get("/importers")
@requires(OWN_WRITE)
@api.response(200, ImportersSchema)
def list_importers() -> dict[str, object]:
    """List what you may import, with the columns that each knows."""
    return {"items": offered()}


@api.get("/<int:import_id>")
@requires(OWN_READ)
@api.response(200, ImportSchema)
def read_import(import_id: int) -> dict[str, object]:
    """Read an import: where it stands, its mapping, its counts."""
    return _told(import_within_reach(import_id))


@api.put("/<int:import_id>/mapping")
@requires(OWN_WRITE)
@api.arguments(MappingInSchema)
@api.response(200, ImportSchema)
def put_mapping(body: dict[str, Any], import_id: int) -> dict[str, object]:
    """Say what each column is."""
    run = import_within_reach(import_id)
    mapped = Mapped(
        source_name=body["source"],
        fields=body["fields_"],
        stores=body["stores"],
        default_store_id=body["default_store_id"],
    )
    return _answer(settle_mapping(run.id, mapped, version=expected_version()))


@api.put("/<int:import_id>/sheet")
@requires(OWN_WRITE)
@api.arguments(SheetSchema)
@api.response(202, ImportSchema)
def put_sheet(body: dict[str, Any], import_id: int) -> dict[str, object]:
    """Read another sheet of the workbook, in the background."""
    run = import_within_reach(import_id)
    return _answer(choose_sheet(run.id, body["sheet"], version=expected_version()))


@api.post("/<int:import_id>/check")
@requires(OWN_WRITE)
@api.response(202, ImportSchema)
def check(import_id: int) -> dict[str, object]:
    """Begin the dry run."""
    return _answer(start_check(import_within_reach(import_id).id))


@api.post("/<int:import_id>/run")
@requires(OWN_WRITE)
@api.response(202, ImportSchema)
def run(import_id: int) -> dict[str, object]:
    """Begin the run, or go on with one that ended early."""
    return _answer(start_run(import_within_reach(import_id).id))


@api.post("/<int:import_id>/cancel")
@requires(OWN_WRITE)
@api.response(202, ImportSchema)
def cancel(import_id: int) -> dict[str, object]:
    """Stop what is under way; what was written stays."""
    return _answer(cancel_import(import_within_reach(import_id).id))


@api.get("/<int:import_id>/rows")
@requires(OWN_READ)
@api.arguments(RowQuery, location="query")
@api.response(200, page_of(RowSchema))
def list_rows(query: dict[str, Any], import_id: int) -> dict[str, object]:
    """List the rows that need attention."""
    run = import_within_reach(import_id)
    phase = query.pop("phase")
    return listed(faults_page(run, phase, **query))


def _answer(run: ImportRun) -> dict[str, object]:
    tell_version(run)
    return _told(run)


def _told(run: ImportRun) -> dict[str, object]:
    mapping = run.mapping
    return _summary(run, standing_of(run)) | {
        "sheet": run.layout.get("sheet", ""),
        "sheets": run.layout.get("sheets", []),
        "columns": run.columns,
        "checked": run.checked,
        "report": run.report,
        "mapping": {
            "source": proposed_source(run),
            "fields_": mapping.get("fields", []),
            "stores": mapping.get("stores", {}),
            "default_store_id": run.default_store_id,
        },
        "unknown_stores": [] if run.importer else unknown_stores(run),
    }


def _summary(run: ImportRun, standing: Standing) -> dict[str, object]:
    told: dict[str, object] = {name: getattr(run, name) for name in _SAME}
    return told | {
        "status": standing.status,
        "done": standing.done,
        "total": int(run.layout.get("rows", 0)),
    }


_SAME = (
    "id",
    "importer",
    "filename",
    "error",
    "created_at",
    "started_at",
    "finished_at",
    "row_version",
)
