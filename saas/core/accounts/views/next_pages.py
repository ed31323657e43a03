"""Where to go after a sign-in; only to addresses of our own."""

from __future__ import annotations

from flask import url_for

from saas.core.accounts.operations.signing_in import SignedIn
from saas.core.accounts.queries import groups_of
from saas.platform.web import own_address


def first_page(signed_in: SignedIn | int, wanted: str = "") -> str:
    """The wanted address, else the home page of the only group, else the list of groups."""
    if own_address(wanted):
        return wanted
    account_id = signed_in if isinstance(signed_in, int) else signed_in.account_id
    groups = groups_of(account_id)
    if len(groups) == 1:
        return url_for("organisation.home", group=groups[0].code)
    return url_for("accounts.groups")
