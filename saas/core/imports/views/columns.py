"""The second step: what each column means, and which stores are named."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from saas.core.imports.kinds import kind_of, may_work_on
from saas.core.imports.models import ImportRun
from saas.core.imports.operations import Mapped, choose_sheet, settle_mapping, standing_of, start_check
from saas.core.imports.operations.mapping import reachable_stores
from saas.core.imports.permissions import OWN_WRITE, WRITE
from saas.core.imports.queries import columns_of, import_within_reach, named_stores, source_names
from saas.core.imports.schemas import ColumnsSchema, MappingSchema, SheetSchema
from saas.core.imports.sources import proposed_source
from saas.core.imports.views.blueprint import COLUMNS, pages, steps
from saas.core.organisation.models import Store
from saas.core.organisation.queries import open_stores
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.web import Form, Level, form_version, read_form, render, tell


@pages.get("/<int:import_id>/columns", endpoint="columns")
@requires(OWN_WRITE)
def show_columns(import_id: int) -> AnyResponse:
    """The columns with their samples and what they are taken for."""
    run = import_within_reach(import_id)
    if not run.columns or standing_of(run).busy or not may_work_on(run):
        return redirect(url_for("imports.show", import_id=run.id), 303)
    return _show(run)


@pages.post("/<int:import_id>/columns", endpoint="settle")
@requires(OWN_WRITE)
def settle_columns(import_id: int) -> AnyResponse:
    """Write what the columns are, and check the file."""
    run = import_within_reach(import_id)
    try:
        typed = read_form(_schema_of(run), request)
        settle_mapping(run.id, _mapped(typed), version=form_version() or 0)
        start_check(run.id)
    except Conflict as error:
        tell(error.message, Level.WARNING)
        return redirect(url_for("imports.show", import_id=run.id), 303)
    except Invalid as error:
        return _show(run, error)
    return redirect(url_for("imports.show", import_id=run.id), 303)


@pages.post("/<int:import_id>/sheet", endpoint="choose_sheet")
@requires(OWN_WRITE)
def take_sheet(import_id: int) -> AnyResponse:
    """Read another sheet of the workbook."""
    run = import_within_reach(import_id)
    try:
        typed = read_form(SheetSchema, request)
        choose_sheet(run.id, typed["sheet"], version=form_version() or 0)
    except (Conflict, Invalid) as error:
        tell(error.message, Level.WARNING)
    return redirect(url_for("imports.show", import_id=run.id), 303)


def _mapped(typed: dict[str, Any]) -> Mapped:
    columns = sorted(typed["columns"], key=lambda column: column["at"])
    return Mapped(
        fields=[column["field"] or "" for column in columns],
        source_name=typed.get("source_name") or "",
        stores={row["name"]: row["store_id"] for row in typed.get("stores", ()) if row["store_id"]},
        default_store_id=typed.get("default_store_id"),
    )


def _schema_of(run: ImportRun) -> type[ColumnsSchema]:
    return MappingSchema if kind_of(run.importer).own else ColumnsSchema


def _show(run: ImportRun, error: Invalid | None = None) -> Response:
    standing, kind = standing_of(run), kind_of(run.importer)
    stores = open_stores()
    choices = [(str(store.id), store.name) for store in _offered(stores)]
    values = {"source_name": proposed_source(run), "default_store_id": run.default_store_id}
    return render(
        "imports/columns.html",
        status=422 if error else 200,
        run=run,
        steps=steps(run, standing),
        step=COLUMNS,
        columns=columns_of(run),
        kind=kind,
        named=named_stores(run) if kind.own else [],
        stores=stores,
        sources=source_names(),
        typed=request.form if error else None,
        sheet_form=_sheet_form(run),
        form=Form(
            _schema_of(run),
            values if kind.own else {},
            error=error,
            version=run.row_version,
            choices={"default_store_id": choices or [("", _("No store"))]} if kind.own else {},
        ),
    )


def _sheet_form(run: ImportRun) -> Form | None:
    """The choice of another sheet, none for a file that has but one."""
    names: list[str] = run.layout.get("sheets", [])
    if len(names) < 2:
        return None
    values = {"sheet": run.layout["sheet"]}
    choices = {"sheet": [(name, name) for name in names]}
    return Form(SheetSchema, values, version=run.row_version, choices=choices)


def _offered(stores: list[Store]) -> list[Store]:
    reach = reachable_stores(WRITE)
    return [store for store in stores if reach is None or store.id in reach]
