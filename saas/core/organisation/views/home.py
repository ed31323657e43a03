"""The home page of a group: what is left to set up, and what each room puts there."""

from __future__ import annotations

from flask import Response

from saas.core.organisation.permissions import SETTINGS_WRITE
from saas.core.organisation.queries import onboarding_progress
from saas.core.organisation.views.blueprint import pages
from saas.core.organisation.views.onboarding import step_views
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.permissions import allowed, current_grants, require
from saas.platform.plugins import contributions
from saas.platform.web import Widget, render


@pages.get("/", endpoint="home")
def show_home() -> Response:
    """Where everybody begins."""
    progress = onboarding_progress() if allowed(SETTINGS_WRITE) else None
    left = progress is not None and not progress.complete
    return render(
        "organisation/home.html",
        progress=progress if left else None,
        steps=step_views(progress) if left and progress else (),
        widgets=_widgets(),
    )


@pages.get("/widgets/<key>", endpoint="widget")
def show_widget(key: str) -> Response:
    """One tile of the home page, loaded by itself so that a slow one keeps nobody waiting."""
    widget = next((found.value for found in contributions(Widget) if found.value.key == key), None)
    if widget is None:
        raise NotFound(_("This does not exist, or no longer."))
    if widget.permission:
        require(widget.permission)
    rendered = widget.render()
    if not rendered.template:
        return render("organisation/widget_empty.html", text=rendered.empty)
    return render(rendered.template, **rendered.context)


def _widgets() -> list[Widget]:
    mine = {assignment.role for assignment in current_grants().assignments}
    found = [contribution.value for contribution in contributions(Widget)]
    shown = [widget for widget in found if not widget.permission or allowed(widget.permission)]
    # Those made for one of the person's roles come first.
    return sorted(shown, key=lambda widget: (not mine & set(widget.roles), widget.weight, widget.key))
