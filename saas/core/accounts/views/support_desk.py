"""Support access as an operator sees it: the groups that let support in, the way in and the way out."""

from __future__ import annotations

from flask import Response, make_response, redirect, url_for

from saas.core.accounts.operations import enter_as_support, leave_as_support
from saas.core.accounts.operations.sessions import proved_by_second_factor
from saas.core.accounts.queries.support import open_doors
from saas.core.accounts.views.blueprint import pages
from saas.core.accounts.views.operators import operator_account
from saas.platform.i18n import _
from saas.platform.web import needs_proof, render, tell


@pages.get("/platform/support/", endpoint="support_desk")
def show() -> Response:
    """The groups that let support in now."""
    proved = proved_by_second_factor(operator_account().proof)
    return render("accounts/support_desk.html", doors=open_doors(), proved=proved)


@pages.post("/platform/support/<int:door_id>/enter", endpoint="support_enter")
@needs_proof
def enter(door_id: int) -> Response:
    """Go into a group under its grant."""
    account = operator_account()
    code = enter_as_support(
        door_id, account_id=account.id, session_id=account.session_id, proof=account.proof
    )
    return make_response(redirect(url_for("organisation.home", group=code), 303))


@pages.post("/platform/support/<code>/leave", endpoint="support_leave")
def leave(code: str) -> Response:
    """Leave a group."""
    account = operator_account()
    leave_as_support(code, account_id=account.id, session_id=account.session_id)
    tell(_("You have left the group."))
    return make_response(redirect(url_for("accounts.support_desk"), 303))
