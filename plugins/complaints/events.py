"""What others may hear of complaints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from saas.plugin_api import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintReceived(Event):
    """A complaint was registered."""

    name: ClassVar[str] = "complaints.received"
    ordered_by: ClassVar[str] = "case_id"

    case_id: int
    store_id: int
    severity: int
    safety: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintClosed(Event):
    """A complaint ended. result: code of the kind of result."""

    name: ClassVar[str] = "complaints.closed"
    ordered_by: ClassVar[str] = "case_id"

    case_id: int
    result: str


EVENTS = [ComplaintReceived, ComplaintClosed]
