"""What clocks tell others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from saas.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaReached(Event):
    """A share of the time in which something is owed has passed: half, four fifths, all of it."""

    name: ClassVar[str] = "sla.reached"
    ordered_by: ClassVar[str] = "clock_id"

    clock_id: int
    """The clock."""
    object_type: str
    """What it is owed for, such as `complaints_case`."""
    object_id: int
    """Which one."""
    target: str
    """What is owed, a code of whoever started the clock."""
    percent: int
    """50, 80, or 100 when the time is over."""
