"""Take many vehicles and visits at once, set-based; the single operations' twin for imports."""

from saas.core.vehicles.bulk.matching import find, vehicles_elsewhere
from saas.core.vehicles.bulk.rows import ServiceRow, VehicleRow
from saas.core.vehicles.bulk.services import upsert_service_records, visits_elsewhere
from saas.core.vehicles.bulk.upserting import upsert
from saas.core.vehicles.models import CustomerVehicle, OdometerReading, PlateHistory, ServiceRecord, Vehicle

TABLES = (Vehicle, CustomerVehicle, PlateHistory, OdometerReading, ServiceRecord)
"""What grows with every vehicle and visit."""

__all__ = [
    "TABLES",
    "ServiceRow",
    "VehicleRow",
    "find",
    "upsert",
    "upsert_service_records",
    "vehicles_elsewhere",
    "visits_elsewhere",
]
