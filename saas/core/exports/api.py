"""The REST API of exports, over the same tables as the page."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from saas.core.contracts.exporters import Exporter
from saas.core.exports.permissions import READ
from saas.core.exports.tables import filters_of, offered, parameters_of, table_of, take_table
from saas.platform.api import ApiBlueprint
from saas.platform.errors import Unavailable
from saas.platform.files.exports import ExportSchema, answer_sheet
from saas.platform.i18n import _l
from saas.platform.permissions import requires
from saas.platform.plugins import Contribution
from saas.platform.security.repeats import keep_no_answer

api = ApiBlueprint("exports", __name__, description=_l("Tables that may be taken out"))


def _parameters(table: Contribution[Exporter]) -> list[str]:
    try:
        return list(parameters_of(table))
    except Unavailable:
        # The others are listed all the same.
        return []


class TableSchema(Schema):
    """A table that may be taken out."""

    key = fields.Function(lambda table: table.value.key, metadata={"type": "string"})
    title = fields.Function(lambda table: str(table.value.title), metadata={"type": "string"})
    columns = fields.Function(
        lambda table: [str(column) for column in table.value.columns],
        metadata={"type": "array", "items": {"type": "string"}},
    )
    filters = fields.Function(
        _parameters,
        metadata={"type": "array", "items": {"type": "string"}},
    )


class TablesSchema(Schema):
    """All of them."""

    items = fields.List(fields.Nested(TableSchema))


class TakeSchema(ExportSchema):
    """Why a table is taken out, in which form, and what it is narrowed to."""

    filters = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        load_default=dict,
        metadata={"description": "As in the address of the list; unknown ones are left out."},
    )


@api.get("/")
@requires(READ)
@api.response(200, TablesSchema)
def list_tables() -> dict[str, object]:
    """List the tables that you may take out."""
    return {"items": offered()}


@api.post("/<table_key>")
@requires(READ)
@api.arguments(TakeSchema)
@api.response(200, content_type="application/octet-stream")
def take(body: dict[str, Any], table_key: str) -> Response:
    """Take a table out, as XLSX or CSV, by the table's own permission; the export log tells who did, and why."""
    table = table_of(table_key)
    filters = filters_of(table, body["filters"])
    content = take_table(table, filters, body["form"], reason=body["reason"])
    # Each file that is handed out is logged: a repeated request makes it anew.
    keep_no_answer()
    return answer_sheet(content, body["form"], table_key.replace(".", "-"))
