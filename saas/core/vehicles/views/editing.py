"""Add and edit vehicles, hand them over, note readings and visits."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from saas.core.customers.permissions import READ as READ_CUSTOMER
from saas.core.customers.queries import visible_customer
from saas.core.organisation.queries import zone_of
from saas.core.vehicles.models import OwnershipRole, Vehicle
from saas.core.vehicles.operations import (
    ServiceDetails,
    VehicleDetails,
    create_service_record,
    create_vehicle,
    edit_vehicle,
    end_tie,
    record_odometer,
    tie_customer,
    transfer_ownership,
)
from saas.core.vehicles.operations.vehicles import details_of
from saas.core.vehicles.permissions import WRITE
from saas.core.vehicles.queries import tie_lines, visible_vehicle
from saas.core.vehicles.schemas import OdometerSchema, ServiceFormSchema, TransferSchema, VehicleSchema
from saas.core.vehicles.views.blueprint import back_to, pages, store_choices
from saas.core.vehicles.words import FIELDS
from saas.platform.clock import now, today
from saas.platform.database import session
from saas.platform.errors import Conflict, Invalid, NotFound, VersionConflict
from saas.platform.i18n import _
from saas.platform.permissions import require, requires
from saas.platform.web import Form, FormParts, form_version, render, tell
from saas.platform.web.filters import display_zone

Act = Callable[[dict[str, Any]], int]

FORM_SLOT = "core.vehicle_form"
FORM = "vehicle-form"
"""The form's id on the pages."""


@pages.route("/vehicles/new", methods=["GET", "POST"])
@requires(WRITE)
def new() -> AnyResponse:
    """A new vehicle, as a rule of the customer from whose page one comes."""
    owner_id = request.args.get("customer_id", type=int)
    owner = visible_customer(owner_id, READ_CUSTOMER) if owner_id is not None else None

    def act(typed: dict[str, Any]) -> int:
        require(WRITE, store_id=typed["store_id"])
        return create_vehicle(VehicleDetails(**typed), owner_id=owner_id).id

    start = {"store_id": owner.store_id if owner else None, "energy": "unknown"}
    title = _("New vehicle of %(name)s", name=owner.name) if owner else _("New vehicle")
    parts = FormParts(slot=FORM_SLOT)
    return _form_page(VehicleSchema, start, act, title=title, back="", conflict_at="vin", parts=parts)


@pages.route("/vehicles/<int:vehicle_id>/edit", methods=["GET", "POST"])
@requires(WRITE)
def edit(vehicle_id: int) -> AnyResponse:
    """A vehicle's own data; of two who edit at once, the second sees both versions."""
    vehicle = visible_vehicle(vehicle_id, WRITE)

    def act(typed: dict[str, Any]) -> int:
        require(WRITE, store_id=typed["store_id"] or vehicle.store_id)
        version = form_version() or 0
        return edit_vehicle(vehicle_id, VehicleDetails(**typed), version=version).id

    title = _("Edit %(name)s", name=vehicle.plate or vehicle.vin or "")
    start = {**details_of(vehicle), "energy": vehicle.energy.value}
    return _form_page(
        VehicleSchema,
        start,
        act,
        title=title,
        back=_address(vehicle),
        conflict_at="vin",
        row=vehicle,
        parts=FormParts(slot=FORM_SLOT, object_id=vehicle_id),
    )


@pages.route("/vehicles/<int:vehicle_id>/transfer", methods=["GET", "POST"])
@requires(WRITE)
def transfer(vehicle_id: int) -> AnyResponse:
    """Another owner, a driver or a payer."""
    vehicle = visible_vehicle(vehicle_id, WRITE)

    def act(typed: dict[str, Any]) -> int:
        try:
            visible_customer(typed["customer_id"], READ_CUSTOMER)
        except NotFound:
            raise Invalid("customer_id", _("There is no such customer.")) from None
        if typed["role"] is OwnershipRole.OWNER:
            transfer_ownership(vehicle_id, typed["customer_id"], on=typed["on"])
        else:
            tie_customer(vehicle_id, typed["customer_id"], typed["role"], on=typed["on"])
        return vehicle_id

    start = {"role": "owner", "on": today(display_zone()).isoformat()}
    title = _("Owner or driver of %(name)s", name=vehicle.plate or vehicle.vin or "")
    schema = TransferSchema()
    picked = schema.load_fields["customer_id"]
    picked.metadata = {**picked.metadata, "url": url_for("customers.pick")}
    return _form_page(schema, start, act, title=title, back=_address(vehicle), conflict_at="customer_id")


