"""The verbs that change maintenance plans; what they predict follows from `maintenance`."""

from __future__ import annotations

from sqlalchemy import select, text

from saas.core.vehicles.maintenance import Plan
from saas.core.vehicles.models import MaintenancePlan
from saas.core.vehicles.operations.maintenance import refresh_maintenance_due
from saas.platform.audit.recording import record
from saas.platform.database import load_for_change, session
from saas.platform.errors import Conflict, Invalid, VersionConflict
from saas.platform.i18n import _
from saas.platform.jobs import enqueue
from saas.platform.tenancy import current_tenant

PREDICT = "vehicles.predict_maintenance"


def set_maintenance_plan(plan: Plan) -> MaintenancePlan:
    """Keep the plan of a make and series (`""` for all) and predict anew. Raises Invalid for an interval below one."""
    row = _written(plan, _stored_plan(plan))
    refresh_maintenance_due()
    return row


def save_maintenance_plan(plan: Plan, *, version: int) -> MaintenancePlan:
    """Keep the plan of a make and series; a job predicts anew after the commit.

    version: that the person saw, 0 for a plan that is new. Raises Invalid for an interval below one, and
    VersionConflict when the plan is another by now, or is there already.
    """
    # A plan that is not there yet has no row whose lock would make two writers take turns.
    name = f"{current_tenant()}:vehicles.maintenance_plan"
    session().execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
    row = _stored_plan(plan)
    if row is not None and not version:
        raise Conflict(_("There is a plan for these vehicles already."))
    if (row.row_version if row else 0) != version:
        raise VersionConflict(_("Somebody else changed this in the meantime."))
    saved = _written(plan, row)
    enqueue(PREDICT, {})
    return saved


def delete_maintenance_plan(plan_id: int, *, version: int) -> None:
    """Delete a plan; its vehicles follow the next most exact one, which a job predicts after the commit.

    version: that the person saw. Raises NotFound, VersionConflict, and Conflict for the plan of all vehicles.
    """
    row = load_for_change(MaintenancePlan, plan_id, version=version)
    if not row.make:
        raise Conflict(_("The plan of all vehicles stays; change it instead."))
    session().delete(row)
    session().flush()
    record("vehicles.maintenance_plan.deleted", "maintenance_plan", plan_id)
    enqueue(PREDICT, {})


def _stored_plan(plan: Plan) -> MaintenancePlan | None:
    same = (
        MaintenancePlan.tenant_id == current_tenant(),
        MaintenancePlan.make == plan.make,
        MaintenancePlan.series == plan.series,
    )
    fresh = select(MaintenancePlan).where(*same).execution_options(populate_existing=True)
    return session().scalars(fresh).one_or_none()


def _written(plan: Plan, stored: MaintenancePlan | None) -> MaintenancePlan:
    if min(plan.first_months, plan.first_km, plan.interval_months, plan.interval_km) < 1:
        raise Invalid("interval_months", _("An interval is at least one."))
    row = stored or MaintenancePlan(make=plan.make, series=plan.series)
    session().add(row)
    row.first_months, row.first_km = plan.first_months, plan.first_km
    row.interval_months, row.interval_km = plan.interval_months, plan.interval_km
    session().flush()
    record("vehicles.maintenance_plan.set", "maintenance_plan", row.id)
    return row
