"""Keep the predicted day of the next maintenance up to date, for one vehicle or all of a group in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select, text

from saas.core.vehicles.maintenance import Plan, Reading, VehicleLife, next_maintenance, plan_for
from saas.core.vehicles.models import MaintenancePlan
from saas.platform.database import copy_rows, session
from saas.platform.tenancy import current_tenant

SMALL = 50  # so many vehicles and fewer are written without a temporary table

_LIVES = """
SELECT v.id, v.make, v.series, coalesce(v.delivery_date, v.invoice_date) AS delivered_on, v.next_maintenance_on,
       v.odometer_on, v.odometer_km, m.maintained_on, m.maintained_km, r.first_on, r.first_km
FROM vehicle v
LEFT JOIN LATERAL (
    SELECT coalesce((s.completed_at AT TIME ZONE st.timezone)::date, s.settled_on, s.opened_on) AS maintained_on,
           s.odometer_km AS maintained_km
    FROM service_record s JOIN store st ON st.tenant_id = s.tenant_id AND st.id = s.store_id
    WHERE s.tenant_id = v.tenant_id AND s.vehicle_id = v.id AND s.kind = 'maintenance'
    ORDER BY 1 DESC NULLS LAST, s.id DESC LIMIT 1
) m ON true
LEFT JOIN LATERAL (
    SELECT o.read_on AS first_on, o.km AS first_km FROM odometer_reading o
    WHERE o.tenant_id = v.tenant_id AND o.vehicle_id = v.id AND o.anomaly = ''
    ORDER BY o.read_on, o.km LIMIT 1
) r ON v.delivery_date IS NULL AND v.invoice_date IS NULL
WHERE v.tenant_id = :tenant
"""
_ONE = "UPDATE vehicle SET next_maintenance_on = :day WHERE tenant_id = :tenant AND id = :id"
_ALL = """
UPDATE vehicle v SET next_maintenance_on = due.day FROM maintenance_due_new due
WHERE v.tenant_id = :tenant AND v.id = due.id
"""


def refresh_maintenance_due(vehicle_ids: Sequence[int] | None = None) -> int:
    """Predict the next maintenance anew for these vehicles, or for all of the group; how many days changed.

    Set-based; what is derived does not raise the row version, so nobody's open form goes stale by it.
    """
    session().flush()
    plans = _plans()
    changed = [
        (row.id, day)
        for row in _lives(vehicle_ids)
        if (day := _predicted(row, plans)) != row.next_maintenance_on
    ]
    if len(changed) <= SMALL:
        for vehicle_id, day in changed:
            session().execute(text(_ONE), {"tenant": current_tenant(), "id": vehicle_id, "day": day})
    else:
        copy_rows(session(), "maintenance_due_new", {"id": "bigint", "day": "date"}, changed)
        session().execute(text(_ALL), {"tenant": current_tenant()})
        session().execute(text("DROP TABLE maintenance_due_new"))
    session().expire_all()
    return len(changed)


def _plans() -> list[Plan]:
    rows = session().scalars(select(MaintenancePlan).where(MaintenancePlan.tenant_id == current_tenant()))
    return [
        Plan(
            make=row.make,
            series=row.series,
            first_months=row.first_months,
            first_km=row.first_km,
            interval_months=row.interval_months,
            interval_km=row.interval_km,
        )
        for row in rows
    ]


def _lives(vehicle_ids: Sequence[int] | None) -> Sequence[Row[Any]]:
    parameters: dict[str, object] = {"tenant": current_tenant()}
    statement = _LIVES
    if vehicle_ids is not None:
        statement += " AND v.id = ANY(:ids)"
        parameters["ids"] = list(vehicle_ids)
    return session().execute(text(statement), parameters).all()


def _predicted(row: Row[Any], plans: list[Plan]) -> date | None:
    plan = plan_for(plans, row.make, row.series)
    if plan is None:
        return None
    life = VehicleLife(
        delivered_on=row.delivered_on,
        maintained_on=row.maintained_on,
        maintained_km=row.maintained_km,
        first=Reading(on=row.first_on, km=row.first_km) if row.first_on else None,
        latest=Reading(on=row.odometer_on, km=row.odometer_km)
        if row.odometer_on and row.odometer_km is not None
        else None,
    )
    return next_maintenance(life, plan)
