"""Vehicles, their owners, readings, visits and the prediction of maintenance on the real database."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from saas.core.customers.models import Lifecycle, SearchToken
from saas.core.vehicles.events import VehicleAdded
from saas.core.vehicles.maintenance import Plan
from saas.core.vehicles.models import (
    CustomerVehicle,
    OdometerReading,
    OwnershipRole,
    PlateHistory,
    ServiceKind,
)
from saas.core.vehicles.operations import (
    VehicleDetails,
    edit_vehicle,
    end_tie,
    record_odometer,
    refresh_maintenance_due,
    set_maintenance_plan,
    tie_customer,
    transfer_ownership,
)
from saas.core.vehicles.operations.readings import ANOMALY
from saas.core.vehicles.operations.vehicles import details_of
from saas.platform.audit import AuditEntry
from saas.platform.clock import moved
from saas.platform.database import session
from saas.platform.errors import Conflict, Invalid, NotFound
from saas.platform.events.models import OutboxEvent
from saas.testing.factories.customers import customer
from saas.testing.factories.vehicles import service_record, vehicle, vin
from tests.integration.customers.conftest import Dealer

DELIVERED = date(2026, 1, 10)


def owners(vehicle_id: int) -> list[tuple[int, bool]]:
    mine = select(CustomerVehicle).where(CustomerVehicle.vehicle_id == vehicle_id)
    rows = session().scalars(mine.order_by(CustomerVehicle.id).execution_options(populate_existing=True))
    return [(row.customer_id, row.is_current) for row in rows]


def found_by(vehicle_id: int) -> set[int]:
    mine = select(SearchToken.customer_id).where(SearchToken.source == f"vehicle:{vehicle_id}")
    return set(session().scalars(mine))


def test_create_vehicle_with_an_owner_makes_them_findable_and_an_owner(dealer: Dealer) -> None:
    person = customer()
    made = vehicle(owner_id=person.id, plate="沪A12345")
    assert owners(made.id) == [(person.id, True)]
    assert person.lifecycle is Lifecycle.OWNER
    tokens = session().scalars(select(SearchToken.token).where(SearchToken.customer_id == person.id))
    assert {"12345", "沪A12345", made.vin} <= set(tokens)


def test_create_vehicle_tells_others_of_it_once(dealer: Dealer) -> None:
    made = vehicle()
    edit_vehicle(made.id, replace(VehicleDetails(vin=made.vin or ""), colour="白"), version=made.row_version)
    told = select(OutboxEvent.payload).where(OutboxEvent.name == VehicleAdded.name)
    assert [payload["vehicle_id"] for payload in session().scalars(told)] == [made.id]


def test_create_vehicle_with_a_wrong_check_digit_is_a_warning(dealer: Dealer) -> None:
    right = vin()
    wrong = right[:8] + ("0" if right[8] != "0" else "1") + right[9:]
    assert vehicle(vin=wrong).vin_problem == "check_digit"


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"vin": "LSVAA49J1R"}, "vin"),
        ({"vin": "LSVAA49J1RO000001"}, "vin"),
        ({"plate": "12345"}, "plate"),
        ({"vin": "", "plate": ""}, "vin"),
        ({"store_id": 1}, "store_id"),
    ],
)
def test_create_vehicle_refuses_what_identifies_nothing(
    dealer: Dealer, details: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        vehicle(**details)
    assert list(refused.value.fields) == [field]


def test_create_vehicle_of_a_known_vin_leads_to_it(dealer: Dealer) -> None:
    made = vehicle()
    with pytest.raises(Conflict) as refused:
        vehicle(vin=made.vin)
    assert refused.value.current == {"vehicle_id": made.id}


def test_edit_vehicle_keeps_the_plates_it_had(dealer: Dealer) -> None:
    made = vehicle(plate="沪A12345")
    person = customer()
    transfer_ownership(made.id, person.id, on=None)
    before = details_of(made)
    edit_vehicle(made.id, VehicleDetails(**{**before, "plate": "沪B54321"}), version=made.row_version)
    rows = session().scalars(
        select(PlateHistory).where(PlateHistory.vehicle_id == made.id).order_by(PlateHistory.id)
    )
    assert [(row.plate, row.valid_to is None) for row in rows] == [("沪A12345", False), ("沪B54321", True)]
    tokens = session().scalars(select(SearchToken.token).where(SearchToken.customer_id == person.id))
    found = set(tokens)
    assert "沪B54321" in found
    assert "沪A12345" not in found


def test_edit_vehicle_ends_a_plate_on_the_day_of_its_store(dealer: Dealer) -> None:
    made = vehicle(plate="沪A12345")
    values = VehicleDetails(**{**details_of(made), "plate": "沪B54321"})  # type: ignore[arg-type]  # names and values match
    # Two in the morning in Shanghai, the evening before in UTC.
    with moved(datetime(2026, 11, 21, 2, 0, tzinfo=ZoneInfo("Asia/Shanghai"))):
        edit_vehicle(made.id, values, version=made.row_version)
    ended = select(PlateHistory.valid_to).where(
        PlateHistory.vehicle_id == made.id, PlateHistory.plate == "沪A12345"
    )
    assert session().scalars(ended).one() == date(2026, 11, 21)


def test_edit_vehicle_after_another_shows_what_is_stored(dealer: Dealer) -> None:
    made = vehicle(colour="白")
    with pytest.raises(Conflict) as refused:
        edit_vehicle(made.id, VehicleDetails(vin=made.vin or ""), version=made.row_version - 1)
    assert refused.value.current["colour"] == "白"


def test_transfer_ownership_leaves_one_current_owner(dealer: Dealer) -> None:
    first, second = customer("王晓明"), customer("李芳")
    made = vehicle(owner_id=first.id, delivery_date=DELIVERED)
    transfer_ownership(made.id, second.id, on=date(2026, 6, 1))
    transfer_ownership(made.id, second.id, on=date(2026, 6, 2))
    assert owners(made.id) == [(first.id, False), (second.id, True)]
    assert found_by(made.id) == {second.id}
    with pytest.raises(Invalid):
        transfer_ownership(made.id, first.id, on=date(2026, 5, 1))
    with pytest.raises(NotFound):
        transfer_ownership(made.id, 1, on=None)


def test_tie_customer_adds_a_driver_beside_the_owner(dealer: Dealer) -> None:
    owner, driver = customer("王晓明"), customer("李芳")
    made = vehicle(owner_id=owner.id)
    tie = tie_customer(made.id, driver.id, OwnershipRole.DRIVER, on=DELIVERED)
    assert found_by(made.id) == {owner.id, driver.id}
    end_tie(tie.id, on=date(2026, 2, 1))
    assert found_by(made.id) == {owner.id}
    with pytest.raises(Conflict):
        end_tie(tie.id, on=date(2026, 2, 1))


def test_record_odometer_runs_forward_unless_a_reason_is_given(dealer: Dealer) -> None:
    made = vehicle()
    record_odometer(made.id, on=date(2026, 5, 1), km=8000, source="manual")
    with pytest.raises(Invalid):
        record_odometer(made.id, on=date(2026, 6, 1), km=800, source="manual")
    record_odometer(made.id, on=date(2026, 6, 1), km=800, source="manual", reason="更换仪表")
    session().refresh(made)
    assert (made.odometer_km, made.odometer_on) == (8000, date(2026, 5, 1))
    rows = session().scalars(select(OdometerReading).where(OdometerReading.vehicle_id == made.id))
    assert {(row.km, row.anomaly) for row in rows} == {(8000, ""), (800, ANOMALY)}
    told = select(AuditEntry).where(
        AuditEntry.action == "vehicles.odometer.recorded", AuditEntry.object_id == made.id
    )
    entries = session().scalars(told.order_by(AuditEntry.id)).all()
    assert [entry.reason for entry in entries] == ["", "更换仪表"]


def test_create_service_record_tells_the_vehicle(dealer: Dealer) -> None:
    set_maintenance_plan(Plan())
    person = customer()
    made = vehicle(owner_id=person.id, delivery_date=DELIVERED)
    done = datetime(2026, 3, 1, 23, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    row = service_record(made.id, dealer.store_id, completed_at=done, odometer_km=5000)
    session().refresh(made)
    assert (row.kind, row.customer_id) == (ServiceKind.MAINTENANCE, person.id)
    assert (made.last_service_on, made.odometer_km) == (date(2026, 3, 1), 5000)
    # 100 km a day: 10,000 km more a hundred days later
    assert made.next_maintenance_on == date(2026, 6, 9)
    with pytest.raises(Conflict) as refused:
        service_record(made.id, dealer.store_id, order_no=row.order_no)
    assert refused.value.current == {"service_record_id": row.id}


def test_refresh_maintenance_due_of_all_agrees_with_one_by_one(dealer: Dealer) -> None:
    made = [vehicle(delivery_date=DELIVERED) for _ in range(60)]
    seen = {one.id: one.row_version for one in made}
    assert refresh_maintenance_due() == 0
    set_maintenance_plan(Plan(first_months=3))
    for one in made:
        session().refresh(one)
    assert {one.next_maintenance_on for one in made} == {date(2026, 4, 10)}
    assert {one.id: one.row_version for one in made} == seen
    assert refresh_maintenance_due([made[0].id]) == 0
