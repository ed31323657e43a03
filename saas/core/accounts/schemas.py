"""What people type about sign-in, accounts, members and tokens."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.core.accounts.passwords import LONGEST, SHORTEST
from saas.platform.i18n import LOCALES, LazyStr, _l

_THEMES = (("auto", _l("Like the system")), ("light", _l("Light")), ("dark", _l("Dark")))
_LANGUAGES = tuple(zip(LOCALES, ("简体中文", "English"), strict=True))
_GROUP_CODE_HELP = _l(
    "Small letters, digits and hyphens. It stands in every address and cannot be changed later."
)

_KNOWN_HELP = _l("If you have a sign-in here already, enter that one and its own password.")

_ABOUT_CODE = {
    "label": _l("Verification code"),
    "autocomplete": "one-time-code",
    "help": _l("The six digits that the app shows now, or one of your recovery codes."),
}


def _login(**more: object) -> fields.String:
    about = {"label": _l("E-mail or mobile number"), "autocomplete": "username", **more}
    return fields.String(required=True, validate=validate.Length(max=254), metadata=about)


def _password(label: LazyStr, autocomplete: str, **more: object) -> fields.String:
    about = {"label": label, "widget": "password", "autocomplete": autocomplete, **more}
    return fields.String(required=True, validate=validate.Length(max=LONGEST), metadata=about)


def _new_password() -> fields.String:
    return _password(
        _l("New password"),
        "new-password",
        help=_l("At least %(n)s characters; several words are easy to remember.", n=SHORTEST),
    )


def _code(**more: object) -> fields.String:
    return fields.String(required=True, validate=validate.Length(max=40), metadata={**_ABOUT_CODE, **more})


def _name(label: LazyStr, **more: object) -> fields.String:
    about = {"label": label, "maxlength": 100, **more}
    return fields.String(required=True, validate=validate.Length(min=1, max=100), metadata=about)


class SignInSchema(Schema):
    """Login and password; what they must look like is not told here."""

    login = _login(autofocus=True)
    password = _password(_l("Password"), "current-password")


class RegistrationSchema(Schema):
    """A group and its first administrator, who is not signed in."""

    name = _name(_l("Name of the group"))
    code = fields.String(
        required=True,
        validate=validate.Length(max=31),
        metadata={"label": _l("Short code"), "help": _GROUP_CODE_HELP, "maxlength": 31},
    )
    display_name = _name(_l("Your name"), autocomplete="name")
    login = _login(help=_KNOWN_HELP)
    password = _new_password()


class GroupRegistrationSchema(Schema):
    """A further group of somebody who is signed in."""

    name = _name(_l("Name of the group"))
    code = fields.String(
        required=True,
        validate=validate.Length(max=31),
        metadata={"label": _l("Short code"), "help": _GROUP_CODE_HELP, "maxlength": 31},
    )


class JoinSchema(Schema):
    """A sign-in by an invitation."""

    display_name = _name(_l("Your name"), autocomplete="name")
    login = _login(help=_KNOWN_HELP)
    password = _new_password()


class ForgottenSchema(Schema):
    """Whose password is to be reset."""

    login = _login(autofocus=True)


class NewPasswordSchema(Schema):
    """A new password by a link."""

    password = _new_password()


class ChangePasswordSchema(Schema):
    """A new password by somebody who knows the old one."""

    current_password = _password(_l("Current password"), "current-password")
    password = _new_password()


class ProfileSchema(Schema):
    """What people say about themselves."""

    display_name = _name(_l("Your name"), autocomplete="name")
    locale = fields.String(
        required=True,
        validate=validate.OneOf(LOCALES),
        metadata={"label": _l("Language"), "choices": _LANGUAGES},
    )
    theme = fields.String(
        required=True,
        validate=validate.OneOf([value for value, _label in _THEMES]),
        metadata={"label": _l("Appearance"), "choices": _THEMES},
    )


class SecondStepSchema(Schema):
    """The code after the password."""

    code = _code(autofocus=True)


class ProofSchema(Schema):
    """Who is asked to prove once more who they are; the code only of whoever has a second factor."""

    current_password = _password(_l("Current password"), "current-password", autofocus=True)
    code = fields.String(load_default="", validate=validate.Length(max=40), metadata=_ABOUT_CODE)


class ProofWithCodeSchema(ProofSchema):
    """As it is drawn for whoever has a second factor."""

    code = _code()


def _hidden(longest: int) -> fields.String:
    return fields.String(
        required=True, validate=validate.Length(max=longest), metadata={"widget": "hidden", "label": ""}
    )


class ShownPasskeySchema(Schema):
    """What a browser tells of a passkey, and the note of the question."""

    answer = _hidden(20_000)
    note = _hidden(1_000)


class PasskeyNameSchema(Schema):
    """How a person calls a passkey."""

    name = _name(
        _l("Name"), help=_l("By which you know the device, such as “telephone” or “office”."), maxlength=60
    )


class NewPasskeySchema(PasskeyNameSchema, ShownPasskeySchema):
    """A passkey that a browser has made."""


class FirstCodeSchema(Schema):
    """The first code of a new app."""

    code = _code(help=_l("The six digits that the app shows now."))


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

    name = _name(_l("Name of the single sign-on"), help=_l("The button says it, such as: company account."))
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

    display_name = _name(_l("Full name"))
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

    name = _name(_l("Name of the program"))
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


class StaffFileSchema(Schema):
    """A file of employees."""

    file = fields.Raw(
        required=True, metadata={"label": _l("CSV file"), "widget": "file", "accept": ".csv,text/csv"}
    )
