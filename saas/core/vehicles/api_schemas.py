"""What the REST API of vehicles takes and answers."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.core.vehicles.models import Energy, OwnershipRole, ServiceKind
from saas.core.vehicles.plan_schemas import PlanIntervalsSchema
from saas.core.vehicles.schemas import VehicleSchema
from saas.platform.api import PageQuery


class VehicleOutSchema(Schema):
    """A vehicle."""

    id = fields.Integer()
    vin = fields.String(allow_none=True)
    vin_problem = fields.String()
    plate = fields.String()
    make = fields.String()
    series = fields.String()
    model = fields.String()
    model_year = fields.Integer(allow_none=True)
    energy = fields.Enum(Energy, by_value=True)
    colour = fields.String()
    store_id = fields.Integer(allow_none=True)
    invoice_date = fields.Date(allow_none=True)
    delivery_date = fields.Date(allow_none=True)
    odometer_km = fields.Integer(allow_none=True)
    odometer_on = fields.Date(allow_none=True)
    last_service_on = fields.Date(allow_none=True)
    next_maintenance_on = fields.Date(allow_none=True)
    row_version = fields.Integer()


class VehicleQuery(PageQuery):
    """Which vehicles: by whole VIN or plate, or of a customer."""

    vin = fields.String(load_default="", validate=validate.Length(max=40))
    plate = fields.String(load_default="", validate=validate.Length(max=20))
    customer_id = fields.Integer(load_default=None)


class VehicleInSchema(VehicleSchema):
    """A new vehicle, with its owner if known."""

    customer_id = fields.Integer(load_default=None, allow_none=True)


class TieInSchema(Schema):
    """Who owns, drives or pays for a vehicle from a day on."""

    customer_id = fields.Integer(required=True)
    role = fields.Enum(OwnershipRole, by_value=True, load_default=OwnershipRole.OWNER)
    on = fields.Date(load_default=None, allow_none=True)


class TieOutSchema(Schema):
    """Who is or was tied to a vehicle; without the customer where that one is out of reach."""

    id = fields.Integer()
    customer_id = fields.Integer(allow_none=True)
    role = fields.Enum(OwnershipRole, by_value=True)
    valid_from = fields.Date(allow_none=True)
    valid_to = fields.Date(allow_none=True)
    is_current = fields.Boolean()


class ServiceOutSchema(Schema):
    """A visit to the workshop; the amount in fen."""

    id = fields.Integer()
    vehicle_id = fields.Integer()
    customer_id = fields.Integer(allow_none=True)
    store_id = fields.Integer()
    order_no = fields.String()
    kind = fields.Enum(ServiceKind, by_value=True)
    kind_text = fields.String()
    completed_at = fields.AwareDateTime(allow_none=True)
    amount_fen = fields.Integer(allow_none=True)
    odometer_km = fields.Integer(allow_none=True)
    adviser_name = fields.String()
    row_version = fields.Integer()


class PlanOutSchema(PlanIntervalsSchema):
    """A maintenance plan; make and series empty for all vehicles."""

    id = fields.Integer()
    make = fields.String()
    series = fields.String()
    row_version = fields.Integer()
