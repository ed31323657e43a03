# file: pages|api|importer
"""What may be typed or sent: the form, the API and the importer judge with the same."""

from __future__ import annotations

from marshmallow import Schema, fields, validate
from saas.plugin_api import PageQuery, _l

LONGEST = 500


# >>> pages|api
class PlugclassNoteSchema(Schema):
    """A note as it is typed."""

    customer_id = fields.Integer(required=True, metadata={"label": _l("Customer"), "widget": "hidden"})
    text = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST),
        metadata={"label": _l("What is to be remembered"), "widget": "textarea", "maxlength": LONGEST},
    )
    due_on = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"label": _l("To be done by"), "help": _l("Empty for no hurry.")},
    )


# <<<
# >>> api
class PlugclassNoteOut(Schema):
    """A note as other systems see it."""

    id = fields.Integer()
    customer_id = fields.Integer()
    text = fields.String()
    due_on = fields.Date(allow_none=True)
    done_at = fields.AwareDateTime(allow_none=True)
    row_version = fields.Integer()


class PlugclassNoteQuery(PageQuery):
    """The filters of the list."""

    customer_id = fields.Integer(load_default=None)
    done = fields.Boolean(load_default=False)


# <<<
# >>> importer
class PlugclassNoteRow(Schema):
    """A row of a file: whom the note is about, by the number they have in the dealer's system, and what it says."""

    source_id = fields.String(required=True, validate=validate.Length(min=1, max=60))
    text = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST))
    due_on = fields.Date(load_default=None, allow_none=True)
# <<<
