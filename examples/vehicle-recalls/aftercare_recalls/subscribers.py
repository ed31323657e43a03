"""What is done when something was heard: thin callers of operations, safe to run twice."""

from __future__ import annotations

from saas.plugin_api import ImportCompleted, Subscription, VehicleAdded

from aftercare_recalls.importers import KEY
from aftercare_recalls.jobs import match_soon
from aftercare_recalls.matching import match_vehicles

VEHICLES = ""
"""The importer of customers, vehicles and visits."""


def vehicle_added(event: VehicleAdded) -> None:
    """A new vehicle may stand in a list."""
    match_vehicles([event.vehicle_id])


def import_completed(event: ImportCompleted) -> None:
    """So may many vehicles that came in at once, or a list that did."""
    if event.importer in (KEY, VEHICLES) and event.created + event.updated:
        match_soon()


SUBSCRIPTIONS = [
    Subscription(event=VehicleAdded, handler=vehicle_added),
    Subscription(event=ImportCompleted, handler=import_completed),
]
