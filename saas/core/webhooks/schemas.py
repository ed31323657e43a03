"""One schema for each input; pages and the API validate with the same."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.platform.i18n import _l


class EndpointSchema(Schema):
    """An address that is told of events."""

    name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=100),
        metadata={"label": _l("Name"), "maxlength": 100},
    )
    url = fields.String(
        required=True,
        validate=validate.Length(min=1, max=500),
        metadata={
            "label": _l("Address"),
            "maxlength": 500,
            "help": _l("Signed requests go there, by https."),
        },
    )
    events = fields.List(
        fields.String(validate=validate.Length(max=100)),
        required=True,
        validate=validate.Length(min=1, max=200),
        metadata={"label": _l("Events"), "widget": "choices"},
    )
