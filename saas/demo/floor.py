"""What happens at the cars: a delivery, a repair order that is closed, a number that is asked for again."""

from __future__ import annotations

from datetime import datetime
from random import Random

from saas.core.customers.models import ContactKind, Customer
from saas.core.customers.operations import add_contact_point, create_customer, mark_verified
from saas.core.customers.values import CustomerDetails, NewContact
from saas.core.privacy.models import ConsentDecision
from saas.core.privacy.operations import record_consent
from saas.core.vehicles.operations import (
    ServiceDetails,
    VehicleDetails,
    create_service_record,
    create_vehicle,
    record_odometer,
)
from saas.demo.agenda import Act
from saas.demo.lives import Visit
from saas.demo.past import SOURCE, Stage, adviser_of, owner_at, source_id
from saas.demo.people import mobile
from saas.demo.world import Buyer, Car
from saas.platform.database import load
from saas.platform.errors import Conflict

SIGNS_CONSENT = 0.35  # of the buyers, at the delivery


def deliver(stage: Stage, car: Car) -> Act:
    """A car goes to its buyer, who may sign that advertising is welcome."""

    def hand_over(_moment: datetime) -> datetime | None:
        customer_id = _customer(stage, car.buyer)
        stage.customers[car.buyer.number] = customer_id
        details = VehicleDetails(
            vin=car.vin, plate=car.plate, make=car.make, series=car.model.series, model=car.model.name,
            model_year=car.model_year, energy=car.model.energy, colour=car.colour,
            store_id=stage.ground.stores[car.store], invoice_date=car.delivered, delivery_date=car.delivered,
        )  # fmt: skip
        made = create_vehicle(details, owner_id=customer_id, source_system=SOURCE, source_id=car.vin)
        stage.vehicles[car.vin] = made.id
        record_odometer(made.id, on=car.delivered, km=8, source="delivery")
        if Random(car.vin).random() < SIGNS_CONSENT:
            evidence = {"kind": "form", "id": made.id}
            record_consent(
                customer_id, "marketing", ConsentDecision.GRANT, notice_version="2026-01", evidence=evidence
            )
        return None

    return hand_over


def _customer(stage: Stage, buyer: Buyer) -> int:
    contacts = [NewContact(kind=ContactKind.PHONE, value=phone) for phone in buyer.phones]
    if buyer.email:
        contacts.append(NewContact(kind=ContactKind.EMAIL, value=buyer.email))
    if buyer.address:
        contacts.append(NewContact(kind=ContactKind.ADDRESS, value=buyer.address))
    details = CustomerDetails(
        name=buyer.name, kind=buyer.kind, gender=buyer.gender, birth_date=buyer.birth_date,
        store_id=stage.ground.stores[buyer.store], owner_id=_looks_after(stage, buyer),
    )  # fmt: skip
    try:
        return create_customer(details, contacts, source_system=SOURCE, source_id=source_id(buyer)).id
    except Conflict as known:
        # Somebody of the same name in the same family: for the dealer's system it is the same customer.
        return int(str((known.current or {})["customer_id"]))


def _looks_after(stage: Stage, buyer: Buyer) -> int:
    """The specialist of the store who is the new customer's person from now on."""
    able = [one for one in stage.cast.with_role("followup_specialist") if buyer.store in one.stores]
    return stage.ground.members[able[buyer.number % len(able)].login]


def serve(stage: Stage, car: Car, visit: Visit, order: str) -> Act:
    """A repair order is closed; who could not be reached is asked for their number at the desk."""

    def close(moment: datetime) -> datetime | None:
        adviser = adviser_of(stage.cast, car, visit)
        customer_id = stage.customers[owner_at(car, visit.day).number]
        create_service_record(
            stage.vehicles[car.vin],
            ServiceDetails(
                store_id=stage.ground.stores[car.store], order_no=order, kind=visit.kind, kind_text=visit.text,
                customer_id=customer_id, opened_on=visit.day, completed_at=moment, settled_on=visit.day,
                amount_fen=visit.amount_fen, odometer_km=visit.km, adviser_name=adviser,
                adviser_id=stage.ground.employees[adviser], note=visit.note,
            ),
            source_system=SOURCE, source_id=order,
        )  # fmt: skip
        if load(Customer, customer_id).update_wanted:
            number = mobile(Random(f"{order}:{customer_id}"), stage.world.phones)
            add_contact_point(
                customer_id, NewContact(kind=ContactKind.PHONE, value=number, is_primary=True, label="新号码")
            )
            mark_verified(customer_id)
        return None

    return close
