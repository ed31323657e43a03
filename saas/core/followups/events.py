"""What this room tells others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from saas.core.followups.models import TaskStatus
from saas.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowupClosed(Event):
    """A follow-up came to its end."""

    name: ClassVar[str] = "followups.closed"
    version: ClassVar[int] = 1

    task_id: int
    """The task."""
    customer_id: int
    """Whose it was."""
    status: TaskStatus
    """How it ended."""
