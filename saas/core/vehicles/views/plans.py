"""Settings: the maintenance plans."""

from __future__ import annotations

from flask import Response, make_response, redirect, request, url_for

from saas.core.organisation.views.saving import Conflicted, save
from saas.core.vehicles.maintenance import Plan
from saas.core.vehicles.models import MaintenancePlan
from saas.core.vehicles.operations import delete_maintenance_plan, save_maintenance_plan
from saas.core.vehicles.permissions import PLAN
from saas.core.vehicles.plan_schemas import PlanIntervalsSchema, PlanSchema
from saas.core.vehicles.queries.plans import plan_page
from saas.core.vehicles.views.blueprint import pages
from saas.platform.database import load
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.web import Form, form_version, read_form, render, tell

PAGE = 50


@pages.get("/settings/maintenance-plans/", endpoint="plans")
@requires(PLAN)
def show_plans() -> Response:
    """All plans, that for all vehicles first."""
    page = plan_page(limit=PAGE, after=request.args.get("after"), before=request.args.get("before"))
    return render("vehicles/plans.html", page=page)


@pages.get("/settings/maintenance-plans/new", endpoint="new_plan")
@requires(PLAN)
def show_new() -> Response:
    """The form of a new plan."""
    return _page(None)


@pages.post("/settings/maintenance-plans/new", endpoint="add_plan")
@requires(PLAN)
def add() -> Response:
    """Add a plan for a make or a series."""

    def work() -> None:
        save_maintenance_plan(Plan(**read_form(PlanSchema, request)), version=0)
        _told()

    return _saved(save(work), None)


@pages.get("/settings/maintenance-plans/<int:plan_id>", endpoint="plan")
@requires(PLAN)
def show_plan(plan_id: int) -> Response:
    """One plan."""
    return _page(load(MaintenancePlan, plan_id))


@pages.post("/settings/maintenance-plans/<int:plan_id>", endpoint="change_plan")
@requires(PLAN)
def change(plan_id: int) -> Response:
    """Change its intervals."""
    row = load(MaintenancePlan, plan_id)
    make, series = row.make, row.series

    def work() -> None:
        typed = read_form(PlanIntervalsSchema, request)
        save_maintenance_plan(Plan(make=make, series=series, **typed), version=form_version() or -1)
        _told()

    return _saved(save(work), plan_id)


@pages.post("/settings/maintenance-plans/<int:plan_id>/delete")
@requires(PLAN)
def delete_plan(plan_id: int) -> Response:
    """Delete it."""
    delete_maintenance_plan(plan_id, version=form_version() or -1)
    tell(_("The plan was deleted. The days of the next maintenance follow in a moment."))
    return make_response(redirect(url_for("vehicles.plans"), 303))


def _told() -> None:
    tell(_("The plan was saved. The days of the next maintenance follow in a moment."))


def _saved(faults: Conflicted | None, plan_id: int | None) -> Response:
    if faults is None:
        return make_response(redirect(url_for("vehicles.plans"), 303))
    return _page(load(MaintenancePlan, plan_id) if plan_id else None, faults)


def _page(row: MaintenancePlan | None, faults: Conflicted | None = None) -> Response:
    schema = PlanIntervalsSchema if row else PlanSchema
    start = {name: field.metadata.get("start") for name, field in schema().load_fields.items()}
    version = row.row_version if row else None
    if row and faults:
        version = faults.version(row)
    form = Form(schema, row or start, error=faults.error if faults else None, version=version)
    return render(
        "vehicles/plan.html",
        status=faults.status if faults else 200,
        form=form,
        row=row,
        title=_name(row),
        action=url_for("vehicles.change_plan", plan_id=row.id) if row else url_for("vehicles.add_plan"),
        differences=faults.differences(form, row) if faults and row else (),
    )


def _name(row: MaintenancePlan | None) -> str:
    if row is None:
        return _("New plan")
    return " ".join(filter(None, [row.make, row.series])) or _("All vehicles")
