"""What pages, panels and the API read of vehicles."""

from saas.core.vehicles.queries.details import (
    ServiceLine,
    TieLine,
    odometer_lines,
    plate_lines,
    service_lines,
    service_page,
    tie_lines,
    vehicles_within,
    visible_vehicle,
)
from saas.core.vehicles.queries.lists import VehicleFilter, vehicle_page, vehicles_of, vehicles_of_many

__all__ = [
    "ServiceLine",
    "TieLine",
    "VehicleFilter",
    "odometer_lines",
    "plate_lines",
    "service_lines",
    "service_page",
    "tie_lines",
    "vehicle_page",
    "vehicles_of",
    "vehicles_of_many",
    "vehicles_within",
    "visible_vehicle",
]
