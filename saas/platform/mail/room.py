"""What mail contributes itself: the job that sends, asked for by each commit with a message and by the clock."""

from __future__ import annotations

from collections.abc import Sequence

from saas.platform.i18n import _l
from saas.platform.jobs import Job, Per, Schedule
from saas.platform.plugins import hookimpl


@hookimpl
def register_jobs() -> Sequence[Job]:
    """Send what waits."""
    return (
        Job(
            key="mail.send",
            title=_l("Send mail to staff"),
            target="saas.platform.mail.jobs:send",
            timeout=600,
        ),
    )


@hookimpl
def register_schedules() -> Sequence[Schedule]:
    """Every minute: for what is tried again, and for what nobody was woken for."""
    return (Schedule(key="mail.send", job="mail.send", cron="* * * * *", per=Per.PLATFORM),)
