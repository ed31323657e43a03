"""The REST API of vehicles, who is tied to them, and their visits, over the same operations as the pages."""

from __future__ import annotations

from dataclasses import fields as names_of
from typing import Any

from saas.core.customers.permissions import READ as READ_CUSTOMER
from saas.core.customers.queries import visible_customer
from saas.core.vehicles.api_schemas import (
    ServiceOutSchema,
    TieInSchema,
    TieOutSchema,
    VehicleInSchema,
    VehicleOutSchema,
    VehicleQuery,
)
from saas.core.vehicles.models import CustomerVehicle, OwnershipRole, ServiceRecord, Vehicle
from saas.core.vehicles.operations import (
    ServiceDetails,
    VehicleDetails,
    create_service_record,
    create_vehicle,
    edit_vehicle,
    record_odometer,
    tie_customer,
    transfer_ownership,
)
from saas.core.vehicles.operations.vehicles import details_of
from saas.core.vehicles.permissions import READ, WRITE
from saas.core.vehicles.queries import (
    TieLine,
    VehicleFilter,
    service_page,
    tie_lines,
    vehicle_page,
    visible_vehicle,
)
from saas.core.vehicles.schemas import OdometerSchema, ServiceSchema, VehicleSchema
from saas.platform.api import ApiBlueprint, PageQuery, expected_version, listed, page_of, tell_version
from saas.platform.i18n import _l
from saas.platform.permissions import require, requires

api = ApiBlueprint("vehicles", __name__, description=_l("Vehicles, their owners and service records"))


@api.get("/")
@requires(READ)
@api.arguments(VehicleQuery, location="query")
@api.response(200, page_of(VehicleOutSchema))
def list_vehicles(query: dict[str, Any]) -> dict[str, object]:
    """List vehicles."""
    wanted = VehicleFilter(vin=query["vin"], plate=query["plate"], customer_id=query["customer_id"])
    return listed(vehicle_page(wanted, limit=query["limit"], after=query["after"]))


@api.post("/")
@requires(WRITE)
@api.arguments(VehicleInSchema)
@api.response(201, VehicleOutSchema)
def add_vehicle(body: dict[str, Any]) -> Vehicle:
    """Add a vehicle; 409 when the group has one of this VIN."""
    owner_id = body.pop("customer_id")
    if owner_id is not None:
        visible_customer(owner_id, READ_CUSTOMER)
    require(WRITE, store_id=body["store_id"])
    made = create_vehicle(VehicleDetails(**body), owner_id=owner_id)
    tell_version(made)
    return made


@api.get("/<int:vehicle_id>")
@requires(READ)
@api.response(200, VehicleOutSchema)
def read_vehicle(vehicle_id: int) -> Vehicle:
    """Read a vehicle."""
    vehicle = visible_vehicle(vehicle_id, READ)
    tell_version(vehicle)
    return vehicle


@api.patch("/<int:vehicle_id>")
@requires(WRITE)
@api.arguments(VehicleSchema(partial=True))
@api.response(200, VehicleOutSchema)
def change_vehicle(body: dict[str, Any], vehicle_id: int) -> Vehicle:
    """Change what is given; the rest stays."""
    values: dict[str, Any] = {**details_of(visible_vehicle(vehicle_id, WRITE)), **body}
    given = {field.name: values[field.name] for field in names_of(VehicleDetails)}
    given["vin"] = given["vin"] or ""
    require(WRITE, store_id=given["store_id"])
    changed = edit_vehicle(vehicle_id, VehicleDetails(**given), version=expected_version())
    tell_version(changed)
    return changed


@api.get("/<int:vehicle_id>/ties")
@requires(READ)
@api.response(200, TieOutSchema(many=True))
def list_ties(vehicle_id: int) -> list[TieLine]:
    """Who owns, drives or pays, and who did."""
    visible_vehicle(vehicle_id, READ)
    return tie_lines(vehicle_id)


@api.post("/<int:vehicle_id>/ties")
@requires(WRITE)
@api.arguments(TieInSchema)
@api.response(201, TieOutSchema)
def add_tie(body: dict[str, Any], vehicle_id: int) -> CustomerVehicle:
    """Transfer the ownership, or tie a driver or payer."""
    visible_vehicle(vehicle_id, WRITE)
    visible_customer(body["customer_id"], READ_CUSTOMER)
    if body["role"] is OwnershipRole.OWNER:
        return transfer_ownership(vehicle_id, body["customer_id"], on=body["on"])
    return tie_customer(vehicle_id, body["customer_id"], body["role"], on=body["on"])


@api.post("/<int:vehicle_id>/readings")
@requires(WRITE)
@api.arguments(OdometerSchema)
@api.response(201, VehicleOutSchema)
def add_reading(body: dict[str, Any], vehicle_id: int) -> Vehicle:
    """Note an odometer reading; the answer is the vehicle as it stands then."""
    vehicle = visible_vehicle(vehicle_id, WRITE)
    record_odometer(vehicle_id, on=body["on"], km=body["km"], source="api", reason=body["reason"])
    tell_version(vehicle)
    return vehicle


@api.get("/<int:vehicle_id>/service-records")
@requires(READ)
@api.arguments(PageQuery, location="query")
@api.response(200, page_of(ServiceOutSchema))
def list_service_records(query: dict[str, Any], vehicle_id: int) -> dict[str, object]:
    """List the visits, the last entered first."""
    visible_vehicle(vehicle_id, READ)
    return listed(service_page(vehicle_id, limit=query["limit"], after=query["after"]))


@api.post("/<int:vehicle_id>/service-records")
@requires(WRITE)
@api.arguments(ServiceSchema)
@api.response(201, ServiceOutSchema)
def add_service_record(body: dict[str, Any], vehicle_id: int) -> ServiceRecord:
    """Add a visit; 409 when the store has this order number."""
    visible_vehicle(vehicle_id, WRITE)
    require(WRITE, store_id=body["store_id"])
    made = create_service_record(vehicle_id, ServiceDetails(**body))
    tell_version(made)
    return made
