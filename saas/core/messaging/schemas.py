"""One schema for each input; pages and the API validate with the same."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.core.privacy.models import Purpose
from saas.core.privacy.words import PURPOSES
from saas.platform.i18n import _l

CONTACT_PURPOSES = (Purpose.SERVICE, Purpose.SURVEY, Purpose.MARKETING)


class MailSchema(Schema):
    """A mail to a customer."""

    contact_point_id = fields.Integer(
        required=True, metadata={"label": _l("To the address"), "widget": "select"}
    )
    purpose = fields.String(
        required=True,
        validate=validate.OneOf([purpose.value for purpose in CONTACT_PURPOSES]),
        metadata={
            "label": _l("Purpose"),
            "widget": "select",
            "choices": [(purpose.value, PURPOSES[purpose]) for purpose in CONTACT_PURPOSES],
            "help": _l("The contact gate asks whether the customer may be written to for this."),
        },
    )
    subject = fields.String(
        required=True, validate=validate.Length(min=1, max=150), metadata={"label": _l("Subject")}
    )
    body = fields.String(
        required=True,
        validate=validate.Length(min=1, max=5000),
        metadata={"label": _l("Text"), "widget": "textarea", "rows": 10, "maxlength": 5000},
    )
