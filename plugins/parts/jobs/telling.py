"""Telling the budget what it missed while it was switched off: a thin caller of operations, safe to run twice."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.parts.operations.order_money import orders_owing, tell_what_was_missed
from saas.plugin_api import Job, Schedule, _l, checkpoint, position

TELL = "parts.tell_budget"

TELLING_JOBS = [
    Job(
        key=TELL,
        title=_l("Tell the budget what it missed of purchase orders"),
        target="plugins.parts.jobs.telling:tell",
    )
]
TELLING_SCHEDULES = [Schedule(key="parts.tell_budget", job=TELL, cron="40 * * * *")]


def tell(*, period: str = "") -> Mapping[str, int | str]:
    """Settle every order of which the budget has not heard all. period: the instant that was due."""
    # What an earlier, killed run settled owes nothing any more: there is no position, only a count.
    told = int(position().get("told", 0))
    for order_id in orders_owing():
        told += tell_what_was_missed(order_id)
        # Each order for itself: two of them are held against two lines, which nobody may lock in an order of their own.
        checkpoint({"told": told}, done=told)
    return {"told": told, "period": period}
