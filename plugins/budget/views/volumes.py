"""The volumes that budgets grow with: what they were, what is expected, and the form that keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugins.budget import operations
from plugins.budget.analysis.words import METHODS
from plugins.budget.importing import VOLUMES_IMPORTER
from plugins.budget.models import DriverVolume, VolumeSource
from plugins.budget.months import Span
from plugins.budget.permissions import READ, VOLUMES
from plugins.budget.queries.volumes import months_of_store, volumes_by_month
from plugins.budget.schemas.analysis import BudgetVolumesQuery, BudgetVolumesSchema
from plugins.budget.views import pictures
from plugins.budget.views.analysis_frame import calendar, show
from plugins.budget.views.blueprint import pages, saved, store_choices
from saas.plugin_api import Form, Invalid, _, allowed, import_address, read_filters, read_form, requires, tell

BEFORE = 4
"""Years before that a forecast looks at."""


@pages.get("/analysis/volumes", endpoint="volumes")
@requires(READ)
def show_volumes() -> Response:
    """The volumes of a store's driver in a year, the year before, and what is expected."""
    return _volumes(read_filters(BudgetVolumesQuery, request.args))


@pages.post("/analysis/volumes", endpoint="write_volumes")
@requires(VOLUMES)
def write_volumes() -> AnyResponse:
    """Enter twelve months of a driver."""
    kept: dict[str, Any] = {}

    def act() -> None:
        typed = read_form(BudgetVolumesSchema, request)
        kept.update({name: typed[name] for name in ("store_id", "year", "driver")})
        months = [typed[f"m{number}"] for number in range(1, 13)]
        operations.write_volumes(typed["store_id"], typed["driver"], typed["year"], months)

    refused = saved(
        act,
        lambda error, status: _volumes(read_filters(BudgetVolumesQuery, request.form), error, status=status),
    )
    if refused is not None:
        return refused
    tell(_("The volumes were saved."))
    kept["driver"] = kept["driver"].value
    return redirect(url_for("budget.volumes", **kept), 303)


@pages.post("/analysis/volumes/count", endpoint="count_visits")
@requires(VOLUMES)
def count_visits() -> AnyResponse:
    """Have the workshop's visits counted."""
    operations.ask_for_count()
    tell(_("The visits of the last years are being counted. Look again in a minute."))
    return redirect(url_for("budget.volumes"), 303)


def _volumes(wanted: dict[str, Any], error: Invalid | None = None, *, status: int = 200) -> Response:
    # The numerical packages are loaded by whoever first looks at a forecast, not at start-up.
    from plugins.budget.analysis.volume_forecast import forecast_volumes

    now, driver = calendar(wanted), wanted["driver"]
    year, store_id = wanted["year"] or now.year, wanted["store_id"]
    span = Span.of_year(year)
    known = volumes_by_month(driver, Span(first=span.first - BEFORE * 12, last=span.last), store_id)
    found = forecast_volumes(known, year, now.over, driver)
    rows = months_of_store(store_id, driver, year) if store_id and allowed(READ, store_id=store_id) else {}
    here, before = ([known.get(one) for one in years] for years in (span, span.a_year_before()))
    return show(
        "budget/volumes.html",
        wanted,
        status=status,
        found=found,
        here=here,
        before=before,
        driver=driver,
        form=_form(rows, wanted | {"year": year}, error)
        if store_id and allowed(VOLUMES, store_id=store_id)
        else None,
        counted=any(one.source is VolumeSource.COUNTED for one in rows.values()),
        own_stores=store_choices(VOLUMES),
        may_write=allowed(VOLUMES),
        bring_in=import_address(VOLUMES_IMPORTER),
        chart=pictures.of_volumes(found, before, here),
        methods=METHODS,
    )


def _form(rows: Mapping[int, DriverVolume], wanted: Mapping[str, Any], error: Invalid | None) -> Form:
    values = {f"m{month}": _plain(one.volume) for month, one in rows.items()}
    place = {"store_id": wanted["store_id"], "driver": wanted["driver"].value, "year": wanted["year"]}
    return Form(BudgetVolumesSchema, {**place, **values}, error=error)


def _plain(value: Decimal) -> Decimal:
    """Without the zeros that the column keeps."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
