"""One schema for each input; pages and the API validate with the same."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from saas.core.vehicles.models import Energy, OwnershipRole, ServiceKind
from saas.core.vehicles.words import ENERGIES, ROLES, SERVICE_KINDS
from saas.platform.i18n import LazyStr, _l


def _text(label: LazyStr, longest: int = 100) -> fields.String:
    return fields.String(load_default="", validate=validate.Length(max=longest), metadata={"label": label})


def _day(label: LazyStr) -> fields.Date:
    return fields.Date(load_default=None, allow_none=True, metadata={"label": label})


class VehicleSchema(Schema):
    """A vehicle's own data."""

    vin = fields.String(
        load_default="",
        validate=validate.Length(max=40),
        metadata={"label": _l("VIN"), "help": _l("17 characters."), "autocomplete": "off"},
    )
    plate = fields.String(
        load_default="",
        validate=validate.Length(max=20),
        metadata={"label": _l("Plate"), "autocomplete": "off"},
    )
    make = _text(_l("Make"))
    series = _text(_l("Series"))
    model = _text(_l("Model"))
    model_year = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1950, 2100),
        metadata={"label": _l("Model year"), "help": _l("Left empty, it is read from the VIN.")},
    )
    energy = fields.Enum(
        Energy,
        by_value=True,
        load_default=Energy.UNKNOWN,
        metadata={"label": _l("Energy"), "choices": [(k.value, text) for k, text in ENERGIES.items()]},
    )
    colour = _text(_l("Colour"), 40)
    store_id = fields.Integer(
        load_default=None, allow_none=True, metadata={"label": _l("Store"), "widget": "select"}
    )
    invoice_date = _day(_l("Invoiced on"))
    delivery_date = _day(_l("Delivered on"))


class TransferSchema(Schema):
    """A vehicle gets another owner, driver or payer."""

    customer_id = fields.Integer(
        required=True,
        metadata={"label": _l("Customer"), "widget": "picker"},
    )
    role = fields.Enum(
        OwnershipRole,
        by_value=True,
        load_default=OwnershipRole.OWNER,
        metadata={"label": _l("As"), "choices": [(k.value, text) for k, text in ROLES.items()]},
    )
    on = _day(_l("From day"))


class OdometerSchema(Schema):
    """A reading."""

    on = fields.Date(required=True, metadata={"label": _l("Read on")})
    km = fields.Integer(
        required=True,
        validate=validate.Range(0, 2_000_000),
        metadata={"label": _l("Odometer"), "unit": "km"},
    )
    reason = fields.String(
        load_default="",
        validate=validate.Length(max=200),
        metadata={
            "label": _l("Reason"),
            "help": _l("Only for a reading that does not fit the others, as after a new instrument."),
        },
    )


class ServiceBase(Schema):
    """What every way of telling of a visit has."""

    store_id = fields.Integer(required=True, metadata={"label": _l("Store"), "widget": "select"})
    order_no = fields.String(
        required=True,
        validate=validate.Length(min=1, max=60),
        metadata={"label": _l("Order number"), "autocomplete": "off"},
    )
    kind = fields.Enum(
        ServiceKind,
        by_value=True,
        load_default=ServiceKind.MAINTENANCE,
        metadata={"label": _l("Kind"), "choices": [(k.value, text) for k, text in SERVICE_KINDS.items()]},
    )
    odometer_km = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(0, 2_000_000),
        metadata={"label": _l("Odometer"), "unit": "km"},
    )
    adviser_name = _text(_l("Service advisor"), 60)
    note = fields.String(
        load_default="",
        validate=validate.Length(max=2000),
        metadata={"label": _l("Note"), "widget": "textarea", "maxlength": 2000},
    )


class ServiceSchema(ServiceBase):
    """A visit to the workshop; the amount in fen."""

    completed_at = fields.AwareDateTime(required=True)
    amount_fen = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0))


class ServiceFormSchema(ServiceBase):
    """A visit as it is typed: the time in the store's zone, the amount in yuan."""

    completed_at = fields.NaiveDateTime(
        required=True,
        metadata={
            "label": _l("Completed at"),
            "widget": "datetime-local",
            "help": _l("In the store's time."),
        },
    )
    amount_fen = fields.Decimal(
        load_default=None,
        allow_none=True,
        places=2,
        validate=validate.Range(0, 100_000_000),
        metadata={"label": _l("Amount"), "unit": "¥"},
    )
