"""What expenses were for, as pages show it and as their form asks for it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from marshmallow import Schema

from plugins.budget.claim_words import OBJECTS
from plugins.budget.models.claims import ClaimLine, CostObject
from plugins.budget.operations.claim_objects import READ_VEHICLE
from saas.plugin_api import Vehicle, _, allowed, vehicles_within


def objects_of(lines: Sequence[ClaimLine]) -> dict[int, str]:
    """What each line was for that was not for the store itself, by its id; one statement where there are vehicles."""
    ids = [one.vehicle_id for one in lines if one.vehicle_id is not None]
    vehicles = vehicles_within(ids, READ_VEHICLE) if allowed(READ_VEHICLE) else {}
    return {
        one.id: _told(one, vehicles.get(one.vehicle_id or 0))
        for one in lines
        if one.object_kind is not CostObject.STORE
    }


def vehicle_choices(line: ClaimLine | None) -> list[tuple[str, str]]:
    """The vehicle that stands on a line, so that its picker shows it."""
    if line is None or line.vehicle_id is None:
        return []
    return [
        (
            str(line.vehicle_id),
            _vehicle(vehicles_within([line.vehicle_id], READ_VEHICLE).get(line.vehicle_id)),
        )
    ]


def with_picker(schema: type[Schema]) -> Schema:
    """The form of an expense, where vehicles are looked up as they are typed; who sees none is offered none."""
    made = schema()
    field = made.load_fields["vehicle_id"]
    if allowed(READ_VEHICLE):
        field.metadata = {**field.metadata, "url": url_for("vehicles.pick")}
    else:
        field.metadata = {**field.metadata, "widget": "hidden"}
    return made


def _told(line: ClaimLine, vehicle: Vehicle | None) -> str:
    if line.object_kind is CostObject.VEHICLE:
        return f"{OBJECTS[line.object_kind]}: {_vehicle(vehicle)}"
    return f"{OBJECTS[line.object_kind]}: " + " · ".join(filter(None, [line.object_code, line.object_name]))


def _vehicle(vehicle: Vehicle | None) -> str:
    if vehicle is None:
        return _("one out of your reach")
    return (
        " · ".join(filter(None, [vehicle.plate or (vehicle.vin or "")[-8:], vehicle.series]))
        or f"#{vehicle.id}"
    )
