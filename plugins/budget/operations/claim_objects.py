"""What an expense was for: the store itself, a repair order, a campaign or a vehicle."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.budget.models.claims import ClaimLine, CostObject
from saas.plugin_api import Invalid, _, vehicles_within

READ_VEHICLE = "vehicles.vehicle:read"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectDetails:
    """What an expense was for. code: the repair order's number or the campaign's code. name: the campaign's."""

    kind: CostObject = CostObject.STORE
    code: str = ""
    name: str = ""
    vehicle_id: int | None = None


OF_THE_STORE = ObjectDetails()
"""Of an expense for which nothing else is said."""


def write_object(line: ClaimLine, told: ObjectDetails) -> None:
    """Keep what a line was for, and of what was typed only what its kind has.

    Raises Invalid for a repair order without a number, a campaign without a name, and a vehicle that is missing or out
    of reach; one that stands on the line already may stay.
    """
    code, name = told.code.strip(), told.name.strip()
    if told.kind is CostObject.REPAIR_ORDER and not code:
        raise Invalid("object_code", _("Enter the number of the repair order."))
    if told.kind is CostObject.CAMPAIGN and not name:
        raise Invalid("object_name", _("Enter the name of the campaign."))
    vehicle_id = told.vehicle_id if told.kind is CostObject.VEHICLE else None
    if told.kind is CostObject.VEHICLE:
        if vehicle_id is None:
            raise Invalid("vehicle_id", _("Choose the vehicle."))
        if vehicle_id != line.vehicle_id and vehicle_id not in vehicles_within([vehicle_id], READ_VEHICLE):
            raise Invalid("vehicle_id", _("This does not exist, or no longer."))
    coded = told.kind in (CostObject.REPAIR_ORDER, CostObject.CAMPAIGN)
    line.object_kind, line.vehicle_id = told.kind, vehicle_id
    line.object_code = code if coded else ""
    line.object_name = name if told.kind is CostObject.CAMPAIGN else ""
