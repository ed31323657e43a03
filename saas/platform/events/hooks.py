"""How rooms and plugins declare their events and who hears of them."""

from __future__ import annotations

from collections.abc import Sequence

from saas.platform.events.base import Event
from saas.platform.events.subscriptions import Subscription
from saas.platform.plugins import hookspec


@hookspec(namespaced="name")
def register_events() -> Sequence[type[Event]]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Events that this room or plugin publishes; others may subscribe to them."""


@hookspec
def register_subscriptions() -> Sequence[Subscription]:  # type: ignore[empty-body]  # pluggy calls the implementations
    """Handlers of events, its own or others'."""
