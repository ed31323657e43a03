"""What is typed about a team."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.platform.i18n import _l


class TeamSchema(Schema):
    """A team and who is in it."""

    name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=60),
        metadata={"label": _l("Name of the team"), "maxlength": 60},
    )
    department_id = fields.Integer(
        load_default=None, allow_none=True, metadata={"label": _l("Department"), "widget": "select"}
    )
    member_ids = fields.List(
        fields.Integer(),
        load_default=list,
        validate=validate.Length(max=500),
        metadata={"label": _l("Members"), "widget": "choices"},
    )
