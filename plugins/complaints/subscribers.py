"""Handlers of events: thin callers of operations."""

from __future__ import annotations

from plugins.complaints.events import ComplaintReceived
from plugins.complaints.operations import escalate, heard_in_call, route_case
from plugins.complaints.operations.times import KIND
from saas.plugin_api import FollowupClosed, SlaReached, Subscription


def route_safety(event: ComplaintReceived) -> None:
    """Give a new complaint to whom the group's rules name, and one that concerns safety to a handler in any case."""
    route_case(event.case_id)


def take_higher(event: SlaReached) -> None:
    """A share of the time for a complaint has passed."""
    if event.object_type == KIND:
        escalate(event.object_id, event.target, event.percent)


def hear_answer(event: FollowupClosed) -> None:
    """The call that asks whether a complaint is solved came to its end."""
    heard_in_call(event.task_id, event.status)


SUBSCRIPTIONS = [
    Subscription(event=ComplaintReceived, handler=route_safety),
    Subscription(event=SlaReached, handler=take_higher),
    Subscription(event=FollowupClosed, handler=hear_answer),
]
