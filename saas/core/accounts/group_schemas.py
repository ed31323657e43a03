"""What a group types about who comes in and how: its door, single sign-on, support, programs."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.core.accounts.schemas import name_field
from saas.platform.i18n import _l


class DoorSchema(Schema):
    """What a group asks of whoever signs in."""

    second_factor = fields.Boolean(
        load_default=False,
        metadata={"label": _l("Members need two-step sign-in"), "widget": "checkbox"},
    )

    single_sign_on = fields.Boolean(
        load_default=False,
        metadata={
            "label": _l("Members come in by single sign-on only"),
            "widget": "checkbox",
            "help": _l("Needs a single sign-on that is on, and two-step sign-in for your own sign-in."),
        },
    )


class ProviderSchema(Schema):
    """A group's single sign-on."""

    name = name_field(
        _l("Name of the single sign-on"), help=_l("The button says it, such as: company account.")
    )
    issuer = fields.String(
        required=True,
        validate=validate.Length(max=500),
        metadata={
            "label": _l("Address of the provider (issuer)"),
            "help": _l("Letter by letter as the provider writes it, beginning with https://."),
        },
    )
    client_id = fields.String(
        required=True, validate=validate.Length(max=300), metadata={"label": _l("Client ID")}
    )
    client_secret = fields.String(
        load_default="",
        validate=validate.Length(max=500),
        metadata={
            "label": _l("Client secret"),
            "widget": "password",
            "autocomplete": "off",
            "help": _l("Empty: the one that is stored stays."),
        },
    )
    asks_second_factor = fields.Boolean(
        load_default=False,
        metadata={
            "label": _l("The provider always asks for a second step itself"),
            "widget": "checkbox",
        },
    )
    enabled = fields.Boolean(
        load_default=False,
        metadata={
            "label": _l("On"),
            "widget": "checkbox",
            "help": _l("The provider is asked first whether it knows this client."),
        },
    )


class CompanySchema(Schema):
    """Whose single sign-on somebody uses."""

    code = fields.String(
        required=True,
        validate=validate.Length(max=31),
        metadata={
            "label": _l("Short code of your group"),
            "autofocus": True,
            "help": _l("It stands in every address of the group, after /t/."),
        },
    )


class SupportSchema(Schema):
    """What support is let in for, with which rights, for how long."""

    HOURS = (1, 4, 8, 24, 72)

    reason = fields.String(
        required=True,
        validate=validate.Length(min=1, max=500),
        metadata={"label": _l("What support is to help with"), "widget": "textarea", "maxlength": 500},
    )
    role = fields.String(
        required=True,
        metadata={
            "label": _l("Role"),
            "widget": "select",
            "help": _l("Support has the rights of this role in the whole group, but takes no data out."),
        },
    )
    hours = fields.Integer(
        required=True,
        validate=validate.OneOf(HOURS),
        metadata={"label": _l("For how long"), "widget": "select"},
    )
    writes = fields.Boolean(
        load_default=False,
        metadata={
            "label": _l("Support may change something"),
            "widget": "checkbox",
            "help": _l(
                "Without it support only looks. Members, roles, tokens and settings it never changes."
            ),
        },
    )


class ApiClientSchema(Schema):
    """A program that uses the API."""

    name = name_field(_l("Name of the program"))
    scopes = fields.List(fields.String(), load_default=list, metadata={"label": _l("What it may do")})
    expires_on = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"label": _l("Valid until"), "help": _l("Empty: until it is revoked.")},
    )


class RotationSchema(Schema):
    """For how long the old token works beside the new one."""

    HOURS = (0, 1, 24, 72, 168)

    overlap_hours = fields.Integer(
        required=True,
        validate=validate.OneOf(HOURS),
        metadata={
            "label": _l("The old token still works for"),
            "widget": "select",
            "help": _l("Long enough to give the program the new one. Then only the new one works."),
        },
    )
