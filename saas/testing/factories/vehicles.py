"""Vehicles and their visits for tests, made by the product's own operations."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from saas.core.vehicles.models import ServiceRecord, Vehicle
from saas.core.vehicles.operations import (
    ServiceDetails,
    VehicleDetails,
    create_service_record,
    create_vehicle,
)
from saas.core.vehicles.vin import with_check_digit
from saas.platform.clock import now

_numbers = itertools.count(1)


def vin() -> str:
    """A VIN with a right check digit that no other vehicle of this run has."""
    return with_check_digit(f"LSVAA49J1R{next(_numbers):07d}")


def plate() -> str:
    """A plate that no other vehicle of this run has."""
    return f"沪A{next(_numbers):05d}"


def vehicle(*, owner_id: int | None = None, **details: Any) -> Vehicle:
    """A vehicle of the current group with a VIN and a plate of its own, delivered a year ago."""
    values: dict[str, Any] = {
        "vin": vin(),
        "plate": plate(),
        "make": "大众",
        "series": "朗逸",
        "model": "朗逸 1.5L 自动舒适版",
        "delivery_date": (now() - timedelta(days=365)).date(),
        **details,
    }
    return create_vehicle(VehicleDetails(**values), owner_id=owner_id)


def service_record(vehicle_id: int, store_id: int, **details: Any) -> ServiceRecord:
    """A maintenance at a store, completed three days ago."""
    completed: datetime = now() - timedelta(days=3)
    values: dict[str, Any] = {
        "order_no": f"RO{next(_numbers):08d}",
        "kind_text": "常规保养",
        "completed_at": completed,
        "amount_fen": 68_000,
        **details,
    }
    return create_service_record(vehicle_id, ServiceDetails(store_id=store_id, **values))
