"""What is done in the background: thin callers of operations, safe to run twice."""

from __future__ import annotations

from collections.abc import Mapping

from saas.plugin_api import Job, Queue, Schedule, _l, enqueue

from aftercare_recalls.matching import match_vehicles

MATCH = "recalls.match_vehicles"

JOBS = [
    Job(
        key=MATCH,
        title=_l("Find vehicles in the lists of recalls"),
        target="aftercare_recalls.jobs:match",
        queue=Queue.LONG,
        timeout=1800,
    )
]
SCHEDULES = [Schedule(key="recalls.nightly", job=MATCH, cron="20 2 * * *")]


def match(*, period: str = "") -> Mapping[str, int | str]:
    """Find the group's vehicles in the lists. period: the instant that was due, empty when somebody asked."""
    return {"found": match_vehicles(), "period": period}


def match_soon() -> None:
    """Ask that the group's vehicles are found in the lists as soon as a worker is free, not only at night."""
    enqueue(MATCH, {})
