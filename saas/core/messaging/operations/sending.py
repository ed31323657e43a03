"""The job that sends a message."""

from __future__ import annotations

from datetime import datetime

from saas.core.messaging.models import Message
from saas.platform.jobs import enqueue

SEND_JOB = "messaging.send"


def ask_to_send(message: Message, *, at: datetime | None = None) -> None:
    """Have a message handed over after the commit, not before `at` (aware)."""
    message.job_id = enqueue(SEND_JOB, {"message_id": message.id}, run_after=at)
