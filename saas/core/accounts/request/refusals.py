"""What somebody sees who is not signed in, or whose group rests."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for

from saas.core.accounts.queries import GroupInView


def ask_to_sign_in() -> Response:
    """The sign-in page, or for an htmx request the dialog that opens over the page: the same for every address."""
    if request.headers.get("HX-Request") == "true":
        answer = make_response(render_template("accounts/sign_in_dialog.html"), 401)
        answer.vary.add("HX-Request")
        return answer
    wanted = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else ""
    return make_response(redirect(url_for("accounts.sign_in", next=wanted or None), 303))


def second_factor_needed(group: GroupInView) -> Response:
    """How to come in, for a member without the second factor that the group asks for."""
    return make_response(render_template("accounts/second_factor_needed.html", group=group), 403)


def group_rests(group: GroupInView) -> Response:
    """A clear page for the members of a group that is suspended or about to close."""
    return make_response(render_template("accounts/group_rests.html", group=group), 403)
