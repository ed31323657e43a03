"""Analysis of budgets, and the volumes that they grow with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.budget import operations
from plugins.budget.analysis.causes import inputs, mix
from plugins.budget.analysis.structure import Structure, structure
from plugins.budget.analysis.variances import variances
from plugins.budget.api.blueprint import api
from plugins.budget.models import Driver
from plugins.budget.months import Span, place_of
from plugins.budget.permissions import READ, VOLUMES
from plugins.budget.queries.analysis import Extent
from plugins.budget.queries.days import today_of
from plugins.budget.queries.volumes import volumes_by_month
from plugins.budget.schemas.analysis import (
    BudgetBehaviourOut,
    BudgetBehaviourQuery,
    BudgetStructureOut,
    BudgetStructureQuery,
    BudgetTrendOut,
    BudgetTrendQuery,
    BudgetVarianceQuery,
    BudgetVariancesOut,
    BudgetVolumeForecastOut,
    BudgetVolumeForecastQuery,
    BudgetVolumesSchema,
)
from plugins.budget.settings import signal_threshold
from saas.plugin_api import NotFound, _, allowed, requires


@api.get("/analysis/structure")
@api.arguments(BudgetStructureQuery, location="query")
@api.response(200, BudgetStructureOut)
@requires(READ)
def show_structure(query: Mapping[str, Any]) -> Structure:
    """Show what each part of the cost took, against its budget and an earlier period."""
    span = _span(query)
    before = span.just_before() if query["against"] == "months" else span.a_year_before()
    return structure(query["by"], _extent(query), span, before)


@api.get("/analysis/trend")
@api.arguments(BudgetTrendQuery, location="query")
@api.response(200, BudgetTrendOut)
@requires(READ)
def show_trend(query: Mapping[str, Any]) -> dict[str, object]:
    """Show the months of a year, those of the year before, and where the year will end."""
    # The numerical packages are loaded by whoever first looks at a forecast, not at start-up.
    from plugins.budget.analysis.trend import trend

    here = place_of(today_of(query["store_id"]))
    found = trend(_extent(query), query["year"] or here // 12, here - 1, query["driver"])
    return {
        "year": found.year,
        "last": found.last,
        "months": found.months,
        "forecast": found.forecast,
        "with_volumes": found.with_volumes,
    }


@api.get("/analysis/variances")
@api.arguments(BudgetVarianceQuery, location="query")
@api.response(200, BudgetVariancesOut)
@requires(READ)
def show_variances(query: Mapping[str, Any]) -> dict[str, object]:
    """Show budget, flexible budget and actual, and what made the difference."""
    extent, span = _extent(query), _span(query)
    found = variances(query["by"], extent, span, signal_threshold())
    names = ("rows", "count", "planned_fen", "flexible_fen", "actual_fen", "volume_fen", "spending_fen")
    before = span.a_year_before() if query["against"] == "year" else None
    return {name: getattr(found, name) for name in names} | {
        "mix": mix(extent, query["driver"], span, before),
        "inputs": inputs(extent, span),
    }


@api.get("/analysis/behaviour")
@api.arguments(BudgetBehaviourQuery, location="query")
@api.response(200, BudgetBehaviourOut)
@requires(READ)
def show_behaviour(query: Mapping[str, Any]) -> dict[str, object]:
    """Show how cost moves with a volume: the line through the months of three years."""
    from plugins.budget.analysis.behaviour import behaviour

    found = behaviour(_extent(query), query["driver"], place_of(today_of(query["store_id"])) - 1)
    fit, points = found.split.fit, found.high_low
    return {
        "reason": found.split.reason.value,
        "observations": found.split.observations,
        "fixed": fit.intercept if fit else None,
        "variable": fit.slope if fit else None,
        "r_squared": fit.r_squared if fit else None,
        "high_low_fixed": points.fixed if points else None,
        "high_low_variable": points.variable if points else None,
        "breakeven_visits": found.breakeven.visits if found.breakeven else None,
    }


@api.get("/volumes/forecast")
@api.arguments(BudgetVolumeForecastQuery, location="query")
@api.response(200, BudgetVolumeForecastOut)
@requires(READ)
def show_volume_forecast(query: Mapping[str, Any]) -> dict[str, object]:
    """Show the volumes of a store's driver in a year: as they were, then as they are expected."""
    _check_reach(query["store_id"])
    return _forecast(query["store_id"], query["driver"], query["year"])


@api.post("/volumes")
@api.arguments(BudgetVolumesSchema)
@api.response(200, BudgetVolumeForecastOut)
@requires(VOLUMES)
def write_volumes(body: Mapping[str, Any]) -> dict[str, object]:
    """Enter twelve months of a driver in a store; null takes a month out that was entered before."""
    months = [body[f"m{number}"] for number in range(1, 13)]
    operations.write_volumes(body["store_id"], body["driver"], body["year"], months)
    return _forecast(body["store_id"], body["driver"], body["year"])


def _forecast(store_id: int, driver: Driver, asked: int | None) -> dict[str, object]:
    from plugins.budget.analysis.volume_forecast import HISTORY, forecast_volumes

    here = place_of(today_of(store_id))
    year = asked or here // 12
    span = Span.of_year(year)
    known = volumes_by_month(driver, Span(first=span.first - HISTORY * 12, last=span.last), store_id)
    found = forecast_volumes(known, year, here - 1, driver)
    if found is None:
        return {"year": year, "months": [], "known": 0, "years": 0}
    names = ("year", "months", "known", "low", "high", "error", "years")
    return {name: getattr(found, name) for name in names} | {"method": found.method.value}


def _extent(query: Mapping[str, Any]) -> Extent:
    return Extent(**{name: query[name] for name in ("store_id", "department_id", "category_id")})


def _span(query: Mapping[str, Any]) -> Span:
    year = query["year"] or today_of(query["store_id"]).year
    until = query["until"] or 12
    return Span.of_year(year, min(query["first"], until), until)


def _check_reach(store_id: int) -> None:
    if not allowed(READ, store_id=store_id):
        raise NotFound(_("This does not exist, or no longer."))
