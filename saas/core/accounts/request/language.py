"""The language of a request: the account's, else what the browser wants."""

from __future__ import annotations

from flask import g

from saas.platform.i18n import LOCALES, set_locale
from saas.platform.web.language import requested_locale


def choose_language(of_account: str) -> None:
    """Set the language of this request; of_account: the account's choice, empty for none."""
    g.account_locale = of_account if of_account in LOCALES else ""
    set_locale(g.account_locale or requested_locale())
