"""Settings: the group's limits of expenses."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.budget import operations
from plugins.budget.permissions import STANDARDS
from plugins.budget.queries import category_choices
from plugins.budget.queries.limits import all_limits, cities_of_stores
from plugins.budget.schemas.limits import BudgetLimitSchema
from plugins.budget.typed import limit_details
from plugins.budget.views.blueprint import WORDS, pages, saved
from saas.plugin_api import Form, Invalid, _, positions_in_use, read_form, render, requires, tell


@pages.get("/limits", endpoint="limits")
@requires(STANDARDS)
def show_limits() -> Response:
    """How much one expense may cost, by category, position and city, and the form that sets it."""
    return _limits()


@pages.post("/limits", endpoint="set_limit")
@requires(STANDARDS)
def set_limit() -> AnyResponse:
    """Set a limit."""
    refused = saved(
        lambda: operations.set_limit(limit_details(read_form(BudgetLimitSchema, request))),
        lambda error, status: _limits(error, status=status),
    )
    if refused is not None:
        return refused
    tell(_("The limit was saved. It counts for expenses from that day on when a claim is handed in."))
    return redirect(url_for("budget.limits"), 303)


def _limits(error: Invalid | None = None, *, status: int = 200) -> Response:
    positions, cities = positions_in_use(), cities_of_stores()
    choices = {
        "category_id": category_choices(),
        "position": [(one, one) for one in positions],
        "city": [(one, one) for one in cities],
    }
    form = Form(BudgetLimitSchema, {}, error=error, choices=choices)
    return render(
        "budget/limits.html",
        status=status,
        rows=all_limits(),
        form=form,
        positions=positions,
        cities=cities,
        **WORDS,
    )
