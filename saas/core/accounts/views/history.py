"""A person's own sign-ins: when, from where, and what was refused."""

from __future__ import annotations

from flask import Response, request

from saas.core.accounts.queries.history import sign_in_history
from saas.core.accounts.request.binding import signed_in_account
from saas.core.accounts.views.blueprint import pages
from saas.core.accounts.views.guarding import for_account
from saas.platform.i18n import LazyStr, _l
from saas.platform.web import render

_A_PAGE = 50
WORDS: dict[str, tuple[LazyStr, str]] = {
    "accounts.sign_in.succeeded": (_l("Signed in"), "good"),
    "accounts.sign_in.failed": (_l("Wrong password or code"), "warn"),
    "accounts.sign_in.refused": (_l("Refused while it rested"), "warn"),
    "accounts.sign_in.locked": (_l("Rests after wrong tries"), "bad"),
    "accounts.sign_out": (_l("Signed out"), "plain"),
    "accounts.session.ended": (_l("Session ended"), "plain"),
    "accounts.password.changed": (_l("Password changed"), "info"),
}


@pages.get("/account/sign-ins", endpoint="sign_in_history")
@for_account
def show() -> Response:
    """What happened at the person's sign-in, the latest first."""
    page = sign_in_history(
        signed_in_account().id,
        limit=_A_PAGE,
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    return render("accounts/sign_in_history.html", page=page, words=WORDS)
