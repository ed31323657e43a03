"""What others may hear of early warnings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from saas.plugin_api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRaised(Event):
    """More complaints came in than chance lets expect."""

    name: ClassVar[str] = "complaints.alert_raised"
    ordered_by: ClassVar[str] = "alert_id"

    alert_id: int
    number: str


EVENTS = [AlertRaised]
