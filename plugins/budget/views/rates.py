"""Settings: the group's standard rates."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.budget import operations
from plugins.budget.permissions import STANDARDS
from plugins.budget.queries import category_choices
from plugins.budget.queries.rates import all_rates
from plugins.budget.schemas.sheets import BudgetRateSchema
from plugins.budget.typed import rate_details
from plugins.budget.views.blueprint import WORDS, pages, saved, store_choices
from saas.plugin_api import Form, Invalid, _, read_form, render, requires, tell


@pages.get("/rates", endpoint="rates")
@requires(STANDARDS)
def show_rates() -> Response:
    """What a unit costs, by category, driver and store, and the form that sets it."""
    return _rates()


@pages.post("/rates", endpoint="set_rate")
@requires(STANDARDS)
def set_rate() -> AnyResponse:
    """Set a standard rate."""
    refused = saved(
        lambda: operations.set_rate(rate_details(read_form(BudgetRateSchema, request))),
        lambda error, status: _rates(error, status=status),
    )
    if refused is not None:
        return refused
    tell(_("The standard rate was saved. Lines that were written with another keep theirs."))
    return redirect(url_for("budget.rates"), 303)


def _rates(error: Invalid | None = None, *, status: int = 200) -> Response:
    choices = {"category_id": category_choices(), "store_id": store_choices(STANDARDS)}
    form = Form(BudgetRateSchema, {}, error=error, choices=choices)
    return render("budget/rates.html", status=status, rows=all_rates(), form=form, **WORDS)
