"""What people type about themselves: sign-in, password, factors, profile, a group of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from saas.core.accounts.operations import required_login
from saas.core.accounts.passwords import LONGEST, SHORTEST, check_new_password
from saas.core.organisation.operations import check_code_shape
from saas.platform.errors import Invalid
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


def name_field(label: LazyStr, **more: object) -> fields.String:
    """A field for a name of up to a hundred characters, which must be given."""
    about = {"label": label, "maxlength": 100, **more}
    return fields.String(required=True, validate=validate.Length(min=1, max=100), metadata=about)


class SignInSchema(Schema):
    """Login and password; what they must look like is not told here."""

    login = _login(autofocus=True)
    password = _password(_l("Password"), "current-password")


class RegistrationSchema(Schema):
    """A group and its first administrator, who is not signed in."""

    name = name_field(_l("Name of the group"))
    code = fields.String(
        required=True,
        validate=validate.Length(max=31),
        metadata={"label": _l("Short code"), "help": _GROUP_CODE_HELP, "maxlength": 31},
    )
    display_name = name_field(_l("Your name"), autocomplete="name")
    login = _login(help=_KNOWN_HELP)
    password = _new_password()

    @validates_schema(skip_on_field_errors=False)
    def _shapes(self, typed: Mapping[str, str], **_kwargs: object) -> None:
        # All at once with what is missing: a form is not sent again for each of its faults.
        about = tuple(typed[name] for name in ("login", "display_name", "name", "code") if name in typed)
        faults: dict[str, list[str]] = {}
        for name, check in _SHAPES.items():
            try:
                if name in typed:
                    check(typed[name], about)
            except Invalid as error:
                faults |= error.fields
        if faults:
            raise ValidationError(faults)


_SHAPES: Final[Mapping[str, Callable[[str, tuple[str, ...]], object]]] = {
    "code": lambda code, _about: check_code_shape(code),
    "login": lambda login, _about: required_login(login),
    "password": lambda password, about: check_new_password(password, about=about),
}


class GroupRegistrationSchema(Schema):
    """A further group of somebody who is signed in."""

    name = name_field(_l("Name of the group"))
    code = fields.String(
        required=True,
        validate=validate.Length(max=31),
        metadata={"label": _l("Short code"), "help": _GROUP_CODE_HELP, "maxlength": 31},
    )


class JoinSchema(Schema):
    """A sign-in by an invitation."""

    display_name = name_field(_l("Your name"), autocomplete="name")
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

    display_name = name_field(_l("Your name"), autocomplete="name")
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

    name = name_field(
        _l("Name"), help=_l("By which you know the device, such as “telephone” or “office”."), maxlength=60
    )


class NewPasskeySchema(PasskeyNameSchema, ShownPasskeySchema):
    """A passkey that a browser has made."""


class FirstCodeSchema(Schema):
    """The first code of a new app."""

    code = _code(help=_l("The six digits that the app shows now."))
