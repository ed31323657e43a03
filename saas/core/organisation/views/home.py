"""The home page of a group."""

from __future__ import annotations

from flask import Response

from saas.core.organisation.views.blueprint import pages
from saas.platform.web import render


@pages.get("/", endpoint="home")
def show_home() -> Response:
    """Where everybody begins."""
    return render("organisation/home.html")