@pages.post("/vehicles/<int:vehicle_id>/ties/<int:tie_id>/end")
@requires(WRITE)
def end(vehicle_id: int, tie_id: int) -> AnyResponse:
    """Somebody no longer owns, drives or pays for the vehicle, from today on."""
    visible_vehicle(vehicle_id, WRITE)
    if tie_id not in {line.id for line in tie_lines(vehicle_id)}:
        raise NotFound(_("This does not exist, or no longer."))
    end_tie(tie_id, on=today(display_zone()))
    tell(_("Vehicle saved"))
    return back_to(vehicle_id)


@pages.route("/vehicles/<int:vehicle_id>/odometer", methods=["GET", "POST"])
@requires(WRITE)
def odometer(vehicle_id: int) -> AnyResponse:
    """A reading."""
    vehicle = visible_vehicle(vehicle_id, WRITE)

    def act(typed: dict[str, Any]) -> int:
        record_odometer(vehicle_id, on=typed["on"], km=typed["km"], source="manual", reason=typed["reason"])
        return vehicle_id

    start = {"on": today(display_zone()).isoformat()}
    title = _("Odometer of %(name)s", name=vehicle.plate or vehicle.vin or "")
    return _form_page(OdometerSchema, start, act, title=title, back=_address(vehicle), conflict_at="km")


@pages.route("/vehicles/<int:vehicle_id>/services/new", methods=["GET", "POST"])
@requires(WRITE)
def add_service(vehicle_id: int) -> AnyResponse:
    """A visit to the workshop."""
    vehicle = visible_vehicle(vehicle_id, WRITE)

    def act(typed: dict[str, Any]) -> int:
        require(WRITE, store_id=typed["store_id"])
        zone = ZoneInfo(zone_of(typed["store_id"]))
        typed["completed_at"] = typed["completed_at"].replace(tzinfo=zone)
        amount: Decimal | None = typed["amount_fen"]
        typed["amount_fen"] = None if amount is None else int(amount * 100)
        create_service_record(vehicle_id, ServiceDetails(**typed))
        return vehicle_id

    local = now().astimezone(ZoneInfo(display_zone())).replace(tzinfo=None)
    start = {"store_id": vehicle.store_id, "kind": "maintenance", "completed_at": local}
    title = _("Service record of %(name)s", name=vehicle.plate or vehicle.vin or "")
    return _form_page(
        ServiceFormSchema, start, act, title=title, back=_address(vehicle), conflict_at="order_no"
    )


def _form_page(
    schema: type[Schema] | Schema,
    start: dict[str, Any],
    act: Act,
    *,
    title: str,
    back: str,
    conflict_at: str,
    row: Vehicle | None = None,
    parts: FormParts | None = None,
) -> AnyResponse:
    # Only the vehicle's own form has a place for the parts of plugins.
    parts = parts or FormParts(slot="")
    error: Invalid | None = None
    both: list[tuple[str, object, object]] = []
    typed: dict[str, Any] = {}
    if request.method == "POST":
        try:
            with session().begin_nested():
                typed = parts.read(schema)
                saved = act(typed)
                parts.save(saved)
        except Invalid as refused:
            error = refused
        except VersionConflict as refused:
            error = Invalid("", refused.message)
            both = [(str(FIELDS[name]), typed[name], stored) for name, stored in refused.current.items()]
        except Conflict as refused:
            error = Invalid(conflict_at, refused.message)
        else:
            tell(_("Vehicle saved"))
            return parts.answer(back_to(saved), FORM)
    # After a conflict both versions are shown, and saving again is a decision.
    seen = form_version() if error and not both else (row.row_version if row else None)
    form = Form(schema, start, error=error, choices=store_choices(), version=seen)
    status = 409 if both else (422 if error else 200)
    views = parts.views(error)
    return render(
        "vehicles/form.html", status=status, form=form, title=title, back=back, both=both, parts=views
    )


def _address(vehicle: Vehicle) -> str:
    return url_for("vehicles.show", vehicle_id=vehicle.id)
