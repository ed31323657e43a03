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


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintResolved(Event):
    """What was owed for a complaint is done; whether the customer is content is still to be asked."""

    name: ClassVar[str] = "complaints.resolved"
    ordered_by: ClassVar[str] = "case_id"

    case_id: int
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintReopened(Event):
    """The customer of a complaint that was resolved or closed is not content. times: how often that was so."""

    name: ClassVar[str] = "complaints.reopened"
    ordered_by: ClassVar[str] = "case_id"

    case_id: int
    times: int


EVENTS = [ComplaintReceived, ComplaintClosed, ComplaintResolved, ComplaintReopened]
