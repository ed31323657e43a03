"""Background work: thin callers of operations, safe to run twice."""

from __future__ import annotations

from saas.core.messaging.operations import SEND_JOB, deliver_message
from saas.platform.i18n import _l
from saas.platform.jobs import Job

JOBS = (Job(key=SEND_JOB, title=_l("Send a message"), target="saas.core.messaging.jobs:send"),)


def send(*, message_id: int) -> dict[str, str]:
    """Send one message."""
    return {"status": deliver_message(message_id).value}
