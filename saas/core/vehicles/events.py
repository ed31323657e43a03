"""What this room tells others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from saas.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleAdded(Event):
    """A vehicle was added by hand or by a program; imports tell of theirs in one event of their own."""

    name: ClassVar[str] = "vehicles.vehicle_added"
    ordered_by: ClassVar[str] = "vehicle_id"

    vehicle_id: int
    """The vehicle."""
