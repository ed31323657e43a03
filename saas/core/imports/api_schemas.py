"""What the REST API of imports takes and answers."""

from __future__ import annotations

from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate

from saas.core.imports.models import ImportStatus, Phase, RowVerdict
from saas.platform.api import PageQuery


class FileSchema(Schema):
    """A file to be imported, as `multipart/form-data`."""

    file = Upload(required=True, metadata={"description": "XLSX or CSV, up to 200 MB."})


class UploadQuery(Schema):
    """What the file holds."""

    importer = fields.String(
        load_default="",
        metadata={"description": "Key of the importer; empty for customers, vehicles and visits."},
    )


class ImporterSchema(Schema):
    """What a file can hold."""

    key = fields.String(metadata={"description": "Empty for customers, vehicles and visits."})
    title = fields.Function(lambda kind: str(kind.title), metadata={"type": "string"})
    fields_ = fields.Function(
        lambda kind: [{"key": str(key), "title": str(title)} for key, title in kind.fields.items()],
        data_key="fields",
        metadata={"type": "array", "items": {"type": "object"}},
    )


class ImportersSchema(Schema):
    """What can be imported."""

    items = fields.List(fields.Nested(ImporterSchema))


class MappingOutSchema(Schema):
    """What the columns of a file are."""

    source = fields.String(
        metadata={"description": "The system that the file comes from; not for an importer of a module."}
    )
    fields_ = fields.List(
        fields.String(),
        data_key="fields",
        metadata={
            "description": "The field of each column in order, of the importer's; empty for one left out."
        },
    )
    stores = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "Names of stores in the file, with the store that each means."},
    )
    default_store_id = fields.Integer(allow_none=True)


class MappingInSchema(MappingOutSchema):
    """What the columns of a file are, all of it."""

    source = fields.String(load_default="", validate=validate.Length(0, 60))
    fields_ = fields.List(fields.String(), data_key="fields", required=True)
    stores = fields.Dict(keys=fields.String(), values=fields.Integer(), load_default=dict)
    default_store_id = fields.Integer(allow_none=True, load_default=None)


class ImportSummarySchema(Schema):
    """An import as it stands in a list."""

    id = fields.Integer()
    importer = fields.String(
        metadata={"description": "What the file holds; empty for customers, vehicles and visits."}
    )
    filename = fields.String()
    status = fields.Enum(ImportStatus, by_value=True)
    done = fields.Integer(metadata={"description": "Rows that the work in progress has done."})
    total = fields.Integer(metadata={"description": "Data rows of the file."})
    error = fields.String(metadata={"description": "Code of the refusal of the file, empty for none."})
    created_at = fields.AwareDateTime()
    started_at = fields.AwareDateTime(allow_none=True)
    finished_at = fields.AwareDateTime(allow_none=True)
    row_version = fields.Integer()


class ImportSchema(ImportSummarySchema):
    """An import. The file is read after the upload: columns come with the status `mapped`."""

    sheet = fields.String(metadata={"description": "The sheet that is read; empty for a CSV file."})
    sheets = fields.List(
        fields.String(), metadata={"description": "Where a workbook has several, those that can be read."}
    )
    columns = fields.List(fields.String(), metadata={"description": "The headers in order."})
    mapping = fields.Nested(MappingOutSchema)
    unknown_stores = fields.List(fields.String())
    checked = fields.Dict(metadata={"description": "Counts of the dry run."})
    report = fields.Dict(metadata={"description": "Counts of the run, also while it goes on."})


class RowQuery(PageQuery):
    """Which rows: those of the dry run or of the run."""

    phase = fields.Enum(Phase, by_value=True, load_default=Phase.RUN)


class RowSchema(Schema):
    """A row that needs attention; its cells are masked."""

    row_no = fields.Integer(metadata={"description": "As the spreadsheet numbers it."})
    verdict = fields.Enum(RowVerdict, by_value=True)
    problems = fields.List(fields.String(), metadata={"description": "Codes."})
    cells = fields.Dict(keys=fields.String(), values=fields.String())
