"""Complaints that customers file themselves, by the form of a store that takes them so."""

from __future__ import annotations

import secrets

from plugins.complaints.models import Case, Channel
from plugins.complaints.operations.registering import CaseDetails, NewCase, add_case
from plugins.complaints.settings import stores_with_form
from saas.plugin_api import NotFound, Store, _, open_stores

BY_CUSTOMERS = (Channel.WEB, Channel.QR)
"""How a complaint comes in without anybody of the house."""


def stores_taking_complaints() -> list[Store]:
    """The stores whose form is open to customers, by code; two statements."""
    stores = open_stores()
    with_form = stores_with_form([store.id for store in stores])
    return [store for store in stores if store.id in with_form]


def store_taking_complaints(code: str) -> Store:
    """The store of an address; raises NotFound alike for one that is not there and one that takes none so."""
    found = next((store for store in stores_taking_complaints() if store.code == code), None)
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def file_case(code: str, details: CaseDetails, channel: Channel) -> Case:
    """Register what a customer typed, as it would be by hand, with a link to their own page.

    Whoever files is never matched with a customer on record: a number proves nobody, and nobody learns whose it is.
    Raises NotFound for a store that takes no complaints so, Invalid for a number that is none and a day to come.
    """
    store = store_taking_complaints(code)
    case = add_case(store, NewCase(store_id=store.id, channel=channel, details=details))
    case.link_token = new_link_token()
    return case


def new_link_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(24)
