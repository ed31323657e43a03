"""The customer's own page: its link, and what the customer decides there."""

from __future__ import annotations

from plugins.complaints.models import Case, EventKind
from plugins.complaints.operations.history import case_for_change, note
from plugins.complaints.operations.intake import new_link_token
from plugins.complaints.operations.solving import Agreement, agree, decline
from plugins.complaints.own_page import case_of_link, link_opens
from plugins.complaints.permissions import WRITE
from plugins.complaints.work_models import AgreedHow
from saas.plugin_api import Conflict, NotFound, _, load_for_change, now


def make_link(case_id: int, *, version: int | None = None) -> Case:
    """Give a complaint a link for its customer; another one ends the one before.

    Raises Conflict for a complaint that ended so long ago that a link would open nothing.
    """
    case = case_for_change(case_id, WRITE, version=version)
    if not link_opens(case):
        raise Conflict(_("This complaint has ended too long ago for a link."))
    case.link_token = new_link_token()
    note(case, EventKind.LINKED)
    return case


def agree_by_customer(token: str, *, option_id: int, version: int | None = None) -> Case:
    """Keep that the customer agrees to a solution, as they say on their own page.

    Raises NotFound for a link that opens nothing, VersionConflict where the complaint is not what they saw any more, and
    Conflict and Invalid as `agree_solution`.
    """
    case = _held(token, version)
    return agree(case, option_id, Agreement(how=AgreedHow.OWN_PAGE, at=now()))


def decline_by_customer(token: str, *, text: str, version: int | None = None) -> Case:
    """Keep that the customer wants none of the solutions, and why; raises as `agree_by_customer`."""
    return decline(_held(token, version), text)


def _held(token: str, version: int | None) -> Case:
    case = load_for_change(Case, case_of_link(token).id, version=version)
    # Somebody may have made another link while this one waited for the lock.
    if case.link_token != token:
        raise NotFound(_("This link is not valid, or no longer. Ask whoever gave it to you for a new one."))
    return case
