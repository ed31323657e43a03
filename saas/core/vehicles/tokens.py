"""Let customers be found by the plates and VINs of the vehicles that they own, drive or pay for."""

from __future__ import annotations

from sqlalchemy import select

from saas.core.customers.search_tokens import SearchSubject, tokens_of
from saas.core.customers.tokens import drop_source, replace_tokens
from saas.core.vehicles.models import CustomerVehicle, Vehicle
from saas.platform.database import session
from saas.platform.tenancy import current_tenant


def token_source(vehicle_id: int) -> str:
    """The name under which a vehicle gives tokens."""
    return f"vehicle:{vehicle_id}"


def subject_of(vin: str | None, plate: str) -> SearchSubject:
    """What a vehicle can be found by."""
    return SearchSubject(plates=(plate,) if plate else (), vins=(vin,) if vin else ())


def refresh_vehicle_tokens(vehicle: Vehicle) -> None:
    """Rewrite what a vehicle gives to the customers who are tied to it now, and take it from those who were."""
    session().flush()
    tied = (
        CustomerVehicle.tenant_id == current_tenant(),
        CustomerVehicle.vehicle_id == vehicle.id,
        CustomerVehicle.is_current,
    )
    customers = session().scalars(select(CustomerVehicle.customer_id).where(*tied).distinct()).all()
    source = token_source(vehicle.id)
    if not customers:
        drop_source(source)
        return
    drop_source(source, but_for=customers)
    tokens = tokens_of(subject_of(vehicle.vin, vehicle.plate))
    for customer_id in customers:
        replace_tokens(customer_id, source, tokens)
