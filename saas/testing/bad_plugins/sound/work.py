"""Jobs and handlers."""

from __future__ import annotations

from collections.abc import Mapping

from saas.plugin_api import Job, Schedule, Subscription, _l, checkpoint, position

from . import operations
from .events import NoteDone

JOBS = [Job(key="sound.tidy", title=_l("Finish old notes"), target=f"{__name__}:tidy")]
SCHEDULES = [Schedule(key="sound.nightly", job="sound.tidy", cron="30 2 * * *")]


def tidy(*, period: str = "") -> Mapping[str, int | str]:
    """Finish what is open, some at a time. period: the instant that was due."""
    done, last = 0, int(position().get("last") or 0)
    while found := operations.finish_some(last):
        done, last = done + len(found), found[-1].id
        checkpoint({"last": last})
    return {"done": done, "period": period}


def heard(event: NoteDone) -> None:
    """Note that it was heard."""
    operations.hear(event.note_id)


SUBSCRIPTIONS = [Subscription(event=NoteDone, handler=heard)]
