"""Many vehicles and visits at once: the same tables as one by one, and nothing changed by the same rows again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, text

from saas.core.customers.bulk import Counts
from saas.core.vehicles import bulk
from saas.core.vehicles.bulk import ServiceRow, VehicleRow
from saas.core.vehicles.maintenance import Plan
from saas.core.vehicles.models import CustomerVehicle, Energy, OdometerReading, PlateHistory, Vehicle
from saas.core.vehicles.operations import (
    ServiceDetails,
    VehicleDetails,
    create_service_record,
    create_vehicle,
    record_odometer,
    set_maintenance_plan,
)
from saas.core.vehicles.service_kinds import read_service_kind
from saas.platform.database import session
from saas.platform.tenancy import current_tenant
from saas.testing.factories.customers import customer
from saas.testing.factories.vehicles import vehicle, vin
from tests.integration.customers.conftest import Dealer

ZONE = ZoneInfo("Asia/Shanghai")
BOOKKEEPING = {"id", "tenant_id", "vehicle_id", "source", "created_at", "updated_at", "row_version"}
TABLES = (
    "vehicle",
    "customer_vehicle",
    "plate_history",
    "odometer_reading",
    "service_record",
    "search_token",
)
DELIVERED = date(2025, 3, 1)


def contents(leave_out: set[str]) -> dict[str, list[str]]:
    """All that the tables hold, but for ids, times and versions."""
    session().flush()
    found = {}
    for table in TABLES:
        statement = text(f"SELECT * FROM {table} WHERE tenant_id = :t")
        rows = session().execute(statement, {"t": current_tenant()}).mappings()
        found[table] = sorted(
            str(sorted((k, str(v)) for k, v in row.items() if k not in leave_out)) for row in rows
        )
    return found


def emptied() -> None:
    tenant = {"t": current_tenant()}
    session().execute(text("DELETE FROM search_token WHERE tenant_id = :t AND source <> 'customer'"), tenant)
    for table in ("service_record", "vehicle"):
        session().execute(text(f"DELETE FROM {table} WHERE tenant_id = :t"), tenant)
    session().expire_all()


def vehicles_one_by_one(rows: Sequence[VehicleRow]) -> list[int]:
    made = []
    for row in rows:
        details = VehicleDetails(
            vin=row.vin,
            plate=row.plate,
            make=row.make,
            series=row.series,
            model=row.model,
            energy=row.energy or Energy.UNKNOWN,
            colour=row.colour,
            store_id=row.store_id,
            invoice_date=row.invoice_date,
            delivery_date=row.delivery_date,
        )
        one = create_vehicle(details, owner_id=row.owner_id)
        if row.odometer_km is not None and row.odometer_on is not None:
            record_odometer(one.id, on=row.odometer_on, km=row.odometer_km, source="import")
        made.append(one.id)
    return made


def services_one_by_one(rows: Sequence[ServiceRow]) -> None:
    for row in rows:
        details = ServiceDetails(
            store_id=row.store_id,
            order_no=row.order_no,
            kind_text=row.kind_text,
            opened_on=row.opened_on,
            completed_at=row.completed_at,
            settled_on=row.settled_on,
            amount_fen=row.amount_fen,
            odometer_km=row.odometer_km,
            adviser_name=row.adviser_name,
            note=row.note,
        )
        create_service_record(row.vehicle_id, details)


def visit(
    dealer: Dealer, vehicle_id: int, order_no: str, day: date, km: int | None, **more: Any
) -> ServiceRow:
    kind_text = more.pop("kind_text", "常规保养")
    return ServiceRow(
        store_id=dealer.store_id,
        vehicle_id=vehicle_id,
        order_no=order_no,
        visited_on=day,
        completed_at=datetime(day.year, day.month, day.day, 18, tzinfo=ZONE),
        kind=read_service_kind(kind_text),
        kind_text=kind_text,
        odometer_km=km,
        **more,
    )


def cars(dealer: Dealer) -> list[VehicleRow]:
    first, second = customer("王晓明", phones=["13800000001"]), customer("李芳", phones=["13800000002"])
    return [
        VehicleRow(
            vin=vin(),
            plate="沪A12345",
            make="大众",
            series="朗逸",
            energy=Energy.PETROL,
            store_id=dealer.store_id,
            delivery_date=DELIVERED,
            odometer_km=12_000,
            odometer_on=date(2026, 3, 1),
            owner_id=first.id,
            phones=("+8613800000001",),
        ),
        VehicleRow(plate="沪B54321", owner_id=second.id, phones=("+8613800000002",), invoice_date=DELIVERED),
        VehicleRow(vin=vin(), colour="白", model="Model 3", energy=Energy.ELECTRIC, owner_id=first.id),
    ]


def test_upsert_makes_the_same_tables_as_one_by_one(dealer: Dealer) -> None:
    set_maintenance_plan(Plan())
    rows = cars(dealer)
    ids = vehicles_one_by_one(rows)
    days = [
        (0, "RO1", date(2025, 9, 1), 5000),
        (0, "RO2", date(2026, 4, 1), 13_000),
        (1, "RO3", date(2026, 4, 2), None),
    ]
    services_one_by_one([visit(dealer, ids[n], *rest, amount_fen=100) for n, *rest in days])  # type: ignore[arg-type]
    single = contents(BOOKKEEPING)
    emptied()
    answer = bulk.upsert(rows)
    assert answer.counts == Counts(created=3)
    served = bulk.upsert_service_records(
        [visit(dealer, answer.ids[n], *rest, amount_fen=100) for n, *rest in days]  # type: ignore[arg-type]
    )
    assert served.counts == Counts(created=3)
    assert contents(BOOKKEEPING) == single


def test_upsert_twice_changes_nothing(dealer: Dealer) -> None:
    rows = cars(dealer)
    first = bulk.upsert(rows)
    services = [visit(dealer, first.ids[0], f"RO{n}", date(2026, 4, n), 13_000 + n) for n in (1, 2)]
    served = bulk.upsert_service_records(services)
    before = contents(set())
    again, served_again = bulk.upsert(rows), bulk.upsert_service_records(services)
    assert (again.counts, again.ids) == (Counts(unchanged=3), first.ids)
    assert (served_again.counts, served_again.ids) == (Counts(unchanged=2), served.ids)
    assert contents(set()) == before


def test_upsert_in_batches_twice_keeps_the_last_owner_and_plate(dealer: Dealer) -> None:
    first, second = customer("王晓明"), customer("李芳")
    number = vin()
    sold = VehicleRow(vin=number, plate="沪A12345", owner_id=first.id)
    resold = VehicleRow(vin=number, plate="沪B54321", owner_id=second.id)
    for row in (sold, resold):
        bulk.upsert([row])
    before = contents(set())
    for row in (sold, resold):
        assert bulk.upsert([row]).counts == Counts(unchanged=1)
    assert contents(set()) == before
    owners = session().scalars(select(CustomerVehicle).where(CustomerVehicle.is_current))
    assert [tie.customer_id for tie in owners] == [second.id]
    plates = session().scalars(select(PlateHistory.plate).where(PlateHistory.valid_to.is_(None)))
    assert list(plates) == ["沪B54321"]
    assert "沪A12345" not in str(contents(set())["search_token"])


def test_upsert_finds_a_vehicle_without_vin_by_plate_and_phone(dealer: Dealer) -> None:
    owner = customer("王晓明", phones=["13800000001"])
    bare = VehicleRow(plate="沪A12345", owner_id=owner.id, phones=("+8613800000001",))
    (made,) = bulk.upsert([bare]).ids
    answer = bulk.upsert([replace(bare, vin=vin())])
    assert (answer.ids, answer.counts) == ((made,), Counts(updated=1))
    other = replace(bare, vin=vin())
    assert bulk.upsert([other]).ids != (made,)
    stranger = customer("李芳", phones=["13800000002"])
    foreign = VehicleRow(plate="沪A12345", owner_id=stranger.id, phones=("+8613800000002",))
    assert bulk.upsert([foreign]).counts == Counts(created=1)


def test_upsert_never_erases_what_is_stored(dealer: Dealer) -> None:
    made = vehicle(colour="白", delivery_date=DELIVERED, store_id=dealer.store_id)
    version = made.row_version
    assert bulk.upsert([VehicleRow(vin=made.vin or "")]).counts == Counts(unchanged=1)
    assert bulk.upsert([VehicleRow(vin=made.vin or "", colour="黑")]).counts == Counts(updated=1)
    session().refresh(made)
    assert (made.colour, made.delivery_date, made.row_version) == ("黑", DELIVERED, version + 1)


def test_upsert_takes_one_vehicle_of_a_batch_once(dealer: Dealer) -> None:
    number = vin()
    rows = [
        VehicleRow(vin=number, odometer_km=1000, odometer_on=date(2026, 1, 1)),
        VehicleRow(vin=number, plate="沪A12345", odometer_km=3000, odometer_on=date(2026, 2, 1)),
    ]
    answer = bulk.upsert(rows)
    assert (answer.counts, len(set(answer.ids))) == (Counts(created=1), 1)
    stored = session().get(Vehicle, (dealer.tenant_id, answer.ids[0]))
    assert stored is not None
    assert (stored.plate, stored.odometer_km) == ("沪A12345", 3000)


def test_upsert_keeps_a_reading_that_runs_backwards_and_marks_it(dealer: Dealer) -> None:
    made = vehicle()
    record_odometer(made.id, on=date(2026, 1, 1), km=9000, source="manual")
    bulk.upsert([VehicleRow(vin=made.vin or "", odometer_km=900, odometer_on=date(2026, 2, 1))])
    rows = session().scalars(select(OdometerReading).where(OdometerReading.km == 900))
    assert [row.anomaly for row in rows] == ["backwards"]
    session().refresh(made)
    assert made.odometer_km == 9000


def test_upsert_service_records_changes_what_differs(dealer: Dealer) -> None:
    made = vehicle()
    row = visit(dealer, made.id, "RO1", date(2026, 4, 1), None, amount_fen=100, adviser_name="陈刚")
    bulk.upsert_service_records([row])
    answer = bulk.upsert_service_records([replace(row, amount_fen=200, adviser_name="")])
    assert answer.counts == Counts(updated=1)
    stored = session().execute(
        text("SELECT amount_fen, adviser_name FROM service_record WHERE tenant_id = :t"),
        {"t": dealer.tenant_id},
    )
    assert tuple(stored.one()) == (200, "陈刚")
