"""Events, handlers and jobs that only these tests know. What they do is seen in a table of the product: saved settings."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import func, select

from saas.platform.audit import AuditEntry, record
from saas.platform.database import session
from saas.platform.events import Event, Subscription, publish
from saas.platform.i18n import current_locale
from saas.platform.jobs import CatchUp, Job, Per, Queue, Schedule, checkpoint, enqueue, position, progress
from saas.platform.tenancy import current_actor, current_tenant


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted(Event):
    """A car was painted."""

    name: ClassVar[str] = "paint.car_painted"
    ordered_by: ClassVar[str] = "car_id"

    car_id: int
    colour: Colour
    day: date
    fails: bool = False


def done(action: str) -> list[int | None]:
    """The object ids of the audit entries of an action, in order: what handlers and jobs leave behind."""
    rows = session().execute(
        select(AuditEntry.object_id).where(AuditEntry.action == action).order_by(AuditEntry.id)
    )
    return [row.object_id for row in rows]


def note_paint(event: Painted) -> None:
    record("paint.noted", "car", event.car_id)
    if event.fails:
        raise RuntimeError("no brush")


def ask_for_wax(event: Painted) -> None:
    enqueue("paint.wax", {"car_id": event.car_id})


def wax(car_id: int, period: str = "") -> dict[str, object]:
    record("paint.waxed", "car", car_id)
    actor = current_actor()
    return {
        "tenant": current_tenant(),
        "actor": actor.kind.value,
        "job": actor.id,
        "locale": current_locale(),
        "period": period,
    }


def explode(car_id: int) -> None:
    record("paint.exploded", "car", car_id)
    raise SystemExit(3)


def count_up(to: int, stop_at: int = -1) -> dict[str, object]:
    at = position().get("next", 0)
    for number in range(at, to):
        record("paint.counted", "car", number)
        if (
            number == stop_at
            and session().scalar(select(func.count()).where(AuditEntry.action == "paint.go")) == 0
        ):
            raise RuntimeError("stopped")
        checkpoint({"next": number + 1}, done=number + 1, total=to)
    return {"from": at}


def slow_progress(steps: int) -> None:
    for step in range(steps):
        record("paint.step", "car", step)
        progress(step + 1, steps)


def nightly(period: str) -> None:
    record("paint.nightly", "car", 1, detail={"period": period})


def publish_again(event: Painted) -> None:
    if event.colour is Colour.RED:
        publish(Painted(car_id=event.car_id, colour=Colour.BLUE, day=event.day))


HERE = __name__
JOBS = (
    Job(key="paint.wax", target=f"{HERE}:wax"),
    Job(key="paint.explode", target=f"{HERE}:explode", retries=1),
    Job(key="paint.count_up", target=f"{HERE}:count_up", queue=Queue.LONG, retries=3),
    Job(key="paint.slow_progress", target=f"{HERE}:slow_progress"),
    Job(key="paint.nightly", target=f"{HERE}:nightly"),
)
PLUGIN_JOB = Job(key="gloss.polish", target=f"{HERE}:wax")
SCHEDULES = (
    Schedule(key="paint.night", job="paint.nightly", cron="30 2 * * *"),
    Schedule(key="paint.all", job="paint.nightly", cron="0 * * * *", tz="UTC", catch_up=CatchUp.ALL),
    Schedule(key="paint.fresh", job="paint.nightly", cron="0 * * * *", tz="UTC", catch_up=CatchUp.NONE),
    Schedule(key="paint.platform", job="paint.nightly", cron="0 1 * * *", per=Per.PLATFORM),
)
SUBSCRIPTIONS = (
    Subscription(event=Painted, handler=note_paint, max_attempts=2),
    Subscription(event=Painted, handler=publish_again),
)
PLUGIN_SUBSCRIPTION = Subscription(event=Painted, handler=ask_for_wax)
