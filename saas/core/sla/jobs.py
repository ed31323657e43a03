"""Background work: thin callers of operations, safe to run twice."""

from __future__ import annotations

from collections.abc import Mapping

from saas.core.sla.operations import look_at_clocks
from saas.platform.i18n import _l
from saas.platform.jobs import CatchUp, Job, Schedule

LOOK = "sla.look"
ANEW = "sla.reckon_anew"

JOBS = (
    Job(key=LOOK, title=_l("Tell of times that run out"), target="saas.core.sla.jobs:look"),
    Job(
        key=ANEW,
        title=_l("Reckon anew when what is owed is due"),
        target="saas.core.sla.jobs:reckon_anew",
    ),
)
SCHEDULES = (
    Schedule(key="sla.minutely", job=LOOK, cron="*/5 * * * *", catch_up=CatchUp.LATEST),
    # Calendars change: a holiday that was entered yesterday moves what is due tomorrow.
    Schedule(key="sla.nightly", job=ANEW, cron="10 1 * * *"),
)


def look(*, period: str = "") -> Mapping[str, int | str]:
    """Tell of the clocks whose next share of time has passed. period: the instant that was due."""
    return {"looked": look_at_clocks(), "period": period}


def reckon_anew(*, period: str = "") -> Mapping[str, int | str]:
    """Reckon all open clocks anew. period: the instant that was due."""
    return {"looked": look_at_clocks(anew=True), "period": period}
