"""Write a piece of a file into the tables: customers first, then their vehicles, then the visits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import text

from saas.core.customers import bulk as customers
from saas.core.customers.bulk import Upserted
from saas.core.imports.intake import Intake, service_row, with_day
from saas.core.imports.tallies import Effects, Key, Outcome, Table
from saas.core.vehicles import bulk as vehicles
from saas.core.vehicles.bulk import VehicleRow
from saas.platform.database import session
from saas.platform.tenancy import current_tenant

_READINGS = "SELECT {key}, odometer_km FROM vehicle WHERE tenant_id = :tenant AND {key} = ANY(:keys)"


def take_piece(rows: Sequence[Intake], today: date) -> Effects:
    """Write the rows in the current transaction; which customers, vehicles and visits it made, changed or left.

    today: the day of odometer readings that come without a visit.
    """
    made_customers = customers.upsert(row.customer for row in rows if row.customer)
    owners = {n: row.customer_id for n, row in enumerate(rows) if row.customer_id}
    owners |= zip((n for n, row in enumerate(rows) if row.customer), made_customers.ids, strict=True)
    cars = {n: row.vehicle for n, row in enumerate(rows) if row.vehicle}
    made_vehicles = vehicles.upsert(vehicle_rows(cars, owners, today))
    car_ids = {n: row.vehicle_id for n, row in enumerate(rows) if row.vehicle_id}
    car_ids |= zip(cars, made_vehicles.ids, strict=True)
    visits = [
        service_row(rows[number], vehicle_id, owners.get(number)) for number, vehicle_id in car_ids.items()
    ]
    made_visits = vehicles.upsert_service_records([visit for visit in visits if visit is not None])
    return {
        Table.CUSTOMER: outcome_of(made_customers),
        Table.VEHICLE: outcome_of(made_vehicles),
        Table.SERVICE_RECORD: outcome_of(made_visits),
    }


def vehicle_rows(cars: Mapping[int, VehicleRow], owners: Mapping[int, int], today: date) -> list[VehicleRow]:
    """The vehicles with their owners' ids, and with readings only where they say something new."""
    readings = _stored_readings([car for car in cars.values() if car.odometer_km is not None])
    found = []
    for number, car in cars.items():
        owner = owners.get(number)
        if owner is not None:
            car = replace(car, owner_id=owner)  # noqa: PLW2901 - the row as it goes on
        if car.odometer_km is not None:
            stored = readings.get(car.vin or car.plate)
            # The file says no day, so a reading that is stored already would come again on every day of import.
            is_new = stored is None or stored < car.odometer_km
            car = with_day(car, today if is_new else None)  # noqa: PLW2901 - likewise
        found.append(car)
    return found


def outcome_of(made: Upserted) -> Outcome:
    """What a bulk operation did, by ids."""
    unchanged: set[Key] = {*made.ids}
    return Outcome(
        created=set(made.created),
        updated=set(made.updated - made.created),
        unchanged=unchanged - made.created - made.updated,
    )


def _stored_readings(cars: Sequence[VehicleRow]) -> dict[str, int]:
    """By VIN, or by plate for vehicles without one: the kilometres that are stored."""
    found: dict[str, int] = {}
    for key in ("vin", "plate"):
        keys = [getattr(car, key) for car in cars if getattr(car, key) and (key == "vin" or not car.vin)]
        if keys:
            statement = text(_READINGS.format(key=key))
            rows = session().execute(statement, {"tenant": current_tenant(), "keys": keys})
            found.update({row[0]: row[1] for row in rows if row[1] is not None})
    return found
