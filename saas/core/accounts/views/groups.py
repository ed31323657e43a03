"""The groups of a person, and the way from the bare address to one of them."""

from __future__ import annotations

from flask import Response, make_response, redirect, url_for

from saas.core.accounts.queries import groups_open_to
from saas.core.accounts.request.binding import signed_in
from saas.core.accounts.request.refusals import ask_to_sign_in
from saas.core.accounts.views.blueprint import pages
from saas.core.accounts.views.next_pages import first_page
from saas.platform.web import render


@pages.get("/", endpoint="start")
def start() -> Response:
    """To the person's group, or to the sign-in."""
    account = signed_in()
    target = url_for("accounts.sign_in") if account is None else first_page(account.id)
    return make_response(redirect(target, 303))


@pages.get("/account/groups", endpoint="groups")
def show_groups() -> Response:
    """The groups to choose from."""
    account = signed_in()
    if account is None:
        return ask_to_sign_in()
    return render("accounts/groups.html", groups=groups_open_to(account))
