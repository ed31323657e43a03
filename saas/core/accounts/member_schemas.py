"""What is typed about members: their roles, invitations, stand-ins, a file of them."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.core.accounts.schemas import name_field
from saas.platform.i18n import _l


class RoleChoiceSchema(Schema):
    """A role, for one store or the whole group, on some days or always."""

    role = fields.String(required=True, metadata={"label": _l("Role"), "widget": "select"})
    store_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"label": _l("Store"), "widget": "select", "placeholder": _l("Whole group")},
    )
    valid_from = fields.Date(load_default=None, allow_none=True, metadata={"label": _l("First day")})
    valid_until = fields.Date(load_default=None, allow_none=True, metadata={"label": _l("Last day")})


class MemberSchema(Schema):
    """How a member is called, and what they may do."""

    display_name = name_field(_l("Full name"))
    roles = fields.List(
        fields.Nested(RoleChoiceSchema),
        load_default=list,
        validate=validate.Length(max=50),
        metadata={"label": _l("Roles")},
    )


class InvitationSchema(MemberSchema):
    """Somebody who is to become a member."""

    email = fields.String(
        load_default="",
        validate=validate.Length(max=254),
        metadata={
            "label": _l("E-mail"),
            "widget": "email",
            "help": _l(
                "The link is sent there. Without an address you copy the link and hand it over yourself."
            ),
        },
    )

    class Meta:
        """The order in which the form shows them."""

        fields = ("display_name", "email", "roles")


class StandInSchema(Schema):
    """Who stands in for somebody, with which of their roles."""

    deputy_id = fields.Integer(required=True, metadata={"label": _l("Colleague"), "widget": "select"})
    valid_from = fields.Date(required=True, metadata={"label": _l("First day")})
    valid_until = fields.Date(required=True, metadata={"label": _l("Last day")})
    roles = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(min=1, max=50),
        metadata={"label": _l("Roles")},
    )


class StaffFileSchema(Schema):
    """A file of employees."""

    file = fields.Raw(
        required=True, metadata={"label": _l("CSV file"), "widget": "file", "accept": ".csv,text/csv"}
    )
