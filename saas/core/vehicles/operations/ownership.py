"""Who owns, drives or pays for a vehicle, over time; there is one current owner at most."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, exists, select

from saas.core.customers.models import Customer, Lifecycle
from saas.core.customers.operations import TRANSITIONS, change_lifecycle
from saas.core.organisation.queries import zone_of
from saas.core.vehicles.models import CustomerVehicle, OwnershipRole, Vehicle
from saas.core.vehicles.tokens import refresh_vehicle_tokens
from saas.platform.audit.recording import record
from saas.platform.clock import today
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant

BECOME_OWNERS = (Lifecycle.PROSPECT, Lifecycle.FORMER)


def transfer_ownership(
    vehicle_id: int, customer_id: int, *, on: date | None, price_fen: int | None = None
) -> CustomerVehicle:
    """Make a customer the owner from a day on (none: unknown) and end the time of the one before.

    Who owns no vehicle any more becomes a former customer. The owner as before changes nothing.
    Raises NotFound, Invalid for a day before the present owner's time began.
    """
    vehicle = load_for_change(Vehicle, vehicle_id)
    customer = load(Customer, customer_id)
    day = on or today(zone_of(vehicle.store_id))
    current = _current_owner(vehicle_id)
    if current is not None and current.customer_id == customer_id:
        return current
    if current is not None:
        _end(current, day)
    tie = CustomerVehicle(
        customer_id=customer_id,
        vehicle_id=vehicle_id,
        role=OwnershipRole.OWNER,
        valid_from=on,
        price_fen=price_fen,
    )
    session().add(tie)
    session().flush()
    refresh_vehicle_tokens(vehicle)
    if customer.lifecycle in BECOME_OWNERS:
        change_lifecycle(customer_id, Lifecycle.OWNER, on=day)
    before = current.customer_id if current else None
    detail = {"customer_id": customer_id, "before": before, "on": on}
    record("vehicles.ownership.transferred", "vehicle", vehicle_id, detail=detail)
    return tie


def tie_customer(
    vehicle_id: int, customer_id: int, role: OwnershipRole, *, on: date | None
) -> CustomerVehicle:
    """Tie a driver or payer to a vehicle from a day on; one who is tied so stays so.

    Raises NotFound, Invalid for an owner, who comes by `transfer_ownership`.
    """
    if role is OwnershipRole.OWNER:
        raise Invalid("role", _("Ownership is transferred, since a vehicle has one owner."))
    vehicle = load_for_change(Vehicle, vehicle_id)
    load(Customer, customer_id)
    same = (
        CustomerVehicle.customer_id == customer_id,
        CustomerVehicle.role == role,
        CustomerVehicle.is_current,
    )
    found = session().scalars(_ties(vehicle_id).where(*same)).first()
    if found is not None:
        return found
    tie = CustomerVehicle(customer_id=customer_id, vehicle_id=vehicle_id, role=role, valid_from=on)
    session().add(tie)
    session().flush()
    refresh_vehicle_tokens(vehicle)
    detail = {"customer_id": customer_id, "role": role, "on": on}
    record("vehicles.tie.added", "vehicle", vehicle_id, detail=detail)
    return tie


def end_tie(tie_id: int, *, on: date) -> CustomerVehicle:
    """End an owner's, driver's or payer's time.

    Raises NotFound, Conflict for a tie that has ended, Invalid for a day before it began.
    """
    vehicle_id = load(CustomerVehicle, tie_id).vehicle_id
    vehicle = load_for_change(Vehicle, vehicle_id)
    tie = load_for_change(CustomerVehicle, tie_id)
    if not tie.is_current:
        raise Conflict(_("This has ended already."))
    _end(tie, on)
    refresh_vehicle_tokens(vehicle)
    detail = {"customer_id": tie.customer_id, "role": tie.role, "on": on}
    record("vehicles.tie.ended", "vehicle", vehicle_id, detail=detail)
    return tie


def _ties(vehicle_id: int) -> Select[CustomerVehicle]:
    return select(CustomerVehicle).where(
        CustomerVehicle.tenant_id == current_tenant(), CustomerVehicle.vehicle_id == vehicle_id
    )


def _current_owner(vehicle_id: int) -> CustomerVehicle | None:
    held = (CustomerVehicle.role == OwnershipRole.OWNER, CustomerVehicle.is_current)
    return session().scalars(_ties(vehicle_id).where(*held)).one_or_none()


def _end(tie: CustomerVehicle, on: date) -> None:
    if tie.valid_from and on < tie.valid_from:
        raise Invalid("on", _("This day is before the present owner's time began."))
    tie.valid_to, tie.is_current = on, False
    # Before the new owner comes: the database lets in one current owner at a time.
    session().flush()
    if tie.role is OwnershipRole.OWNER and not _owns_any(tie.customer_id):
        customer = load(Customer, tie.customer_id)
        if Lifecycle.FORMER in TRANSITIONS[customer.lifecycle]:
            change_lifecycle(customer.id, Lifecycle.FORMER, on=on)


def _owns_any(customer_id: int) -> bool:
    tie = CustomerVehicle
    held = (tie.customer_id == customer_id, tie.role == OwnershipRole.OWNER, tie.is_current)
    return bool(session().scalar(select(exists().where(tie.tenant_id == current_tenant(), *held))))
