"""The ten years before the group came aboard: its customers, cars and visits, set-based, as an import brings them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from sqlalchemy import select

from saas.core.customers.bulk import CustomerRow
from saas.core.customers.bulk import upsert as upsert_customers
from saas.core.customers.models import Customer, Lifecycle
from saas.core.customers.operations import change_lifecycle
from saas.core.privacy.models import ConsentDecision
from saas.core.privacy.operations import record_consent
from saas.core.vehicles.bulk import ServiceRow, VehicleRow, upsert_service_records
from saas.core.vehicles.bulk import upsert as upsert_vehicles
from saas.core.vehicles.models import Vehicle
from saas.core.vehicles.operations import transfer_ownership
from saas.demo.cast import Cast
from saas.demo.founding import Ground, at
from saas.demo.lives import Visit
from saas.demo.world import Buyer, Car, World
from saas.platform.database import unit_of_work
from saas.platform.tenancy import SYSTEM, tenant_context

T = TypeVar("T")
BATCH = 2000
DORMANT_DAYS, LOST_DAYS = 400, 800
SOURCE = "DMS"
"""The dealer's own system, from which customers, cars and repair orders come."""


@dataclass(slots=True, kw_only=True)
class Stage:
    """A founded group with its plan. customers, vehicles: ids by the plan's number and by VIN, as far as they are there."""

    cast: Cast
    ground: Ground
    world: World
    customers: dict[int, int] = field(default_factory=dict)
    vehicles: dict[str, int] = field(default_factory=dict)


def load_past(stage: Stage) -> dict[str, int]:
    """Bring in all that was before the first lived day; how many of each. In one transaction of the caller."""
    cars = [car for car in stage.world.cars if car.delivered < stage.world.first]
    _load_customers(stage, _buyers_of(cars))
    _load_vehicles(stage, cars)
    services = _load_services(stage, cars)
    _sell_on(stage, cars)
    _move_on(stage, cars)
    return {"customers": len(stage.customers), "vehicles": len(stage.vehicles), "service_records": services}


def find_stage(cast: Cast, ground: Ground, world: World) -> Stage:
    """The stage of a group whose past is loaded, with the ids of all that is there."""
    customers = select(Customer.source_id, Customer.id).where(Customer.tenant_id == ground.tenant_id)
    vehicles = select(Vehicle.source_id, Vehicle.id).where(Vehicle.tenant_id == ground.tenant_id)
    with tenant_context(ground.tenant_id, SYSTEM), unit_of_work() as work:
        known = {row.source_id: row.id for row in work.execute(customers)}
        cars = {row.source_id: row.id for row in work.execute(vehicles) if row.source_id}
    return Stage(
        cast=cast, ground=ground, world=world, vehicles=cars,
        customers={one.number: known[source_id(one)] for one in world.buyers if source_id(one) in known},
    )  # fmt: skip


def _sell_on(stage: Stage, cars: Sequence[Car]) -> None:
    for car in cars:
        if car.second and car.resold_on:
            transfer_ownership(stage.vehicles[car.vin], stage.customers[car.second.number], on=car.resold_on)


def _move_on(stage: Stage, cars: Sequence[Car]) -> None:
    """Say who was last seen long ago, and who signed that advertising is welcome."""
    seen: dict[int, date] = {}
    for car in cars:
        owner = owner_at(car, stage.world.first)
        days = [visit.day for visit in car.visits if visit.day < stage.world.first]
        last = max([car.resold_on or car.delivered, *days])
        number = stage.customers[owner.number]
        seen[number] = max(last, seen.get(number, last))
    for customer_id, last in seen.items():
        away = (stage.world.first - last).days
        if away > LOST_DAYS:
            change_lifecycle(customer_id, Lifecycle.LOST, on=last + timedelta(days=LOST_DAYS))
        elif away > DORMANT_DAYS:
            change_lifecycle(customer_id, Lifecycle.DORMANT, on=last + timedelta(days=DORMANT_DAYS))
        if customer_id % 9 == 0:
            record_consent(
                customer_id,
                "marketing",
                ConsentDecision.GRANT,
                notice_version="2025-06",
                evidence={"kind": "form"},
            )


def owner_at(car: Car, day: date) -> Buyer:
    """Who has the car on a day."""
    return car.second if car.second and car.resold_on and day >= car.resold_on else car.buyer


