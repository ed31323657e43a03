"""The list of what can be exported, and the one page that asks for the reason and answers the file."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from saas.core.contracts.exporters import Exporter
from saas.core.exports.permissions import READ
from saas.core.exports.tables import filters_of, list_of, offered, parameters_of, table_of, take_table
from saas.platform.errors import Invalid
from saas.platform.files.exports import MOST, ExportSchema, answer_sheet
from saas.platform.permissions import allowed, requires
from saas.platform.plugins import Contribution
from saas.platform.security.repeats import keep_no_answer
from saas.platform.web import Form, GroupPages, kept_filters, needs_proof, read_form, render

pages = GroupPages("exports", __name__)


@pages.get("/", endpoint="exports")
@requires(READ)
def show_exports() -> Response:
    """The tables that the person may take out."""
    return render("exports/list.html", tables=[table.value for table in offered()])


@pages.route("/<table_key>", methods=["GET", "POST"], endpoint="export")
@needs_proof
def export(table_key: str) -> AnyResponse:
    """Ask for the reason, then answer the file; the address carries the filters of the list that it comes from."""
    table = table_of(table_key)
    exporter, error = table.value, None
    if request.method == "POST":
        try:
            typed = read_form(ExportSchema, request)
            filters = filters_of(table, request.args)
            content = take_table(table, filters, typed["form"], reason=typed["reason"])
        except Invalid as refused:
            error = refused
        else:
            # Each file that is handed out is logged: a repeated request makes it anew.
            keep_no_answer()
            return answer_sheet(content, typed["form"], table_key.replace(".", "-"))
    kept = kept_filters(parameters_of(table))
    return render(
        "exports/export.html",
        status=422 if error else 200,
        form=Form(ExportSchema, {"form": "xlsx"}, error=error),
        exporter=exporter,
        most=MOST,
        filtered=bool(kept),
        action=url_for("exports.export", table_key=table_key, **kept),
        back=_back(table, kept),
    )


def _back(table: Contribution[Exporter], kept: dict[str, Any]) -> str:
    """The list that the export belongs to, else all exports; empty for who may not see them."""
    return list_of(table, **kept) or (url_for("exports.exports") if allowed(READ) else "")
