"""Background work: thin callers of operations, safe to run twice."""

from __future__ import annotations

from saas.core.webhooks.operations import SEND_JOB, tell
from saas.platform.i18n import _l
from saas.platform.jobs import Job

JOBS = (
    Job(key=SEND_JOB, title=_l("Tell another system what happened"), target="saas.core.webhooks.jobs:send"),
)


def send(*, telling_id: int) -> dict[str, str]:
    """Send one telling."""
    return {"state": tell(telling_id).value}
