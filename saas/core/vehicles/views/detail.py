"""One vehicle: facts, who is tied to it, visits, plates, readings, panels of others."""

from __future__ import annotations

from flask import Response, g

from saas.core.vehicles.permissions import READ, WRITE
from saas.core.vehicles.queries import (
    odometer_lines,
    plate_lines,
    service_lines,
    tie_lines,
    visible_vehicle,
)
from saas.core.vehicles.views.blueprint import pages
from saas.core.vehicles.vin import maker
from saas.core.vehicles.words import ENERGIES, ROLES, SERVICE_KINDS
from saas.platform.permissions import allowed, requires
from saas.platform.web import actions_of, answer_panel, facts_of, panels_of, render

SLOT = "core.vehicle"


@pages.get("/vehicles/<int:vehicle_id>")
@requires(READ)
def show(vehicle_id: int) -> Response:
    """The vehicle's page."""
    vehicle = visible_vehicle(vehicle_id, READ)
    return render(
        "vehicles/show.html",
        vehicle=vehicle,
        title=vehicle.plate or vehicle.vin,
        maker=maker(vehicle.vin) if vehicle.vin else "",
        ties=tie_lines(vehicle_id),
        services=service_lines(vehicle_id=vehicle_id, limit=50),
        plates=plate_lines(vehicle_id),
        readings=odometer_lines(vehicle_id),
        energies=ENERGIES,
        roles=ROLES,
        kinds=SERVICE_KINDS,
        facts=facts_of(SLOT, vehicle_id),
        cards=panels_of(SLOT),
        actions=actions_of(SLOT, g.tenant.code, vehicle_id),
        may_write=allowed(WRITE),
    )


@pages.get("/vehicles/<int:vehicle_id>/panels/<name>")
@requires(READ)
def panel(vehicle_id: int, name: str) -> Response:
    """The inside of one panel."""
    visible_vehicle(vehicle_id, READ)
    return answer_panel(SLOT, name, vehicle_id)
