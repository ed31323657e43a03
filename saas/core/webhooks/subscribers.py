"""Hears of every event."""

from __future__ import annotations

from saas.core.webhooks.operations import note_event
from saas.core.webhooks.queries import is_anybody_told
from saas.platform.events import AnyEvent, Subscription


def hear(event: AnyEvent) -> None:
    """Have those told who want to hear of this event."""
    note_event(event)


SUBSCRIPTIONS = (Subscription(event=AnyEvent, handler=hear, wanted=is_anybody_told),)
