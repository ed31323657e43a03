"""A line of a budget: twelve amounts, or twelve volumes that the standard rates make amounts of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.budget import operations
from plugins.budget.analysis.words import METHODS
from plugins.budget.models import Budget, BudgetVersion, Driver
from plugins.budget.months import Span, place_of
from plugins.budget.permissions import READ, WRITE
from plugins.budget.queries import category_choices
from plugins.budget.queries.days import today_of
from plugins.budget.queries.sheets import Series, departments_of, series_of, sheet_row, versions_of
from plugins.budget.queries.volumes import volumes_by_month
from plugins.budget.schemas.analysis import MOVING_DRIVERS
from plugins.budget.schemas.sheets import BudgetSeriesSchema
from plugins.budget.typed import place, series_details
from plugins.budget.views.blueprint import WORDS, pages, saved, store_choices
from plugins.budget.views.sheets import in_yuan, sheet_page
from plugins.budget.words import DRIVERS
from saas.plugin_api import Form, Invalid, allowed, read_form, render, requires


@pages.get("/<int:budget_sheet_id>/line", endpoint="line")
@requires(WRITE)
def show_line(budget_sheet_id: int) -> Response:
    """The form of a line, a new one or one of the version's."""
    return _line(budget_sheet_id)


@pages.post("/<int:budget_sheet_id>/line", endpoint="write_line")
@requires(WRITE)
def write_line(budget_sheet_id: int) -> AnyResponse:
    """Write twelve months of a line."""
    sheet_row(budget_sheet_id)
    refused = saved(
        lambda: operations.write_series(
            budget_sheet_id, series_details(read_form(BudgetSeriesSchema, request))
        ),
        lambda error, status: _line(budget_sheet_id, error, status=status),
    )
    return refused or redirect(url_for("budget.sheet", budget_sheet_id=budget_sheet_id), 303)


@pages.post("/<int:budget_sheet_id>/line/remove", endpoint="remove_line")
@requires(WRITE)
def remove_line(budget_sheet_id: int) -> AnyResponse:
    """Take a line out."""
    sheet_row(budget_sheet_id)
    refused = saved(
        lambda: operations.remove_series(budget_sheet_id, place(read_form(BudgetSeriesSchema, request))),
        lambda error, status: sheet_page(budget_sheet_id, error, status=status),
    )
    return refused or redirect(url_for("budget.sheet", budget_sheet_id=budget_sheet_id), 303)


def _line(budget_sheet_id: int, error: Invalid | None = None, *, status: int = 200) -> Response:
    budget = sheet_row(budget_sheet_id).Budget
    version = versions_of(budget_sheet_id)[0]
    asked = {name: request.args.get(name, type=int) for name in ("category_id", "store_id", "department_id")}
    known = next((one for one in series_of(version.id) if _is(one, asked)), None)
    values: dict[str, Any] = asked | ({} if asked["store_id"] else {"store_id": budget.store_id})
    if known is not None:
        values |= {"driver": known.driver.value if known.driver else None}
        typed = known.volumes if known.driver else [in_yuan(one) for one in known.months]
        values |= {f"m{number}": value for number, value in enumerate(typed, start=1)}
    proposal = _proposal(budget, version, values["store_id"])
    if proposal is not None:
        values |= {"driver": proposal.driver.value}
        values |= {f"m{number}": value for number, value in enumerate(proposal.months, start=1)}
    stores = store_choices(WRITE)
    choices = {
        "category_id": category_choices(asked["category_id"]),
        "store_id": [one for one in stores if budget.store_id in (None, int(one[0]))],
        "department_id": departments_of(budget.store_id),
    }
    return render(
        "budget/line.html",
        status=status,
        form=Form(BudgetSeriesSchema, values, error=error, choices=choices),
        budget=budget,
        version=version,
        known=known,
        proposal=proposal,
        offers=_offers(budget, values),
        methods=METHODS,
        **WORDS,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Volumes that are proposed for a line, and the forecast that they come from; no months where nothing is known."""

    driver: Driver
    months: Sequence[Decimal]
    forecast: Any


def _proposal(budget: Budget, version: BudgetVersion, store_id: int | None) -> Proposal | None:
    """What history expects of the driver that was asked for, grown as the budget assumes."""
    driver = next((one for one in MOVING_DRIVERS if one.value == request.args.get("propose")), None)
    if driver is None or store_id is None or not allowed(READ, store_id=store_id):
        return None
    # The numerical packages are loaded by whoever first looks at a forecast, not at start-up.
    from plugins.budget.analysis.volume_forecast import HISTORY, forecast_volumes

    over = place_of(today_of(store_id)) - 1
    span = Span.of_year(budget.year)
    seen = Span(first=min(span.first, over) - HISTORY * 12, last=over)
    found = forecast_volumes(volumes_by_month(driver, seen, store_id), budget.year, over, driver)
    grown = found.grown(version.market_percent, version.demand_percent, driver) if found else []
    return Proposal(driver=driver, months=grown, forecast=found)


def _offers(budget: Budget, values: Mapping[str, Any]) -> list[tuple[object, str]]:
    """Each driver whose volumes can be proposed, with the address that does."""
    if values["store_id"] is None:
        return []
    place = {name: values.get(name) for name in ("category_id", "store_id", "department_id")}
    kept: dict[str, Any] = {name: one for name, one in place.items() if one is not None}
    return [
        (DRIVERS[one], url_for("budget.line", budget_sheet_id=budget.id, propose=one.value, **kept))
        for one in MOVING_DRIVERS
    ]


def _is(series: Series, asked: Mapping[str, int | None]) -> bool:
    return all(getattr(series, name) == value for name, value in asked.items())
