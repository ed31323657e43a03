"""What the follow-up manager has called besides the rules: owners whose maintenance is long due, a few times a quarter."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import and_, exists, func, select

from saas.core.followups.management import create_task
from saas.core.followups.models import FollowupTask, FollowupType, Script
from saas.core.vehicles.models import CustomerVehicle, OwnershipRole, Vehicle
from saas.demo.agenda import Act
from saas.demo.calendar import is_open
from saas.demo.founding import ZONE
from saas.demo.past import Stage
from saas.platform.database import session
from saas.platform.tenancy import current_tenant

EACH_STORE = 18
EVERY_DAYS = 20
DAYS_TO_DO = 6


def is_wave_day(stage: Stage, day: date) -> bool:
    """Whether the manager asks for calls in the evening of the day: now and then, and before the last day we live."""
    eve = stage.world.last - timedelta(days=1)
    while not is_open(eve):
        eve -= timedelta(days=1)
    return day == eve or (day - stage.world.first).days in {EVERY_DAYS, 2 * EVERY_DAYS}


def ask_for_calls(stage: Stage) -> Act:
    """Make tasks for owners whose maintenance is overdue and who are not being called anyway."""

    def ask(moment: datetime) -> datetime | None:
        tomorrow = moment.astimezone(ZONE).date() + timedelta(days=1)
        same = (Script.tenant_id == current_tenant(), Script.code == "maintenance_due")
        script = session().scalars(select(Script.id).where(*same)).one()
        for customer_id, vehicle_id in _overdue(stage, tomorrow):
            create_task(
                customer_id, followup_type=FollowupType.CARE, purpose="service", due_from=tomorrow,
                due_to=tomorrow + timedelta(days=DAYS_TO_DO), vehicle_id=vehicle_id, script_id=script,
            )  # fmt: skip
        return None

    return ask


def _overdue(stage: Stage, day: date) -> list[tuple[int, int]]:
    """Customers with the vehicle that is overdue, the latest first, so many of each store."""
    called = exists().where(
        FollowupTask.tenant_id == current_tenant(),
        FollowupTask.customer_id == CustomerVehicle.customer_id,
        FollowupTask.due_to >= day - timedelta(days=30),
    )
    place = func.row_number().over(
        partition_by=Vehicle.store_id, order_by=(Vehicle.next_maintenance_on.desc(), Vehicle.id)
    )
    owner = and_(
        CustomerVehicle.tenant_id == Vehicle.tenant_id, CustomerVehicle.vehicle_id == Vehicle.id,
        CustomerVehicle.is_current, CustomerVehicle.role == OwnershipRole.OWNER,
    )  # fmt: skip
    found = (
        select(CustomerVehicle.customer_id, Vehicle.id.label("vehicle_id"), place.label("place"))
        .join(CustomerVehicle, owner)
        .where(Vehicle.tenant_id == current_tenant(), Vehicle.next_maintenance_on < day, ~called)
        .subquery()
    )
    few = max(min(EACH_STORE, len(stage.vehicles) // 20), 1)
    rows = session().execute(select(found.c.customer_id, found.c.vehicle_id).where(found.c.place <= few))
    # A customer of two overdue cars is called once.
    return list({row.customer_id: row.vehicle_id for row in rows}.items())
