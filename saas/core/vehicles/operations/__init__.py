"""The verbs that change vehicles."""

from saas.core.vehicles.operations.maintenance import refresh_maintenance_due
from saas.core.vehicles.operations.ownership import end_tie, tie_customer, transfer_ownership
from saas.core.vehicles.operations.plans import (
    delete_maintenance_plan,
    save_maintenance_plan,
    set_maintenance_plan,
)
from saas.core.vehicles.operations.readings import record_odometer
from saas.core.vehicles.operations.services import ServiceDetails, create_service_record
from saas.core.vehicles.operations.vehicles import VehicleDetails, create_vehicle, edit_vehicle

__all__ = [
    "ServiceDetails",
    "VehicleDetails",
    "create_service_record",
    "create_vehicle",
    "delete_maintenance_plan",
    "edit_vehicle",
    "end_tie",
    "record_odometer",
    "refresh_maintenance_due",
    "save_maintenance_plan",
    "set_maintenance_plan",
    "tie_customer",
    "transfer_ownership",
]
