"""Handlers of events: thin callers of operations."""

from __future__ import annotations

from plugins.complaints.events import ComplaintReceived
from plugins.complaints.operations import route_case
from saas.plugin_api import Subscription


def route_safety(event: ComplaintReceived) -> None:
    """Give a complaint that concerns safety to a handler at once; the others wait for a manager."""
    if event.safety:
        route_case(event.case_id)


SUBSCRIPTIONS = [Subscription(event=ComplaintReceived, handler=route_safety)]
