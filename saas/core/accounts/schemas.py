"""What people type about accounts, members and tokens."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.core.accounts.passwords import LONGEST
from saas.platform.i18n import _l

_LOGIN = {"label": _l("E-mail or mobile number"), "autocomplete": "username"}


class SignInSchema(Schema):
    """Login and password; what they must look like is not told here."""

    login = fields.String(
        required=True, validate=validate.Length(max=254), metadata={**_LOGIN, "autofocus": True}
    )
    password = fields.String(
        required=True,
        validate=validate.Length(max=LONGEST),
        metadata={"label": _l("Password"), "widget": "password", "autocomplete": "current-password"},
    )