def adviser_of(cast: Cast, car: Car, visit: Visit) -> str:
    """Who received the car: mostly the same adviser, since customers ask for whom they know."""
    able = [*cast.advisers[car.store]]
    able += [person.name for person in cast.people if person.employee_of == car.store]
    drawn = Random(f"{car.vin}:{visit.day}")
    return drawn.choice(able) if drawn.random() < 0.3 else Random(car.vin).choice(able)


def _batches(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _buyers_of(cars: Sequence[Car]) -> list[Buyer]:
    found = {buyer.number: buyer for car in cars for buyer in (car.buyer, car.second) if buyer}
    return list(found.values())


def _load_customers(stage: Stage, buyers: Sequence[Buyer]) -> None:
    for batch in _batches(buyers, BATCH):
        done = upsert_customers([customer_row(stage.ground, buyer) for buyer in batch])
        stage.customers |= {buyer.number: row_id for buyer, row_id in zip(batch, done.ids, strict=True)}


def customer_row(ground: Ground, buyer: Buyer) -> CustomerRow:
    """A customer of the plan as a row of a file."""
    return CustomerRow(
        name=buyer.name, kind=buyer.kind, gender=buyer.gender, birth_date=buyer.birth_date, phones=buyer.phones,
        emails=(buyer.email,) if buyer.email else (), address=buyer.address, store_id=ground.stores[buyer.store],
        source_system=SOURCE, source_id=source_id(buyer),
    )  # fmt: skip


def source_id(buyer: Buyer) -> str:
    """The customer's number in the dealer's own system."""
    return f"{buyer.store}C{buyer.number + 10_001}"


def _load_vehicles(stage: Stage, cars: Sequence[Car]) -> None:
    for batch in _batches(cars, BATCH):
        done = upsert_vehicles([_vehicle_row(stage, car) for car in batch])
        stage.vehicles |= {car.vin: row_id for car, row_id in zip(batch, done.ids, strict=True)}


def _vehicle_row(stage: Stage, car: Car) -> VehicleRow:
    return VehicleRow(
        vin=car.vin, plate=car.plate, make=car.make, series=car.model.series, model=car.model.name,
        model_year=car.model_year, energy=car.model.energy, colour=car.colour, store_id=stage.ground.stores[car.store],
        invoice_date=car.delivered, delivery_date=car.delivered, odometer_km=8, odometer_on=car.delivered,
        owner_id=stage.customers[car.buyer.number], source_system=SOURCE, source_id=car.vin,
    )  # fmt: skip


def _load_services(stage: Stage, cars: Sequence[Car]) -> int:
    past = numbered((car, visit) for car in cars for visit in car.visits if visit.day < stage.world.first)
    for batch in _batches(past, BATCH):
        upsert_service_records([_service_row(stage, *entry) for entry in batch])
    return len(past)


def numbered(found: Iterable[tuple[Car, Visit]]) -> list[tuple[Car, Visit, str]]:
    """Visits in the order of time, each with its order number: counted up within store and day."""
    counts: dict[tuple[str, date], int] = {}
    made = []
    for car, visit in sorted(found, key=lambda pair: (pair[1].day, pair[1].minute, pair[0].vin)):
        key = (car.store, visit.day)
        counts[key] = counts.get(key, 0) + 1
        made.append((car, visit, f"{car.store}{visit.day:%y%m%d}{counts[key]:03d}"))
    return made


def _service_row(stage: Stage, car: Car, visit: Visit, number: str) -> ServiceRow:
    adviser = adviser_of(stage.cast, car, visit)
    done = at(visit.day, *divmod(visit.minute, 60))
    return ServiceRow(
        store_id=stage.ground.stores[car.store], vehicle_id=stage.vehicles[car.vin],
        customer_id=stage.customers[owner_at(car, visit.day).number], order_no=number, visited_on=visit.day,
        opened_on=visit.day, completed_at=done, settled_on=visit.day, kind=visit.kind, kind_text=visit.text,
        amount_fen=visit.amount_fen, odometer_km=visit.km, adviser_name=adviser,
        adviser_id=stage.ground.employees[adviser], note=visit.note, source_system=SOURCE, source_id=number,
    )  # fmt: skip
