"""The pages of analysis: structure, trend, variances, and cost against volume."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from plugins.budget.analysis.causes import inputs, mix
from plugins.budget.analysis.structure import structure
from plugins.budget.analysis.variances import variances
from plugins.budget.analysis.words import ITEM_KINDS, METHODS, SPLIT_REASONS, VERDICTS
from plugins.budget.models import Driver
from plugins.budget.permissions import READ
from plugins.budget.queries.past_costs import last_past
from plugins.budget.queries.volumes import any_volume
from plugins.budget.schemas.analysis import (
    BudgetBehaviourQuery,
    BudgetStructureQuery,
    BudgetTrendQuery,
    BudgetVarianceQuery,
)
from plugins.budget.settings import signal_threshold
from plugins.budget.views import pictures
from plugins.budget.views.analysis_frame import calendar, extent_of, show, span_of
from plugins.budget.views.blueprint import pages
from saas.plugin_api import read_filters, requires

INPUTS_SHOWN = 50


@pages.get("/analysis", endpoint="structure")
@requires(READ)
def show_structure() -> Response:
    """What each part of the cost took, against its budget and an earlier period."""
    wanted = read_filters(BudgetStructureQuery, request.args)
    span = span_of(wanted, over_only=False)
    before = span.just_before() if wanted["against"] == "months" else span.a_year_before()
    found = structure(wanted["by"], extent_of(wanted), span, before)
    return show(
        "budget/structure.html",
        wanted,
        found=found,
        span=span,
        chart=pictures.of_structure(found),
    )


@pages.get("/analysis/trend", endpoint="trend")
@requires(READ)
def show_trend() -> Response:
    """The months of a year, those of the year before, and where the year will end."""
    # The numerical packages are loaded by whoever first looks at a forecast, not at start-up.
    from plugins.budget.analysis.trend import trend

    wanted = read_filters(BudgetTrendQuery, request.args)
    now = calendar(wanted)
    extent = extent_of(wanted)
    found = trend(extent, wanted["year"] or now.year, now.over, wanted["driver"])
    return show(
        "budget/trend.html",
        wanted,
        found=found,
        chart=pictures.of_trend(found),
        methods=METHODS,
        past=last_past(extent),
    )


@pages.get("/analysis/variances", endpoint="variances")
@requires(READ)
def show_variances() -> Response:
    """Budget, flexible budget and actual, what made the difference, and what deserves a look."""
    wanted = read_filters(BudgetVarianceQuery, request.args)
    extent, span = extent_of(wanted), span_of(wanted, over_only=True)
    found = variances(wanted["by"], extent, span, signal_threshold())
    before = span.a_year_before() if wanted["against"] == "year" else None
    return show(
        "budget/variances.html",
        wanted,
        found=found,
        span=span,
        mix=mix(extent, wanted["driver"], span, before),
        inputs=inputs(extent, span)[:INPUTS_SHOWN],
        chart=pictures.of_variances(found),
        verdicts=VERDICTS,
        item_kinds=ITEM_KINDS,
    )


@pages.get("/analysis/volume", endpoint="behaviour")
@requires(READ)
def show_behaviour() -> Response:
    """How cost moves with a volume, and what a unit costs in each store."""
    from plugins.budget.analysis.behaviour import behaviour

    wanted = read_filters(BudgetBehaviourQuery, request.args)
    driver: Driver = wanted["driver"]
    found: Any = behaviour(extent_of(wanted), driver, calendar(wanted).over)
    return show(
        "budget/behaviour.html",
        wanted,
        found=found,
        driver=driver,
        chart=pictures.of_behaviour(found),
        any_volume=any_volume(),
        past=last_past(extent_of(wanted)),
        reasons=SPLIT_REASONS,
    )
