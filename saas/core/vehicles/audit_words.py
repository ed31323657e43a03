"""What the audit calls the acts of this room."""

from __future__ import annotations

from saas.core.contracts.audit_labels import audit_labels
from saas.platform.i18n import _l

LABELS = (
    *audit_labels(
        {
            "vehicles.odometer.recorded": _l("Odometer reading recorded"),
            "vehicles.ownership.transferred": _l("Vehicle handed over to another owner"),
            "vehicles.tie.added": _l("Somebody tied to the vehicle"),
            "vehicles.tie.ended": _l("Tie to the vehicle ended"),
            "vehicles.vehicle.created": _l("Vehicle added"),
            "vehicles.vehicle.edited": _l("Vehicle changed"),
        },
        endpoint="vehicles.show",
        argument="vehicle_id",
    ),
    *audit_labels(
        {
            "vehicles.service_record.created": _l("Workshop visit recorded"),
        },
    ),
    *audit_labels(
        {
            "vehicles.maintenance_plan.deleted": _l("Maintenance plan deleted"),
            "vehicles.maintenance_plan.set": _l("Maintenance plan set"),
        },
        endpoint="vehicles.plan",
        argument="plan_id",
    ),
)
