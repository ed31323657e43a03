"""The maintenance plans over REST, among the routes of vehicles."""

from __future__ import annotations

from typing import Any

from saas.core.vehicles.api import api
from saas.core.vehicles.api_schemas import PlanOutSchema
from saas.core.vehicles.maintenance import Plan
from saas.core.vehicles.models import MaintenancePlan
from saas.core.vehicles.operations import delete_maintenance_plan, save_maintenance_plan
from saas.core.vehicles.permissions import PLAN
from saas.core.vehicles.plan_schemas import PlanIntervalsSchema, PlanSchema
from saas.core.vehicles.queries.plans import plan_page
from saas.platform.api import PageQuery, expected_version, listed, page_of, tell_version
from saas.platform.database import load
from saas.platform.permissions import requires

__all__ = ["api"]

INTERVALS = tuple(PlanIntervalsSchema().fields)


@api.get("/maintenance-plans/")
@requires(PLAN)
@api.arguments(PageQuery, location="query")
@api.response(200, page_of(PlanOutSchema))
def list_plans(query: dict[str, Any]) -> dict[str, object]:
    """List the maintenance plans, that for all vehicles first."""
    return listed(plan_page(limit=query["limit"], after=query["after"]))


@api.post("/maintenance-plans/")
@requires(PLAN)
@api.arguments(PlanSchema)
@api.response(201, PlanOutSchema)
def add_plan(body: dict[str, Any]) -> MaintenancePlan:
    """Add a plan for a make or a series; 409 when there is one. What is due is predicted anew in the background."""
    made = save_maintenance_plan(Plan(**body), version=0)
    tell_version(made)
    return made


@api.get("/maintenance-plans/<int:plan_id>")
@requires(PLAN)
@api.response(200, PlanOutSchema)
def read_plan(plan_id: int) -> MaintenancePlan:
    """Read a maintenance plan."""
    plan = load(MaintenancePlan, plan_id)
    tell_version(plan)
    return plan


@api.patch("/maintenance-plans/<int:plan_id>")
@requires(PLAN)
@api.arguments(PlanIntervalsSchema(partial=True))
@api.response(200, PlanOutSchema)
def change_plan(body: dict[str, Any], plan_id: int) -> MaintenancePlan:
    """Change the intervals that are given; the rest stays. What is due is predicted anew in the background."""
    row = load(MaintenancePlan, plan_id)
    intervals = {name: body.get(name, getattr(row, name)) for name in INTERVALS}
    plan = Plan(make=row.make, series=row.series, **intervals)
    changed = save_maintenance_plan(plan, version=expected_version())
    tell_version(changed)
    return changed


@api.delete("/maintenance-plans/<int:plan_id>")
@requires(PLAN)
@api.response(204)
def remove_plan(plan_id: int) -> None:
    """Delete a plan; its vehicles follow the next most exact one. 409 for the plan of all vehicles."""
    delete_maintenance_plan(plan_id, version=expected_version())
