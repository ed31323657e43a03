"""What a person or program says when importing: a file, and what its columns are."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates

from saas.platform.i18n import _, _l


class UploadSchema(Schema):
    """The first step of the wizard."""

    importer = fields.String(
        load_default="",
        metadata={"label": _l("What the file holds"), "widget": "select", "shown_when_needed": True},
    )
    file = fields.Raw(
        required=True,
        metadata={
            "label": _l("File"),
            "widget": "file",
            "accept": ".xlsx,.csv,.txt,.tsv",
            "help": _l("XLSX or CSV (UTF-8 or GB18030), up to 200 MB. Columns may stand in any order."),
        },
    )


class SheetSchema(Schema):
    """Which sheet of a workbook is read."""

    sheet = fields.String(
        required=True,
        metadata={
            "label": _l("Sheet"),
            "help": _l("The first with headers that are recognised was taken. Another one is read anew."),
        },
    )


class ColumnSchema(Schema):
    """What one column becomes."""

    at = fields.Integer(required=True, validate=validate.Range(0, 255))
    field = fields.String(load_default="")


class NamedStoreSchema(Schema):
    """Which store a name in the file means."""

    name = fields.String(required=True)
    store_id = fields.Integer(load_default=None, allow_none=True)


class ColumnsSchema(Schema):
    """The second step of the wizard."""

    columns = fields.List(fields.Nested(ColumnSchema), metadata={"label": _l("Columns")})

    @validates("columns")
    def _each_once(self, value: list[dict[str, Any]], **_more: object) -> None:
        if sorted(column["at"] for column in value) != list(range(len(value))):
            raise ValidationError(_("The file has other columns; reload the page."))


class MappingSchema(ColumnsSchema):
    """The second step of the wizard for customers, vehicles and visits."""

    source_name = fields.String(
        required=True,
        validate=validate.Length(max=60),
        metadata={
            "label": _l("Source"),
            "help": _l("The system that the file comes from. The columns are remembered under this name."),
            "maxlength": 60,
        },
    )
    default_store_id = fields.Integer(
        load_default=None,
        metadata={
            "label": _l("Store of rows that name none"),
            "placeholder": _l("No store"),
            "help": _l("Visits need a store; customers and vehicles may come without one."),
        },
    )
    stores = fields.List(fields.Nested(NamedStoreSchema), metadata={"label": _l("Stores in the file")})
