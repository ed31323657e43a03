"""Jobs and handlers."""

from __future__ import annotations

from collections.abc import Mapping

from saas.plugin_api import Job, Schedule, Subscription, _l

from . import operations
from .events import NoteDone

JOBS = [Job(key="sound.tidy", title=_l("Finish old notes"), target=f"{__name__}:tidy")]
SCHEDULES = [Schedule(key="sound.nightly", job="sound.tidy", cron="30 2 * * *")]


def tidy(*, period: str = "") -> Mapping[str, int | str]:
    """Finish what is open. period: the instant that was due."""
    return {"done": operations.finish_all(), "period": period}


def heard(event: NoteDone) -> None:
    """Note that it was heard."""
    operations.hear(event.note_id)


SUBSCRIPTIONS = [Subscription(event=NoteDone, handler=heard)]
