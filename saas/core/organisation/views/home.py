"""The home page of a group: what is left to set up, and what each room puts there."""

from __future__ import annotations

from flask import Response

from saas.core.organisation.permissions import SETTINGS_WRITE
from saas.core.organisation.queries import onboarding_progress
from saas.core.organisation.views.blueprint import pages
from saas.core.organisation.views.onboarding import step_views
from saas.platform.permissions import allowed, current_grants
from saas.platform.web import render
from saas.platform.web.slots import answer_widget, widgets


@pages.get("/", endpoint="home")
def show_home() -> Response:
    """Where everybody begins."""
    progress = onboarding_progress() if allowed(SETTINGS_WRITE) else None
    left = progress is not None and not progress.complete
    return render(
        "organisation/home.html",
        progress=progress if left else None,
        steps=step_views(progress) if left and progress else (),
        widgets=widgets([assignment.role for assignment in current_grants().assignments]),
    )


@pages.get("/widgets/<name>", endpoint="widget")
def show_widget(name: str) -> Response:
    """One tile of the home page, loaded by itself so that a slow one keeps nobody waiting."""
    return answer_widget(name)
