"""Pages for people without a sign-in: who got a link to a note reads it and says once that it is done."""

from __future__ import annotations

from flask import Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from saas.plugin_api import GroupPages, open_to_all, render

from . import operations

pages = GroupPages("sound_public", __name__.rpartition(".")[0])


@pages.get("/", endpoint="about")
@open_to_all("It says what a link to a note is for, and nothing of anybody.")
def about() -> Response:
    """What links are for."""
    return render("sound/about.html")


@pages.get("/<token>", endpoint="linked")
def linked(token: str) -> Response:
    """The note of a link."""
    return render("sound/linked.html", note=operations.linked(token), token=token)


@pages.post("/<token>", endpoint="answer")
def answer(token: str) -> AnyResponse:
    """Note it as done, which uses the link up."""
    operations.use_link(token)
    return redirect(url_for("sound_public.about"), 303)
